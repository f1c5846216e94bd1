/**
 * A Newton system on a list of coordinates and the state of its solution by preconditioned conjugate gradients,
 *
 *   (H + diag(l2)) δ = b,      H δ = Xᵀ D (X δ)
 *
 * No matrix is formed: a product with H is one or two passes over the columns, and X δ, which the line search needs,
 * comes with it.
 * Source: Nocedal & Wright, *Numerical Optimization*, 2nd ed., §7.1; the iteration is in kernels/cg-iteration.ts.
 */

import { CgIteration, type Preconditioner } from '../kernels/cg-iteration'
import type { RowRange } from '../kernels/layout'
import { hessianDiagonal } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import type { Coordinates, Problem } from '../problem/problem'
import type { Contrasts } from './contrasts'
import { ContrastPreconditioner, DiagonalPreconditioner } from './preconditioner'

/** Curvature along a direction below this share of that of its parts is rounding error. */
const FLAT = 1e-14

/**
 * The same behind a better preconditioner than the diagonal, which finds its way along columns that depend on each other to
 * single precision. Below this it is X that is rounded: those of standardised dummies of all levels reached coefficients of 4e15.
 */
const FLAT_BEHIND_FACTOR = 1e-18

/** The Hessian of a loss on some coefficients. */
export interface HessianOperator {
  /** Hⱼⱼ, to be kept by whoever asks */
  diagonal(): Float64Array
  /** out = H v */
  timesInto(v: Float64Array, out: Float64Array): void
  /** Told how far the last v is followed. */
  follow(length: number): void
}

export class HessianSystem {
  /** how far a direction without curvature may be followed all the same, as if there were the curvature that rounding hides */
  longest = 0
  /** of the system; 0 where nobody asks for it */
  private readonly diagonal: Float64Array
  private readonly flat: number
  private readonly iteration: CgIteration
  /** the product of the system with the direction */
  private readonly product: Float64Array

  /**
   * @param b - becomes the residual
   * @param preconditioner - the diagonal if left out
   * @param contrasts - to be solved among, if the coordinates are all that several outputs have
   * @param mayBeFlat - whether there may be directions without curvature, which a better preconditioner than the diagonal does not see
   */
  constructor(
    private readonly hessian: HessianOperator,
    private readonly l2: Float64Array,
    b: Float64Array,
    preconditioner?: Preconditioner,
    private readonly contrasts?: Contrasts,
    mayBeFlat = false,
  ) {
    const { length } = b
    this.diagonal = preconditioner && !mayBeFlat ? new Float64Array(length) : hessian.diagonal()
    this.flat = preconditioner ? FLAT_BEHIND_FACTOR : FLAT
    for (let i = 0; i < length; i++) this.diagonal[i] += l2[i]
    this.product = new Float64Array(length)
    const inner = preconditioner ?? new DiagonalPreconditioner(this.diagonal)
    if (!preconditioner) contrasts?.dropRounding(this.diagonal)
    contrasts?.project(b)
    this.iteration = new CgIteration(b, contrasts ? new ContrastPreconditioner(inner, contrasts) : inner)
  }

  /** δ on the coordinates */
  get delta(): Float64Array {
    return this.iteration.delta
  }

  /** the next direction to go in, on the coordinates */
  get direction(): Float64Array {
    return this.iteration.direction
  }

  /** largest entry of the residual */
  get worst(): number {
    return this.iteration.worst
  }

  /** One iteration; false when the direction has no curvature. */
  step(): boolean {
    const { hessian, product, l2, diagonal, iteration, contrasts } = this
    const { direction } = iteration
    hessian.timesInto(direction, product)
    let parts = 0
    for (let i = 0; i < product.length; i++) {
      product[i] += l2[i] * direction[i]
      parts += diagonal[i] * direction[i] * direction[i]
    }
    contrasts?.project(product)
    const length = iteration.advance(product, this.flat * parts)
    if (length === 0) {
      this.longest = parts > 0 ? iteration.rho / (this.flat * parts) : 0
      return false
    }
    hessian.follow(length)
    return true
  }
}

/** H δ = Xᵀ D (X δ) by products with X, of all outputs. */
export class DesignHessian implements HessianOperator {
  /** X δ, δ what has been followed */
  readonly z: Float64Array
  /** X v */
  private readonly directionZ: Float64Array
  private readonly weighted: Float64Array
  private readonly shifts: Float64Array

  constructor(
    private readonly problem: Problem,
    private readonly curvature: Curvature,
    private readonly coordinates: Coordinates,
  ) {
    const { predictorCount, loss } = problem
    this.z = new Float64Array(predictorCount)
    this.directionZ = new Float64Array(predictorCount)
    this.weighted = new Float64Array(predictorCount)
    this.shifts = new Float64Array(loss.outputs)
    if (coordinates === problem.all) problem.design.layOut(loss.outputs)
  }

  diagonal(): Float64Array {
    const { problem } = this
    const d = new Float64Array(problem.design.rows)
    return hessianDiagonal(problem, this.coordinates, output => {
      this.curvature.curvatureInto(output, output, d)
      return d
    })
  }

  timesInto(v: Float64Array, out: Float64Array): void {
    const { problem, curvature, coordinates, weighted, shifts, directionZ: z } = this
    if (coordinates === problem.all) {
      const weigh = (rows: RowRange) => curvature.curvatureTimesInto(z, weighted, rows)
      const { design, loss } = problem
      design.normalTimesInto({
        outputs: loss.outputs,
        v,
        stride: design.cols,
        shifts,
        z,
        weighted,
        weigh,
        out,
      })
      return
    }
    problem.predictorsInto(coordinates, v, z)
    curvature.curvatureTimesInto(z, weighted)
    problem.gradientInto(coordinates, weighted, out)
  }

  follow(length: number): void {
    const { z, directionZ } = this
    for (let i = 0; i < z.length; i++) z[i] += length * directionZ[i]
  }
}

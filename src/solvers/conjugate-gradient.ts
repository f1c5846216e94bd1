/**
 * Solves the quadratic model of a smooth penalty by preconditioned conjugate gradients,
 *
 *   (H + diag(l2)) δ = −(g + l2 w),      H δ = Xᵀ D (X δ)
 *
 * with a preconditioner (see `preconditioner.ts`). A product with H is one or two passes over X, and X δ, which
 * the line search needs, comes with it.
 * Source: Nocedal & Wright, *Numerical Optimization*, 2nd ed., §7.1; the iteration is in cg-iteration.ts.
 */

import { hessianDiagonal } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import { CgIteration } from './cg-iteration'
import { DiagonalPreconditioner, type Preconditioner, type PreconditionerChoice } from './preconditioner'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

export class ConjugateGradient implements QuadraticSolver {
  /** @param choice - whether and when to buy a better preconditioner than the diagonal; never, if left out */
  constructor(private readonly choice?: PreconditionerChoice) {}

  *solve(model: QuadraticModel): Steps<Direction> {
    const { problem, tolerance } = model
    // The diagonal is the only preconditioner that takes nothing from a sample or an earlier point.
    const bought = model.exact ? undefined : yield* this.next(model)
    const system = new System(model, bought)
    yield
    let products = 0
    for (; products < problem.size && system.worst > tolerance; products++) {
      if (!system.step()) break
      yield
    }
    this.choice?.charge(problem, products)
    model.expansion.curvatureTimesInto(system.z, system.residualChange)
    const { delta, z, residualChange, worst } = system
    return { delta, z, residualChange, exact: bought === undefined || worst <= tolerance }
  }

  private *next({ problem, expansion }: QuadraticModel): Steps<Preconditioner | undefined> {
    return this.choice && (yield* this.choice.next(problem, expansion))
  }
}

/** The linear system and the state of the iteration. */
class System {
  /** X δ */
  readonly z: Float64Array
  readonly residualChange: Float64Array
  private readonly l2: Float64Array
  private readonly hessian: HessianOperator
  private readonly iteration: CgIteration
  /** the product of the system with the direction */
  private readonly product: Float64Array
  private readonly directionZ: Float64Array

  constructor(
    { problem, expansion, start, gradient }: QuadraticModel,
    preconditioner: Preconditioner | undefined,
  ) {
    const { size } = problem
    const { l2 } = problem.penalty
    this.l2 = l2
    this.hessian = new HessianOperator(problem, expansion)
    this.z = new Float64Array(problem.predictorCount)
    this.residualChange = new Float64Array(problem.predictorCount)
    this.product = new Float64Array(size)
    this.directionZ = new Float64Array(problem.predictorCount)
    this.iteration = new CgIteration(
      gradient.map((g, q) => -(g + l2[q] * start[q])),
      preconditioner ?? new DiagonalPreconditioner(this.hessian.diagonal().map((h, q) => h + l2[q])),
    )
  }

  /** δ */
  get delta(): Float64Array {
    return this.iteration.delta
  }

  /** largest entry of the residual */
  get worst(): number {
    return this.iteration.worst
  }

  /** One iteration; false when the direction has no curvature. */
  step(): boolean {
    const { z, product, directionZ, l2, iteration } = this
    const { direction } = iteration
    this.hessian.timesInto(direction, directionZ, product)
    for (let q = 0; q < product.length; q++) product[q] += l2[q] * direction[q]
    const length = iteration.advance(product)
    for (let i = 0; i < z.length; i++) z[i] += length * directionZ[i]
    return length > 0
  }
}

/** The Hessian of the loss as an operator on all coefficients. */
class HessianOperator {
  private readonly d: Float64Array
  private readonly weighted: Float64Array

  constructor(
    private readonly problem: Problem,
    private readonly curvature: Curvature,
  ) {
    const { design, loss } = problem
    this.d = new Float64Array(design.rows)
    if (loss.outputs === 1) curvature.curvatureInto(0, 0, this.d)
    this.weighted = new Float64Array(loss.outputs > 1 ? problem.predictorCount : 0)
  }

  diagonal(): Float64Array {
    const { problem, d } = this
    return hessianDiagonal(problem, problem.all, output => {
      this.curvature.curvatureInto(output, output, d)
      return d
    })
  }

  /** z = X v, out = H v */
  timesInto(v: Float64Array, z: Float64Array, out: Float64Array): void {
    const { problem, curvature, weighted } = this
    const { design, loss, all } = problem
    if (loss.outputs === 1) {
      design.normalTimesInto({ d: this.d, v, shift: 0, z, out })
      return
    }
    problem.predictorsInto(all, v, z)
    curvature.curvatureTimesInto(z, weighted)
    problem.gradientInto(all, weighted, out)
  }
}

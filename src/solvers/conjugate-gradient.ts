/**
 * Solves the quadratic model of a smooth penalty by preconditioned conjugate gradients,
 *
 *   (H + diag(l2)) δ = −(g + l2 w),      H δ = Xᵀ D (X δ)
 *
 * with the diagonal of the system as preconditioner. A product with H is one or two passes over X, and X δ, which
 * the line search needs, comes with it.
 * Source: Nocedal & Wright, *Numerical Optimization*, 2nd ed., §5.1 and §7.1.
 */

import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

export class ConjugateGradient implements QuadraticSolver {
  *solve(model: QuadraticModel): Steps<Direction> {
    const system = new System(model)
    for (let iteration = 0; iteration < model.problem.size && system.worst > model.tolerance; iteration++) {
      if (!system.step()) break
      yield
    }
    return system
  }
}

/**
 * The linear system and the state of the iteration. Its loops are in plain methods because V8 leaves those of a
 * generator unoptimised: in one, they took 60 of the 130 ms of a text problem.
 */
class System implements Direction {
  readonly delta: Float64Array
  readonly margins: Float64Array
  /** largest entry of the residual */
  worst = 0
  private readonly l2: Float64Array
  private readonly curvature: Curvature
  private readonly diagonal: Float64Array
  private readonly residual: Float64Array
  private readonly direction: Float64Array
  private readonly product: Float64Array
  private readonly directionMargins: Float64Array
  /** residual · preconditioned residual */
  private rho = 0

  constructor({ problem, start, gradient }: QuadraticModel) {
    const { size } = problem
    this.l2 = problem.penalty.l2
    this.curvature = new Curvature(problem)
    this.diagonal = this.curvature.diagonal()
    this.delta = new Float64Array(size)
    this.margins = new Float64Array(problem.marginCount)
    this.residual = new Float64Array(size)
    this.direction = new Float64Array(size)
    this.product = new Float64Array(size)
    this.directionMargins = new Float64Array(problem.marginCount)
    for (let q = 0; q < size; q++) {
      this.diagonal[q]! += this.l2[q]!
      this.residual[q] = -(gradient[q]! + this.l2[q]! * start[q]!)
    }
    this.turn(0)
  }

  /** One iteration; false when the direction has no curvature. */
  step(): boolean {
    const { delta, margins, residual, direction, product, directionMargins, l2 } = this
    this.curvature.timesInto(direction, directionMargins, product)
    let along = 0
    for (let q = 0; q < product.length; q++) {
      product[q]! += l2[q]! * direction[q]!
      along += direction[q]! * product[q]!
    }
    if (!(along > 0)) return false
    const length = this.rho / along
    for (let q = 0; q < delta.length; q++) {
      delta[q]! += length * direction[q]!
      residual[q]! -= length * product[q]!
    }
    for (let i = 0; i < margins.length; i++) margins[i]! += length * directionMargins[i]!
    this.turn(this.rho)
    return true
  }

  /** The next direction: the preconditioned residual, conjugate to the direction before (if there was one). */
  private turn(previousRho: number): void {
    const { residual, diagonal, direction } = this
    let rho = 0
    let worst = 0
    for (let q = 0; q < residual.length; q++) {
      const r = residual[q]!
      if (diagonal[q]! > 0) rho += (r * r) / diagonal[q]!
      worst = Math.max(worst, Math.abs(r))
    }
    const beta = previousRho > 0 ? rho / previousRho : 0
    for (let q = 0; q < residual.length; q++) {
      direction[q] = (diagonal[q]! > 0 ? residual[q]! / diagonal[q]! : 0) + beta * direction[q]!
    }
    this.rho = rho
    this.worst = worst
  }
}

/** The Hessian of the loss as an operator on all coefficients, at the point of the last `linearise`. */
class Curvature {
  /** h_ab for every pair of outputs, at position a · K + b */
  private readonly pairs: readonly Float64Array[]
  private readonly weighted: Float64Array

  constructor(private readonly problem: Problem) {
    const { outputs } = problem.loss
    this.pairs = Array.from({ length: outputs * outputs }, (_, pair) => {
      const d = new Float64Array(problem.design.rows)
      problem.loss.curvatureInto(Math.floor(pair / outputs), pair % outputs, d)
      return d
    })
    this.weighted = new Float64Array(outputs > 1 ? problem.marginCount : 0)
  }

  diagonal(): Float64Array {
    const { design, loss, size } = this.problem
    const diagonal = new Float64Array(size)
    for (let a = 0, q = 0; a < loss.outputs; a++) {
      const d = this.pairs[a * loss.outputs + a]!
      for (let j = 0; j < design.cols; j++, q++) diagonal[q] = design.columnWeightedSquares(j, d)
    }
    return diagonal
  }

  /** margins = X v, out = H v */
  timesInto(v: Float64Array, margins: Float64Array, out: Float64Array): void {
    const { design, loss, all } = this.problem
    const { outputs, rows } = loss
    if (outputs === 1) {
      design.normalTimesInto(this.pairs[0]!, v, 0, margins, out)
      return
    }
    this.problem.marginsInto(all, v, margins)
    this.weighted.fill(0)
    for (let a = 0; a < outputs; a++) {
      for (let b = 0; b < outputs; b++) {
        const d = this.pairs[a * outputs + b]!
        for (let i = 0; i < rows; i++) this.weighted[a * rows + i]! += d[i]! * margins[b * rows + i]!
      }
    }
    this.problem.gradientInto(all, this.weighted, out)
  }
}

/**
 * Solves the quadratic model of a smooth penalty, (H + diag(l2)) δ = −(g + l2 w), by preconditioned conjugate gradients
 * (see `hessian-system.ts`), with a preconditioner that is bought when it pays (see `choose-preconditioner.ts`).
 */

import type { Preconditioner } from '../kernels/cg-iteration'
import type { Steps } from '../support/steps'
import { type PreconditionerChoice, priceOfProduct } from './choose-preconditioner'
import { Contrasts } from './contrasts'
import { DesignHessian, HessianSystem } from './hessian-system'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

/**
 * Without rounding a system takes as many steps as it has unknowns. With it badly conditioned ones take more where nothing better
 * than the diagonal is to be had, and broken off there they left fits to creep: 31 × 39, four classes, 10 Newton steps where 100
 * were not enough.
 */
const STEPS_PER_UNKNOWN = 10

/**
 * The share of the tolerance to which a system of one output is solved behind a factor: there a product more takes most of the residual
 * away, and a Newton step more costs a factor. Adult, one-hot and standardised, L2: 5 steps where there were 6, .9 of the time. Of ten
 * classes a step comes to the same, and takes more products.
 */
const BEHIND_A_FACTOR = 0.3

export class ConjugateGradient implements QuadraticSolver {
  /** @param choice - whether and when to buy a better preconditioner than the diagonal; never, if left out */
  constructor(private readonly choice?: PreconditionerChoice) {}

  /** @param budget - nanoseconds, about, after which the solution is good enough: the line search takes any that descends */
  *solve(model: QuadraticModel, budget = Infinity): Steps<Direction> {
    const { problem, expansion, tolerance, start, gradient } = model
    const { l2 } = problem.penalty
    // The diagonal is the only preconditioner that takes nothing from a sample or an earlier point.
    const bought = model.exact ? undefined : yield* this.next(model)
    const b = gradient.map((g, q) => -(g + l2[q] * start[q]))
    const hessian = new DesignHessian(problem, expansion, problem.all)
    const { design, loss } = problem
    const contrasts = loss.outputs > 1 ? new Contrasts(design.cols, loss.outputs) : undefined
    // The intercepts alone always have curvature.
    const mayBeFlat = problem.free.length > loss.outputs
    const system = new HessianSystem(hessian, l2, b, bought, contrasts, mayBeFlat)
    yield
    const longest = problem.size * (this.choice === undefined ? STEPS_PER_UNKNOWN : 1)
    const most = Math.min(longest, Math.ceil(budget / priceOfProduct(problem)))
    let products = 0
    const closely = bought !== undefined && problem.loss.outputs === 1
    const enough = closely ? BEHIND_A_FACTOR * tolerance : tolerance
    for (; products < most && system.worst > enough; products++) {
      if (!system.step()) break
      yield
    }
    this.choice?.charge(problem, products)
    const { delta, worst } = system
    const { z } = hessian
    // What outputs have in common changes no loss: of predictors it may stay.
    const common = contrasts?.project(start.slice())
    if (common) for (let q = 0; q < delta.length; q++) if (l2[q] > 0) delta[q] -= common[q % common.length]
    const residualChange = new Float64Array(z.length)
    expansion.curvatureTimesInto(z, residualChange)
    return {
      delta,
      z,
      residualChange,
      exact: (bought === undefined && budget === Infinity) || worst <= tolerance,
    }
  }

  private *next({ problem, expansion }: QuadraticModel): Steps<Preconditioner | undefined> {
    return this.choice && (yield* this.choice.next(problem, expansion))
  }
}

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
    const { penalty, design, loss, free, size } = problem
    const { l2 } = penalty
    const { choice } = this
    const b = gradient.map((g, q) => -(g + l2[q] * start[q]))
    const hessian = new DesignHessian(problem, expansion, problem.all)
    const contrasts = loss.outputs > 1 ? new Contrasts(design.cols, loss.outputs) : undefined
    // The intercepts alone always have curvature.
    const mayBeFlat = free.length > loss.outputs
    const delta = new Float64Array(size)
    let iterations = size * (choice === undefined ? STEPS_PER_UNKNOWN : 1)
    let left = budget
    for (;;) {
      // The diagonal is the only preconditioner that takes nothing from a sample or an earlier point.
      const bought = model.exact ? undefined : yield* this.next(model)
      const isBehind = bought !== undefined
      const system = new HessianSystem(hessian, l2, b, bought, contrasts, mayBeFlat)
      yield
      const enough = isBehind && loss.outputs === 1 ? BEHIND_A_FACTOR * tolerance : tolerance
      const price = choice?.priceOfIteration(problem, isBehind) ?? priceOfProduct(problem)
      const patience = isBehind && choice ? choice.patience(problem, expansion) : Infinity
      const most = Math.min(iterations, Math.ceil(left / price))
      const until = Math.min(most, Math.ceil(patience / price))
      const done = yield* iterate(system, until, enough)
      choice?.charge(problem, done, isBehind)
      iterations -= done
      left -= done * price
      for (let q = 0; q < size; q++) delta[q] += system.delta[q]
      if (done < until || until === most || system.worst <= enough) {
        const exact = (!isBehind && budget === Infinity) || system.worst <= tolerance
        const common = contrasts?.project(start.slice())
        // What outputs have in common changes no loss: of predictors it may stay.
        if (common) for (let q = 0; q < size; q++) if (l2[q] > 0) delta[q] -= common[q % common.length]
        const residualChange = new Float64Array(hessian.z.length)
        expansion.curvatureTimesInto(hessian.z, residualChange)
        return { delta, z: hessian.z, residualChange, exact }
      }
    }
  }

  private *next({ problem, expansion }: QuadraticModel): Steps<Preconditioner | undefined> {
    return this.choice && (yield* this.choice.next(problem, expansion))
  }
}

/** So many iterations at most, until no entry of the residual is larger than `enough`, or there is no curvature; how many. */
function* iterate(system: HessianSystem, most: number, enough: number): Steps<number> {
  let done = 0
  while (done < most && system.worst > enough) {
    if (!system.step()) break
    done++
    yield
  }
  return done
}

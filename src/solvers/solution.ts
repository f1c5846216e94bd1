/** What a solver is: what it is told of when to stop, and what it returns. */

import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'

export interface StoppingRule {
  /** relative tolerance on the optimality conditions and on the duality gap */
  readonly tol: number
  /** bound on the iterations: Newton steps, or passes over the rows for dual coordinate descent */
  readonly maxIter: number
}

/**
 * Why a solver stopped: the tolerance was reached; the iterations were used up; rounding errors allow no better point;
 * the classes can be separated by coefficients without a penalty, so that there is no minimum.
 */
export type Ending = (typeof ENDINGS)[number]

/** From the best to the worst. */
export const ENDINGS = ['converged', 'rounding', 'iterations', 'separated'] as const

export interface Solution {
  /** the coefficients, output by output */
  readonly w: Float64Array
  readonly ending: Ending
  readonly iterations: number
  /** F(w) */
  readonly objective: number
  /** F(w) minus the dual value of a feasible point: the objective is at most this far above the minimum */
  readonly dualityGap: number
}

export interface SolverOptions extends StoppingRule {
  /** orders the rows in dual coordinate descent; nothing else is random */
  readonly seed: number
}

/** Minimizes one problem after the other, which differ in the penalty only; keeps what one leaves to the next. */
export interface Minimizer {
  /** @param start - where to begin; left out, where the problem before ended (the first at 0) */
  minimize(problem: Problem, start?: Float64Array): Steps<Solution>
}

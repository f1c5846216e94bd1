/**
 * What the logistic and the multinomial loss have in common: entropies, the terms of their conjugates, and the two
 * bounds that keep Newton's method and the duality gap honest where probabilities are nearly 0.
 */

import { log, log1p } from '../kernels/exp-log'

/**
 * The least probability of its own class that the curvature of a row is taken at. Where a row is surely of the wrong
 * class the curvature vanishes and the residual does not, so a Newton step would move its predictor by up to
 * 1 / probability: steps of 1e23 have been seen.
 */
export const LEAST_OWN_PROBABILITY = 1e-4

/** How far outside the domain of the conjugate a share may be by rounding, against the largest share of all rows. */
export const DOMAIN_ROUNDING = 1e-12

/** t log t, continued by 0 at t = 0. */
export function negativeEntropy(t: number): number {
  return t === 0 ? 0 : t * log(t)
}

/** (1 − t) log(1 − t), continued by 0 at t = 1; a small t keeps its digits, which the difference 1 − t would lose. */
export function complementEntropy(t: number): number {
  return t === 1 ? 0 : (1 - t) * log1p(-t)
}

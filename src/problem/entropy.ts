/**
 * What the logistic and the multinomial loss have in common: entropies, the terms of their conjugates, and the two
 * bounds that keep Newton's method and the duality gap honest where probabilities are nearly 0.
 */

/**
 * The least probability of its own class that the curvature of a row is taken at. Where a row is surely of the wrong
 * class the curvature vanishes and the residual does not, so a Newton step would move its predictor by up to
 * 1 / probability: steps of 1e23 have been seen.
 */
export const LEAST_OWN_PROBABILITY = 1e-4

/** How far outside the domain of the conjugate a share may be by rounding, against the largest share of all rows. */
export const DOMAIN_ROUNDING = 1e-12

/**
 * u log u for u = 1 − t and its logarithm. A small t keeps its digits, which the difference loses: what rounding has made of
 * it is added again.
 */
export function complementEntropy(t: number, u: number, logarithm: number): number {
  return u * logarithm + (1 - u - t)
}

/** What rounding errors make of the quantities that a fit is judged by. */

/** Changes of F below this share of F are rounding error. */
const OF_OBJECTIVE = 1e-14

/** Of a sum of terms of size 1, per term. */
const OF_TERM = 2e-16

/** Below this change of F nothing can be told from rounding. */
export function roundingOf(objective: number): number {
  return OF_OBJECTIVE * Math.abs(objective)
}

/**
 * What rounding makes of a derivative whose terms cancel: columns are about of size 1, residuals at most the weights of
 * the rows, nor more than their losses, 1 − p ≤ −log p.
 */
export function violationRounding(weight: number, loss: number): number {
  return OF_TERM * Math.min(weight, loss)
}

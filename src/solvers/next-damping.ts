/**
 * How strongly the next Newton step is damped (see problem/damped-curvature.ts): more where a step could hardly be followed,
 * less and then not at all where one could be taken whole or longer.
 */

/** A step shorter than this asks for damping. */
const HARDLY_ANY = 1 / 8

/** The range of μ, and what it is multiplied with. From the upper end on every step can be taken whole. */
const LEAST_DAMPING = 1e-3
const MOST_DAMPING = 0.5
const DAMPING_AFTER_FAILURE = 8
const DAMPING_AFTER_SUCCESS = 1 / 8

/** μ of the next step, after one with μ = `damping` of which a share `step` was taken. */
export function nextDamping(damping: number, step: number): number {
  if (step >= 1) return damping > LEAST_DAMPING ? DAMPING_AFTER_SUCCESS * damping : 0
  if (step >= HARDLY_ANY) return damping
  return Math.min(MOST_DAMPING, Math.max(LEAST_DAMPING, DAMPING_AFTER_FAILURE * damping))
}

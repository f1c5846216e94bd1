/** Which coordinates the Hessian of the next model is formed of. */

import { workingSet } from '../solvers/working-set'
import { indexRange } from '../support/arrays'
import type { Space } from './point'

/** Up to so many coordinates the Hessian is that of all of them: a pass more costs more than products that are not needed. */
const WHOLE_UP_TO = 256

/** Where nothing is known but w. */
export function firstSet(space: Space, w: Float64Array): Int32Array {
  return wholeSet(space, w.length) ?? bounded(space, w, undefined)
}

/** Of the model at w, by a gradient near it. */
export function nextSet(space: Space, w: Float64Array, gradient: Float64Array): Int32Array {
  return wholeSet(space, w.length) ?? bounded(space, w, gradient)
}

/** All coordinates, or none, where it does not depend on the point. */
function wholeSet({ penalty, byProducts, largestGram }: Space, size: number): Int32Array | undefined {
  if (byProducts) return new Int32Array(0)
  return size <= Math.min(WHOLE_UP_TO, largestGram) || !penalty.hasKinks ? indexRange(size) : undefined
}

/** The working set, or the coordinates of it that are free or violate most, if it is too large for a matrix. */
function bounded(
  { penalty, rows, largestGram }: Space,
  w: Float64Array,
  gradient: Float64Array | undefined,
): Int32Array {
  const g = gradient ?? new Float64Array(w.length)
  const set = workingSet(penalty, w, g, rows)
  if (set.length <= largestGram) return set
  const urgency = (q: number): number => (penalty.isFree(q) ? Infinity : penalty.violation(q, w[q], g[q]))
  const keys = Float64Array.from(set, urgency)
  const order = indexRange(set.length).sort((a, b) =>
    keys[b] > keys[a] ? 1 : keys[b] < keys[a] ? -1 : a - b,
  )
  return order
    .subarray(0, largestGram)
    .map(i => set[i])
    .sort()
}

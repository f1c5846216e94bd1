/** The dot product of two pieces of memory. */

import type { Values } from './layout'

/**
 * Σ x[p + k · step] · y[q + k]  over `length` values. Four accumulators, as one alone waits for the latency of its own
 * additions.
 */
export function dot(x: Values, p: number, step: number, y: Float64Array, q: number, length: number): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let k = 0
  for (; k + 3 < length; k += 4) {
    s0 += x[p] * y[q + k]
    s1 += x[p + step] * y[q + k + 1]
    s2 += x[p + 2 * step] * y[q + k + 2]
    s3 += x[p + 3 * step] * y[q + k + 3]
    p += 4 * step
  }
  for (; k < length; k++, p += step) s0 += x[p] * y[q + k]
  return s0 + s1 + (s2 + s3)
}

/** x · y of the whole of y */
export function inner(x: Values, y: Float64Array): number {
  return dot(x, 0, 1, y, 0, y.length)
}

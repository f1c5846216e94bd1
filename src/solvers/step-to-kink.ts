/**
 * The longest step that keeps to a face of the penalty: along it no coefficient changes its sign or leaves its bounds, and
 * the one that is met first, if one is, is exactly at its kink.
 */

import type { SeparablePenalty } from '../problem/penalty'

/**
 * Goes along `step` until a coefficient becomes zero or meets its bound; the position of that one, or −1 if none did.
 *
 * @param indices - the coefficients of `v`
 * @param active - positions in `v`, one for each entry of `step`
 * @param longest - how many of these steps to go at most
 * @param move - sets the value at a position of `v`
 */
export function stepToKink(
  penalty: SeparablePenalty,
  { indices, v, active }: { indices: Int32Array; v: Float64Array; active: ArrayLike<number> },
  step: Float64Array,
  longest: number,
  move: (i: number, to: number) => void,
): number {
  let length = longest
  let [blocking, end] = [-1, 0]
  for (let a = 0; a < active.length; a++) {
    const i = active[a]
    const kink = penalty.nextKink(indices[i], v[i], step[a])
    const toKink = (kink - v[i]) / step[a]
    if (step[a] !== 0 && toKink < length) {
      length = toKink
      blocking = a
      end = kink
    }
  }
  if (!(length < Infinity)) return -1
  for (let a = 0; a < active.length; a++) {
    const i = active[a]
    move(i, a === blocking ? end : v[i] + length * step[a])
  }
  return blocking
}

/**
 * The longest step that keeps to a face of the penalty: along it no coefficient changes its sign or leaves its bounds, and
 * the one that is met first, if one is, is exactly at its kink.
 */

import type { SeparablePenalty } from '../problem/penalty'

/** Coefficients at some positions of `v`, one for each entry of a step. */
export interface OnFace {
  /** the coefficients of `v` */
  readonly indices: Int32Array
  readonly v: Float64Array
  readonly active: ArrayLike<number>
}

interface Kink {
  /** how many steps lead to it */
  readonly length: number
  /** which of the active coordinates meets it, −1 if none does */
  readonly blocking: number
  readonly at: number
}

/** The first kink along `step`; after `longest` steps nothing, if there is none before. */
export function firstKink(
  penalty: SeparablePenalty,
  { indices, v, active }: OnFace,
  step: Float64Array,
  longest: number,
): Kink {
  let length = longest
  let [blocking, at] = [-1, 0]
  for (let a = 0; a < active.length; a++) {
    const i = active[a]
    const kink = penalty.nextKink(indices[i], v[i], step[a])
    const toKink = (kink - v[i]) / step[a]
    if (step[a] !== 0 && toKink < length) {
      length = toKink
      blocking = a
      at = kink
    }
  }
  return { length, blocking, at }
}

/**
 * Goes along `step` until a coefficient becomes zero or meets its bound; how far, and which one if one did.
 *
 * @param longest - how many of these steps to go at most
 * @param move - sets the value at a position of `v`
 */
export function stepToKink(
  penalty: SeparablePenalty,
  face: OnFace,
  step: Float64Array,
  longest: number,
  move: (i: number, to: number) => void,
): Kink {
  const { v, active } = face
  const kink = firstKink(penalty, face, step, longest)
  const { length, blocking, at } = kink
  if (!(length < Infinity)) return kink
  for (let a = 0; a < active.length; a++) {
    const i = active[a]
    move(i, a === blocking ? at : v[i] + length * step[a])
  }
  return kink
}

/** Where `length` times `step` leads the active coordinates, if each stays at the first kink it meets. */
export function bentEnd(
  penalty: SeparablePenalty,
  { indices, v, active }: OnFace,
  step: Float64Array,
  length: number,
): Float64Array {
  return step.map((own, a) => {
    const i = active[a]
    const to = v[i] + length * own
    const kink = own === 0 ? to : penalty.nextKink(indices[i], v[i], own)
    return own > 0 ? Math.min(to, kink) : Math.max(to, kink)
  })
}

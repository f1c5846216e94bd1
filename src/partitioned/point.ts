/** A point of a partitioned fit: coefficients, and the sums over all rows that are known there. */

import type { Gains } from '../problem/gains'
import type { SeparablePenalty } from '../problem/penalty'
import { gather, isZero } from '../support/arrays'
import { unpacked } from './tally'
import type { Part, Question, Sums } from './task'

/** Work that asks the rows: every question is answered by the sums over all of them. */
export type Asking<T> = Generator<Question, T, Sums>

/** One problem, apart from its rows. */
export interface Space {
  readonly penalty: SeparablePenalty
  readonly part: Part
  /** columns, that of the intercept included, and outputs */
  readonly shape: {
    readonly penalty: SeparablePenalty
    readonly design: { readonly cols: number }
    readonly loss: { readonly outputs: number }
  }
  /** n, and Σ c */
  readonly rows: number
  readonly weight: number
  /** coordinates that a Hessian is formed of, at most */
  readonly largestGram: number
  /** whether models are solved by products with the Hessian, since that is too large to be formed */
  readonly byProducts: boolean
  /** whether features are free, so that there may be no minimum */
  readonly mayRecede: boolean
}

export interface Point {
  readonly w: Float64Array
  /** L */
  readonly value: number
  /** F */
  readonly objective: number
  /** Xᵀ R */
  readonly gradient: Float64Array
  /** Σ (x_ij Rᵢ)² of the free coefficients */
  readonly squares: Float64Array
  /** the coordinates of `hessian`, increasing */
  readonly set: Int32Array
  /** row-major, both triangles, with μ */
  readonly hessian: Float64Array
  /** the one of all coordinates, where there is no matrix */
  readonly diagonal: Float64Array
  /** μ */
  readonly damping: number
  /** along w and along the way to it, where features are free */
  readonly gains: readonly Gains[]
}

/** The point at w: one question. @param before - the free coefficients of the point before */
export function* look(
  space: Space,
  w: Float64Array,
  set: Int32Array,
  damping: number,
  before: Float64Array | undefined,
): Asking<Point> {
  const { part, penalty, byProducts } = space
  const directions = space.mayRecede ? directionsAt(part, w, before) : []
  const sums = yield { kind: 'expand', part, w, set, damping, diagonal: byProducts, directions }
  const { value, gradient, squares, hessian, diagonal, least, leastShare, most } = sums as {
    readonly value: number
  } & Readonly<
    Record<'gradient' | 'squares' | 'hessian' | 'diagonal' | 'least' | 'leastShare' | 'most', Float64Array>
  >
  const gains = directions.map((_, k) => ({ least: least[k], leastShare: leastShare[k], most: most[k] }))
  return {
    w,
    value,
    objective: value + penalty.value(w),
    gradient,
    squares,
    set,
    hessian: unpacked(hessian, set.length),
    diagonal,
    damping,
    gains,
  }
}

function directionsAt({ free }: Part, w: Float64Array, before: Float64Array | undefined): Float64Array[] {
  const here = gather(w, free)
  const ways = before === undefined ? [here] : [here, here.map((value, k) => value - before[k])]
  return ways.filter(way => !isZero(way))
}

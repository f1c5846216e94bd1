/**
 * Directions without curvature: a basis of {n : H n = 0} from the Cholesky factor of H = L Lᵀ, one vector for each row a that
 * depends on the independent ones before it, B, the support of all vectors,
 *
 *   n_a = 1,     L_BBᵀ n_B = −L_aBᵀ,     n = 0 elsewhere
 *
 * and the slope along all of them by one solve: nᵀ g = g_a − L_aB y,  L_BB y = g_B. Those that are level need no vector.
 *
 * When a coordinate b leaves, one vector t with t_b ≠ 0 leaves with it, and the others lose their share of b by elimination,
 * n ← n − (n_b / t_b) t: what is left is a basis for the smaller set, without another factor. The row of t then is in the place
 * of b in the support, as in a tableau of the simplex method, so a vector has as many entries as H has rank. (18 × 820, five
 * classes: a tenth of the numbers that all coordinates would be.)
 */

import { maxAbs } from '../support/arrays'
import { dot } from './dot'

/** An entry below this share of its vector's largest one says nothing of it, and dividing by it would blow up the others. */
const SMALLEST_PIVOT = 1e-8

/** n: 1 at its own row, and these numbers on the support. */
export interface FlatDirection {
  readonly own: number
  readonly shares: Float64Array
}

export class NullSpace {
  /** the rows that all vectors have entries at */
  readonly support: Int32Array
  readonly basis: FlatDirection[]

  /**
   * @param factor - L, row-major; a zero pivot is a dependent row
   * @param gradient - g
   * @param level - slopes up to this are none, one for each row
   */
  constructor(factor: Float64Array, gradient: Float64Array, level: Float64Array) {
    const size = gradient.length
    const y = new Float64Array(size)
    const independent: number[] = []
    const dependent: number[] = []
    for (let a = 0; a < size; a++) {
      const slope = gradient[a] - dot(factor, a * size, 1, y, 0, a)
      const pivot = factor[a * size + a]
      if (pivot !== 0) {
        y[a] = slope / pivot
        independent.push(a)
      } else if (Math.abs(slope) > level[a]) dependent.push(a)
    }
    this.support = Int32Array.from(independent)
    const inner = dependent.length > 0 ? independent.map(a => entriesAt(independent, factor, a, size)) : []
    this.basis = dependent
      .map(own => ({ own, shares: solveTransposed(inner, entriesAt(independent, factor, own, size)) }))
      // Rounding makes huge entries where nearly dependent rows are told apart by it alone.
      .filter(({ shares }) => isPivot(1, shares))
  }

  /**
   * Takes vector number `used` out, and one of its coordinates of the rest; false where its entry there is too small for that.
   *
   * @param place - in the support, or behind it for the vector's own row
   */
  eliminate(used: number, place: number): boolean {
    const [{ own, shares }] = this.basis.splice(used, 1)
    const pivot = place < shares.length ? shares[place] : 1
    if (!isPivot(pivot, shares)) return false
    if (place === shares.length) return true
    for (const { shares: rest } of this.basis) {
      const share = rest[place] / pivot
      if (share === 0) continue
      for (let p = 0; p < rest.length; p++) rest[p] -= share * shares[p]
      rest[place] = -share
    }
    this.support[place] = own
    return true
  }
}

function isPivot(value: number, shares: Float64Array): boolean {
  return Math.abs(value) > SMALLEST_PIVOT * Math.max(1, maxAbs(shares))
}

/** L_aB, 0 behind the diagonal. */
function entriesAt(places: readonly number[], factor: Float64Array, a: number, size: number): Float64Array {
  const entries = new Float64Array(places.length)
  for (let p = 0; p < places.length && places[p] <= a; p++) entries[p] = factor[a * size + places[p]]
  return entries
}

/** x of Lᵀ x = −r, in place of r. @param rows - those of L */
function solveTransposed(rows: readonly Float64Array[], r: Float64Array): Float64Array {
  for (let b = r.length - 1; b >= 0; b--) {
    const value = r[b] / rows[b][b]
    r[b] = -value
    if (value !== 0) for (let c = 0; c < b; c++) r[c] -= rows[b][c] * value
  }
  return r
}

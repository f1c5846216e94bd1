/**
 * Directions without curvature: a basis of {n : H n = 0} from the Cholesky factor of H = L Lᵀ, one vector for each row that
 * depends on the ones before it,
 *
 *   n_a = 1,     L_BBᵀ n_B = −L_aBᵀ,     n = 0 elsewhere        (B: the independent rows before a)
 *
 * and the slope along all of them by one solve: nᵀ g = g_a − L_aB y,  L_BB y = g_B. Those that are level need no vector.
 *
 * When a coordinate b leaves, one vector t with t_b ≠ 0 leaves with it, and the others lose their share of b by elimination,
 * n ← n − (n_b / t_b) t: what is left is a basis for the smaller set, without another factor.
 */

import { dot } from '../kernels/dot'
import { maxAbs } from '../support/arrays'

/** An entry below this share of its vector's largest one says nothing of it, and dividing by it would blow up the others. */
const SMALLEST_PIVOT = 1e-8

export class NullSpace {
  readonly basis: Float64Array[] = []

  /**
   * @param factor - L, row-major; a zero pivot is a dependent row
   * @param gradient - g
   * @param level - slopes up to this are none, one for each row
   */
  constructor(factor: Float64Array, gradient: Float64Array, level: Float64Array) {
    const size = gradient.length
    const y = new Float64Array(size)
    for (let a = 0; a < size; a++) {
      const slope = gradient[a] - dot(factor, a * size, 1, y, 0, a)
      const pivot = factor[a * size + a]
      if (pivot !== 0) y[a] = slope / pivot
      else if (Math.abs(slope) > level[a]) this.add(nullVector(factor, size, a), a)
    }
  }

  /** Rounding makes huge entries where nearly dependent rows are told apart by it alone. */
  private add(n: Float64Array, a: number): void {
    if (isPivot(n, a)) this.basis.push(n)
  }

  /** Takes vector number `used` out, and position b of the rest; false where its entry there is too small for that. */
  eliminate(used: number, b: number): boolean {
    const [t] = this.basis.splice(used, 1)
    if (!isPivot(t, b)) return false
    for (const n of this.basis) {
      const share = n[b] / t[b]
      if (share === 0) continue
      for (let a = 0; a < n.length; a++) n[a] -= share * t[a]
      n[b] = 0
    }
    return true
  }
}

function isPivot(n: Float64Array, a: number): boolean {
  return Math.abs(n[a]) > SMALLEST_PIVOT * maxAbs(n)
}

/** The vector of dependent row a. */
function nullVector(factor: Float64Array, size: number, a: number): Float64Array {
  const n = new Float64Array(size)
  for (let b = 0; b < a; b++) n[b] = -factor[a * size + b]
  for (let b = a - 1; b >= 0; b--) {
    const row = b * size
    const pivot = factor[row + b]
    const value = pivot === 0 ? 0 : n[b] / pivot
    n[b] = value
    if (value !== 0) for (let c = 0; c < b; c++) n[c] -= factor[row + c] * value
  }
  n[a] = 1
  return n
}

/**
 * Directions without curvature: a basis of {n : H_AA n = 0} from the Cholesky factor of H_AA, one vector for each row that
 * depends on the ones before it,
 *
 *   n_a = 1,     H_BB n_B = −H_Ba,     n = 0 at the other dependent rows        (B: the independent rows)
 *
 * When a coordinate b leaves A, one vector t with t_b ≠ 0 leaves with it, and the others lose their share of b by
 * elimination, n ← n − (n_b / t_b) t: what is left is a basis for the smaller set, without another factor.
 */

import { choleskySolve } from '../kernels/cholesky'
import { maxAbs } from '../support/arrays'

/** A pivot below this share of its vector's largest entry would blow up the others. */
const SMALLEST_PIVOT = 1e-8

export class NullSpace {
  readonly basis: Float64Array[] = []

  /**
   * @param factor - of H_AA, order `active.length`; zero pivots are dependent rows
   * @param hessian - row-major k × k, both triangles, of which A are the rows `active`
   */
  constructor(active: readonly number[], factor: Float64Array, hessian: Float64Array, k: number) {
    const size = active.length
    for (let a = 0; a < size; a++) {
      if (factor[a * size + a] !== 0) continue
      const row = active[a] * k
      const n = new Float64Array(size)
      for (let b = 0; b < size; b++) n[b] = -hessian[row + active[b]]
      choleskySolve(factor, size, n)
      n[a] = 1
      this.basis.push(n)
    }
  }

  /** Takes vector number `used` out, and position b of the rest; false where its entry there is too small for that. */
  eliminate(used: number, b: number): boolean {
    const [t] = this.basis.splice(used, 1)
    if (!(Math.abs(t[b]) > SMALLEST_PIVOT * maxAbs(t))) return false
    for (const n of this.basis) {
      const share = n[b] / t[b]
      if (share === 0) continue
      for (let a = 0; a < n.length; a++) n[a] -= share * t[a]
      n[b] = 0
    }
    return true
  }
}

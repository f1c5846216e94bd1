/**
 * The root of the curvature of rows, D = B Bᵀ: a K × K block for each row, of which the columns that are 0 are left out. With it the
 * quadratic model is one in n K unknowns at most (see row-space.ts).
 */

import { choleskyFactor } from '../kernels/cholesky'
import type { Curvature } from '../problem/loss'
import { drain } from '../support/steps'

/** What is left of the residuals of a row is rounding where it is at most this share of them. */
const ROUNDING = 1e-14

/** B, without the columns that are 0. */
export class CurvatureRoots {
  /** of each column: its row, the first output with an entry, and K entries, one for each output */
  private readonly row: number[] = []
  private readonly first: number[] = []
  private readonly entries: number[] = []

  constructor(
    curvature: Curvature,
    private readonly rows: number,
    private readonly outputs: number,
  ) {
    const blocks = Array.from({ length: rows }, () => new Float64Array(outputs ** 2))
    const d = new Float64Array(rows)
    for (let a = 0; a < outputs; a++) {
      for (let b = 0; b <= a; b++) {
        curvature.curvatureInto(a, b, d)
        for (let i = 0; i < rows; i++) blocks[i][a * outputs + b] = d[i]
      }
    }
    for (const [i, block] of blocks.entries()) {
      drain(choleskyFactor(block, outputs))
      for (let s = 0; s < outputs; s++) {
        if (block[s * outputs + s] === 0) continue
        this.row.push(i)
        this.first.push(s)
        for (let a = 0; a < outputs; a++) this.entries.push(a < s ? 0 : block[a * outputs + s])
      }
    }
  }

  get length(): number {
    return this.row.length
  }

  /**
   * z = B shares + rest, and the rest 0 where it is rounding: a weak penalty would make coefficients of that, as of what the classes
   * of a row have in common.
   */
  split(z: Float64Array): { shares: Float64Array; rest: Float64Array } {
    const { row, first, entries, rows, outputs } = this
    const rest = z.slice()
    const shares = new Float64Array(row.length)
    for (const [e, i] of row.entries()) {
      const share = rest[first[e] * rows + i] / entries[e * outputs + first[e]]
      for (let a = first[e]; a < outputs; a++) rest[a * rows + i] -= entries[e * outputs + a] * share
      shares[e] = share
    }
    for (let p = 0; p < rest.length; p++) {
      let size = 0
      for (let q = p % rows; q < z.length; q += rows) size += Math.abs(z[q])
      if (Math.abs(rest[p]) <= ROUNDING * size) rest[p] = 0
    }
    return { shares, rest }
  }

  /** Bᵀ z */
  transposeTimes(z: Float64Array): Float64Array {
    const { row, entries, rows, outputs } = this
    const t = new Float64Array(row.length)
    for (const [e, i] of row.entries()) {
      for (let a = 0; a < outputs; a++) t[e] += entries[e * outputs + a] * z[a * rows + i]
    }
    return t
  }

  /** z += B t */
  addTimes(t: Float64Array, z: Float64Array): void {
    const { row, entries, rows, outputs } = this
    for (const [e, i] of row.entries()) {
      for (let a = 0; a < outputs; a++) z[a * rows + i] += entries[e * outputs + a] * t[e]
    }
  }

  /** I + Bᵀ G B, the lower triangle. */
  system(grams: readonly Float64Array[]): Float64Array {
    const { row, entries, rows, outputs, length } = this
    const system = new Float64Array(length ** 2)
    for (let a = 0; a < outputs; a++) {
      const gram = grams[a % grams.length]
      for (let e = 0; e < length; e++) {
        const own = entries[e * outputs + a]
        if (own === 0) continue
        const at = row[e] * rows
        for (let f = 0; f <= e; f++)
          system[e * length + f] += own * entries[f * outputs + a] * gram[at + row[f]]
      }
    }
    for (let e = 0; e < length; e++) system[e * length + e] += 1
    return system
  }
}

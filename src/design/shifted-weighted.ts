/**
 * Columns of X = S + 1 mᵀ under weights, for coordinate descent: u = D X δ is kept as u = D S δ + c D 1 with c = m · δ, so that
 * a visit costs the entries of a column of S,
 *
 *   xₖ · u = sₖ · (D S δ) + c tₖ + mₖ (1 · u),     t = Sᵀ D 1
 */

import { compensatedSum } from '../support/compensated-sum'
import type { WeightedColumns } from './design-matrix'

export class ShiftedWeighted implements WeightedColumns {
  readonly squares: Float64Array
  /** m, and 0 for a constant column */
  private readonly shift: Float64Array
  /** t, and what the constant column has of it */
  private readonly sums: Float64Array
  /** 1 · D 1 */
  private readonly total: number
  /** c */
  private along = 0
  /** 1 · u */
  private sumOfU = 0

  /** @param constant - the value of a constant column that comes last, 0 for none */
  constructor(
    private readonly base: WeightedColumns,
    shift: Float64Array,
    sums: Float64Array,
    private readonly d: Float64Array,
    constant = 0,
  ) {
    const { length } = base.squares
    this.total = compensatedSum(d)
    this.shift = new Float64Array(length)
    this.sums = new Float64Array(length).fill(constant * this.total)
    this.shift.set(shift)
    this.sums.set(sums)
    this.squares = base.squares.slice()
    addSquares(this.shift, this.sums, this.total, this.squares)
  }

  dot(k: number): number {
    return this.base.dot(k) + this.along * this.sums[k] + this.shift[k] * this.sumOfU
  }

  add(k: number, a: number): void {
    this.base.add(k, a)
    const along = a * this.shift[k]
    this.along += along
    this.sumOfU += a * this.sums[k] + along * this.total
  }

  read(out: Float64Array): void {
    this.base.read(out)
    for (let i = 0; i < out.length; i++) out[i] += this.along * this.d[i]
  }

  write(from: Float64Array): void {
    this.base.write(from)
    this.along = 0
    this.sumOfU = compensatedSum(from)
  }

  normalTimesInto(positions: Int32Array, v: Float64Array, out: Float64Array): void {
    const { base, shift, sums, total } = this
    base.normalTimesInto(positions, v, out)
    let along = 0
    let sum = 0
    for (let a = 0; a < positions.length; a++) {
      along += shift[positions[a]] * v[a]
      sum += sums[positions[a]] * v[a]
    }
    sum += total * along
    for (let a = 0; a < positions.length; a++) {
      out[a] += along * sums[positions[a]] + sum * shift[positions[a]]
    }
  }

  release(): void {
    this.base.release()
  }
}

/** From sₖᵀ D sₖ to xₖᵀ D xₖ. @param sums - t */
export function addSquares(
  shift: Float64Array,
  sums: Float64Array,
  total: number,
  squares: Float64Array,
): void {
  for (let k = 0; k < shift.length; k++) squares[k] += shift[k] * (2 * sums[k] + total * shift[k])
}

/**
 * A visit of the rows of X = S + 1 mᵀ: w is kept as w̃ + c m, so that a row costs the entries of S,
 *
 *   xᵢ · w = sᵢ · w̃ + c (sᵢ · m) + m · w,     w += a xᵢ  is  w̃ += a sᵢ,  c += a
 */

import { inner } from '../kernels/dot'
import type { RowVisit } from '../kernels/row-kernel'

export class ShiftedVisit implements RowVisit {
  /** c */
  private along = 0
  /** m · w */
  private product: number
  /** m · m */
  private readonly square: number

  /** @param ofShift - S m */
  constructor(
    private readonly base: RowVisit,
    private readonly w: Float64Array,
    private readonly shift: Float64Array,
    private readonly ofShift: Float64Array,
  ) {
    this.product = inner(w, shift)
    this.square = inner(shift, shift)
  }

  fetch(start: number, end: number): void {
    this.base.fetch(start, end)
  }

  dot(i: number): number {
    return this.base.dot(i) + this.along * this.ofShift[i] + this.product
  }

  add(i: number, a: number): void {
    this.base.add(i, a)
    this.along += a
    this.product += a * (this.ofShift[i] + this.square)
  }

  leave(): void {
    this.base.leave()
    for (let j = 0; j < this.shift.length; j++) this.w[j] += this.along * this.shift[j]
  }
}

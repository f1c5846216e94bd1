/**
 * Columns around numbers of their own, X = S + 1 mᵀ: columns that are mostly one number mⱼ are sparse, where no intercept takes
 * up the numbers, too. Products are those of S and a term of rank one,
 *
 *   X w = S w + (m · w) 1,     Xᵀ v = Sᵀ v + (1 · v) m,     Xᵀ D X = Sᵀ D S + t mᵀ + m tᵀ + (1 · D 1) m mᵀ,   t = Sᵀ D 1
 *
 * in which nothing cancels as long as no other number in a column is much nearer to 0 than mⱼ (see suited-columns.ts).
 */

import { dot, inner } from '../kernels/dot'
import type { Block, RowRange } from '../kernels/layout'
import type { NormalProduct, RowVisit } from '../kernels/row-kernel'
import { gather } from '../support/arrays'
import { compensatedSum } from '../support/compensated-sum'
import type { Columns, DesignMatrix, WeightedColumns } from './design-matrix'
import { ShiftedVisit } from './shifted-visit'
import { addSquares, ShiftedWeighted } from './shifted-weighted'

export class ShiftedMatrix implements DesignMatrix {
  readonly rows: number
  readonly cols: number
  readonly all: Columns
  readonly atOnce = undefined
  private norms: Float64Array | undefined = undefined
  private products: Float64Array | undefined = undefined

  /** @param shift - m */
  constructor(
    private readonly base: DesignMatrix,
    private readonly shift: Float64Array,
  ) {
    this.rows = base.rows
    this.cols = base.cols
    this.all = new ShiftedColumns(base.all, shift, base.rows)
  }

  select(indices: Int32Array): Columns {
    const { base, shift, rows, cols, all } = this
    if (indices.length === cols) return all
    return new ShiftedColumns(base.select(indices), gather(shift, indices), rows)
  }

  normalTimesInto(product: NormalProduct): void {
    const { base, shift, rows, cols } = this
    const { v, stride, weighted, out } = product
    const shifts = product.shifts.map((own, a) => own + dot(shift, 0, 1, v, a * stride, cols))
    base.normalTimesInto({ ...product, shifts })
    for (let a = 0; a < product.outputs; a++) {
      const total = compensatedSum(weighted.subarray(a * rows, (a + 1) * rows))
      addMultiple(total, shift, out.subarray(a * stride, a * stride + cols))
    }
  }

  normalTimesCost(outputs: number): number {
    return this.base.normalTimesCost(outputs) + 2 * outputs * this.rows
  }

  get columnNorms(): Float64Array {
    if (this.norms === undefined) {
      this.norms = new Float64Array(this.cols)
      this.weightedSquaresInto([new Float64Array(this.rows).fill(1)], [this.norms])
      for (let j = 0; j < this.cols; j++) this.norms[j] = Math.sqrt(this.norms[j])
    }
    return this.norms
  }

  transposeTimesInto(v: readonly Float64Array[], out: readonly Float64Array[]): void {
    this.base.transposeTimesInto(v, out)
    for (const [a, own] of out.entries()) addMultiple(compensatedSum(v[a]), this.shift, own)
  }

  weightedSquaresInto(d: readonly Float64Array[], out: readonly Float64Array[]): void {
    const sums = d.map(() => new Float64Array(this.cols))
    this.base.transposeTimesInto(d, sums)
    this.base.weightedSquaresInto(d, out)
    for (const [a, own] of out.entries()) addSquares(this.shift, sums[a], compensatedSum(d[a]), own)
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    // A product of its own would end the visit.
    const { base, shift, ofShift } = this
    return new ShiftedVisit(base.visitRows(w, together), w, shift, ofShift)
  }

  rowSquaresInto(scale: Float64Array, out: Float64Array): void {
    const { base, shift, rows } = this
    const scaled = shift.map((m, j) => scale[j] * m)
    const products = new Float64Array(rows)
    base.all.timesInto(scaled, products)
    base.rowSquaresInto(scale, out)
    const square = inner(shift, scaled)
    for (let i = 0; i < rows; i++) out[i] += 2 * products[i] + square
  }

  layOut(outputs: number): void {
    this.base.layOut(outputs)
  }

  release(): void {
    this.base.release()
  }

  /** S m */
  private get ofShift(): Float64Array {
    if (this.products === undefined) {
      this.products = new Float64Array(this.rows)
      this.base.all.timesInto(this.shift, this.products)
    }
    return this.products
  }
}

class ShiftedColumns implements Columns {
  readonly length: number

  constructor(
    readonly base: Columns,
    readonly shift: Float64Array,
    private readonly rows: number,
  ) {
    this.length = base.length
  }

  timesInto(w: Float64Array, out: Float64Array): void {
    this.base.timesInto(w, out)
    const each = inner(w, this.shift)
    for (let i = 0; i < out.length; i++) out[i] += each
  }

  transposeTimesInto(v: Float64Array, out: Float64Array): void {
    this.base.transposeTimesInto(v, out)
    addMultiple(compensatedSum(v), this.shift, out)
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    this.base.weightedSquaresInto(d, out)
    addSquares(this.shift, this.sumsUnder(d), compensatedSum(d), out)
  }

  weighted(d: Float64Array, constant?: number): WeightedColumns {
    const { base, shift } = this
    return new ShiftedWeighted(base.weighted(d, constant), shift, this.sumsUnder(d), d, constant)
  }

  addGram(d: Float64Array, right: ShiftedColumns, gram: Block, range: RowRange): void {
    this.base.addGram(d, right.base, gram, range)
  }

  addBorder(d: Float64Array, right: ShiftedColumns, gram: Block): void {
    const { data, stride, offset, upper } = gram
    this.base.addBorder(d, right.base, gram)
    const total = compensatedSum(d)
    const sums = this.sumsUnder(d)
    const rightSums = right === this ? sums : right.sumsUnder(d)
    for (let a = 0; a < this.length; a++) {
      const shift = this.shift[a]
      const ofRight = sums[a] + total * shift
      for (let b = upper ? a : 0, at = offset + a * stride; b < right.length; b++) {
        data[at + b] += shift * rightSums[b] + ofRight * right.shift[b]
      }
    }
  }

  get readsWhole(): boolean {
    return this.base.readsWhole
  }

  get passCost(): number {
    return this.base.passCost + (this.length === 0 ? 0 : this.rows)
  }

  get gramCost(): number {
    return this.base.gramCost + this.passCost
  }

  /** t */
  private sumsUnder(d: Float64Array): Float64Array {
    const sums = new Float64Array(this.length)
    this.base.transposeTimesInto(d, sums)
    return sums
  }
}

/** out += a m */
function addMultiple(a: number, shift: Float64Array, out: Float64Array): void {
  for (let k = 0; k < shift.length; k++) out[k] += a * shift[k]
}

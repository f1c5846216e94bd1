/** A selection of columns of a dense matrix. */

import { kernelsFor } from '../kernels/choose-kernel'
import { columnTimes, columnTransposeTimes } from '../kernels/column-products'
import { addWeightedGrams } from '../kernels/gram'
import type { Block, DenseLayout, RowRange } from '../kernels/layout'
import { readsWholeRows } from '../kernels/row-kernel'
import { sumByRanges } from '../kernels/row-ranges'
import { indexRange, sum } from '../support/arrays'
import { copyColumns } from './copy-columns'
import { DenseWeighted } from './dense-weighted'
import type { Columns, WeightedColumns } from './design-matrix'
import type { HotColumns } from './hot-columns'

/** Some columns of a layout, by their indices there. */
interface Located {
  readonly layout: DenseLayout
  readonly indices: Int32Array
}

export class DenseColumns implements Columns {
  readonly length: number
  /** whether rows are contiguous, so that the many-column kernels go by rows */
  private readonly byRows: boolean
  /** `indices`, unless they are those of all columns */
  private readonly list: Int32Array | undefined
  private readonly allRows: RowRange
  private readonly inPlace: Located
  private oneByOne: Located | undefined = undefined
  private side: { readonly located: Located; readonly generation: number } | undefined = undefined

  /** @param hot - where to copy these columns before they are read, if that pays */
  constructor(
    private readonly layout: DenseLayout,
    readonly indices: Int32Array,
    readonly hot: HotColumns | undefined,
  ) {
    this.inPlace = { layout, indices }
    this.length = indices.length
    this.byRows = isByRows(layout)
    this.list = indices.length === layout.cols ? undefined : indices
    this.allRows = { start: 0, end: layout.rows }
  }

  timesInto(w: Float64Array, out: Float64Array): void {
    const { layout, indices } = this.located()
    if (layout !== this.layout || !this.byRows) {
      columnTimes(layout, indices, w, out)
      return
    }
    kernelsFor(layout.rows * this.length).rows.times(layout, this.list, w, out, this.allRows)
  }

  transposeTimesInto(v: Float64Array, out: Float64Array): void {
    const { layout, indices } = this.located()
    if (layout !== this.layout || !this.byRows) {
      columnTransposeTimes(layout, indices, v, out)
      return
    }
    sumByRanges(layout.rows, out, (range, sums) => this.addTransposeTimes(v, sums, range))
  }

  /** The product over a range of rows, added to `out`; of contiguous rows, where they lie. */
  addTransposeTimes(v: Float64Array, out: Float64Array, range: RowRange): void {
    const { rows } = kernelsFor((range.end - range.start) * this.length)
    rows.transposeTimes(this.layout, this.list, v, out, range)
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    const { layout, indices } = this.single()
    const { data, rows, rowStride, colStride, offset } = layout
    for (let k = 0; k < this.length; k++) {
      let sum = 0
      for (let i = 0, p = offset + indices[k] * colStride; i < rows; i++, p += rowStride) {
        sum += d[i] * data[p] * data[p]
      }
      out[k] = sum
    }
  }

  weighted(d: Float64Array, constant = 0): WeightedColumns {
    const { layout, indices } = this.single()
    const squares = new Float64Array(this.length + (constant === 0 ? 0 : 1))
    this.weightedSquaresInto(d, squares)
    if (constant !== 0) squares[this.length] = constant * constant * sum(d)
    return new DenseWeighted(layout, indices, d, constant, squares)
  }

  addGram(d: Float64Array, right: DenseColumns, gram: Block, range: RowRange): void {
    const { layout, indices } = right === this ? this.located() : this.inPlace
    const product = { d, left: indices, right: right === this ? indices : right.indices, gram }
    addWeightedGrams(layout, [product], range)
  }

  addBorder(): void {}

  get readsWhole(): boolean {
    const { byRows, hot, layout, length } = this
    return byRows && hot === undefined && readsWholeRows(layout, length)
  }

  get passCost(): number {
    return this.layout.rows * this.length
  }

  get gramCost(): number {
    // Packing the panels is most of the work where columns are few.
    return this.layout.rows * this.length * (0.07 * this.length + 1.5)
  }

  /** Where to read these columns: side by side if that pays, else where they lie. */
  private located(): Located {
    const { hot } = this
    if (hot === undefined) return this.inPlace
    if (this.side?.generation !== hot.generation) {
      const indices = hot.locate(this.indices)
      this.side = { located: { layout: hot.layout, indices }, generation: hot.generation }
    }
    return this.side.located
  }

  /** Where to read them one by one. */
  private single(): Located {
    if (this.oneByOne === undefined) {
      const { layout, indices, byRows } = this
      this.oneByOne = byRows
        ? { layout: copyColumns(layout, indices), indices: indexRange(indices.length) }
        : this.inPlace
    }
    return this.oneByOne
  }
}

/** Whether rows are contiguous and columns are not. */
export function isByRows({ rowStride, colStride }: DenseLayout): boolean {
  return colStride === 1 && rowStride !== 1
}

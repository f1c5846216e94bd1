/**
 * A dense design matrix. Data are used where they lie, row-major or column-major, and Float32 values are widened as they
 * are read: nothing is copied but columns that are singled out of row-major data, one by one or a few of long rows.
 */

import { kernelsFor } from '../kernels/choose-kernel'
import { addMomentsOfRows, momentsOfColumn, rowSquares, squaresOfColumns } from '../kernels/column-products'
import { addWeightedGrams, PANEL_ROWS, packedSize } from '../kernels/gram'
import type { DenseLayout, RowRange, Values } from '../kernels/layout'
import type { NormalProduct, RowVisit } from '../kernels/row-kernel'
import { sumByRanges } from '../kernels/row-ranges'
import { indexRange } from '../support/arrays'
import { drain, piecesBetweenPauses, type Steps } from '../support/steps'
import { DenseColumns, isByRows } from './dense-columns'
import type { ColumnsProduct, FeatureMatrix } from './design-matrix'
import { HotColumns } from './hot-columns'

/** Rows are long from so many columns on, and an eighth of these are worth a copy: as much memory as 12 % of the input. */
const LONG_ROW = 1000
const HOT_SHARE = 1 / 8

/** Numbers that are packed for several products at once, 2 MB of them: what is read again and again is to stay in a cache. */
const MOST_PACKED = 262_144

/** An entry of a column's sum and that of its square, in nanoseconds. */
const NS_PER_MOMENT = 1

/** Σᵢ X[i, j] and Σᵢ X[i, j]² of each column: one pass reads both. */
interface Moments {
  readonly sums: Float64Array
  readonly squares: Float64Array
}

export class DenseMatrix implements FeatureMatrix, DenseLayout {
  readonly all: DenseColumns
  readonly atOnce = this
  /** whether rows are contiguous, so that the many-column kernels go by rows */
  readonly byRows: boolean
  /** places that the selections of a few columns share */
  private hot: HotColumns | undefined = undefined
  private moments: Moments | undefined = undefined
  private norms: Float64Array | undefined = undefined

  /** Entry (i, j) is `data[offset + i · rowStride + j · colStride]`. */
  constructor(
    readonly data: Values,
    readonly rows: number,
    readonly cols: number,
    readonly rowStride: number,
    readonly colStride: number,
    readonly offset: number,
  ) {
    this.byRows = isByRows(this)
    this.all = new DenseColumns(this, indexRange(cols), undefined)
  }

  inUnits(shift: Float64Array, scale: Float64Array): DenseMatrix {
    const { data, rows, cols, rowStride, colStride, offset, byRows } = this
    const copy = new Float64Array(rows * cols)
    const [down, across] = byRows ? [cols, 1] : [1, rows]
    for (let i = 0; i < rows; i++) {
      let from = offset + i * rowStride
      let to = i * down
      for (let j = 0; j < cols; j++, from += colStride, to += across) {
        copy[to] = (data[from] - shift[j]) * scale[j]
      }
    }
    return new DenseMatrix(copy, rows, cols, down, across, 0)
  }

  select(indices: Int32Array): DenseColumns {
    if (indices.length === this.cols) return this.all
    return new DenseColumns(this, indices, this.hotFor(indices.length))
  }

  normalTimesInto(product: NormalProduct): void {
    const { rows, cols } = this
    const { outputs, v, stride, shifts, z, weighted, out } = product
    if (this.byRows) {
      sumByRanges(rows, out, (range, sums) => this.addNormalTimes({ ...product, out: sums }, range))
      return
    }
    for (let a = 0; a < outputs; a++) {
      const own = z.subarray(a * rows, (a + 1) * rows)
      this.all.timesInto(v.subarray(a * stride, a * stride + cols), own)
      for (let i = 0; i < rows; i++) own[i] += shifts[a]
    }
    product.weigh({ start: 0, end: rows })
    for (let a = 0; a < outputs; a++) {
      const own = out.subarray(a * stride, a * stride + cols)
      this.all.transposeTimesInto(weighted.subarray(a * rows, (a + 1) * rows), own)
    }
  }

  /** The product over a range of rows, added to `out`; of contiguous rows. */
  addNormalTimes(product: NormalProduct, range: RowRange): void {
    const { rows } = kernelsFor(2 * product.outputs * (range.end - range.start) * this.cols)
    rows.normalTimes(this, product, range)
  }

  normalTimesCost(outputs: number): number {
    return this.rows * this.cols * (this.byRows ? 0.5 + 0.3 * outputs : 2 * outputs)
  }

  *squares(): Steps<Float64Array> {
    return (yield* this.readMoments()).squares
  }

  *sums(): Steps<Float64Array> {
    return (yield* this.readMoments()).sums
  }

  private *readMoments(): Steps<Moments> {
    if (this.moments !== undefined) return this.moments
    const { rows, cols, byRows } = this
    const [sums, squares] = [new Float64Array(cols), new Float64Array(cols)]
    const [lines, length] = byRows ? [rows, cols] : [cols, rows]
    // Rows go eight abreast.
    const least = byRows ? 8 : 1
    const piece = least * piecesBetweenPauses(NS_PER_MOMENT * least * length)
    for (let start = 0; start < lines; start += piece) {
      yield
      const end = Math.min(lines, start + piece)
      if (byRows) addMomentsOfRows(this, sums, squares, { start, end })
      else for (let j = start; j < end; j++) momentsOfColumn(this, j, sums, squares)
    }
    this.moments = { sums, squares }
    return this.moments
  }

  get columnNorms(): Float64Array {
    this.norms ??= drain(this.squares()).map(Math.sqrt)
    return this.norms
  }

  largest(columns: Int32Array): Float64Array {
    const { data, rows, rowStride, colStride, offset } = this
    const largest = new Float64Array(columns.length)
    for (let k = 0; k < columns.length; k++) {
      for (let i = 0, p = offset + columns[k] * colStride; i < rows; i++, p += rowStride) {
        largest[k] = Math.max(largest[k], Math.abs(data[p]))
      }
    }
    return largest
  }

  transposeTimesInto(v: readonly Float64Array[], out: readonly Float64Array[]): void {
    for (const [a, own] of out.entries()) this.all.transposeTimesInto(v[a], own)
  }

  weightedSquaresInto(d: readonly Float64Array[], out: readonly Float64Array[]): void {
    const { rows, cols } = this
    for (const [a, own] of out.entries()) {
      if (this.byRows) {
        own.fill(0)
        kernelsFor(rows * cols).rows.addSquares(this, d[a], own, { start: 0, end: rows })
      } else this.all.weightedSquaresInto(d[a], own)
    }
  }

  /** Columns of several products are packed once. */
  addGrams(products: readonly ColumnsProduct<DenseColumns>[], range: RowRange): void {
    const inPlace = products.map(({ d, left, right, gram }) => ({
      d,
      left: left.indices,
      right: right.indices,
      gram,
    }))
    const isSmall = packedSize(inPlace, PANEL_ROWS) <= MOST_PACKED
    if (isSmall && this.hot === undefined) addWeightedGrams(this, inPlace, range)
    else for (const { d, left, right, gram } of products) left.addGram(d, right, gram, range)
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    return kernelsFor(2 * this.rows * this.cols).rows.visit(this, w, together)
  }

  layOut(): void {}

  release(): void {}

  rowSquaresInto(scale: Float64Array, out: Float64Array): void {
    if (this.byRows) rowSquares(this, scale, out)
    else squaresOfColumns(this, scale, out)
  }

  private hotFor(count: number): HotColumns | undefined {
    const capacity = Math.floor(HOT_SHARE * this.cols)
    if (!this.byRows || this.cols < LONG_ROW || count === 0 || count > capacity) return undefined
    this.hot ??= new HotColumns(this, capacity)
    return this.hot
  }
}

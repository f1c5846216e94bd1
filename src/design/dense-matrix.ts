import { denseKernel } from '../kernels/choose-kernel'
import { addWeightedGram } from '../kernels/gram'
import type { Block } from '../kernels/layout'
import { addHessianProduct, addRowCombination, rowProducts, rowSquaresInto } from '../kernels/row-products'
import type { RowVisit } from '../kernels/row-visit'
import { DenseRowVisit } from '../kernels/row-visit'
import { indexRange } from '../support/arrays'
import { copyColumns, DenseColumns } from './dense-columns'
import type { ColumnBlock, DesignMatrix } from './design-matrix'
import { HotColumns } from './hot-columns'

/** Rows handled at a time by the many-column kernels, so that the vector they share stays in the first-level cache. */
const BLOCK_ROWS = 2048

/** Rows are long from so many columns on, and an eighth of these are worth a copy: as much memory as 12 % of the input. */
const LONG_ROW = 1000
const HOT_SHARE = 1 / 8

/**
 * A dense design matrix: entry (i, j) is `data[offset + i · rowStride + j · colStride]`.
 *
 * Data are used where they lie, row-major or column-major, and Float32 values are widened as they are read: nothing is
 * copied but the columns that are singled out of row-major data: one by one for `columnBlock`, or a few of long rows.
 */
export class DenseMatrix implements DesignMatrix {
  readonly allColumns: Int32Array
  /** whether rows are contiguous, so that the many-column kernels go by rows */
  private readonly byRows: boolean
  private hot: { readonly columns: HotColumns; readonly matrix: DenseMatrix } | undefined = undefined

  constructor(
    readonly data: Float64Array | Float32Array,
    readonly rows: number,
    readonly cols: number,
    readonly rowStride: number,
    readonly colStride: number,
    readonly offset: number,
  ) {
    this.allColumns = indexRange(cols)
    this.byRows = colStride === 1 && rowStride !== 1
  }

  timesInto(columns: Int32Array, w: Float64Array, out: Float64Array): void {
    const hot = this.hotColumns(columns)
    if (hot !== undefined) {
      hot.matrix.timesInto(hot.columns.locate(columns), w, out)
      return
    }
    const { data, rows, rowStride, colStride, offset } = this
    if (this.byRows) {
      rowProducts(this, columns, w, out, 0, rows)
      return
    }
    out.fill(0)
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const end = Math.min(rows, start + BLOCK_ROWS)
      const origin = offset + start * rowStride
      let k = 0
      // Four columns abreast: `out` is read and written a quarter as often.
      for (; k + 3 < columns.length; k += 4) {
        const w0 = w[k]
        const w1 = w[k + 1]
        const w2 = w[k + 2]
        const w3 = w[k + 3]
        let p0 = origin + columns[k] * colStride
        let p1 = origin + columns[k + 1] * colStride
        let p2 = origin + columns[k + 2] * colStride
        let p3 = origin + columns[k + 3] * colStride
        for (let i = start; i < end; i++) {
          out[i] += w0 * data[p0] + w1 * data[p1] + (w2 * data[p2] + w3 * data[p3])
          p0 += rowStride
          p1 += rowStride
          p2 += rowStride
          p3 += rowStride
        }
      }
      for (; k < columns.length; k++) {
        const wk = w[k]
        let p = origin + columns[k] * colStride
        for (let i = start; i < end; i++, p += rowStride) out[i] += wk * data[p]
      }
    }
  }

  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void {
    const hot = this.hotColumns(columns)
    if (hot !== undefined) {
      hot.matrix.transposeTimesInto(hot.columns.locate(columns), v, out)
      return
    }
    out.fill(0, 0, columns.length)
    const { data, rows, rowStride, colStride, offset } = this
    if (this.byRows) {
      addRowCombination(this, columns, v, out, 0, rows)
      return
    }
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const end = Math.min(rows, start + BLOCK_ROWS)
      const origin = offset + start * rowStride
      let k = 0
      for (; k + 3 < columns.length; k += 4) {
        let s0 = 0
        let s1 = 0
        let s2 = 0
        let s3 = 0
        let p0 = origin + columns[k] * colStride
        let p1 = origin + columns[k + 1] * colStride
        let p2 = origin + columns[k + 2] * colStride
        let p3 = origin + columns[k + 3] * colStride
        for (let i = start; i < end; i++) {
          const vi = v[i]
          s0 += vi * data[p0]
          s1 += vi * data[p1]
          s2 += vi * data[p2]
          s3 += vi * data[p3]
          p0 += rowStride
          p1 += rowStride
          p2 += rowStride
          p3 += rowStride
        }
        out[k] += s0
        out[k + 1] += s1
        out[k + 2] += s2
        out[k + 3] += s3
      }
      for (; k < columns.length; k++) {
        let s = 0
        let p = origin + columns[k] * colStride
        for (let i = start; i < end; i++, p += rowStride) s += v[i] * data[p]
        out[k] += s
      }
    }
  }

  normalTimesInto(
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): void {
    const { rows, allColumns } = this
    if (this.byRows) {
      out.fill(0)
      addHessianProduct(this, allColumns, d, v, shift, margins, out)
      return
    }
    this.timesInto(allColumns, v, margins)
    const weighted = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      margins[i] += shift
      weighted[i] = d[i] * margins[i]
    }
    this.transposeTimesInto(allColumns, weighted, out)
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    if (this.byRows) {
      rowSquaresInto(this, d, out)
      return
    }
    const columns = new DenseColumns(this)
    for (let j = 0; j < this.cols; j++) out[j] = columns.weightedSquare(j, d)
  }

  columnBlock(columns: Int32Array): ColumnBlock {
    return this.byRows ? new DenseColumns(copyColumns(this, columns)) : new DenseColumns(this, columns)
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    const { rows, cols, rowStride, colStride } = this
    const inOrder = colStride === 1 && rowStride > 0
    const fast = inOrder ? denseKernel(2 * rows * cols).visitRows(this, w, together) : undefined
    return fast ?? new DenseRowVisit(this, w)
  }

  rowSquares(i: number): number {
    const { data, cols, colStride } = this
    const start = this.offset + i * this.rowStride
    const half = cols >> 1
    let s0 = 0
    let s1 = 0
    for (
      let j = 0, p0 = start, p1 = start + half * colStride;
      j < half;
      j++, p0 += colStride, p1 += colStride
    ) {
      s0 += data[p0] * data[p0]
      s1 += data[p1] * data[p1]
    }
    if (2 * half < cols) s0 += data[start + 2 * half * colStride] ** 2
    return s0 + s1
  }

  addGram(
    d: Float64Array,
    left: Int32Array,
    right: Int32Array,
    gram: Block,
    start: number,
    end: number,
  ): void {
    const hot = left === right ? this.hotColumns(left) : undefined
    if (hot === undefined) {
      addWeightedGram(this, d, left, right, gram, start, end)
    } else {
      const columns = hot.columns.locate(left)
      addWeightedGram(hot.matrix, d, columns, columns, gram, start, end)
    }
  }

  private hotColumns({ length }: Int32Array): typeof this.hot {
    const { rows, cols } = this
    const capacity = Math.floor(HOT_SHARE * cols)
    if (!this.byRows || cols < LONG_ROW || length > capacity) return undefined
    if (this.hot === undefined) {
      const columns = new HotColumns(this, cols, capacity)
      const matrix = new DenseMatrix(columns.layout.data, rows, capacity, 1, rows, 0)
      this.hot = { columns, matrix }
    }
    return this.hot
  }

  passCost(columns: Int32Array): number {
    return this.rows * columns.length
  }

  gramCost(columns: Int32Array): number {
    // Packing the panels is most of the work where columns are few.
    return this.rows * columns.length * (0.07 * columns.length + 1.5)
  }
}

import { denseKernels } from '../kernels/choose-kernel'
import { columnTimes, columnTransposeTimes, squaresByRows } from '../kernels/column-products'
import { addWeightedGram } from '../kernels/gram'
import type { Block, RowRange } from '../kernels/layout'
import type { RowVisit } from '../kernels/row-kernel'
import { indexRange } from '../support/arrays'
import { copyColumns, DenseColumns } from './dense-columns'
import type { ColumnBlock, DesignMatrix } from './design-matrix'
import { HotColumns } from './hot-columns'

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
    if (this.byRows)
      denseKernels(this.rows * columns.length).rows.times(this, this.list(columns), w, out, this.range)
    else columnTimes(this, columns, w, out)
  }

  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void {
    const hot = this.hotColumns(columns)
    if (hot !== undefined) {
      hot.matrix.transposeTimesInto(hot.columns.locate(columns), v, out)
      return
    }
    if (!this.byRows) {
      columnTransposeTimes(this, columns, v, out)
      return
    }
    out.fill(0, 0, columns.length)
    denseKernels(this.rows * columns.length).rows.transposeTimes(this, this.list(columns), v, out, this.range)
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
      const product = { d, v, shift, z: margins, out }
      denseKernels(2 * rows * this.cols).rows.normalTimes(this, product, this.range)
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
      squaresByRows(this, d, out)
      return
    }
    const columns = new DenseColumns(this)
    for (let j = 0; j < this.cols; j++) out[j] = columns.weightedSquare(j, d)
  }

  columnBlock(columns: Int32Array): ColumnBlock {
    return this.byRows ? new DenseColumns(copyColumns(this, columns)) : new DenseColumns(this, columns)
  }

  visitRows(w: Float64Array, together: number): RowVisit {
    return denseKernels(2 * this.rows * this.cols).rows.visit(this, w, together)
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
      addWeightedGram(this, d, { left, right }, gram, { start, end })
    } else {
      const columns = hot.columns.locate(left)
      addWeightedGram(hot.matrix, d, { left: columns, right: columns }, gram, { start, end })
    }
  }

  private get range(): RowRange {
    return { start: 0, end: this.rows }
  }

  /** The list, unless it is that of all columns. */
  private list(columns: Int32Array): Int32Array | undefined {
    return columns.length === this.cols ? undefined : columns
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

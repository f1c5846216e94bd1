import type { Block } from '../kernels/layout'
import type { RowVisit } from '../kernels/row-kernel'
import { gatherDot, scatterAdd, scatterAddWeighted } from '../kernels/sparse-rows'
import { indexRange } from '../support/arrays'
import {
  type Compressed,
  columnsAsRows,
  holds,
  narrow,
  type Selection,
  startsOfColumns,
  transpose,
} from './compressed'
import type { ColumnBlock, DesignMatrix } from './design-matrix'

/** An entry of a product with a vector, and one of a Gram matrix, in nanoseconds: see {@link DesignMatrix}. */
const ENTRY_COST = 1.5
const PRODUCT_COST = 3

/** Entries of the Gram matrix that are worked on at a time: 512 KB. */
const STRIP_ENTRIES = 65_536

/**
 * Selections of columns, each of which reads all rows, until the columns are laid out: that takes as long as four to six.
 */
const SELECTIONS_FROM_ROWS = 6

/** Compressed sparse rows: row i has the entries `indptr[i]` to `indptr[i + 1] - 1`. */
export interface CompressedRows {
  readonly shape: readonly [rows: number, cols: number]
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array | Float32Array
}

/**
 * A sparse design matrix: compressed rows, as users pass them, and compressed columns for the column kernels. The columns
 * are laid out when that pays, after a few selections of them have been read from the rows.
 */
export class SparseMatrix implements DesignMatrix {
  readonly rows: number
  readonly cols: number
  readonly allColumns: Int32Array
  private readonly byRow: Compressed
  private byColumn: Compressed | undefined = undefined
  private columnStart: Int32Array | undefined = undefined
  /** the sum of the squared numbers of entries in the rows */
  private rowPairs: number | undefined = undefined
  /** selections that may be asked for again: of a working set, of a part of it, and of columns that were looked at */
  private recent: readonly Selection[] = []
  private selectionsFromRows = 0

  constructor({ shape: [rows, cols], indptr, indices, data }: CompressedRows) {
    this.rows = rows
    this.cols = cols
    this.allColumns = indexRange(cols)
    this.byRow = { start: indptr, index: indices, value: data }
  }

  private get columns(): Compressed {
    this.byColumn ??= transpose(this.byRow, this.startOfColumns)
    return this.byColumn
  }

  private get startOfColumns(): Int32Array {
    this.columnStart ??= startsOfColumns(this.byRow, this.cols)
    return this.columnStart
  }

  timesInto(columns: Int32Array, w: Float64Array, out: Float64Array): void {
    if (this.byColumn === undefined || columns.length === this.cols) {
      const { start, index, value } = this.rowsWithin(columns)
      for (let i = 0; i < this.rows; i++) out[i] = gatherDot(index, value, start[i], start[i + 1], w)
      return
    }
    out.fill(0)
    const { start, index, value } = this.byColumn
    for (let k = 0; k < columns.length; k++) {
      const j = columns[k]
      if (w[k] !== 0) scatterAdd(index, value, start[j], start[j + 1], w[k], out)
    }
  }

  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void {
    if (this.byColumn === undefined) {
      out.fill(0)
      const { start, index, value } = this.rowsWithin(columns)
      for (let i = 0; i < this.rows; i++) {
        if (v[i] !== 0) scatterAdd(index, value, start[i], start[i + 1], v[i], out)
      }
      return
    }
    const { start, index, value } = this.byColumn
    for (let k = 0; k < columns.length; k++) {
      const j = columns[k]
      out[k] = gatherDot(index, value, start[j], start[j + 1], v)
    }
  }

  normalTimesInto(
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): void {
    out.fill(0)
    const { start, index, value } = this.byRow
    for (let i = 0; i < this.rows; i++) {
      const margin = shift + gatherDot(index, value, start[i], start[i + 1], v)
      margins[i] = margin
      scatterAdd(index, value, start[i], start[i + 1], d[i] * margin, out)
    }
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    out.fill(0)
    const { start, index, value } = this.byRow
    for (let i = 0; i < this.rows; i++) {
      const weight = d[i]
      for (let p = start[i], end = start[i + 1]; p < end; p++) {
        out[index[p]] += weight * value[p] * value[p]
      }
    }
  }

  columnBlock(columns: Int32Array): ColumnBlock {
    const { start, index, value } = this.columns
    return {
      dot: (k, v) => {
        const j = columns[k]
        return gatherDot(index, value, start[j], start[j + 1], v)
      },
      weightedSquare: (k, d) => {
        const j = columns[k]
        let sum = 0
        for (let p = start[j], end = start[j + 1]; p < end; p++) sum += d[index[p]] * value[p] * value[p]
        return sum
      },
      addWeighted: (k, a, d, out) => {
        const j = columns[k]
        scatterAddWeighted(index, value, start[j], start[j + 1], a, d, out)
      },
    }
  }

  visitRows(w: Float64Array): RowVisit {
    const { start, index, value } = this.byRow
    return {
      fetch: () => {},
      dot: i => gatherDot(index, value, start[i], start[i + 1], w),
      add: (i, a) => scatterAdd(index, value, start[i], start[i + 1], a, w),
      leave: () => {},
    }
  }

  rowSquares(i: number): number {
    const { start, value } = this.byRow
    let sum = 0
    for (let p = start[i], end = start[i + 1]; p < end; p++) sum += value[p] * value[p]
    return sum
  }

  addGram(
    d: Float64Array,
    left: Int32Array,
    right: Int32Array,
    gram: Block,
    first: number,
    last: number,
  ): void {
    const { data, stride, offset, upper } = gram
    const leftRows = this.rowsWithin(left)
    const { start, index, value } = this.rowsWithin(right)
    // Strips of the Gram matrix that stay in the second-level cache; every row goes on where the last strip left it.
    const strip = Math.max(1, Math.floor(STRIP_ENTRIES / right.length))
    const cursor = leftRows.start.slice(first, last)
    for (let stripEnd = strip; ; stripEnd += strip) {
      for (let i = first; i < last; i++) {
        const weight = d[i]
        if (weight === 0) continue
        const begin = start[i]
        const end = start[i + 1]
        const stop = leftRows.start[i + 1]
        let e = cursor[i - first]
        for (; e < stop && leftRows.index[e] < stripEnd; e++) {
          const scaled = weight * leftRows.value[e]
          const row = offset + leftRows.index[e] * stride
          // In an upper block both sides are one list, and positions increase within a row: the rest of it follows.
          for (let f = upper ? e : begin; f < end; f++) data[row + index[f]] += scaled * value[f]
        }
        cursor[i - first] = e
      }
      if (stripEnd >= left.length) break
    }
  }

  /** The rows of X[:, columns], indexed by position in `columns`. */
  private rowsWithin(columns: Int32Array): Compressed {
    if (columns.length === this.cols) return this.byRow
    const kept = this.recent.find(selection => selection.columns === columns)
    if (kept !== undefined) return kept.rows
    const rows = this.select(columns)
    this.recent = [{ columns, rows }, ...this.recent.slice(0, 2)]
    return rows
  }

  private select(columns: Int32Array): Compressed {
    if (this.byColumn !== undefined) return columnsAsRows(this.byColumn, columns, this.rows)
    // Working sets grow and shrink, and products take one with a part of it: a recent selection may hold them all.
    const wider = this.recent.find(selection => holds(selection.columns, columns))
    if (wider === undefined && ++this.selectionsFromRows > SELECTIONS_FROM_ROWS) {
      return columnsAsRows(this.columns, columns, this.rows)
    }
    const all = { columns: this.allColumns, rows: this.byRow }
    return narrow(wider ?? all, columns, this.entriesOf(columns))
  }

  passCost(columns: Int32Array): number {
    return columns.length + ENTRY_COST * this.entriesOf(columns)
  }

  /** As if the entries of `columns` were spread over the rows as all entries are. */
  gramCost(columns: Int32Array): number {
    const { start: rowStart } = this.byRow
    if (this.rowPairs === undefined) {
      this.rowPairs = 0
      for (let i = 0; i < this.rows; i++) this.rowPairs += (rowStart[i + 1] - rowStart[i]) ** 2
    }
    const entries = this.entriesOf(columns)
    const share = entries / Math.max(1, rowStart[this.rows])
    return PRODUCT_COST * 0.5 * (share * share * this.rowPairs + entries)
  }

  private entriesOf(columns: Int32Array): number {
    if (columns.length === this.cols) return this.byRow.start[this.rows]
    const start = this.startOfColumns
    let entries = 0
    for (let k = 0; k < columns.length; k++) entries += start[columns[k] + 1] - start[columns[k]]
    return entries
  }
}

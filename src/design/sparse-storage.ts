/**
 * A sparse matrix in memory: compressed rows, as users pass them, and compressed columns for the column kernels. The
 * columns are laid out when that pays, after a few selections of them have been read from the rows. Rows that are gone
 * through again and again are laid out as well, see laid-rows.ts.
 */

import { kernelsFor } from '../kernels/choose-kernel'
import type { Compressed } from '../kernels/layout'
import { indexRange } from '../support/arrays'
import {
  includesAll,
  type SelectedRows,
  selectColumns,
  startsOfColumns,
  transpose,
  transposeSelected,
} from './compressed'
import { LaidRows } from './laid-rows'

/**
 * Selections of columns, each of which reads all rows, until the columns are laid out: that takes as long as four to six.
 */
const SELECTIONS_FROM_ROWS = 6

/** Selections from which the next one may be taken. */
const SOURCES = 3

/** Passes over the rows that are to be expected of whoever asks for them laid out. */
const EXPECTED_PASSES = 10

export class SparseStorage {
  readonly allColumns: Int32Array
  /** if they are laid out now */
  laidRows: LaidRows | undefined = undefined
  private byColumn: Compressed | undefined = undefined
  private columnStart: Int32Array | undefined = undefined
  private pairs: number | undefined = undefined
  /** the last selections: working sets grow and shrink, and one may hold all columns of the next */
  private sources: readonly SelectedRows[] = []
  private selectionsFromRows = 0

  constructor(
    readonly rows: number,
    readonly cols: number,
    readonly byRow: Compressed,
  ) {
    this.allColumns = indexRange(cols)
  }

  /** whether the columns are laid out already */
  get hasColumns(): boolean {
    return this.byColumn !== undefined
  }

  get columns(): Compressed {
    this.byColumn ??= transpose(this.byRow, this.startOfColumns)
    return this.byColumn
  }

  /** The rows, laid out for products of so many outputs until they are released. */
  layOutRows(outputs: number): LaidRows {
    if (this.laidRows === undefined || this.laidRows.outputs < outputs) {
      this.release()
      const { byRow, cols } = this
      const kernels = kernelsFor(2 * EXPECTED_PASSES * outputs * byRow.index.length)
      this.laidRows = new LaidRows(byRow, cols, outputs, kernels)
    }
    return this.laidRows
  }

  release(): void {
    this.laidRows?.release()
    this.laidRows = undefined
  }

  /** the sum of the squared numbers of entries in the rows */
  get rowPairs(): number {
    const { start } = this.byRow
    if (this.pairs === undefined) {
      this.pairs = 0
      for (let i = 0; i < this.rows; i++) this.pairs += (start[i + 1] - start[i]) ** 2
    }
    return this.pairs
  }

  /** The entries of these columns. */
  countEntries(columns: Int32Array): number {
    if (columns.length === this.cols) return this.byRow.start[this.rows]
    const start = this.startOfColumns
    let entries = 0
    for (let k = 0; k < columns.length; k++) entries += start[columns[k] + 1] - start[columns[k]]
    return entries
  }

  /** The rows of X[:, columns], indexed by position in `columns`. */
  selectRows(columns: Int32Array): Compressed {
    if (columns.length === this.cols) return this.byRow
    const rows = this.makeRows(columns)
    this.sources = [{ columns, rows }, ...this.sources.slice(0, SOURCES - 1)]
    return rows
  }

  private makeRows(columns: Int32Array): Compressed {
    if (this.byColumn !== undefined) return transposeSelected(this.byColumn, columns, this.rows)
    const wider = this.sources.find(source => includesAll(source.columns, columns))
    if (wider === undefined && ++this.selectionsFromRows > SELECTIONS_FROM_ROWS) {
      return transposeSelected(this.columns, columns, this.rows)
    }
    const whole = { columns: this.allColumns, rows: this.byRow }
    return selectColumns(wider ?? whole, columns, this.countEntries(columns))
  }

  private get startOfColumns(): Int32Array {
    this.columnStart ??= startsOfColumns(this.byRow, this.cols)
    return this.columnStart
  }
}

import type { CsrMatrix } from './csr-matrix'
import { type Block, type ColumnBlock, type DesignMatrix, indexRange } from './design-matrix'
import { gatherDot, scatterAdd, scatterAddWeighted } from './sparse-kernels'

/** An entry of a product with a vector, and one of a Gram matrix, in nanoseconds: see {@link DesignMatrix}. */
const ENTRY_COST = 1.5
const PRODUCT_COST = 3

/** Entries of the Gram matrix that are worked on at a time: 512 KB. */
const STRIP_ENTRIES = 65_536

/** One side of a compressed matrix: row `i` (or column `j`) holds entries `start[i]` to `start[i + 1] - 1`. */
interface Compressed {
  readonly start: Int32Array
  readonly index: Int32Array
  readonly value: Float64Array | Float32Array
}

/**
 * A sparse design matrix: compressed columns for the column kernels and compressed rows for the row kernels, each
 * made from the other the first time it is asked for.
 */
export class SparseMatrix implements DesignMatrix {
  readonly rows: number
  readonly cols: number
  readonly allColumns: Int32Array
  private readonly byRow: Compressed
  private byColumn: Compressed | undefined
  /** the sum of the squared numbers of entries in the rows */
  private rowPairs: number | undefined
  private recent: readonly { readonly columns: Int32Array; readonly rows: Compressed }[] = []

  constructor({
    shape: [rows, cols],
    indptr,
    indices,
    data,
  }: Pick<CsrMatrix, 'shape' | 'indptr' | 'indices' | 'data'>) {
    this.rows = rows
    this.cols = cols
    this.allColumns = indexRange(cols)
    this.byRow = { start: indptr, index: indices, value: data }
  }

  private get columns(): Compressed {
    this.byColumn ??= transpose(this.byRow, this.rows, this.cols)
    return this.byColumn
  }

  timesInto(columns: Int32Array, w: Float64Array, out: Float64Array): void {
    if (columns.length === this.cols) {
      for (let i = 0; i < this.rows; i++) out[i] = this.rowDot(i, w)
      return
    }
    out.fill(0)
    const { start, index, value } = this.columns
    for (let k = 0; k < columns.length; k++) {
      const j = columns[k]!
      if (w[k] !== 0) scatterAdd(index, value, start[j]!, start[j + 1]!, w[k]!, out)
    }
  }

  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void {
    if (columns.length === this.cols && this.byColumn === undefined) {
      out.fill(0)
      for (let i = 0; i < this.rows; i++) if (v[i] !== 0) this.addRow(i, v[i]!, out)
      return
    }
    const { start, index, value } = this.columns
    for (let k = 0; k < columns.length; k++) {
      const j = columns[k]!
      out[k] = gatherDot(index, value, start[j]!, start[j + 1]!, v)
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
      const margin = shift + gatherDot(index, value, start[i]!, start[i + 1]!, v)
      margins[i] = margin
      scatterAdd(index, value, start[i]!, start[i + 1]!, d[i]! * margin, out)
    }
  }

  weightedSquaresInto(columns: Int32Array, d: Float64Array, out: Float64Array): void {
    if (columns.length === this.cols && this.byColumn === undefined) {
      out.fill(0)
      const { start, index, value } = this.byRow
      for (let i = 0; i < this.rows; i++) {
        const weight = d[i]!
        for (let p = start[i]!, end = start[i + 1]!; p < end; p++) {
          out[index[p]!]! += weight * value[p]! * value[p]!
        }
      }
      return
    }
    const { start, index, value } = this.columns
    for (let k = 0; k < columns.length; k++) {
      const j = columns[k]!
      let sum = 0
      for (let p = start[j]!, end = start[j + 1]!; p < end; p++) {
        const x = value[p]!
        sum += d[index[p]!]! * x * x
      }
      out[k] = sum
    }
  }

  columnBlock(columns: Int32Array): ColumnBlock {
    const { start, index, value } = this.columns
    return {
      dot: (k, v) => {
        const j = columns[k]!
        return gatherDot(index, value, start[j]!, start[j + 1]!, v)
      },
      addWeighted: (k, a, d, out) => {
        const j = columns[k]!
        scatterAddWeighted(index, value, start[j]!, start[j + 1]!, a, d, out)
      },
    }
  }

  rowDot(i: number, w: Float64Array): number {
    const { start, index, value } = this.byRow
    return gatherDot(index, value, start[i]!, start[i + 1]!, w)
  }

  rowSquares(i: number): number {
    const { start, value } = this.byRow
    let sum = 0
    for (let p = start[i]!, end = start[i + 1]!; p < end; p++) sum += value[p]! * value[p]!
    return sum
  }

  addRow(i: number, a: number, out: Float64Array): void {
    const { start, index, value } = this.byRow
    scatterAdd(index, value, start[i]!, start[i + 1]!, a, out)
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
        const weight = d[i]!
        if (weight === 0) continue
        const begin = start[i]!
        const end = start[i + 1]!
        const stop = leftRows.start[i + 1]!
        let e = cursor[i - first]!
        for (; e < stop && leftRows.index[e]! < stripEnd; e++) {
          const scaled = weight * leftRows.value[e]!
          const row = offset + leftRows.index[e]! * stride
          // In an upper block both sides are one list, and positions increase within a row: the rest of it follows.
          for (let f = upper ? e : begin; f < end; f++) data[row + index[f]!]! += scaled * value[f]!
        }
        cursor[i - first] = e
      }
      if (stripEnd >= left.length) break
    }
  }

  /** The rows of X[:, columns], indexed by position in `columns`. */
  private rowsWithin(columns: Int32Array): Compressed {
    const kept = this.recent.find(entry => entry.columns === columns)
    if (kept !== undefined) return kept.rows
    const rows = columns === this.allColumns ? this.byRow : selectColumns(this.columns, columns, this.rows)
    // Long Gram products come in ranges, two lists at most: the next call asks for the same again.
    this.recent = [{ columns, rows }, ...this.recent.slice(0, 1)]
    return rows
  }

  passCost(columns: Int32Array): number {
    return columns.length + ENTRY_COST * this.entriesOf(columns)
  }

  /** As if the entries of `columns` were spread over the rows as all entries are. */
  gramCost(columns: Int32Array): number {
    const { start: rowStart } = this.byRow
    if (this.rowPairs === undefined) {
      this.rowPairs = 0
      for (let i = 0; i < this.rows; i++) this.rowPairs += (rowStart[i + 1]! - rowStart[i]!) ** 2
    }
    const entries = this.entriesOf(columns)
    const share = entries / Math.max(1, rowStart[this.rows]!)
    return PRODUCT_COST * 0.5 * (share * share * this.rowPairs + entries)
  }

  private entriesOf(columns: Int32Array): number {
    if (columns.length === this.cols) return this.byRow.start[this.rows]!
    const { start } = this.columns
    let entries = 0
    for (let k = 0; k < columns.length; k++) entries += start[columns[k]! + 1]! - start[columns[k]!]!
    return entries
  }
}

/** Compressed rows to compressed columns, by counting (Gustavson 1978). */
function transpose({ start, index, value }: Compressed, rows: number, cols: number): Compressed {
  const columnStart = new Int32Array(cols + 1)
  for (let p = 0; p < index.length; p++) columnStart[index[p]! + 1]!++
  for (let j = 0; j < cols; j++) columnStart[j + 1]! += columnStart[j]!
  const next = columnStart.slice(0, cols)
  const rowOf = new Int32Array(index.length)
  const moved =
    value instanceof Float32Array ? new Float32Array(value.length) : new Float64Array(value.length)
  for (let i = 0; i < rows; i++) {
    for (let p = start[i]!; p < start[i + 1]!; p++) {
      const at = next[index[p]!]!++
      rowOf[at] = i
      moved[at] = value[p]!
    }
  }
  return { start: columnStart, index: rowOf, value: moved }
}

/** Some of the compressed columns as compressed rows; the new indices are positions in `columns`. */
function selectColumns({ start, index, value }: Compressed, columns: Int32Array, rows: number): Compressed {
  const rowStart = new Int32Array(rows + 1)
  for (const j of columns) for (let p = start[j]!; p < start[j + 1]!; p++) rowStart[index[p]! + 1]!++
  for (let i = 0; i < rows; i++) rowStart[i + 1]! += rowStart[i]!
  const next = rowStart.slice(0, rows)
  const position = new Int32Array(rowStart[rows]!)
  const moved = new Float64Array(position.length)
  columns.forEach((j, k) => {
    for (let p = start[j]!; p < start[j + 1]!; p++) {
      const at = next[index[p]!]!++
      position[at] = k
      moved[at] = value[p]!
    }
  })
  return { start: rowStart, index: position, value: moved }
}

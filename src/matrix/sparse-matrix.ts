import type { CsrMatrix } from './csr-matrix'
import { type Block, type DesignMatrix, indexRange } from './design-matrix'

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
    for (let k = 0; k < columns.length; k++) if (w[k] !== 0) this.addColumn(columns[k]!, w[k]!, out)
  }

  transposeTimesInto(columns: Int32Array, v: Float64Array, out: Float64Array): void {
    for (let k = 0; k < columns.length; k++) out[k] = this.columnDot(columns[k]!, v)
  }

  columnDot(j: number, v: Float64Array): number {
    const { start, index, value } = this.columns
    let sum = 0
    for (let p = start[j]!, end = start[j + 1]!; p < end; p++) sum += value[p]! * v[index[p]!]!
    return sum
  }

  columnWeightedDot(j: number, d: Float64Array, v: Float64Array): number {
    const { start, index, value } = this.columns
    let sum = 0
    for (let p = start[j]!, end = start[j + 1]!; p < end; p++) {
      const i = index[p]!
      sum += d[i]! * value[p]! * v[i]!
    }
    return sum
  }

  columnWeightedSquares(j: number, d: Float64Array): number {
    const { start, index, value } = this.columns
    let sum = 0
    for (let p = start[j]!, end = start[j + 1]!; p < end; p++) {
      const x = value[p]!
      sum += d[index[p]!]! * x * x
    }
    return sum
  }

  addColumn(j: number, a: number, out: Float64Array): void {
    const { start, index, value } = this.columns
    for (let p = start[j]!, end = start[j + 1]!; p < end; p++) out[index[p]!]! += a * value[p]!
  }

  rowDot(i: number, w: Float64Array): number {
    const { start, index, value } = this.byRow
    let sum = 0
    for (let p = start[i]!, end = start[i + 1]!; p < end; p++) sum += value[p]! * w[index[p]!]!
    return sum
  }

  addRow(i: number, a: number, out: Float64Array): void {
    const { start, index, value } = this.byRow
    for (let p = start[i]!, end = start[i + 1]!; p < end; p++) out[index[p]!]! += a * value[p]!
  }

  addGram(
    d: Float64Array,
    left: Int32Array,
    right: Int32Array,
    gram: Block,
    first: number,
    last: number,
  ): void {
    const same = left === right
    const leftEntries = new RowEntries(this.cols, left)
    const rightEntries = same ? leftEntries : new RowEntries(this.cols, right)
    const { data, stride, offset, upper } = gram
    for (let i = first; i < last; i++) {
      const weight = d[i]!
      if (weight === 0) continue
      leftEntries.read(this.byRow, i)
      if (!same) rightEntries.read(this.byRow, i)
      const { position, value, count } = rightEntries
      for (let e = 0; e < leftEntries.count; e++) {
        const scaled = weight * leftEntries.value[e]!
        const row = offset + leftEntries.position[e]! * stride
        // Positions increase within a row, so the upper triangle is what follows.
        for (let f = upper ? e : 0; f < count; f++) data[row + position[f]!]! += scaled * value[f]!
      }
    }
  }

  passCost(columns: Int32Array): number {
    const { start } = this.columns
    let cost = columns.length
    for (let k = 0; k < columns.length; k++) cost += start[columns[k]! + 1]! - start[columns[k]!]!
    return cost
  }

  gramCost(columns: Int32Array): number {
    const { start, index } = this.columns
    const entries = new Int32Array(this.rows)
    for (const j of columns) for (let p = start[j]!; p < start[j + 1]!; p++) entries[index[p]!]!++
    let cost = 0
    for (const count of entries) cost += (count * (count + 1)) / 2
    return cost + this.byRow.index.length
  }
}

/** The entries of one row that fall on a list of columns, by their position in the list. */
class RowEntries {
  count = 0
  readonly position: Int32Array
  readonly value: Float64Array
  private readonly positionOf: Int32Array

  constructor(cols: number, columns: Int32Array) {
    this.position = new Int32Array(columns.length)
    this.value = new Float64Array(columns.length)
    this.positionOf = new Int32Array(cols).fill(-1)
    columns.forEach((j, k) => {
      this.positionOf[j] = k
    })
  }

  read({ start, index, value }: Compressed, i: number): void {
    let count = 0
    for (let p = start[i]!, end = start[i + 1]!; p < end; p++) {
      const k = this.positionOf[index[p]!]!
      if (k < 0) continue
      this.position[count] = k
      this.value[count++] = value[p]!
    }
    this.count = count
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

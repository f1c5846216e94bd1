/** A sparse design matrix, in compressed rows and, when that pays, columns: see sparse-storage.ts. */

import type { Compressed } from '../kernels/layout'
import type { NormalProduct, RowVisit } from '../kernels/row-kernel'
import { drain, piecesBetweenPauses, type Steps } from '../support/steps'
import { columnsInEveryRow } from './compressed'
import type { FeatureMatrix } from './design-matrix'
import type { LaidRows } from './laid-rows'
import { SparseColumns } from './sparse-columns'
import { SparseStorage } from './sparse-storage'

/** Compressed sparse rows: row i has the entries `indptr[i]` to `indptr[i + 1] - 1`. */
export interface CompressedRows {
  readonly shape: readonly [rows: number, cols: number]
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array | Float32Array
}

/** An entry's square, in nanoseconds. */
const NS_PER_SQUARE = 2

/** What each entry adds to the squares of its column, so that they are 0 only where it has none: the least normal number. */
const PRESENT = 2 ** -1022

export class SparseMatrix implements FeatureMatrix {
  readonly rows: number
  readonly cols: number
  readonly all: SparseColumns
  readonly atOnce = undefined
  readonly byRow: Compressed
  readonly storage: SparseStorage
  private known: Float64Array | undefined = undefined
  private norms: Float64Array | undefined = undefined

  constructor({ shape: [rows, cols], indptr, indices, data }: CompressedRows) {
    this.rows = rows
    this.cols = cols
    this.byRow = { start: indptr, index: indices, value: data }
    this.storage = new SparseStorage(rows, cols, this.byRow)
    this.all = new SparseColumns(this.storage, this.storage.allColumns)
  }

  inUnits(shift: Float64Array, scale: Float64Array): SparseMatrix {
    const { start: indptr, index: indices, value } = this.byRow
    const data = new Float64Array(value.length)
    for (let p = 0; p < data.length; p++) data[p] = (value[p] - shift[indices[p]]) * scale[indices[p]]
    return new SparseMatrix({ shape: [this.rows, this.cols], indptr, indices, data })
  }

  select(indices: Int32Array): SparseColumns {
    return indices.length === this.cols ? this.all : new SparseColumns(this.storage, indices)
  }

  normalTimesInto(product: NormalProduct): void {
    this.storage.layOutRows(product.outputs).normalTimesInto(product)
  }

  normalTimesCost(outputs: number): number {
    return this.byRow.index.length * (1.2 + 0.36 * outputs)
  }

  *squares(): Steps<Float64Array> {
    if (this.known !== undefined) return this.known
    const squares = new Float64Array(this.cols)
    const entries = this.byRow.index.length
    const piece = piecesBetweenPauses(NS_PER_SQUARE)
    for (let from = 0; from < entries; from += piece) {
      addSquares(this.byRow, from, Math.min(from + piece, entries), squares)
      yield
    }
    this.known = squares
    return squares
  }

  *sums(): Steps<Float64Array> {
    const sums = new Float64Array(this.cols)
    const full = columnsInEveryRow(this.byRow)
    if (full.length === 0) return sums
    yield
    const own = new Float64Array(full.length)
    this.select(full).transposeTimesInto(new Float64Array(this.rows).fill(1), own)
    for (let k = 0; k < full.length; k++) sums[full[k]] = own[k]
    return sums
  }

  get columnNorms(): Float64Array {
    this.norms ??= drain(this.squares()).map(Math.sqrt)
    return this.norms
  }

  largest(columns: Int32Array): Float64Array {
    const { index, value, start } = this.byRow
    const { known } = this
    // Columns that are absent from all rows are common, and no reason to read the others.
    if (known !== undefined && columns.every(j => known[j] === 0)) return new Float64Array(columns.length)
    const position = new Int32Array(this.cols).fill(-1)
    for (let k = 0; k < columns.length; k++) position[columns[k]] = k
    const largest = new Float64Array(columns.length)
    for (let p = 0, end = start[this.rows]; p < end; p++) {
      const k = position[index[p]]
      if (k >= 0) largest[k] = Math.max(largest[k], Math.abs(value[p]))
    }
    return largest
  }

  transposeTimesInto(v: readonly Float64Array[], out: readonly Float64Array[]): void {
    const laid = this.laidFor(v.length)
    if (laid !== undefined) laid.transposeTimesInto(v, out)
    else for (const [a, own] of out.entries()) this.all.transposeTimesInto(v[a], own)
  }

  weightedSquaresInto(d: readonly Float64Array[], out: readonly Float64Array[]): void {
    const laid = this.laidFor(d.length)
    if (laid !== undefined) laid.squaresTimesInto(d, out)
    else for (const [a, own] of out.entries()) this.addWeightedSquares(d[a], own.fill(0))
  }

  visitRows(w: Float64Array): RowVisit {
    return this.storage.layOutRows(1).visit(w)
  }

  rowSquaresInto(scale: Float64Array, out: Float64Array): void {
    const { start, index, value } = this.byRow
    for (let i = 0; i < this.rows; i++) {
      let sum = 0
      for (let p = start[i], end = start[i + 1]; p < end; p++) sum += scale[index[p]] * value[p] * value[p]
      out[i] = sum
    }
  }

  layOut(outputs: number): void {
    this.storage.layOutRows(outputs)
  }

  release(): void {
    this.storage.release()
  }

  /** The rows that are laid out, if so many vectors can meet them at once. */
  private laidFor(outputs: number): LaidRows | undefined {
    const { laidRows } = this.storage
    return outputs > 1 && laidRows !== undefined && laidRows.outputs >= outputs ? laidRows : undefined
  }

  private addWeightedSquares(d: Float64Array, out: Float64Array): void {
    const { start, index, value } = this.byRow
    for (let i = 0; i < this.rows; i++) {
      const weight = d[i]
      if (weight === 0) continue
      for (let p = start[i], end = start[i + 1]; p < end; p++) out[index[p]] += value[p] * value[p] * weight
    }
  }
}

/** Two at a time, as a store is in the way of the next load: .7 of the time. */
function addSquares({ index, value }: Compressed, from: number, to: number, squares: Float64Array): void {
  let p = from
  for (; p + 1 < to; p += 2) {
    const [j, k] = [index[p], index[p + 1]]
    const [x, y] = [value[p], value[p + 1]]
    squares[j] += x * x + PRESENT
    squares[k] += y * y + PRESENT
  }
  if (p < to) squares[index[p]] += value[p] ** 2 + PRESENT
}

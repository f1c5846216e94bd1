/** A sparse design matrix, in compressed rows and, when that pays, columns: see sparse-storage.ts. */

import { kernelsFor } from '../kernels/choose-kernel'
import type { Compressed } from '../kernels/layout'
import type { NormalProduct, RowVisit } from '../kernels/row-kernel'
import { gatherDot, scatterAdd } from '../kernels/sparse-rows'
import { drain, piecesBetweenPauses, type Steps } from '../support/steps'
import type { FeatureMatrix, Moments } from './design-matrix'
import { SparseColumns } from './sparse-columns'
import { SparseStorage } from './sparse-storage'

/** Compressed sparse rows: row i has the entries `indptr[i]` to `indptr[i + 1] - 1`. */
export interface CompressedRows {
  readonly shape: readonly [rows: number, cols: number]
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array | Float32Array
}

/** An entry of a column's sum and that of its square, in nanoseconds. */
const NS_PER_MOMENT = 2

export class SparseMatrix implements FeatureMatrix {
  readonly rows: number
  readonly cols: number
  readonly all: SparseColumns
  private readonly byRow: Compressed
  private readonly storage: SparseStorage
  private known: Moments | undefined = undefined

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
    const { cols, byRow } = this
    kernelsFor(2 * product.outputs * byRow.index.length).sparse.normalTimes(byRow, cols, product)
  }

  normalTimesCost(outputs: number): number {
    return this.byRow.index.length * (1.8 + 0.36 * outputs)
  }

  *moments(): Steps<Moments> {
    if (this.known !== undefined) return this.known
    const [sums, squares] = [new Float64Array(this.cols), new Float64Array(this.cols)]
    const { index, value, start } = this.byRow
    const entries = start[this.rows]
    const piece = piecesBetweenPauses(NS_PER_MOMENT)
    for (let p = start[0]; p < entries; ) {
      for (const end = Math.min(p + piece, entries); p < end; p++) {
        sums[index[p]] += value[p]
        squares[index[p]] += value[p] * value[p]
      }
      yield
    }
    this.known = { sums, squares, norms: squares.map(Math.sqrt) }
    return this.known
  }

  get columnNorms(): Float64Array {
    return drain(this.moments()).norms
  }

  largest(columns: Int32Array): Float64Array {
    const { index, value, start } = this.byRow
    const position = new Int32Array(this.cols).fill(-1)
    for (let k = 0; k < columns.length; k++) position[columns[k]] = k
    const largest = new Float64Array(columns.length)
    for (let p = 0, end = start[this.rows]; p < end; p++) {
      const k = position[index[p]]
      if (k >= 0) largest[k] = Math.max(largest[k], Math.abs(value[p]))
    }
    return largest
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
}

/** A selection of columns of a sparse matrix. */

import type { Block, Compressed, RowRange } from '../kernels/layout'
import { gatherDot, scatterAdd } from '../kernels/sparse-rows'
import type { Columns, WeightedColumns } from './design-matrix'
import { addSparseGram } from './sparse-gram'
import type { SparseStorage } from './sparse-storage'
import { SparseWeighted } from './sparse-weighted'

/** An entry of a product with a vector, and one of a Gram matrix, in nanoseconds: see {@link Columns}. */
const ENTRY_COST = 1.5
const PRODUCT_COST = 3

/** The share of rows, as of a sample, up to which one after another is faster than all of those that are laid out. */
const FEW_ROWS = 1 / 6

export class SparseColumns implements Columns {
  readonly length: number
  /** X[:, columns] by rows, once it has been asked for */
  private selectedRows: Compressed | undefined = undefined
  private entryCount: number | undefined = undefined

  constructor(
    private readonly storage: SparseStorage,
    readonly indices: Int32Array,
  ) {
    this.length = indices.length
  }

  timesInto(w: Float64Array, out: Float64Array): void {
    const { storage, indices, length } = this
    if (length === storage.cols && storage.laidRows !== undefined) {
      storage.laidRows.timesInto(w, out)
      return
    }
    if (!storage.hasColumns || length === storage.cols) {
      const { start, index, value } = this.rows
      for (let i = 0; i < storage.rows; i++) out[i] = gatherDot(index, value, start[i], start[i + 1], w)
      return
    }
    out.fill(0)
    const { start, index, value } = storage.columns
    for (let k = 0; k < length; k++) {
      const j = indices[k]
      if (w[k] !== 0) scatterAdd(index, value, start[j], start[j + 1], w[k], out)
    }
  }

  transposeTimesInto(v: Float64Array, out: Float64Array): void {
    const { storage, indices, length } = this
    const fromSample = length === storage.cols && isMostlyZero(v)
    if (length === storage.cols && storage.laidRows !== undefined && !fromSample) {
      storage.laidRows.transposeTimesInto([v], [out])
      return
    }
    if (!storage.hasColumns || fromSample) {
      out.fill(0)
      const { start, index, value } = this.rows
      for (let i = 0; i < storage.rows; i++) {
        if (v[i] !== 0) scatterAdd(index, value, start[i], start[i + 1], v[i], out)
      }
      return
    }
    const { start, index, value } = storage.columns
    for (let k = 0; k < length; k++) {
      const j = indices[k]
      out[k] = gatherDot(index, value, start[j], start[j + 1], v)
    }
  }

  weightedSquaresInto(d: Float64Array, out: Float64Array): void {
    const { start, index, value } = this.storage.columns
    for (let k = 0; k < this.length; k++) {
      const j = this.indices[k]
      let sum = 0
      for (let p = start[j], end = start[j + 1]; p < end; p++) sum += d[index[p]] * value[p] * value[p]
      out[k] = sum
    }
  }

  weighted(d: Float64Array, constant = 0): WeightedColumns {
    return new SparseWeighted(this.storage.columns, this.indices, d, constant)
  }

  addGram(d: Float64Array, right: SparseColumns, gram: Block, range: RowRange): void {
    const part = { right, upper: gram.upper, from: 0, to: this.length }
    addSparseGram(this.rows, right.rows, d, part, gram, range)
  }

  addBorder(): void {}

  get readsWhole(): boolean {
    return this.length === this.storage.cols
  }

  get passCost(): number {
    return this.length + ENTRY_COST * this.entries
  }

  /** As if the entries of these columns were spread over the rows as all entries are. */
  get gramCost(): number {
    const { rows, byRow, rowPairs } = this.storage
    const share = this.entries / Math.max(1, byRow.start[rows])
    return PRODUCT_COST * 0.5 * (share * share * rowPairs + this.entries)
  }

  get rows(): Compressed {
    this.selectedRows ??= this.storage.selectRows(this.indices)
    return this.selectedRows
  }

  get entries(): number {
    this.entryCount ??= this.storage.countEntries(this.indices)
    return this.entryCount
  }
}

/** Whether few rows have a part. */
function isMostlyZero(v: Float64Array): boolean {
  let others = 0
  for (let i = 0; i < v.length; i++) if (v[i] !== 0 && ++others > FEW_ROWS * v.length) return false
  return true
}

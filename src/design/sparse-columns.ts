/** A selection of columns of a sparse matrix. */

import type { Block, Compressed, RowRange } from '../kernels/layout'
import { gatherDot, scatterAdd } from '../kernels/sparse-rows'
import type { Columns, WeightedColumns } from './design-matrix'
import type { SparseStorage } from './sparse-storage'
import { SparseWeighted } from './sparse-weighted'

/** An entry of a product with a vector, and one of a Gram matrix, in nanoseconds: see {@link Columns}. */
const ENTRY_COST = 1.5
const PRODUCT_COST = 3

/** Entries of the Gram matrix that are worked on at a time: 512 KB. */
const STRIP_ENTRIES = 65_536

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
    if (length === storage.cols && storage.laidRows !== undefined) {
      storage.laidRows.transposeTimesInto(v, out)
      return
    }
    if (!storage.hasColumns) {
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

  weightedSquare(k: number, d: Float64Array): number {
    const { start, index, value } = this.storage.columns
    const j = this.indices[k]
    let sum = 0
    for (let p = start[j], end = start[j + 1]; p < end; p++) sum += d[index[p]] * value[p] * value[p]
    return sum
  }

  weighted(d: Float64Array, constant = 0): WeightedColumns {
    return new SparseWeighted(this.storage.columns, this.indices, d, constant)
  }

  addGram(d: Float64Array, right: SparseColumns, gram: Block, { start: first, end: last }: RowRange): void {
    const { data, stride, offset, upper } = gram
    const left = this.rows
    const { start, index, value } = right.rows
    // Strips of the Gram matrix that stay in the second-level cache; every row goes on where the last strip left it.
    const strip = Math.max(1, Math.floor(STRIP_ENTRIES / right.length))
    const cursor = left.start.slice(first, last)
    for (let stripEnd = strip; ; stripEnd += strip) {
      for (let i = first; i < last; i++) {
        const weight = d[i]
        if (weight === 0) continue
        const begin = start[i]
        const end = start[i + 1]
        const stop = left.start[i + 1]
        let e = cursor[i - first]
        for (; e < stop && left.index[e] < stripEnd; e++) {
          const scaled = weight * left.value[e]
          const row = offset + left.index[e] * stride
          // In an upper block both sides are one list, and positions increase within a row: the rest of it follows.
          for (let f = upper ? e : begin; f < end; f++) data[row + index[f]] += scaled * value[f]
        }
        cursor[i - first] = e
      }
      if (stripEnd >= this.length) break
    }
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

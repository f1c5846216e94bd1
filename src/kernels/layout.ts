/** How dense matrices lie in memory, and which part of one is meant. */

export type Values = Float64Array | Float32Array

/** A dense matrix in memory: entry (i, j) is `data[offset + i · rowStride + j · colStride]`. */
export interface DenseLayout {
  readonly data: Values
  readonly rows: number
  readonly cols: number
  readonly rowStride: number
  readonly colStride: number
  readonly offset: number
}

/** Row `i` (or column `j`) holds entries `start[i]` to `start[i + 1] - 1`; `index` says in which column (or row). */
export interface Compressed {
  readonly start: Int32Array
  readonly index: Int32Array
  readonly value: Values
}

/** The rows `start` to `end - 1`. */
export interface RowRange {
  readonly start: number
  readonly end: number
}

/**
 * A rectangular window of a row-major matrix: entry (a, b) is `data[offset + a * stride + b]`. Of an `upper` block,
 * which is square and symmetric, only the entries with b ≥ a are wanted.
 */
export interface Block {
  readonly upper: boolean
  readonly data: Float64Array
  readonly stride: number
  readonly offset: number
}

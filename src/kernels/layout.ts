/** How dense matrices lie in memory. */

export type Values = Float64Array | Float32Array

/** A dense matrix in memory: entry (i, j) is `data[offset + i · rowStride + j · colStride]`. */
export interface DenseLayout {
  readonly data: Values
  readonly rows: number
  readonly rowStride: number
  readonly colStride: number
  readonly offset: number
}

/** A dense matrix with contiguous rows: entry (i, j) is `data[offset + i · rowStride + j]`. */
export interface DenseRows {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly cols: number
  readonly rowStride: number
  readonly offset: number
}

/**
 * A rectangular window of a row-major matrix: entry (a, b) is `data[offset + a * stride + b]`. Of an `upper` block,
 * which is square and symmetric (`left` is `right`), only the entries with b ≥ a are wanted.
 */
export interface Block {
  readonly upper: boolean
  readonly data: Float64Array
  readonly stride: number
  readonly offset: number
}

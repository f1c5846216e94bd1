/** A dense matrix with contiguous rows: entry (i, j) is `data[offset + i · rowStride + j]`. */
export interface DenseRows {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly cols: number
  readonly rowStride: number
  readonly offset: number
}

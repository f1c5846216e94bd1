/**
 * Many-column kernels for dense rows (row-major data): the rows are read once, in order. Row i starts at
 * `offset + i * rowStride` and its columns follow at steps of 1.
 */

type Values = Float64Array | Float32Array

export interface DenseRows {
  readonly data: Values
  readonly rowStride: number
  readonly offset: number
}

/** out[i] = Σₖ X[i, columns[k]] · w[k]  for the rows `start` to `end - 1` */
export function rowProducts(
  { data, rowStride, offset }: DenseRows,
  columns: Int32Array,
  w: Float64Array,
  out: Float64Array,
  start: number,
  end: number,
): void {
  const count = columns.length
  for (let i = start; i < end; i++) {
    const row = offset + i * rowStride
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let k = 0
    for (; k + 3 < count; k += 4) {
      s0 += data[row + columns[k]!]! * w[k]!
      s1 += data[row + columns[k + 1]!]! * w[k + 1]!
      s2 += data[row + columns[k + 2]!]! * w[k + 2]!
      s3 += data[row + columns[k + 3]!]! * w[k + 3]!
    }
    for (; k < count; k++) s0 += data[row + columns[k]!]! * w[k]!
    out[i] = s0 + s1 + (s2 + s3)
  }
}

/** out[k] += Σᵢ X[i, columns[k]] · v[i]  over the rows `start` to `end - 1`, four rows abreast */
export function addRowCombination(
  { data, rowStride, offset }: DenseRows,
  columns: Int32Array,
  v: Float64Array,
  out: Float64Array,
  start: number,
  end: number,
): void {
  const count = columns.length
  let i = start
  for (; i + 3 < end; i += 4) {
    const v0 = v[i]!
    const v1 = v[i + 1]!
    const v2 = v[i + 2]!
    const v3 = v[i + 3]!
    const p0 = offset + i * rowStride
    const p1 = p0 + rowStride
    const p2 = p1 + rowStride
    const p3 = p2 + rowStride
    for (let k = 0; k < count; k++) {
      const j = columns[k]!
      out[k]! += v0 * data[p0 + j]! + v1 * data[p1 + j]! + (v2 * data[p2 + j]! + v3 * data[p3 + j]!)
    }
  }
  for (; i < end; i++) {
    const vi = v[i]!
    const row = offset + i * rowStride
    for (let k = 0; k < count; k++) out[k]! += vi * data[row + columns[k]!]!
  }
}

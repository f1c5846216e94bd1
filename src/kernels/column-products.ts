/**
 * Products of whole columns with vectors, for dense matrices whose columns are contiguous, or nothing is,
 *
 *   out = Σₖ w[k] · X[:, columns[k]],     out[k] = X[:, columns[k]] · v
 *
 * and sums of columns and of their squares.
 *
 * Four columns go abreast, so that the vector they share is read (and written) a quarter as often.
 */

import type { DenseLayout } from './layout'

/** Rows handled at a time, so that the vector that columns share stays in the first-level cache. */
const BLOCK_ROWS = 2048

/** out = Σₖ w[k] · X[:, columns[k]] */
export function columnTimes(
  { data, rows, rowStride, colStride, offset }: DenseLayout,
  columns: Int32Array,
  w: Float64Array,
  out: Float64Array,
): void {
  out.fill(0)
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS)
    const origin = offset + start * rowStride
    let k = 0
    for (; k + 3 < columns.length; k += 4) {
      const w0 = w[k]
      const w1 = w[k + 1]
      const w2 = w[k + 2]
      const w3 = w[k + 3]
      let p0 = origin + columns[k] * colStride
      let p1 = origin + columns[k + 1] * colStride
      let p2 = origin + columns[k + 2] * colStride
      let p3 = origin + columns[k + 3] * colStride
      for (let i = start; i < end; i++) {
        out[i] += w0 * data[p0] + w1 * data[p1] + (w2 * data[p2] + w3 * data[p3])
        p0 += rowStride
        p1 += rowStride
        p2 += rowStride
        p3 += rowStride
      }
    }
    for (; k < columns.length; k++) {
      const wk = w[k]
      let p = origin + columns[k] * colStride
      for (let i = start; i < end; i++, p += rowStride) out[i] += wk * data[p]
    }
  }
}

/** out[k] = X[:, columns[k]] · v */
export function columnTransposeTimes(
  { data, rows, rowStride, colStride, offset }: DenseLayout,
  columns: Int32Array,
  v: Float64Array,
  out: Float64Array,
): void {
  out.fill(0, 0, columns.length)
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS)
    const origin = offset + start * rowStride
    let k = 0
    for (; k + 3 < columns.length; k += 4) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      let p0 = origin + columns[k] * colStride
      let p1 = origin + columns[k + 1] * colStride
      let p2 = origin + columns[k + 2] * colStride
      let p3 = origin + columns[k + 3] * colStride
      for (let i = start; i < end; i++) {
        const vi = v[i]
        s0 += vi * data[p0]
        s1 += vi * data[p1]
        s2 += vi * data[p2]
        s3 += vi * data[p3]
        p0 += rowStride
        p1 += rowStride
        p2 += rowStride
        p3 += rowStride
      }
      out[k] += s0
      out[k + 1] += s1
      out[k + 2] += s2
      out[k + 3] += s3
    }
    for (; k < columns.length; k++) {
      let s = 0
      let p = origin + columns[k] * colStride
      for (let i = start; i < end; i++, p += rowStride) s += v[i] * data[p]
      out[k] += s
    }
  }
}

/** out[j] = Σᵢ d[i] · X[i, j]²  for all columns, by rows, four abreast */
export function squaresByRows(
  { data, rows, cols, rowStride, offset }: DenseLayout,
  d: Float64Array,
  out: Float64Array,
): void {
  out.fill(0)
  let i = 0
  for (; i + 3 < rows; i += 4) {
    const d0 = d[i]
    const d1 = d[i + 1]
    const d2 = d[i + 2]
    const d3 = d[i + 3]
    // Of a sample most rows have weight 0.
    if (d0 === 0 && d1 === 0 && d2 === 0 && d3 === 0) continue
    const p0 = offset + i * rowStride
    const p1 = p0 + rowStride
    const p2 = p1 + rowStride
    const p3 = p2 + rowStride
    for (let j = 0; j < cols; j++) {
      const x0 = data[p0 + j]
      const x1 = data[p1 + j]
      const x2 = data[p2 + j]
      const x3 = data[p3 + j]
      out[j] += d0 * x0 * x0 + d1 * x1 * x1 + (d2 * x2 * x2 + d3 * x3 * x3)
    }
  }
  for (; i < rows; i++) {
    const row = offset + i * rowStride
    for (let j = 0; j < cols; j++) out[j] += d[i] * data[row + j] * data[row + j]
  }
}

/** sums[j] = Σᵢ X[i, j] and squares[j] = Σᵢ X[i, j]² for all columns, by rows, four abreast */
export function momentsByRows(
  { data, rows, cols, rowStride, offset }: DenseLayout,
  sums: Float64Array,
  squares: Float64Array,
): void {
  sums.fill(0)
  squares.fill(0)
  let i = 0
  for (; i + 3 < rows; i += 4) {
    const p0 = offset + i * rowStride
    const p1 = p0 + rowStride
    const p2 = p1 + rowStride
    const p3 = p2 + rowStride
    for (let j = 0; j < cols; j++) {
      const x0 = data[p0 + j]
      const x1 = data[p1 + j]
      const x2 = data[p2 + j]
      const x3 = data[p3 + j]
      sums[j] += x0 + x1 + (x2 + x3)
      squares[j] += x0 * x0 + x1 * x1 + (x2 * x2 + x3 * x3)
    }
  }
  for (; i < rows; i++) {
    const row = offset + i * rowStride
    for (let j = 0; j < cols; j++) {
      const x = data[row + j]
      sums[j] += x
      squares[j] += x * x
    }
  }
}

/** The same, column by column, in two halves at once. */
export function momentsByColumns(
  { data, rows, cols, rowStride, colStride, offset }: DenseLayout,
  sums: Float64Array,
  squares: Float64Array,
): void {
  const half = rows >> 1
  for (let j = 0; j < cols; j++) {
    let p = offset + j * colStride
    let q = p + half * rowStride
    let sum0 = 0
    let sum1 = 0
    let square0 = 0
    let square1 = 0
    for (let i = 0; i < half; i++, p += rowStride, q += rowStride) {
      const x0 = data[p]
      const x1 = data[q]
      sum0 += x0
      sum1 += x1
      square0 += x0 * x0
      square1 += x1 * x1
    }
    const last = rows > 2 * half ? data[q] : 0
    sums[j] = sum0 + sum1 + last
    squares[j] = square0 + square1 + last * last
  }
}

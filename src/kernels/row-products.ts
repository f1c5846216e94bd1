/**
 * Many-column kernels for dense rows (row-major data): the rows are read once, in order. Row i starts at
 * `offset + i * rowStride` and its columns follow at steps of 1.
 *
 * Rows go four or more abreast, so that memory is asked for several lines at once: on 10,000 × 784 doubles, products
 * took a third of the time of one row after the other. The list of all columns is not looked up (a tenth less).
 * Where there is WebAssembly, it does all but the last few rows, to the same bits.
 */

import { denseKernel } from './choose-kernel'
import type { DenseRows } from './layout'

/** Rows that a product with the Hessian reads twice in a row, while they are in the cache. */
const FUSED_ROWS = 64

/** out[i] = Σₖ X[i, columns[k]] · w[k]  for the rows `start` to `end - 1` */
export function rowProducts(
  matrix: DenseRows,
  columns: Int32Array,
  w: Float64Array,
  out: Float64Array,
  start: number,
  end: number,
): void {
  const first = denseKernel((end - start) * columns.length).rowProducts(matrix, columns, w, out, start, end)
  const { data, rowStride, offset } = matrix
  const count = columns.length
  const whole = count === matrix.cols
  for (let i = first; i < end; i += 4) {
    // The last few rows go with repetitions of the last one.
    const p0 = offset + i * rowStride
    const p1 = offset + Math.min(i + 1, end - 1) * rowStride
    const p2 = offset + Math.min(i + 2, end - 1) * rowStride
    const p3 = offset + Math.min(i + 3, end - 1) * rowStride
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    if (whole) {
      for (let j = 0; j < count; j++) {
        const wj = w[j]
        s0 += data[p0 + j] * wj
        s1 += data[p1 + j] * wj
        s2 += data[p2 + j] * wj
        s3 += data[p3 + j] * wj
      }
    } else {
      for (let k = 0; k < count; k++) {
        const j = columns[k]
        const wk = w[k]
        s0 += data[p0 + j] * wk
        s1 += data[p1 + j] * wk
        s2 += data[p2 + j] * wk
        s3 += data[p3 + j] * wk
      }
    }
    out[i] = s0
    if (i + 1 < end) out[i + 1] = s1
    if (i + 2 < end) out[i + 2] = s2
    if (i + 3 < end) out[i + 3] = s3
  }
}

/** out[k] += Σᵢ X[i, columns[k]] · v[i]  over the rows `start` to `end - 1` */
export function addRowCombination(
  matrix: DenseRows,
  columns: Int32Array,
  v: Float64Array,
  out: Float64Array,
  start: number,
  end: number,
): void {
  const { data, rowStride, offset } = matrix
  const count = columns.length
  const whole = count === matrix.cols
  let i = denseKernel((end - start) * count).addRowCombination(matrix, columns, v, out, start, end)
  for (; i + 3 < end; i += 4) {
    const v0 = v[i]
    const v1 = v[i + 1]
    const v2 = v[i + 2]
    const v3 = v[i + 3]
    const p0 = offset + i * rowStride
    const p1 = p0 + rowStride
    const p2 = p1 + rowStride
    const p3 = p2 + rowStride
    if (whole) {
      for (let j = 0; j < count; j++) {
        out[j] += v0 * data[p0 + j] + v1 * data[p1 + j] + (v2 * data[p2 + j] + v3 * data[p3 + j])
      }
    } else {
      for (let k = 0; k < count; k++) {
        const j = columns[k]
        out[k] += v0 * data[p0 + j] + v1 * data[p1 + j] + (v2 * data[p2 + j] + v3 * data[p3 + j])
      }
    }
  }
  for (; i < end; i++) {
    const vi = v[i]
    const row = offset + i * rowStride
    for (let k = 0; k < count; k++) out[k] += vi * data[row + columns[k]]
  }
}

/** margins = X v + shift and out += Xᵀ (d ∘ margins); `columns` are all of them */
export function addHessianProduct(
  matrix: DenseRows,
  columns: Int32Array,
  d: Float64Array,
  v: Float64Array,
  shift: number,
  margins: Float64Array,
  out: Float64Array,
): void {
  const { rows, cols } = matrix
  const first = denseKernel(2 * rows * cols).addHessianProduct(matrix, columns, d, v, shift, margins, out)
  if (first === rows) return
  const weighted = new Float64Array(rows)
  for (let start = first; start < rows; start += FUSED_ROWS) {
    const end = Math.min(rows, start + FUSED_ROWS)
    rowProducts(matrix, columns, v, margins, start, end)
    for (let i = start; i < end; i++) {
      margins[i] += shift
      weighted[i] = d[i] * margins[i]
    }
    addRowCombination(matrix, columns, weighted, out, start, end)
  }
}

/** out[j] = Σᵢ d[i] · X[i, j]² */
export function rowSquaresInto(
  { data, rows, cols, rowStride, offset }: DenseRows,
  d: Float64Array,
  out: Float64Array,
): void {
  out.fill(0)
  for (let i = 0; i < rows; i++) {
    const weight = d[i]
    const row = offset + i * rowStride
    for (let j = 0; j < cols; j++) out[j] += weight * data[row + j] * data[row + j]
  }
}

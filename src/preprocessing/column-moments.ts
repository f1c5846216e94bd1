/**
 * Weighted mean and variance of every column,
 *
 *   mean = Σ s·x / Σ s,   variance = (Σ s·(x − mean)² − (Σ s·(x − mean))² / Σ s) / Σ s,
 *
 * by the corrected two-pass algorithm of Chan, Golub & LeVeque, *Algorithms for computing the sample variance:
 * analysis and recommendations*, The American Statistician 37 (1983). The second term is 0 but for rounding: it takes
 * away the error of the mean. The variance is that of a population: divided by the weight, not by the weight less 1.
 */

import type { CsrMatrix } from '../data/csr-matrix'
import { refuseChanged } from '../data/csr-rows'
import type { DenseCopy } from '../data/dense-copy'

/** Moments of `d` columns, each array of length `d`. */
export interface ColumnMoments {
  readonly mean: Float64Array
  readonly variance: Float64Array
}

/** Moments of the rows of two matrices together: M = Mₐ + M_b + δ² sₐ s_b / (sₐ + s_b), δ the difference of the means. */
export function mergeMoments(
  a: ColumnMoments,
  weightA: number,
  b: ColumnMoments,
  weightB: number,
): ColumnMoments {
  const total = weightA + weightB
  if (weightA === 0 || weightB === 0) return weightA === 0 ? b : a
  const mean = a.mean.map((value, j) => value + (weightB / total) * (b.mean[j] - value))
  const variance = a.variance.map((value, j) => {
    const between = (b.mean[j] - a.mean[j]) ** 2 * (weightA / total) * (weightB / total)
    return (weightA / total) * value + (weightB / total) * b.variance[j] + between
  })
  return { mean, variance }
}

/** Moments of a dense matrix; `weights` has one value per row and `total` is their sum. */
export function denseMoments(
  { data, rows, cols }: DenseCopy,
  weights: Float64Array,
  total: number,
): ColumnMoments {
  const mean = new Float64Array(cols)
  for (let i = 0, p = 0; i < rows; i++) {
    const weight = weights[i]
    for (let j = 0; j < cols; j++) mean[j] += weight * data[p++]
  }
  for (let j = 0; j < cols; j++) mean[j] /= total
  const squares = new Float64Array(cols)
  const error = new Float64Array(cols)
  for (let i = 0, p = 0; i < rows; i++) {
    const weight = weights[i]
    for (let j = 0; j < cols; j++) {
      const deviation = data[p++] - mean[j]
      error[j] += weight * deviation
      squares[j] += weight * deviation * deviation
    }
  }
  return { mean, variance: squares.map((sum, j) => (sum - error[j] ** 2 / total) / total) }
}

/** Moments of a sparse matrix, from its stored entries and the weight of the zeros between them. */
export function sparseMoments(X: CsrMatrix, weights: Float64Array, total: number): ColumnMoments {
  refuseChanged(X, { entries: true })
  const { shape, indptr, indices, data } = X
  const [rows, cols] = shape
  const mean = new Float64Array(cols)
  const stored = new Float64Array(cols)
  const count = new Int32Array(cols)
  for (let i = 0; i < rows; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) {
      const j = indices[p]
      mean[j] += weights[i] * data[p]
      stored[j] += weights[i]
      count[j]++
    }
  }
  for (let j = 0; j < cols; j++) mean[j] /= total
  const squares = new Float64Array(cols)
  const error = new Float64Array(cols)
  for (let i = 0; i < rows; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) {
      const j = indices[p]
      const deviation = data[p] - mean[j]
      error[j] += weights[i] * deviation
      squares[j] += weights[i] * deviation * deviation
    }
  }
  for (let j = 0; j < cols; j++) {
    // A full column has no zeros, whatever rounding leaves of total - stored.
    const zeros = count[j] === rows ? 0 : total - stored[j]
    error[j] -= zeros * mean[j]
    squares[j] += zeros * mean[j] ** 2
  }
  return { mean, variance: squares.map((sum, j) => (sum - error[j] ** 2 / total) / total) }
}

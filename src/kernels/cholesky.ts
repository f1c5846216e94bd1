/**
 * Cholesky factorisation of a symmetric positive semi-definite matrix, A = L Lᵀ:
 *
 *   L_ij = (A_ij − Σₖ L_ik L_jk) / L_jj   (j < i, k < j),    L_jj = √(A_jj − Σₖ L_jk²)
 *
 * Small matrices are factorised row by row. Large ones go by blocks of {@link BLOCK} columns: the block's own triangle
 * row by row, the rows below it four abreast, and then the products of the block with itself are taken off all that
 * lies to the right, which is a Gram matrix and most of the work.
 *
 * A row that depends on the ones before it (pivot below {@link DEPENDENT} of its diagonal) gets a zero row and
 * column in L, and `choleskySolve` leaves its unknown at 0: a solution of a consistent singular system, which is
 * what duplicated or blank columns without a penalty lead to.
 * Source: Golub & Van Loan, *Matrix Computations*, §4.2; the rank decision as in Higham, *Accuracy and Stability of
 * Numerical Algorithms*, §10.3.
 */

import { indexRange } from '../support/arrays'
import { piecesBetweenPauses, type Steps } from '../support/steps'
import { dot } from './dot'
import { addWeightedGrams } from './gram'

/** Relative size below which a pivot is rounding error. */
export const DEPENDENT = 1e-14

/** Nanoseconds of a multiply–add, by the slower of the two kernels. */
const NS_PER_PRODUCT = 0.5

/** Columns in a block; more make the work inside blocks longer, fewer the additions between them. */
const BLOCK = 32

/** About how many nanoseconds a factorisation of order k takes. */
export function choleskyCost(k: number): number {
  return 0.04 * k ** 3 + 10 * k * k
}

/** Overwrites the lower triangle of the k × k row-major `a` with L; reads only that triangle. */
export function* choleskyFactor(a: Float64Array, k: number): Steps<void> {
  const diagonal = Float64Array.from({ length: k }, (_, i) => a[i * k + i])
  for (let start = 0; start < k; start += BLOCK) {
    const end = Math.min(k, start + BLOCK)
    factorTriangle(a, k, diagonal, start, end)
    solveBelow(a, k, start, end)
    yield* subtractProducts(a, k, start, end)
  }
}

/** L[start:end, start:end] */
function factorTriangle(
  a: Float64Array,
  k: number,
  diagonal: Float64Array,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i++) {
    const row = i * k + start
    for (let j = start; j < i; j++) {
      const pivot = a[j * k + j]
      a[i * k + j] = pivot === 0 ? 0 : (a[i * k + j] - dot(a, row, 1, a, j * k + start, j - start)) / pivot
    }
    const pivot = a[i * k + i] - dot(a, row, 1, a, row, i - start)
    a[i * k + i] = pivot > DEPENDENT * diagonal[i] ? Math.sqrt(pivot) : 0
  }
}

/** L[end:, start:end] */
function solveBelow(a: Float64Array, k: number, start: number, end: number): void {
  for (let i = end; i < k; i += 4) {
    // The last few rows go with repetitions of the last one.
    const p0 = i * k
    const p1 = Math.min(i + 1, k - 1) * k
    const p2 = Math.min(i + 2, k - 1) * k
    const p3 = Math.min(i + 3, k - 1) * k
    for (let j = start; j < end; j++) {
      const row = j * k
      const pivot = a[row + j]
      let s0 = a[p0 + j]
      let s1 = a[p1 + j]
      let s2 = a[p2 + j]
      let s3 = a[p3 + j]
      for (let m = start; m < j; m++) {
        const x = a[row + m]
        s0 -= a[p0 + m] * x
        s1 -= a[p1 + m] * x
        s2 -= a[p2 + m] * x
        s3 -= a[p3 + m] * x
      }
      a[p0 + j] = pivot === 0 ? 0 : s0 / pivot
      a[p1 + j] = pivot === 0 ? 0 : s1 / pivot
      a[p2 + j] = pivot === 0 ? 0 : s2 / pivot
      a[p3 + j] = pivot === 0 ? 0 : s3 / pivot
    }
  }
}

/** A[end:, end:] −= L[end:, start:end] L[end:, start:end]ᵀ, lower triangle. */
function* subtractProducts(a: Float64Array, k: number, start: number, end: number): Steps<void> {
  const rest = indexRange(k - end)
  const minus = new Float64Array(end - start).fill(-1)
  // The rows of L are the columns of the product's factor.
  const range = { start: 0, end: end - start }
  const x = {
    data: a,
    rows: range.end,
    cols: rest.length,
    rowStride: 1,
    colStride: k,
    offset: end * k + start,
  }
  const step = 4 * piecesBetweenPauses(NS_PER_PRODUCT * 4 * minus.length * Math.max(1, rest.length))
  for (let top = 0; top < rest.length; top += step) {
    const bottom = Math.min(rest.length, top + step)
    const block = { upper: false, data: a, stride: k, offset: (end + top) * k + end }
    const product = {
      d: minus,
      left: rest.subarray(top, bottom),
      right: rest.subarray(0, bottom),
      gram: block,
      stripsFor: (a: number) => [0, (top >> 2) + a + 1] as const,
    }
    addWeightedGrams(x, [product], range)
    yield
  }
}

/** Solves L Lᵀ x = b in place: `b` becomes x. */
export function choleskySolve(factor: Float64Array, k: number, b: Float64Array): void {
  choleskyForward(factor, k, b)
  choleskyBack(factor, k, b)
}

/** Solves L y = b in place: `b` becomes y. */
export function choleskyForward(factor: Float64Array, k: number, b: Float64Array): void {
  for (let i = 0; i < k; i++) {
    const pivot = factor[i * k + i]
    let sum = b[i]
    for (let j = 0; j < i; j++) sum -= factor[i * k + j] * b[j]
    b[i] = pivot === 0 ? 0 : sum / pivot
  }
}

/** Solves Lᵀ x = y in place: `b`, y, becomes x. */
export function choleskyBack(factor: Float64Array, k: number, b: Float64Array): void {
  for (let i = k - 1; i >= 0; i--) {
    const pivot = factor[i * k + i]
    const x = pivot === 0 ? 0 : b[i] / pivot
    b[i] = x
    if (x !== 0) for (let j = 0; j < i; j++) b[j] -= factor[i * k + j] * x
  }
}

/**
 * The factor of the matrix without row and column r, from the factor of the whole. With l the part of column r below the
 * diagonal, the block behind it becomes the factor of L₃₃ L₃₃ᵀ + l lᵀ, which rotations of the pairs (column k of L₃₃, l)
 * bring about, one column after the other; the rows before r stay as they are.
 *
 * It takes (n − r)² multiply–adds where a new factor takes n³ / 6, and no division: zero pivots of a semi-definite
 * matrix do no harm. Source: Golub & Van Loan, *Matrix Computations*, 4th ed., §6.5.4.
 *
 * The same rotations make of y = L⁻¹ b that of the smaller system, without the entry of b: it is one more row.
 *
 * @param factor - row-major lower triangle of order n, which becomes one of order n − 1 in the same place
 * @param y - of length n; the first n − 1 entries become the new one
 */
export function choleskyRemove(factor: Float64Array, n: number, r: number, y?: Float64Array): void {
  const cosine = new Float64Array(n)
  const sine = new Float64Array(n)
  for (let i = 0, to = 0; i < n; i++) {
    if (i === r) continue
    const from = i * n
    factor.copyWithin(to, from, from + Math.min(i + 1, r))
    if (i > r) {
      let x = factor[from + r]
      let q = to + r
      for (let k = r + 1; k < i; k++, q++) {
        const entry = factor[from + k]
        factor[q] = cosine[k] * entry + sine[k] * x
        x = cosine[k] * x - sine[k] * entry
      }
      const pivot = factor[from + i]
      const length = hypotenuse(pivot, x)
      cosine[i] = length > 0 ? pivot / length : 1
      sine[i] = length > 0 ? x / length : 0
      factor[q] = length
    }
    to += n - 1
  }
  if (y === undefined) return
  let x = y[r]
  for (let k = r + 1; k < n; k++) {
    const entry = y[k]
    y[k - 1] = cosine[k] * entry + sine[k] * x
    x = cosine[k] * x - sine[k] * entry
  }
}

/** √(a² + b²) without overflow, from operations that round alike in every engine. */
function hypotenuse(a: number, b: number): number {
  const larger = Math.max(Math.abs(a), Math.abs(b))
  return larger > 0 ? larger * Math.sqrt((a / larger) * (a / larger) + (b / larger) * (b / larger)) : 0
}

/**
 * Cholesky factorisation of a symmetric positive semi-definite matrix, A = L Lᵀ, row by row:
 *
 *   L_ij = (A_ij − Σₖ L_ik L_jk) / L_jj   (j < i, k < j),    L_jj = √(A_jj − Σₖ L_jk²)
 *
 * A row that depends on the ones before it (pivot below {@link DEPENDENT} of its diagonal) gets a zero row and
 * column in L, and `choleskySolve` leaves its unknown at 0: a solution of a consistent singular system, which is
 * what duplicated or blank columns without a penalty lead to.
 * Source: Golub & Van Loan, *Matrix Computations*, §4.2; the rank decision as in Higham, *Accuracy and Stability of
 * Numerical Algorithms*, §10.3.
 */

import type { Steps } from '../support/steps'

/** Relative size below which a pivot is rounding error. */
const DEPENDENT = 1e-14

/** Multiply–adds between two pauses. */
const PAUSE_EVERY = 4e6

/** Overwrites the lower triangle of the k × k row-major `a` with L; reads only that triangle. */
export function* choleskyFactor(a: Float64Array, k: number): Steps<void> {
  let sincePause = 0
  for (let i = 0; i < k; i++) {
    const row = i * k
    const diagonal = a[row + i]!
    for (let j = 0; j < i; j++) {
      const pivot = a[j * k + j]!
      a[row + j] = pivot === 0 ? 0 : (a[row + j]! - rowDot(a, row, j * k, j)) / pivot
    }
    const pivot = diagonal - rowDot(a, row, row, i)
    a[row + i] = pivot > DEPENDENT * diagonal ? Math.sqrt(pivot) : 0
    sincePause += (i * i) / 2
    if (sincePause > PAUSE_EVERY) {
      sincePause = 0
      yield
    }
  }
}

/** Solves L Lᵀ x = b in place: `b` becomes x. */
export function choleskySolve(factor: Float64Array, k: number, b: Float64Array): void {
  for (let i = 0; i < k; i++) {
    const pivot = factor[i * k + i]!
    let sum = b[i]!
    for (let j = 0; j < i; j++) sum -= factor[i * k + j]! * b[j]!
    b[i] = pivot === 0 ? 0 : sum / pivot
  }
  for (let i = k - 1; i >= 0; i--) {
    const pivot = factor[i * k + i]!
    const x = pivot === 0 ? 0 : b[i]! / pivot
    b[i] = x
    if (x !== 0) for (let j = 0; j < i; j++) b[j]! -= factor[i * k + j]! * x
  }
}

/** The dot product of the first `length` entries of two rows; four accumulators hide the latency of the additions. */
function rowDot(a: Float64Array, p: number, q: number, length: number): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let k = 0
  for (; k + 3 < length; k += 4) {
    s0 += a[p + k]! * a[q + k]!
    s1 += a[p + k + 1]! * a[q + k + 1]!
    s2 += a[p + k + 2]! * a[q + k + 2]!
    s3 += a[p + k + 3]! * a[q + k + 3]!
  }
  for (; k < length; k++) s0 += a[p + k]! * a[q + k]!
  return s0 + s1 + (s2 + s3)
}

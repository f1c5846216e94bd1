/**
 * The Cholesky factor of a matrix without row and column r, from the factor of the whole. With l the part of column r
 * below the diagonal, the block behind it becomes the factor of L₃₃ L₃₃ᵀ + l lᵀ, which rotations of the pairs
 * (column k of L₃₃, l) bring about, one column after the other; the rows before r stay as they are.
 *
 * It takes (n − r)² multiply–adds where a new factor takes n³ / 6, and no division: zero pivots of a semi-definite
 * matrix do no harm. Source: Golub & Van Loan, *Matrix Computations*, 4th ed., §6.5.4.
 */

/** Row-major lower triangle of order n in `factor`, which becomes one of order n − 1 in the same place. */
export function choleskyRemove(factor: Float64Array, n: number, r: number): void {
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
      const length = Math.hypot(pivot, x)
      cosine[i] = length > 0 ? pivot / length : 1
      sine[i] = length > 0 ? x / length : 0
      factor[q] = length
    }
    to += n - 1
  }
}

/**
 * Small dense systems with a symmetric positive semi-definite matrix, by Cholesky factorisation after scaling to a unit
 * diagonal; what is singular gets a little added to its diagonal.
 */

const RIDGE = 1e-14

/** b ↦ x with A x = b, about; undefined where A is not finite. A is m × m, row by row, and is left as it is. */
export function positiveSolver(
  A: Float64Array,
  m: number,
  damping = 0,
): ((b: readonly number[]) => number[]) | undefined {
  const scale = Float64Array.from({ length: m }, (_, q) => {
    const diagonal = A[q * m + q]
    return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0
  })
  for (let ridge = RIDGE; ridge < 1; ridge *= 100) {
    const factor = factorOf(A, scale, m, ridge + damping)
    if (factor !== undefined) return b => solution(factor, scale, b)
  }
  return undefined
}

/** S L⁻ᵀ L⁻¹ S b, S the diagonal matrix of `scale`. */
function solution(factor: Float64Array, scale: Float64Array, b: readonly number[]): number[] {
  const m = scale.length
  const x = b.map((value, q) => value * scale[q])
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < i; k++) x[i] -= factor[i * m + k] * x[k]
    x[i] /= factor[i * m + i]
  }
  for (let i = m - 1; i >= 0; i--) {
    x[i] /= factor[i * m + i]
    for (let k = 0; k < i; k++) x[k] -= factor[i * m + k] * x[i]
  }
  return x.map((value, q) => value * scale[q])
}

/** L with L Lᵀ = S A S + ridge I; undefined where a pivot is not positive. */
function factorOf(A: Float64Array, scale: Float64Array, m: number, ridge: number): Float64Array | undefined {
  const factor = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * m + j] * scale[i] * scale[j]
      if (i === j) sum = 1 + ridge
      for (let k = 0; k < j; k++) sum -= factor[i * m + k] * factor[j * m + k]
      if (i !== j) factor[i * m + j] = sum / factor[j * m + j]
      else if (sum > 0) factor[i * m + i] = Math.sqrt(sum)
      else return undefined
    }
  }
  return factor
}

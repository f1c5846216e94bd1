/**
 * Thin QR factorisation A = Q R by modified Gram–Schmidt with one reorthogonalisation: column by column
 *
 *   r_kj = q_k · a_j,   a_j ← a_j − r_kj q_k   (all k < j, twice),     r_jj = ‖a_j‖,   q_j = a_j / r_jj
 *
 * "Twice is enough" for Q to be orthonormal to rounding. Unlike the normal equations AᵀA = RᵀR it does not square the
 * condition of A, so that inverses of information matrices keep their digits. A column of which less than
 * {@link DEPENDENT} of its length is left depends on those before it; it gets a zero column in Q, and is named.
 * Source: Giraud, Langou & Rozložník, *Comput. Math. Appl.* 50 (2005); the threshold is that of R's `glm`.
 */

/** Share of its length below which what is left of a column is rounding error. */
const DEPENDENT = 1e-11

/** A = Q R. */
export interface QrFactor {
  readonly rows: number
  readonly cols: number
  /** `[cols, rows]`: column after column; zeros for a dependent column */
  readonly q: Float64Array
  /** `[cols, cols]`, row-major, upper triangle; 1 on the diagonal for a dependent column */
  readonly r: Float64Array
  /** the columns that depend on those before them, increasing */
  readonly dependent: readonly number[]
}

/** Factors the columns of `a` `[cols, rows]`, one after the other, in place: `a` becomes Q. */
export function qrFactor(a: Float64Array, rows: number, cols: number): QrFactor {
  const r = new Float64Array(cols * cols)
  const dependent: number[] = []
  for (let j = 0; j < cols; j++) {
    const column = a.subarray(j * rows, (j + 1) * rows)
    const length = norm(column)
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) r[k * cols + j] += project(column, a.subarray(k * rows, (k + 1) * rows))
    }
    const left = norm(column)
    const isDependent = !(left > DEPENDENT * length)
    if (isDependent) dependent.push(j)
    r[j * cols + j] = isDependent ? 1 : left
    for (let i = 0; i < rows; i++) column[i] = isDependent ? 0 : column[i] / left
  }
  return { rows, cols, q: a, r, dependent }
}

/** Takes the part along the unit vector `q` off `column`; returns its length. */
function project(column: Float64Array, q: Float64Array): number {
  let dot = 0
  for (let i = 0; i < column.length; i++) dot += q[i] * column[i]
  for (let i = 0; i < column.length; i++) column[i] -= dot * q[i]
  return dot
}

/** ‖x‖, of numbers however large or small. */
export function norm(x: Float64Array): number {
  let largest = 0
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]))
  if (largest === 0) return 0
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** Solves R x = b in place: `b` becomes x. */
export function solveUpper({ r, cols }: Pick<QrFactor, 'r' | 'cols'>, b: Float64Array): void {
  for (let i = b.length - 1; i >= 0; i--) {
    let sum = b[i]
    for (let j = i + 1; j < b.length; j++) sum -= r[i * cols + j] * b[j]
    b[i] = sum / r[i * cols + i]
  }
}

/** Solves Rᵀ x = b in place: `b` becomes x. */
export function solveUpperTransposed({ r, cols }: Pick<QrFactor, 'r' | 'cols'>, b: Float64Array): void {
  for (let i = 0; i < b.length; i++) {
    let sum = b[i]
    for (let j = 0; j < i; j++) sum -= r[j * cols + i] * b[j]
    b[i] = sum / r[i * cols + i]
  }
}

/** R⁻¹ M R⁻ᵀ, symmetric, row-major, of a symmetric M; with M = I the inverse of AᵀA. */
export function sandwich(factor: Pick<QrFactor, 'r' | 'cols'>, middle: Float64Array): Float64Array {
  const { cols } = factor
  const half = new Float64Array(cols * cols)
  for (let i = 0; i < cols; i++) {
    // Row i of M R⁻ᵀ is R⁻¹ times column i of M.
    const row = middle.slice(i * cols, (i + 1) * cols)
    solveUpper(factor, row)
    half.set(row, i * cols)
  }
  const out = new Float64Array(cols * cols)
  for (let j = 0; j < cols; j++) {
    const column = Float64Array.from({ length: cols }, (_, i) => half[i * cols + j])
    solveUpper(factor, column)
    for (let i = 0; i < cols; i++) out[i * cols + j] = column[i]
  }
  for (let i = 0; i < cols; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (out[i * cols + j] + out[j * cols + i]) / 2
      out[i * cols + j] = mean
      out[j * cols + i] = mean
    }
  }
  return out
}

/**
 * The log-likelihood of logistic regression at β and what its second derivative says: with p = σ(Xβ), s the weights of
 * the rows, y labels 0 and 1 or shares between, W = diag(s p (1 − p)) and a ridge Λ = diag(λ) (zeros without a penalty)
 *
 *   ℓ(β) = Σ s (y log p + (1 − y) log(1 − p)),   score U = Xᵀ s(y − p) − Λβ,   information H = XᵀWX + Λ
 *
 * H is never formed: the QR factorisation of √W X over √Λ gives H = RᵀR to full accuracy.
 */

import { logLossOfMargin } from '../kernels/log-loss'
import { type QrFactor, qrFactor, solveUpper, solveUpperTransposed } from '../kernels/qr'
import { linearPredictor, type RegressionData, transposeTimes } from './regression-data'

/** The likelihood near β. */
export interface Information {
  /** Xβ, the offset added */
  readonly eta: Float64Array
  /** y − p */
  readonly residual: Float64Array
  /** √(s p (1 − p)) */
  readonly roots: Float64Array
  readonly logLikelihood: number
  /** U, the gradient of the (penalised) log-likelihood */
  readonly score: Float64Array
  /** of √W X over √Λ; its first rows are those of the data */
  readonly factor: QrFactor
}

/** @param weights - what the term of each row is multiplied with */
export function informationAt(
  data: RegressionData,
  weights: Float64Array,
  ridge: Float64Array,
  beta: ArrayLike<number>,
): Information {
  const { rows, terms, x, positive, offset } = data
  const eta = linearPredictor(data, beta)
  if (offset !== undefined) for (let i = 0; i < rows; i++) eta[i] += offset[i]
  const residual = new Float64Array(rows)
  const roots = new Float64Array(rows)
  let logLikelihood = 0
  for (let i = 0; i < rows; i++) {
    // Of σ(z) and 1 − σ(z), the smaller one to full relative accuracy.
    const e = Math.exp(-Math.abs(eta[i]))
    const unlikely = e / (1 + e)
    const [p, q] = eta[i] >= 0 ? [1 / (1 + e), unlikely] : [unlikely, 1 / (1 + e)]
    const y = positive[i]
    residual[i] = y * q - (1 - y) * p
    roots[i] = Math.sqrt((weights[i] * unlikely) / (1 + e))
    logLikelihood -= weights[i] * lossOfShare(y, eta[i])
  }
  const score = transposeTimes(
    data,
    residual.map((value, i) => value * weights[i]),
  )
  for (let j = 0; j < terms; j++) score[j] -= ridge[j] * beta[j]
  const penalized = Array.from(ridge.keys()).filter(j => ridge[j] > 0)
  const height = rows + penalized.length
  const scaled = new Float64Array(terms * height)
  for (let j = 0; j < terms; j++) {
    for (let i = 0; i < rows; i++) scaled[j * height + i] = roots[i] * x[j * rows + i]
  }
  penalized.forEach((j, k) => {
    scaled[j * height + rows + k] = Math.sqrt(ridge[j])
  })
  return { eta, residual, roots, logLikelihood, score, factor: qrFactor(scaled, height, terms) }
}

/** −y log p − (1 − y) log(1 − p) */
function lossOfShare(y: number, eta: number): number {
  if (y === 0 || y === 1) return logLossOfMargin(y === 1 ? eta : -eta)
  return y * logLossOfMargin(eta) + (1 - y) * logLossOfMargin(-eta)
}

/** H⁻¹ U, the step of Newton's method. */
export function newtonStep({ factor, score }: Pick<Information, 'factor' | 'score'>): Float64Array {
  const step = score.slice()
  solveUpperTransposed(factor, step)
  solveUpper(factor, step)
  return step
}

/** Qᵀ Q over the rows of the data: H's share that is information, I without a ridge; row-major. */
export function informationShare({ q, cols, rows: height }: QrFactor, rows: number): Float64Array {
  const share = new Float64Array(cols * cols)
  for (let a = 0; a < cols; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0
      for (let i = 0; i < rows; i++) sum += q[a * height + i] * q[b * height + i]
      share[a * cols + b] = sum
      share[b * cols + a] = sum
    }
  }
  return share
}

/** The leverage of every row, hᵢ = wᵢ xᵢᵀ H⁻¹ xᵢ; without a ridge they sum to the number of terms. */
export function leverages({ q, cols, rows: height }: QrFactor, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0
    for (let j = 0; j < cols; j++) sum += q[j * height + i] ** 2
    return sum
  })
}

/**
 * A task: minimise F(w) = Ω(w) + C Σᵢ log(1 + exp(−yᵢ xᵢ·w)), Ω = ‖w‖₁ or ½‖w‖₂², on a problem of the suite.
 * The suite evaluates F by itself, from the coefficients that a competitor returns, whoever that is.
 */

import type { Problem } from './problem'

export type Penalty = 'l1' | 'l2'

export interface Task {
  readonly problem: Problem
  readonly penalty: Penalty
  readonly C: number
  /** how C was chosen, where it is a multiple of the smallest one with a non-zero L1 model */
  readonly multiple: number | undefined
}

/** F(w) */
export function objective({ problem, penalty, C }: Task, w: Float64Array): number {
  const { sparse, labels } = problem
  const { indptr, indices, data } = sparse
  let loss = 0
  for (let i = 0; i < labels.length; i++) {
    let margin = 0
    for (let p = indptr[i]; p < indptr[i + 1]; p++) margin += data[p] * w[indices[p]]
    margin *= labels[i]
    loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)))
  }
  let size = 0
  for (const value of w) size += penalty === 'l1' ? Math.abs(value) : 0.5 * value * value
  return size + C * loss
}

/** The smallest C with a non-zero L1 model: at w = 0 the gradient of the loss is −½ C Xᵀy, and Ω holds it up to 1. */
export function smallestC({ sparse, labels }: Problem): number {
  const { rows, cols, indptr, indices, data } = sparse
  const gradient = new Float64Array(cols)
  for (let i = 0; i < rows; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) gradient[indices[p]] += 0.5 * labels[i] * data[p]
  }
  return 1 / gradient.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0)
}

/**
 * A task: minimise F(w) = Ω(w) + C Σᵢ ℓᵢ(w), Ω = ‖w‖₁ or ½‖w‖₂², on a problem of the suite, where ℓᵢ is
 * log(1 + exp(−yᵢ xᵢ·w)) for two classes, and log Σₐ exp(xᵢ·wₐ) − xᵢ·w_yᵢ for more, class by class in w.
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
  const { labels, classes } = problem
  let loss = 0
  for (let i = 0; i < labels.length; i++) {
    if (classes === 2) {
      const margin = labels[i] * score(problem, i, w)
      loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)))
      continue
    }
    const scores = Array.from({ length: classes }, (_, a) => score(problem, i, w, a))
    const largest = Math.max(...scores)
    loss += Math.log(scores.reduce((sum, z) => sum + Math.exp(z - largest), 0)) + largest - scores[labels[i]]
  }
  let size = 0
  for (const value of w) size += penalty === 'l1' ? Math.abs(value) : 0.5 * value * value
  return size + C * loss
}

/** xᵢ·wₐ */
function score({ sparse }: Problem, i: number, w: Float64Array, a = 0): number {
  const { cols, indptr, indices, data } = sparse
  let z = 0
  for (let p = indptr[i]; p < indptr[i + 1]; p++) z += data[p] * w[a * cols + indices[p]]
  return z
}

/** The smallest C with a non-zero L1 model of two classes: at w = 0 the gradient of the loss is −½ C Xᵀy, and Ω holds it up to 1. */
export function smallestC({ sparse, labels }: Problem): number {
  const { rows, cols, indptr, indices, data } = sparse
  const gradient = new Float64Array(cols)
  for (let i = 0; i < rows; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) gradient[indices[p]] += 0.5 * labels[i] * data[p]
  }
  return 1 / gradient.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0)
}

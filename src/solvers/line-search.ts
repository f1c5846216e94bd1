/**
 * Backtracking along a direction δ: the largest t ∈ {1, ½, ¼, …} with
 *
 *   F(w + t δ) ≤ F(w) + σ t Δ,     Δ = gᵀδ + Ω(w + δ) − Ω(w) ≤ 0
 *
 * Each trial costs one pass over the margins, none over X.
 * Source: Tseng & Yun, *A coordinate gradient descent method for nonsmooth separable minimization*, Mathematical
 * Programming 117 (2009), §2; the values of σ and ½ are those of LIBLINEAR.
 */

import type { Coordinates, Problem } from '../problem/problem'
import type { Direction } from './quadratic'

const SIGMA = 0.01
const MAX_HALVINGS = 40

/** Changes of F below this share of F are rounding error. */
const ROUNDING = 1e-14

export interface LineSearchPoint {
  readonly w: Float64Array
  readonly margins: Float64Array
  readonly gradient: Float64Array
  readonly objective: number
}

/** The accepted step length, 0 if there is none; `beyondRounding` is false when F could not tell the step apart. */
export interface LineSearchResult {
  readonly step: number
  readonly beyondRounding: boolean
}

/** Searches from `point`; moves nothing. `trial` is scratch for the margins. */
export function lineSearch(
  { loss, penalty }: Problem,
  { indices }: Coordinates,
  { w, margins, gradient, objective }: LineSearchPoint,
  direction: Direction,
  trial: Float64Array,
): LineSearchResult {
  const { delta } = direction
  let before = 0
  let predicted = 0
  for (let i = 0; i < indices.length; i++) {
    const q = indices[i]!
    before += penalty.term(q, w[q]!)
    predicted += gradient[q]! * delta[i]! + penalty.term(q, w[q]! + delta[i]!) - penalty.term(q, w[q]!)
  }
  const slack = ROUNDING * Math.abs(objective)
  const beyondRounding = predicted < -slack
  if (!(predicted <= slack)) return { step: 0, beyondRounding: false }
  for (let halving = 0, step = 1; halving < MAX_HALVINGS; halving++, step /= 2) {
    for (let i = 0; i < margins.length; i++) trial[i] = margins[i]! + step * direction.margins[i]!
    let penaltyChange = -before
    for (let i = 0; i < indices.length; i++) {
      const q = indices[i]!
      penaltyChange += penalty.term(q, w[q]! + step * delta[i]!)
    }
    const change = loss.value(trial) + penalty.value(w) + penaltyChange - objective
    if (change <= SIGMA * step * predicted + slack) return { step, beyondRounding }
  }
  return { step: 0, beyondRounding }
}

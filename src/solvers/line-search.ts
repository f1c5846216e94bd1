/**
 * Backtracking along a direction δ: the largest t ∈ {1, ½, ¼, …} with
 *
 *   F(w + t δ) ≤ F(w) + σ t Δ,     Δ = gᵀδ + Ω(w + δ) − Ω(w) ≤ 0
 *
 * Where F falls by much less than the model said, the step has gone past the lowest point, and full steps can go to
 * and fro across it for a long time: a shorter step is taken as long as F is lower there. (Ten digits, multinomial L1:
 * 12 Newton steps instead of 17.) Each trial costs one pass over the margins, none over X.
 * Source: Tseng & Yun, *A coordinate gradient descent method for nonsmooth separable minimization*, Mathematical
 * Programming 117 (2009), §2; the values of σ and ½ are those of LIBLINEAR.
 */

import type { Coordinates, Problem } from '../problem/problem'
import type { Direction } from './quadratic'

const SIGMA = 0.01

/** A fall of F by this share of Δ is as it should be: a quadratic F falls by a half. */
const GOOD = 0.25
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
    const q = indices[i]
    before += penalty.term(q, w[q])
    predicted += gradient[q] * delta[i] + penalty.term(q, w[q] + delta[i]) - penalty.term(q, w[q])
  }
  const slack = ROUNDING * Math.abs(objective)
  const beyondRounding = predicted < -slack
  if (!(predicted <= slack)) return { step: 0, beyondRounding: false }
  const changeAt = (step: number): number => {
    for (let i = 0; i < margins.length; i++) trial[i] = margins[i] + step * direction.margins[i]
    let penaltyChange = -before
    for (let i = 0; i < indices.length; i++) {
      const q = indices[i]
      penaltyChange += penalty.term(q, w[q] + step * delta[i])
    }
    return loss.value(trial) + penalty.value(w) + penaltyChange - objective
  }
  let step = 1
  let change = changeAt(step)
  for (let halving = 0; halving < MAX_HALVINGS && change > GOOD * step * predicted + slack; halving++) {
    const shorter = changeAt(step / 2)
    const enough = change <= SIGMA * step * predicted + slack
    if (enough && !(shorter < change)) break
    step /= 2
    change = shorter
  }
  return { step: change <= SIGMA * step * predicted + slack ? step : 0, beyondRounding }
}

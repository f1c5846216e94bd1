/**
 * The step length along a direction δ: the largest t ∈ {1, ½, ¼, …} with
 *
 *   F(w + t δ) ≤ F(w) + σ t Δ,     Δ = gᵀδ + Ω(w + δ) − Ω(w) ≤ 0
 *
 * Where F falls by much less than the model said, the step has gone past the lowest point, and full steps can go to
 * and fro across it for a long time: a shorter step is taken as long as F is lower there. (Ten digits, multinomial L1:
 * 12 Newton steps instead of 17.) Where F falls by more than the model said, its curvature is that of rows which the step
 * leaves behind, and full steps creep: longer ones, t ∈ {2, 4, …}, are taken as long as F is lower there. (Random data of
 * every kind, 920 fits: four fifths of the steps.) Not where there may be no minimum, and they would lead far away. Each
 * trial costs one expansion of the loss, none a pass over X.
 *
 * A step that moves some predictor very far begins with a shorter trial, unless the whole is as good as the model said: an
 * outlier that is certain says nothing of how far to go. (303 rows, one of them with a value of −5e6 among hundredths: 6 Newton
 * steps; over 2,000 where none moved it by more than 1e5.) From there it grows as well, or fits with such an outlier creep: 31 × 10,
 * 27 steps instead of more than a hundred.
 * Source: Tseng & Yun, *A coordinate gradient descent method for nonsmooth separable minimization*, Mathematical
 * Programming 117 (2009), §2; the values of σ and ½ are those of LIBLINEAR.
 */

import type { Coordinates } from '../problem/problem'
import { maxAbs } from '../support/arrays'
import type { Iterate } from './iterate'
import type { Direction } from './quadratic'
import { roundingOf } from './rounding'

/** σ, the share of Δ that F has to fall by at the least. */
const LEAST_FALL = 0.01

/** A fall of F by this share of Δ is as it should be: a quadratic F falls by a half. */
const SUFFICIENT_FALL = 0.25

/** A fall of F by more than this share of Δ is more than the model said. */
const MORE_THAN_PROMISED = 0.6

/** Bound on the halvings: 2⁻⁴⁰ of a step is none. */
export const MAX_HALVINGS = 40

/** The farthest that a predictor is moved without need: much farther the loss is all but linear. */
const FARTHEST = 1e5

/** The accepted step length, 0 if there is none; `beyondRounding` is false when F could not tell the step apart. */
export interface LineSearchResult {
  readonly step: number
  readonly beyondRounding: boolean
}

/** Searches from where the iterate is, which stays there. */
export function lineSearch(
  iterate: Pick<Iterate, 'problem' | 'w' | 'gradient' | 'objective' | 'expansion' | 'lossAlong'>,
  { indices }: Coordinates,
  direction: Direction,
): LineSearchResult {
  const { w, gradient } = iterate
  const { penalty, unbounded, loss } = iterate.problem
  const { delta } = direction
  const lossHere = iterate.expansion.value
  let before = 0
  let predicted = 0
  for (let i = 0; i < indices.length; i++) {
    const q = indices[i]
    const here = penalty.term(q, w[q])
    before += here
    predicted += gradient[q] * delta[i] + penalty.term(q, w[q] + delta[i]) - here
  }
  const slack = roundingOf(iterate.objective)
  const beyondRounding = predicted < -slack
  if (!(predicted <= slack)) return { step: 0, beyondRounding: false }
  let ofWhole = 0
  const changeAt = (step: number): number => {
    let after = 0
    for (let i = 0; i < indices.length; i++)
      after += penalty.term(indices[i], w[indices[i]] + step * delta[i])
    const change = iterate.lossAlong(direction.z, step) - lossHere + (after - before)
    if (step === 1) ofWhole = change
    return Number.isNaN(change) ? Infinity : change
  }
  /** whether no bound is on the way */
  const isAllowed = (step: number): boolean =>
    indices.every((q, i) => penalty.clip(q, w[q] + step * delta[i]) === w[q] + step * delta[i])
  const longest = FARTHEST / maxAbs(direction.z)
  const prospect = { predicted, slack }
  const onlyIntercepts = unbounded.length <= loss.outputs
  const isFar = longest < 1 && isSufficient(changeAt(1), 1, prospect)
  const first = isFar ? 1 : firstStep(longest)
  let step = isFar ? 1 : backtrack(changeAt, first, prospect)
  const growFrom = (change: number, isWithin: (step: number) => boolean): void => {
    for (; isWithin(2 * step); step *= 2) {
      const further = changeAt(2 * step)
      if (!(further < change - slack)) break
      change = further
    }
  }
  if (step === first && step < 1) growFrom(changeAt(step), next => next <= 1)
  if (onlyIntercepts && step === 1 && ofWhole < MORE_THAN_PROMISED * predicted - slack) {
    growFrom(ofWhole, next => next <= longest && isAllowed(next))
  }
  return { step, beyondRounding }
}

/** Δ, and by how much rounding may change F. */
export interface Prospect {
  readonly predicted: number
  readonly slack: number
}

/** The accepted step length among `first`, `first` / 2, …; 0 if there is none. @param changeAt - F(w + t δ) − F(w) */
export function backtrack(changeAt: (step: number) => number, first: number, prospect: Prospect): number {
  const { predicted, slack } = prospect
  let step = first
  let change = changeAt(step)
  for (let halving = 0; halving < MAX_HALVINGS && !isSufficient(change, step, prospect); halving++) {
    const shorter = changeAt(step / 2)
    const enough = change <= LEAST_FALL * step * predicted + slack
    if (enough && !(shorter < change)) break
    step /= 2
    change = shorter
  }
  return change <= LEAST_FALL * step * predicted + slack ? step : 0
}

/** Whether F falls by so much that no shorter step need be looked at. */
export function isSufficient(change: number, step: number, { predicted, slack }: Prospect): boolean {
  return change <= SUFFICIENT_FALL * step * predicted + slack
}

/** 1, or so many halves of it that it is not longer than the longest. */
function firstStep(longest: number): number {
  return 2 ** Math.floor(Math.log2(Math.min(longest, 1)))
}

/**
 * Decides whether some way separates the classes, from X alone. Of the ways H v ≥ 0 that make no row lose and lead to no bound
 * (way-cone.ts), it looks for the one nearest to the sum c of what all rows ask for,
 *
 *   minimize   ½ ‖v − c‖²     over  H v ≥ 0,     c = Σ h_ℓ over the leads ℓ
 *
 * The solution is v = c + Hᵀ λ with λ ≥ 0, and 0 where λ H v ≠ 0, so that c · v = ‖v‖²: where it is not 0 some row gains along it,
 * and it is such a way. Where it is 0 there is none, as c · v > 0 for any. Then Σ (1 + λ_ℓ) h_ℓ and what the bounds push come to
 * 0: residuals of all rows that no coefficient feels, which a minimum has. Multipliers λ ≥ 0 and a stiffness ρ that grows make of
 * it a few minimizations of
 *
 *   ½ ‖v − c‖² + 1/(2ρ) ‖max(0, λ − ρ H v)‖²,     then λ ← max(0, λ − ρ H v)
 *
 * each by Newton steps (I + ρ H_Sᵀ H_S) δ = c − v + H_Sᵀ (λ − ρ H v)_S, S where ρ H v < λ. Neither the speeds at which rows
 * go apart nor their weights and offsets have a part in it, which keep the steps of a fit from showing a way for long.
 *
 * Source: Rockafellar, *Augmented Lagrangians and applications of the proximal point algorithm in convex programming*,
 * Math. of OR 1 (1976); Hintermüller, Ito & Kunisch, *The primal-dual active set strategy as a semismooth Newton
 * method*, SIAM J. Optim. 13 (2002). The linear programmes it stands for: Konis, *Linear programming algorithms for
 * detecting separated data in binary logistic regression models*, thesis, Oxford (2007).
 */

import { inner } from '../kernels/dot'
import { norm } from '../kernels/qr'
import type { Steps } from '../support/steps'
import type { Leads } from './leads'
import type { Problem } from './problem'
import { wayCone } from './way-cone'

/** ρ at first, the factor by which it grows, and the most, which leaves six digits of what is not pressed. */
const STIFFNESS = 1e2
const STIFFER = 1e3
const STIFFEST = 1e10

/** Newton steps of all minimizations: about ten, some dozens where all rows are led. */
const MAX_STEPS = 200

/** The share of its slope that a step may leave, and how often its length is corrected until it leaves no more. */
const SOLVED = 1e-6
const MAX_CORRECTIONS = 40

/** The share of c below which a way is 0. One row of a million that is led has more. */
const NOTHING = 1e-9

/** Whether a way was found that separates. Not where that would take systems too large. */
export function* isSeparable(problem: Problem, leads: Leads): Steps<boolean> {
  const cone = wayCone(problem, leads)
  if (cone === undefined) return false
  const asked = cone.asked()
  const scale = norm(asked)
  if (scale === 0) return false
  const c = asked.map(value => value / scale)
  let v = c
  let u = cone.times(v)
  let multipliers: Float64Array = new Float64Array(u.length)
  let stiffness = STIFFNESS
  for (let step = 0; step < MAX_STEPS; step++) {
    const at = { c, v, u, multipliers, stiffness }
    const pressed = pressedAt(at)
    const push = cone.transposeTimes(u.map((h, l) => pressed[l] * (multipliers[l] - stiffness * h)))
    const slope = push.map((value, k) => value + c[k] - v[k])
    const delta = yield* cone.solve(pressed, stiffness, slope)
    const change = cone.times(delta)
    const length = stepLength(at, delta, change)
    v = v.map((value, k) => value + length * delta[k])
    u = u.map((h, l) => h + length * change[l])
    yield
    if (cone.separates(v, u)) return true
    if (!(norm(v) >= NOTHING)) return false
    const next = pressedAt({ u, multipliers, stiffness })
    const isSolved = length === 1 && next.every((one, l) => one === pressed[l])
    if (!isSolved && length > 0) continue
    if (length === 0 && stiffness === STIFFEST) return false
    multipliers = multipliers.map((value, l) => Math.max(0, value - stiffness * u[l]))
    stiffness = Math.min(STIFFEST, stiffness * STIFFER)
  }
  return false
}

interface Point {
  readonly c: Float64Array
  readonly v: Float64Array
  /** H v */
  readonly u: Float64Array
  readonly multipliers: Float64Array
  readonly stiffness: number
}

/** 1 in S, 0 elsewhere. */
function pressedAt({ u, multipliers, stiffness }: Pick<Point, 'u' | 'multipliers' | 'stiffness'>) {
  return u.map((h, l) => Number(stiffness * h < multipliers[l]))
}

/** Where the value along δ, by which u changes as said, has its minimum, 1 at most: its derivative only grows. */
function stepLength({ c, v, u, multipliers, stiffness }: Point, delta: Float64Array, change: Float64Array) {
  const square = inner(delta, delta)
  const before = inner(v, delta) - inner(c, delta)
  const slope = (length: number) => {
    let sum = before + length * square
    for (let l = 0; l < u.length; l++)
      sum -= Math.max(0, multipliers[l] - stiffness * (u[l] + length * change[l])) * change[l]
    return sum
  }
  let [low, high] = [0, 1]
  let [below, above] = [slope(0), slope(1)]
  const small = SOLVED * Math.abs(below)
  if (!(above > small)) return 1
  // Regula falsi; an end that stays gets half its slope (the Illinois rule).
  for (let k = 0, kept = 0; k < MAX_CORRECTIONS; k++) {
    const length = low - below * ((high - low) / (above - below))
    const here = slope(length)
    if (Math.abs(here) <= small) return length
    if (here > 0) [high, above] = [length, here]
    else [low, below] = [length, here]
    if (kept === Math.sign(here)) [below, above] = here > 0 ? [below / 2, above] : [below, above / 2]
    kept = Math.sign(here)
  }
  return low
}

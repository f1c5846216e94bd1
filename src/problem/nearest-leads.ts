/**
 * Decides whether some way separates the classes, from X alone: with A as in leads.ts and the columns of Q a basis of what
 * coefficients without a penalty do to predictors (free-basis.ts), it looks for the leads nearest to 1 of which none is below 0,
 *
 *   minimize   ½ ‖u − 1‖²     over  u = A Q v ≥ 0
 *
 * Along any way u that separates the derivative at 0 is −Σ u < 0, so the solution is 0 only where there is none, and a way itself
 * where there is one. Where the rows are independent all leads are 1 after one step. Multipliers λ ≥ 0 of u ≥ 0 and a stiffness ρ
 * that grows make of it a few minimizations of
 *
 *   ½ ‖u − 1‖² + 1/(2ρ) ‖max(0, λ − ρ u)‖²,     then λ ← max(0, λ − ρ u)
 *
 * each by Newton steps (Qᵀ Aᵀ (I + ρ I_S) A Q) δ = Qᵀ Aᵀ (1 − u + (λ − ρ u)_S), S where ρ u < λ. Neither the speeds at which rows
 * go apart nor their weights and offsets have a part in it, which keep the steps of a fit from showing a way for long.
 *
 * Source: Rockafellar, *Augmented Lagrangians and applications of the proximal point algorithm in convex programming*,
 * Math. of OR 1 (1976); Hintermüller, Ito & Kunisch, *The primal-dual active set strategy as a semismooth Newton
 * method*, SIAM J. Optim. 13 (2002). The linear programmes it stands for: Konis, *Linear programming algorithms for
 * detecting separated data in binary logistic regression models*, thesis, Oxford (2007).
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { gather } from '../support/arrays'
import type { Steps } from '../support/steps'
import { type FreeBasis, freeBasisOf } from './free-basis'
import { areLed, extremes, leadsAlong, separatesAlong } from './gains'
import { hessianInto } from './hessian'
import type { Leads } from './leads'
import type { Problem } from './problem'

/** ρ at first, the factor by which it grows, and the most, which leaves six digits of the leads that are not pressed. */
const STIFFNESS = 1e3
const STIFFER = 30
const STIFFEST = 1e10

/** Newton steps of all minimizations: a few where rows are independent, some dozens where many compete. */
const MAX_STEPS = 200

/** The share of its slope that a whole step may leave, and how often steps that leave more are halved to where they do not. */
const SOLVED = 1e-6
const BISECTIONS = 40

/** Leads that are all below this are 0. */
const NOTHING = 1e-6

/** Largest system: 2048² doubles are 32 MB. */
const MAX_UNKNOWNS = 2048

/** Whether a way was found that separates. Not where that would take a system too large. */
export function* isSeparable(problem: Problem, leads: Leads): Steps<boolean> {
  const basis = yield* freeBasisOf(problem)
  if (basis === undefined || basis.coordinates.length > MAX_UNKNOWNS) return false
  const systems = new Systems(basis, leads)
  let v: Float64Array = new Float64Array(basis.coordinates.length)
  let u: Float64Array = new Float64Array(leads.length)
  let multipliers: Float64Array = new Float64Array(leads.length)
  let stiffness = STIFFNESS
  const original = (way: Float64Array) => gather(basis.toOriginal(way), problem.unbounded.indices)
  for (let step = 0; step < MAX_STEPS; step++) {
    const at = { u, multipliers, stiffness }
    const pressed = pressedAt(at)
    const slope = u.map((lead, l) => 1 - lead + pressed[l] * (multipliers[l] - stiffness * lead))
    const delta = yield* systems.solve(slope, pressed, stiffness)
    const change = leadsAlong(basis.problem, leads, delta, basis.coordinates)
    const length = stepLength(at, change)
    v = v.map((value, q) => value + length * delta[q])
    u = u.map((lead, l) => lead + length * change[l])
    const ends = extremes(u)
    if (areLed(ends) && separatesAlong(problem, leads, original(v))) return true
    if (!(ends.most >= NOTHING)) return false
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
  readonly u: Float64Array
  readonly multipliers: Float64Array
  readonly stiffness: number
}

/** 1 in S, 0 elsewhere. */
function pressedAt({ u, multipliers, stiffness }: Point): Float64Array {
  return u.map((lead, l) => Number(stiffness * lead < multipliers[l]))
}

/** Where the value along `change` has its minimum, 1 at most: its derivative only grows. */
function stepLength(at: Point, change: Float64Array): number {
  const slope = (length: number) => slopeAlong(at, change, length)
  if (!(slope(1) > SOLVED * Math.abs(slope(0)))) return 1
  let [low, high] = [0, 1]
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = (low + high) / 2
    if (slope(middle) > 0) high = middle
    else low = middle
  }
  return low
}

/** The derivative of the value at u + length · change. */
function slopeAlong({ u, multipliers, stiffness }: Point, change: Float64Array, length: number): number {
  let slope = 0
  for (let l = 0; l < u.length; l++) {
    const lead = u[l] + length * change[l]
    slope += (lead - 1 - Math.max(0, multipliers[l] - stiffness * lead)) * change[l]
  }
  return slope
}

/** Systems (Qᵀ Aᵀ (I + ρ I_S) A Q) δ = Qᵀ Aᵀ slope. */
class Systems {
  /** Qᵀ Aᵀ A Q */
  private base: Float64Array | undefined = undefined

  constructor(
    private readonly basis: FreeBasis,
    private readonly leads: Leads,
  ) {}

  *solve(slope: Float64Array, pressed: Float64Array, stiffness: number): Steps<Float64Array> {
    const { basis, leads } = this
    const { problem, coordinates } = basis
    this.base ??= yield* this.gram(pressed.map(() => 1))
    // Rows that are not pressed cost nothing, and few are.
    const matrix = yield* this.gram(pressed.map(one => one * stiffness))
    for (let p = 0; p < matrix.length; p++) matrix[p] += this.base[p]
    yield* choleskyFactor(matrix, coordinates.length)
    const delta = new Float64Array(coordinates.length)
    problem.gradientInto(coordinates, leads.backTo(slope), delta)
    choleskySolve(matrix, delta.length, delta)
    return delta
  }

  /** Qᵀ Aᵀ diag(weights) A Q */
  private *gram(weights: Float64Array): Steps<Float64Array> {
    const { problem, coordinates } = this.basis
    const matrix = new Float64Array(coordinates.length ** 2)
    yield* hessianInto(problem, this.leads.curvature(weights), coordinates, matrix)
    return matrix
  }
}

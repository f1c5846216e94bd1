/**
 * Solves the quadratic model of a ridge with kinks (bounds, l1 parts beside l2) where there are far fewer predictors n K than
 * coefficients, as row-space.ts does without. In the same t, with u = B t + R₀, the dual of the model is
 *
 *   minimise over t   φ(t) = ½ ‖t − r‖² + uᵀ Z + Ω*(−X_Pᵀ u)     such that  X_Fᵀ u = 0
 *
 * which is strongly convex and differentiable: v_P(t) = argmin Ω(v) + vᵀ X_Pᵀ u is found coefficient by coefficient, and
 *
 *   ∇φ = t − r + Bᵀ (Z − X_P v_P(t)),     M = I + Bᵀ X_A Λ_A⁻¹ X_Aᵀ B,     A = {j in P : Ωⱼ is quadratic around vⱼ}
 *
 * Newton steps M s = −∇φ + Bᵀ X_F v_F with (X_Fᵀ B) s = 0, cut where φ rises again, end when A stays the same: a handful of
 * systems of n K at most. (Ridges with bounds on 4 × 471, four classes: 5.2 s on the Hessian of the coefficients, .4 so; 23 × 593,
 * four: 16 and .8.)
 *
 * Where columns of very different sizes meet a weak ridge, the products of rows keep too little of the small ones, and Newton steps
 * get nowhere: then the model is left to others.
 *
 * Source: Qi & Sun, *A nonsmooth version of Newton's method*, Math. Programming 58 (1993); Li, Sun & Toh, *A highly efficient
 * semismooth Newton augmented Lagrangian method for solving lasso problems*, SIAM J. Optim. 28 (2018).
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { inner } from '../kernels/dot'
import type { SeparablePenalty } from '../problem/penalty'
import { maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { CurvatureRoots } from './curvature-roots'
import { FreeRows } from './free-rows'
import {
  type Direction,
  directionTo,
  type QuadraticModel,
  violationAfter,
  violationAtStart,
} from './quadratic'
import { hasFewRows, rowGrams, rowSystemCost } from './row-grams'

/** Steps that a model takes, about, and at most. */
const EXPECTED_STEPS = 6
const MOST_STEPS = 30

/** Models that may fail before others are left to a Hessian. */
const MOST_FAILURES = 3

/** What rounding may leave of a model beside its tolerance: so many times the violation at its start. */
const ROUNDING = 10

/** A step is long enough where φ falls or rises by this share of how it fell at first. */
const LEVEL = 0.1

/** Halvings of a step, at most. */
const HALVINGS = 40

export class BoundedRowSpace {
  /** models that were not solved: what rounding leaves of small columns beside large ones may be too little */
  private failures = 0

  /** About how many nanoseconds `solve` takes; `Infinity` where there are too many rows, or a coefficient without a ridge has a kink. */
  price({ problem, coordinates }: QuadraticModel): number {
    if (this.failures >= MOST_FAILURES) return Infinity
    const { penalty, free } = problem
    const ridged = coordinates.indices.reduce((count, q) => count + +(penalty.l2[q] > 0), 0)
    const isRidge = ridged + free.length === coordinates.length
    if (!isRidge || !hasFewRows(problem, coordinates.length)) return Infinity
    const cols = Math.min(problem.design.cols, coordinates.length)
    return EXPECTED_STEPS * rowSystemCost(problem, cols)
  }

  /** The direction to the minimum, `undefined` if rounding does not let it be found. */
  *solve(model: QuadraticModel): Steps<Direction | undefined> {
    const dual = new Dual(model)
    yield* dual.begin()
    for (let left = MOST_STEPS; left > 0; left--) if (yield* dual.step()) break
    const direction = directionTo(model, dual.v)
    yield
    const enough = Math.max(model.tolerance, ROUNDING * violationAtStart(model))
    if (violationAfter(model, direction) <= enough) return direction
    this.failures++
    return undefined
  }
}

/** t, and what follows from it. */
class Dual {
  /** v_P(t) and v_F */
  readonly v: Float64Array
  private readonly roots: CurvatureRoots
  private readonly free: FreeRows
  private readonly t: Float64Array
  /** R₀ */
  private readonly rest: Float64Array
  /** Bᵀ Z − r */
  private readonly pull: Float64Array
  /** Xᵀ u */
  private readonly slopes: Float64Array
  /** the positions of F */
  private readonly ofFree: Int32Array

  constructor(private readonly model: QuadraticModel) {
    const { problem, expansion, coordinates, start } = model
    const { loss } = problem
    this.roots = new CurvatureRoots(expansion, loss.rows, loss.outputs)
    this.free = new FreeRows(problem, this.roots)
    const { shares, rest } = this.roots.split(expansion.residual)
    this.t = shares.slice()
    this.rest = rest
    this.pull = this.rowsOf(start).map((own, e) => own - shares[e])
    this.slopes = new Float64Array(start.length)
    this.v = new Float64Array(start.length)
    this.ofFree = Int32Array.from(problem.free.indices, q => coordinates.indices.indexOf(q))
  }

  /** Brings t to where X_Fᵀ u = 0. */
  *begin(): Steps<void> {
    yield* this.free.balance(t => t, this.t, this.rest)
    this.update()
    yield
  }

  /** Takes a step; whether v is the minimum of the model. */
  *step(): Steps<boolean> {
    const { roots, free, t, model, v } = this
    const factor = roots.system(yield* this.gramsOfSmooth())
    yield
    yield* choleskyFactor(factor, roots.length)
    const solve = (b: Float64Array): Float64Array => {
      choleskySolve(factor, roots.length, b)
      return b
    }
    // Every line that reads all of X is followed by a pause.
    const gradient = this.gradient()
    yield
    const step = solve(gradient.map(own => -own))
    const u = this.residualOf(t)
    const ofFree = yield* free.balance(solve, step, u)
    const change = this.slopesOf(this.residualOf(step, new Float64Array(u.length)))
    yield
    const length = this.longest(step, change, gradient)
    const before = v.slice()
    for (let e = 0; e < t.length; e++) t[e] += length * step[e]
    this.update()
    yield
    for (const [k, i] of this.ofFree.entries()) v[i] = ofFree[k]
    if (length === 0) return true
    const { penalty } = model.problem
    const { indices } = model.coordinates
    if (length === 1 && v.every((own, i) => isOnePiece(penalty, indices[i], before[i], own))) return true
    const left = this.gradient()
    free.addTimes(
      ofFree.map(own => -own),
      left,
    )
    yield
    return maxAbs(this.slopesOf(this.residualOf(left, new Float64Array(u.length)))) <= model.tolerance
  }

  /** Xᵀ u and v_P at t. */
  private update(): void {
    const { slopes, v } = this
    slopes.set(this.slopesOf(this.residualOf(this.t)))
    for (let i = 0; i < v.length; i++) v[i] = this.leastAt(i, slopes[i])
  }

  /** argmin Ω(v) + slope v, 0 of free ones. */
  private leastAt(i: number, slope: number): number {
    const {
      coordinates,
      problem: { penalty },
    } = this.model
    const q = coordinates.indices[i]
    return penalty.l2[q] > 0 ? penalty.prox(q, 0, slope, 0) : 0
  }

  /** ∇φ */
  private gradient(): Float64Array {
    const { v, t, pull, ofFree } = this
    const penalized = v.slice()
    for (const i of ofFree) penalized[i] = 0
    const rows = this.rowsOf(penalized)
    return t.map((own, e) => own + pull[e] - rows[e])
  }

  /** How much of a step to take: where φ falls or rises little, and no longer than all of it. */
  private longest(step: Float64Array, change: Float64Array, gradient: Float64Array): number {
    const { slopes, v } = this
    const fall = -inner(step, gradient)
    const curvature = inner(step, step)
    const slopeAt = (length: number): number => {
      let slope = -fall + length * curvature
      for (let i = 0; i < change.length; i++) {
        if (change[i] === 0 || this.isFree(i)) continue
        slope -= change[i] * (this.leastAt(i, slopes[i] + length * change[i]) - v[i])
      }
      return slope
    }
    if (!(fall > 0)) return 0
    if (slopeAt(1) <= LEVEL * fall) return 1
    let [low, high] = [0, 1]
    for (let left = HALVINGS; left > 0; left--) {
      const middle = 0.5 * (low + high)
      const slope = slopeAt(middle)
      if (slope > 0) high = middle
      else low = middle
      if (slope <= 0 && slope >= -LEVEL * fall) break
    }
    return low
  }

  private isFree(i: number): boolean {
    const { coordinates, problem } = this.model
    return problem.penalty.l2[coordinates.indices[i]] === 0
  }

  /** X_A Λ_A⁻¹ X_Aᵀ, one for each output. */
  private gramsOfSmooth(): Steps<Float64Array[]> {
    const { coordinates, problem } = this.model
    const { design, loss, penalty } = problem
    const weights = new Float64Array(problem.size)
    for (const [i, q] of coordinates.indices.entries()) {
      if (penalty.l2[q] > 0 && penalty.isSmoothAt(q, this.v[i])) weights[q] = 1 / penalty.l2[q]
    }
    const { cols } = design
    return rowGrams(
      design,
      Array.from({ length: loss.outputs }, (_, a) => weights.subarray(a * cols, (a + 1) * cols)),
    )
  }

  /** B t + rest */
  private residualOf(t: Float64Array, rest = this.rest): Float64Array {
    const u = rest.slice()
    this.roots.addTimes(t, u)
    return u
  }

  /** Xᵀ u */
  private slopesOf(u: Float64Array): Float64Array {
    const { problem, coordinates } = this.model
    const slopes = new Float64Array(coordinates.length)
    problem.gradientInto(coordinates, u, slopes)
    return slopes
  }

  /** Bᵀ X v */
  private rowsOf(v: Float64Array): Float64Array {
    const { problem, coordinates } = this.model
    const z = new Float64Array(problem.predictorCount)
    problem.predictorsInto(coordinates, v, z)
    return this.roots.transposeTimes(z)
  }
}

/** Whether Ω_q is one quadratic function between these values, or they are the same. */
function isOnePiece(penalty: SeparablePenalty, q: number, from: number, to: number): boolean {
  const isSmooth = penalty.isSmoothAt(q, from) && penalty.isSmoothAt(q, to)
  return from === to || (isSmooth && (penalty.l1[q] === 0 || from * to > 0))
}

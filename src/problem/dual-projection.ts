/**
 * A residual made feasible for coefficients that are free, (Xᵀ R)ⱼ = 0, or nearly so, |(Xᵀ R)ⱼ| ≤ l1ⱼ with l1ⱼ far below
 * what is there (see {@link NEARLY_FREE}). With T these coefficients, e the part of (Xᵀ R)_T that is too much, D the
 * curvature of the loss where its residual is R, and
 *
 *   (X_Tᵀ D X_T) β = e,    u = X_T β
 *
 * there are two ways on. R ← R − D u meets the constraints at once, and leaves the domain of L* only where some |uᵢ| is
 * about 1 or more. Where one is, R becomes the residual at Z − u, which is always inside: a Newton step on these
 * coefficients, seen from the dual. So far from the optimum a few steps of the second kind lead to one of the first, and
 * near it u is tiny. A badly fitted row has a small D, as it should: with a floor on it the gap of a fit with one such row
 * was the whole objective until the last step.
 *
 * The constraints of free coefficients are met to rounding: |(Xᵀ R)ⱼ| is measured against the root of Σᵢ (x_ij Rᵢ)². Of the others
 * some may not be where they depend on each other: then the R that exceeds their bounds least is scaled down by what is left.
 * Source: Bertsekas, *Nonlinear Programming*, §5.4; iterative refinement as in Higham, *Accuracy and Stability of Numerical
 * Algorithms*, ch. 12.
 */

import { gather, maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { hessianDiagonal } from './hessian'
import { type NormalEquations, normalEquations } from './normal-equations'
import { Coordinates, type Problem } from './problem'

/**
 * Rounding of sums of n terms, as a share of the root of the sum of their squares: so much for each row, and so much at most.
 * On 29 rows around 4e5 without a penalty the most is 4e-8, and with it a bound was above the minimum.
 */
const ROUNDING_PER_ROW = 1e-15
const FEASIBLE = 1e-9

/**
 * How far inside their bounds coefficients with an l1 part are put, as a share of them, the same for all: what depends on each other,
 * as the classes of a row do, is met together or not at all. It is the rounding of what follows at first, ten times as much after
 * each step that misses it, and so much at most.
 */
const WIDENED = 10
const MOST_INSIDE = 1e-2

/**
 * A coefficient is nearly free where |(Xᵀ R)ⱼ| exceeds its l1 by more than this share: in a fit to a tolerance, where its
 * penalty is below the tolerance. Scaling R down to it would leave nothing: columns of 1e-7 and 1e7 under one l1 had gaps
 * of the whole objective at their minimum.
 */
const NEARLY_FREE = 0.1

/**
 * Which coefficients with an l1 part are met by projection, at the cost of a factor of their number, where R is scaled down for the
 * others: none; those that are nearly free, as few are at an optimum and many on the way; or all of them, where rounding has ended a
 * fit. It leaves (Xᵀ R)ⱼ off by ε C xⱼᵀ D xⱼ |wⱼ|, through Z, which of columns like 1e7 ± 1 is more than l1ⱼ, but only by
 * ε |xⱼ|ᵀ |R| if R is what is moved.
 */
export type Projected = 'none' | 'nearly free' | 'all'

/** The share by which |(Xᵀ R)ⱼ| exceeds l1ⱼ of those that are met. */
const EXCEEDING: Readonly<Record<Projected, number>> = { none: Infinity, 'nearly free': NEARLY_FREE, all: 0 }

/** With more of them, R is scaled down all the same: it is far from the optimum. */
const MOST: Readonly<Record<Projected, number>> = { none: 0, 'nearly free': 100, all: 1000 }

/** Up to this |u| the linear step is taken; it stays inside the domain up to about 1. */
const LINEAR = 0.5

/** How often coefficients that get on the wrong side, or beyond their bound, are added to those that are met; one or two rounds are usual. */
export const MAX_ROUNDS = 10

/** Bound on the steps; two are usual. */
const MAX_STEPS = 8

/**
 * The same for few coefficients, such as intercepts: where all rows are certain, each step takes away all but 1 / e of what
 * is too much, and a dozen lead to the end.
 */
const MAX_STEPS_OF_FEW = 16
const FEW = 16

/** R, and what is known of it. */
export interface DualPoint {
  /** R, one number for each linear predictor */
  readonly residual: Float64Array
  /** Xᵀ R; any value within the bound where the penalty is l1 and the true one is surely so */
  readonly gradient: Float64Array
}

/**
 * The point itself where it is feasible, another one that is, or `undefined` where none was found.
 *
 * @param equal - the coefficients whose Xᵀ R is to be 0
 */
export function* projectOntoConstraints(
  problem: Problem,
  equal: Coordinates,
  point: DualPoint,
  gradientAt: (residual: Float64Array) => Float64Array,
  projected: Projected,
): Steps<DualPoint | undefined> {
  let constrained = equal
  let { residual, gradient } = point
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = constrained.length
    if (projected !== 'none') constrained = constrainedBy(problem, constrained, gradient, equal, projected)
    if (round > 0 && constrained.length === before) break
    const moved = yield* projectOnto(new Constraints(problem, constrained, equal), residual, gradient)
    if (moved === undefined) {
      if (constrained === equal) return undefined
      return yield* projectOntoConstraints(problem, equal, point, gradientAt, 'none')
    }
    if (moved === residual) break
    residual = moved
    gradient = gradientAt(residual)
  }
  return { residual, gradient }
}

function* projectOnto(
  constraints: Constraints,
  residual: Float64Array,
  gradient: Float64Array,
): Steps<Float64Array | undefined> {
  const { problem, constrained } = constraints
  if (constrained.length === 0) return residual
  const { loss } = problem
  const excess = gather(gradient, constrained.indices)
  if (constraints.exceededBy(residual, excess) === 0) return residual
  const projected = residual.slice()
  // Of shares, what rounding leaves of the sum of a row is large beside residuals near 0, and no step can take it away.
  centerRows(projected, loss.rows)
  const u = new Float64Array(problem.predictorCount)
  let solver: NormalEquations | undefined
  let nearest: { readonly residual?: Float64Array; readonly exceeding: number } = { exceeding: NEARLY_FREE }
  const steps = constrained.length <= FEW ? MAX_STEPS_OF_FEW : MAX_STEPS
  for (let step = 0; step < steps; step++) {
    solver ??= yield* normalEquations(problem, constrained, loss.curvatureAt(projected), excess)
    // As many independent constraints as there are numbers in R leave R = 0 alone.
    if (solver.rank >= loss.rows * Math.max(1, loss.outputs - 1)) return undefined
    const beta = yield* solver.solve(excess)
    problem.predictorsInto(constrained, beta, u)
    centerRows(u, loss.rows)
    if (!(maxAbs(u) < Infinity)) return undefined
    if (maxAbs(u) <= LINEAR) {
      solver.curvature.curvatureTimesInto(u.slice(), u)
      for (let i = 0; i < u.length; i++) projected[i] -= u[i]
      // What depends on others was left out: what is still too much comes first next time.
      if (solver.rank < constrained.length) solver = undefined
    } else {
      loss.moveResidual(projected, u)
      solver = undefined
    }
    problem.gradientInto(constrained, projected, excess)
    const exceeding = constraints.exceededBy(projected, excess)
    if (exceeding === 0) return projected
    if (exceeding < nearest.exceeding) nearest = { residual: projected.slice(), exceeding }
    yield
  }
  // Scaling R down for what is left of some bounds takes that share of it.
  return nearest.residual
}

/** Σᵢ (x_ij Rᵢ)² of the coordinates. */
export function slopeSquares(
  problem: Problem,
  coordinates: Coordinates,
  residual: Float64Array,
): Float64Array {
  const { rows } = problem.design
  const squares = new Float64Array(rows)
  return hessianDiagonal(problem, coordinates, output => {
    for (let i = 0; i < rows; i++) squares[i] = residual[output * rows + i] ** 2
    return squares
  })
}

/** Whether Xᵀ R of the free coefficients is 0 but for rounding of sums over so many rows. */
export function isFeasibleSlope(slope: Float64Array, squares: Float64Array, rows: number): boolean {
  const rounding = roundingOf(rows)
  return slope.every((g, k) => Math.abs(g) <= rounding * Math.sqrt(squares[k]))
}

/** What |(Xᵀ R)ⱼ| may be for 0, as a share of the root of Σᵢ (x_ij Rᵢ)². */
function roundingOf(rows: number): number {
  return Math.min(FEASIBLE, ROUNDING_PER_ROW * rows)
}

/** These coefficients and those that are to be met besides those `equal` to 0; these alone if that would be too many. */
function constrainedBy(
  { design, penalty }: Problem,
  constrained: Coordinates,
  gradient: Float64Array,
  equal: Coordinates,
  projected: Projected,
): Coordinates {
  const most = equal.length + MOST[projected]
  const all = new Set(constrained.indices)
  for (let q = 0; q < gradient.length; q++) {
    const limit = penalty.dualLimit(q, -gradient[q])
    if (limit > 0 && Math.abs(gradient[q]) > (1 + EXCEEDING[projected]) * limit) all.add(q)
    if (all.size > most) return constrained
  }
  if (all.size === constrained.length) return constrained
  return new Coordinates(Int32Array.from(all).sort(), design)
}

/** |(Xᵀ R)ⱼ| ≤ l1ⱼ of some coefficients, or = 0, to rounding. */
class Constraints {
  /** those with = 0 */
  private readonly equal: ReadonlySet<number>
  private readonly rounding: number
  private inside: number

  constructor(
    readonly problem: Problem,
    readonly constrained: Coordinates,
    equal: Coordinates,
  ) {
    this.equal = new Set(equal.indices)
    this.inside = 2 ** -52
    this.rounding = roundingOf(problem.loss.rows)
  }

  /**
   * The share by which |(Xᵀ R)ⱼ| is above a bound, 0 where R meets them all, and Infinity where one is not 0 that is to be.
   *
   * @param excess - Xᵀ R, which becomes what is too much of it
   */
  exceededBy(residual: Float64Array, excess: Float64Array): number {
    const { problem, constrained, equal, rounding } = this
    const sizes = slopeSquares(problem, constrained, residual).map(Math.sqrt)
    const limits = excess.map((slope, k) => {
      const q = constrained.indices[k]
      return equal.has(q) ? 0 : problem.penalty.dualLimit(q, -slope)
    })
    let terms = 0
    for (let k = 0; k < sizes.length; k++) if (limits[k] > 0) terms = Math.max(terms, sizes[k] / limits[k])
    const inside = Math.min(MOST_INSIDE, this.inside * terms)
    this.inside *= WIDENED
    let exceeding = 0
    for (let k = 0; k < excess.length; k++) {
      const size = Math.abs(excess[k])
      if (limits[k] > 0) exceeding = Math.max(exceeding, size / limits[k] - 1)
      else if (!(size <= rounding * sizes[k])) exceeding = Infinity
      const bound = (1 - inside) * limits[k]
      excess[k] -= Math.min(Math.max(excess[k], -bound), bound)
    }
    return exceeding
  }
}

/** Makes each row of several predictors sum to 0, which changes nothing: the system leaves that undetermined. */
function centerRows(u: Float64Array, rows: number): void {
  if (u.length === rows) return
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let p = i; p < u.length; p += rows) sum += u[p]
    for (let p = i; p < u.length; p += rows) u[p] -= (sum * rows) / u.length
  }
}

/**
 * A residual made feasible for coefficients without a penalty: (Xᵀ R)ⱼ = 0 for all j of the free set. With D the curvature
 * of the loss where its residual is R, and
 *
 *   (X_Fᵀ D X_F) β = X_Fᵀ R,    u = X_F β
 *
 * there are two ways on. R ← R − D u meets the constraints at once, and leaves the domain of L* only where some |uᵢ| is
 * about 1 or more. Where one is, R becomes the residual at Z − u, which is always inside: a Newton step on the free
 * coefficients, seen from the dual. So far from the optimum a few steps of the second kind lead to one of the first, and
 * near it u is tiny. A badly fitted row has a small D, as it should: with a floor on it the gap of a fit with one such row
 * was the whole objective until the last step.
 *
 * The constraints are met to rounding: |(Xᵀ R)ⱼ| is measured against the root of Σᵢ (x_ij Rᵢ)².
 * Source: Bertsekas, *Nonlinear Programming*, §5.4; iterative refinement as in Higham, *Accuracy and Stability of Numerical
 * Algorithms*, ch. 12.
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import type { Steps } from '../support/steps'
import { hessianDiagonal, hessianInto } from './hessian'
import type { Curvature } from './loss'
import type { Coordinates, Problem } from './problem'

/** What |(Xᵀ R)ⱼ| may be, as a share of the root of Σᵢ (x_ij Rᵢ)²: rounding of sums of n terms. */
const FEASIBLE = 1e-11

/** Up to this |u| the linear step is taken; it stays inside the domain up to about 1. */
const LINEAR = 0.5

/** Bound on the steps; two are usual. */
const MAX_STEPS = 8

/** Largest system that is factorized: 4096² doubles are 128 MB. Larger ones go by conjugate gradients. */
const MAX_FACTOR = 4096

/**
 * R itself where it is feasible, a new feasible vector, or `undefined` where none was found.
 *
 * @param free - the coefficients whose Xᵀ R is to be 0
 * @param gradient - Xᵀ R of all coefficients
 */
export function* projectOffFree(
  problem: Problem,
  free: Coordinates,
  residual: Float64Array,
  gradient: Float64Array,
): Steps<Float64Array | undefined> {
  const { loss } = problem
  const slope = Float64Array.from(free.indices, q => gradient[q])
  if (isFeasible(problem, free, residual, slope)) return residual
  const projected = residual.slice()
  const u = new Float64Array(problem.predictorCount)
  let solver: NormalEquations | undefined
  for (let step = 0; step < MAX_STEPS; step++) {
    solver ??= yield* normalEquations(problem, free, loss.curvatureAt(projected))
    const beta = yield* solver.solve(slope)
    problem.predictorsInto(free, beta, u)
    centerRows(u, loss.rows)
    if (!(maxAbs(u) < Infinity)) return undefined
    if (maxAbs(u) <= LINEAR) {
      solver.curvature.curvatureTimesInto(u.slice(), u)
      for (let i = 0; i < u.length; i++) projected[i] -= u[i]
    } else {
      loss.moveResidual(projected, u)
      solver = undefined
    }
    problem.gradientInto(free, projected, slope)
    if (isFeasible(problem, free, projected, slope)) return projected
    yield
  }
  return undefined
}

function isFeasible(
  problem: Problem,
  free: Coordinates,
  residual: Float64Array,
  slope: Float64Array,
): boolean {
  return isFeasibleSlope(slope, slopeSquares(problem, free, residual))
}

/** Σᵢ (x_ij Rᵢ)² of the coordinates. */
export function slopeSquares(problem: Problem, free: Coordinates, residual: Float64Array): Float64Array {
  const { rows } = problem.design
  const squares = new Float64Array(rows)
  return hessianDiagonal(problem, free, output => {
    for (let i = 0; i < rows; i++) squares[i] = residual[output * rows + i] ** 2
    return squares
  })
}

/** Whether Xᵀ R of the free coefficients is 0 but for rounding. */
export function isFeasibleSlope(slope: Float64Array, squares: Float64Array): boolean {
  return slope.every((g, k) => Math.abs(g) <= FEASIBLE * Math.sqrt(squares[k]))
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

/** (X_Fᵀ D X_F) β = b */
interface NormalEquations {
  readonly curvature: Curvature
  solve(b: Float64Array): Steps<Float64Array>
}

function* normalEquations(problem: Problem, free: Coordinates, curvature: Curvature): Steps<NormalEquations> {
  const { length: k } = free
  if (k > MAX_FACTOR) return { curvature, solve: b => byConjugateGradients(problem, free, curvature, b) }
  const factor = new Float64Array(k * k)
  yield* hessianInto(problem, curvature, free, factor)
  yield* choleskyFactor(factor, k)
  return {
    curvature,
    // biome-ignore lint/correctness/useYield: the other way pauses.
    *solve(b) {
      const beta = b.slice()
      choleskySolve(factor, k, beta)
      return beta
    },
  }
}

function* byConjugateGradients(
  problem: Problem,
  free: Coordinates,
  curvature: Curvature,
  b: Float64Array,
): Steps<Float64Array> {
  const { length: k } = free
  const beta = new Float64Array(k)
  const rest = b.slice()
  const direction = b.slice()
  const product = new Float64Array(k)
  const z = new Float64Array(problem.predictorCount)
  const weighted = new Float64Array(problem.predictorCount)
  const target = FEASIBLE ** 2 * dot(b, b)
  let rho = dot(rest, rest)
  for (let step = 0; step < k && rho > target; step++) {
    problem.predictorsInto(free, direction, z)
    curvature.curvatureTimesInto(z, weighted)
    problem.gradientInto(free, weighted, product)
    const along = dot(direction, product)
    if (!(along > 0)) break
    const length = rho / along
    for (let q = 0; q < k; q++) {
      beta[q] += length * direction[q]
      rest[q] -= length * product[q]
    }
    const next = dot(rest, rest)
    for (let q = 0; q < k; q++) direction[q] = rest[q] + (next / rho) * direction[q]
    rho = next
    yield
  }
  return beta
}

function dot(u: Float64Array, v: Float64Array): number {
  let sum = 0
  for (let i = 0; i < u.length; i++) sum += u[i] * v[i]
  return sum
}

function maxAbs(values: Float64Array): number {
  let max = 0
  for (let i = 0; i < values.length; i++) {
    const value = Math.abs(values[i])
    if (!(value <= max)) max = value
  }
  return max
}

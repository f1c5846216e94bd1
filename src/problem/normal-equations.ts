/**
 * Weighted normal equations on some coefficients T,
 *
 *   (X_Tᵀ D X_T) β = b,     D = ∂²L / ∂Z² somewhere
 *
 * by a Cholesky factor where that fits into memory and by conjugate gradients where it does not. What depends on columns that
 * come before gets β = 0, a solution all the same where b is in the range.
 *
 * Of far more coefficients than predictors n K most depend on others: then H = X_Tᵀ D X_T is never formed, and its factor
 * made column by column, of independent ones, until there are none left,
 *
 *   L_s = (H e_p − Σ_t L_t (L_t)_p) / √d_p  (t < s),     d ← d − L_s²,     d = diag H at first
 *
 * which costs k (n K)² instead of k³: a second for each certificate of 12 rows, 370 free features and five classes.
 *
 * Source: Golub & Van Loan, *Matrix Computations*, §4.2 and §11.3; Harbrecht, Peters & Schneider, *On the low-rank
 * approximation by the pivoted Cholesky decomposition*, Applied Numerical Mathematics 62 (2012).
 */

import { CgIteration, type Preconditioner } from '../kernels/cg-iteration'
import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { gather, indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { hessianDiagonal, hessianInto } from './hessian'
import type { Curvature } from './loss'
import type { Coordinates, Problem } from './problem'

/** Largest system that is factorized: 4096² doubles are 128 MB. */
const MAX_FACTOR = 4096

/** So many times more coefficients than predictors, and no more of these, make the factor of the independent ones cheaper. */
const FAR_MORE = 2
const FEW_PREDICTORS = 512

/** The share of its diagonal below which the pivot of a column that products have made is rounding error. */
const DEPENDENT = 1e-12

/** What conjugate gradients leave of b, relatively. */
const RELATIVE_RESIDUAL = 1e-11

/** (X_Tᵀ D X_T) β = b */
export interface NormalEquations {
  readonly curvature: Curvature
  /** how many coefficients are independent; 0 where that is not known */
  readonly rank: number
  solve(b: Float64Array): Steps<Float64Array>
}

/** @param urgency - those with more of it come first, and are not left out where columns depend on each other */
export function* normalEquations(
  problem: Problem,
  constrained: Coordinates,
  curvature: Curvature,
  urgency: Float64Array,
): Steps<NormalEquations> {
  const { length: k } = constrained
  const { predictorCount: most } = problem
  if (k >= FAR_MORE * most && most <= FEW_PREDICTORS && k * most <= MAX_FACTOR ** 2) {
    return yield* ofIndependent(problem, constrained, curvature, mostUrgentFirst(urgency))
  }
  if (k > MAX_FACTOR) {
    const solve = (b: Float64Array) => byConjugateGradients(problem, constrained, curvature, b)
    return { curvature, rank: 0, solve }
  }
  const matrix = new Float64Array(k * k)
  yield* hessianInto(problem, curvature, constrained, matrix)
  const order = mostUrgentFirst(urgency)
  const factor = new Float64Array(k * k)
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) factor[i * k + j] = matrix[order[i] * k + order[j]]
  yield* choleskyFactor(factor, k)
  return {
    curvature,
    rank: order.filter((_, i) => factor[i * (k + 1)] > 0).length,
    *solve(b) {
      const inOrder = gather(b, order)
      choleskySolve(factor, k, inOrder)
      yield
      const beta = new Float64Array(k)
      for (let i = 0; i < k; i++) beta[order[i]] = inOrder[i]
      return beta
    },
  }
}

function mostUrgentFirst(urgency: Float64Array): Int32Array {
  return indexRange(urgency.length).sort((i, j) => Math.abs(urgency[j]) - Math.abs(urgency[i]) || i - j)
}

/** Those that come first in `order` and are independent; the others get β = 0. */
function* ofIndependent(
  problem: Problem,
  constrained: Coordinates,
  curvature: Curvature,
  order: Int32Array,
): Steps<NormalEquations> {
  const { length: k } = constrained
  const d = new Float64Array(problem.design.rows)
  const left = hessianDiagonal(problem, constrained, output => {
    curvature.curvatureInto(output, output, d)
    return d
  })
  const whole = left.slice()
  const times = timesHessian(problem, constrained, curvature)
  const unit = new Float64Array(k)
  const pivots: number[] = []
  /** L */
  const columns: Float64Array[] = []
  for (const p of order) {
    if (columns.length === problem.predictorCount) break
    if (!(left[p] > DEPENDENT * whole[p])) continue
    unit[p] = 1
    const column = times(unit).slice()
    unit[p] = 0
    for (const before of columns) {
      const share = before[p]
      for (let i = 0; i < k; i++) column[i] -= share * before[i]
    }
    if (!(column[p] > DEPENDENT * whole[p])) continue
    const root = Math.sqrt(column[p])
    for (let i = 0; i < k; i++) {
      column[i] /= root
      left[i] -= column[i] * column[i]
    }
    pivots.push(p)
    columns.push(column)
    yield
  }
  return {
    curvature,
    rank: pivots.length,
    *solve(b) {
      const beta = new Float64Array(k)
      for (const [s, p] of pivots.entries()) {
        let rest = b[p]
        for (let t = 0; t < s; t++) rest -= columns[t][p] * beta[pivots[t]]
        beta[p] = rest / columns[s][p]
      }
      for (let s = pivots.length - 1; s >= 0; s--) {
        const column = columns[s]
        let rest = beta[pivots[s]]
        for (let t = s + 1; t < pivots.length; t++) rest -= column[pivots[t]] * beta[pivots[t]]
        beta[pivots[s]] = rest / column[pivots[s]]
      }
      yield
      return beta
    },
  }
}

/** H v, in memory that the next product has. */
function timesHessian(problem: Problem, constrained: Coordinates, curvature: Curvature) {
  const product = new Float64Array(constrained.length)
  const z = new Float64Array(problem.predictorCount)
  const weighted = new Float64Array(problem.predictorCount)
  return (v: Float64Array): Float64Array => {
    problem.predictorsInto(constrained, v, z)
    curvature.curvatureTimesInto(z, weighted)
    problem.gradientInto(constrained, weighted, product)
    return product
  }
}

function* byConjugateGradients(
  problem: Problem,
  constrained: Coordinates,
  curvature: Curvature,
  b: Float64Array,
): Steps<Float64Array> {
  const { length: k } = constrained
  const iteration = new CgIteration(b.slice(), UNCHANGED)
  const times = timesHessian(problem, constrained, curvature)
  const target = RELATIVE_RESIDUAL ** 2 * iteration.rho
  for (let step = 0; step < k && iteration.rho > target; step++) {
    if (iteration.advance(times(iteration.direction)) === 0) break
    yield
  }
  return iteration.delta
}

const UNCHANGED: Preconditioner = { solveInto: (r, out) => out.set(r) }

/**
 * Weighted normal equations on some coefficients T,
 *
 *   (X_Tᵀ D X_T) β = b,     D = ∂²L / ∂Z² somewhere
 *
 * by a Cholesky factor where that fits into memory and by conjugate gradients where it does not. What depends on columns that
 * come before gets β = 0, a solution all the same where b is in the range.
 *
 * Source: Golub & Van Loan, *Matrix Computations*, §4.2 and §11.3.
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { gather, indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { hessianInto } from './hessian'
import type { Curvature } from './loss'
import type { Coordinates, Problem } from './problem'

/** Largest system that is factorized: 4096² doubles are 128 MB. */
const MAX_FACTOR = 4096

/** What conjugate gradients leave of b, relatively. */
const RELATIVE_RESIDUAL = 1e-11

/** (X_Tᵀ D X_T) β = b */
export interface NormalEquations {
  readonly curvature: Curvature
  readonly isSingular: boolean
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
  if (k > MAX_FACTOR) {
    const solve = (b: Float64Array) => byConjugateGradients(problem, constrained, curvature, b)
    return { curvature, isSingular: false, solve }
  }
  const matrix = new Float64Array(k * k)
  yield* hessianInto(problem, curvature, constrained, matrix)
  const order = indexRange(k).sort((i, j) => Math.abs(urgency[j]) - Math.abs(urgency[i]) || i - j)
  const factor = new Float64Array(k * k)
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) factor[i * k + j] = matrix[order[i] * k + order[j]]
  yield* choleskyFactor(factor, k)
  return {
    curvature,
    isSingular: order.some((_, i) => factor[i * k + i] === 0),
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

function* byConjugateGradients(
  problem: Problem,
  constrained: Coordinates,
  curvature: Curvature,
  b: Float64Array,
): Steps<Float64Array> {
  const { length: k } = constrained
  const beta = new Float64Array(k)
  const rest = b.slice()
  const direction = b.slice()
  const product = new Float64Array(k)
  const z = new Float64Array(problem.predictorCount)
  const weighted = new Float64Array(problem.predictorCount)
  const target = RELATIVE_RESIDUAL ** 2 * dot(b, b)
  let rho = dot(rest, rest)
  for (let step = 0; step < k && rho > target; step++) {
    problem.predictorsInto(constrained, direction, z)
    curvature.curvatureTimesInto(z, weighted)
    problem.gradientInto(constrained, weighted, product)
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

/**
 * The certificate: how far F(w) can be above the minimum, from a feasible point of the Fenchel dual
 *
 *   minimise F(w) = L(X W) + Ω(w)     maximise  D(R) = −L*(R) − Ω*(−Xᵀ R)
 *
 * F(w) − min F ≤ F(w) − D(R) for every feasible R. At the optimum R = ∂L/∂Z, so the residual at w, made feasible, is
 * the natural candidate. It violates two kinds of constraint, and is mended in this order:
 *
 *  1. free coefficients ask (Xᵀ R)ⱼ = 0: R ← R − D X_F β with (X_Fᵀ D X_F) β = X_Fᵀ R, D the curvature. This is a
 *     Newton step on the free coefficients seen from the dual, so it is tiny near the optimum;
 *  2. pure l1 coefficients ask |(Xᵀ R)ⱼ| ≤ l1ⱼ: R ← s R with s = min(1, minⱼ l1ⱼ / |(Xᵀ R)ⱼ|), which stays in the
 *     domain of L* because that is convex and contains 0.
 *
 * If step 1 leaves the domain of L*, R = 0 serves: it is always feasible, and D(0) = 0. Any other R may be proposed in
 * the place of the residual; `Iterate.gapOfPrediction` does.
 * Source: Bertsekas, *Nonlinear Programming*, §5.4; the scaling as in Massias, Gramfort & Salmon, *Celer: a fast
 * solver for the lasso with dual extrapolation*, ICML 2018, §2.
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { drain } from '../support/steps'
import { hessianInto } from './hessian'
import type { Coordinates, Problem } from './problem'

/** Where a solver stands when it asks for the gap; the loss must be linearised there. */
export interface Point {
  /** F(w) */
  readonly objective: number
  /** ∂L/∂Z */
  readonly residual: Float64Array
  /** ∂L/∂w for every coefficient; any value within the bound where the penalty is l1 and the true one is surely so */
  readonly gradient: Float64Array
  /** the same for another residual near that one; computed if left out */
  gradientAt?(residual: Float64Array): Float64Array
}

/** F(w) − D(R), not negative. */
export function dualityGap(problem: Problem, point: Point): number {
  const { penalty, loss } = problem
  let { residual, gradient } = point
  const { free } = problem
  if (free.length > 0) {
    residual = projectOffFree(problem, free, point)
    gradient = point.gradientAt?.(residual) ?? gradientAt(problem, residual)
  }
  const scale = feasibleScale(problem, gradient)
  const conjugateOfLoss = loss.conjugate(scale === 1 ? residual : residual.map(r => scale * r))
  if (!Number.isFinite(conjugateOfLoss)) return point.objective
  let conjugateOfPenalty = 0
  for (let q = 0; q < problem.size; q++) {
    if (penalty.l2[q] > 0) conjugateOfPenalty += penalty.conjugateTerm(q, scale * gradient[q])
  }
  const gap = point.objective + conjugateOfLoss + conjugateOfPenalty
  return Math.min(Math.max(gap, 0), point.objective)
}

function gradientAt(problem: Problem, residual: Float64Array): Float64Array {
  const gradient = new Float64Array(problem.size)
  problem.gradientInto(problem.all, residual, gradient)
  return gradient
}

/** R − D X_F β */
function projectOffFree(problem: Problem, free: Coordinates, { residual, gradient }: Point): Float64Array {
  const { length: k } = free
  const hessian = new Float64Array(k * k)
  drain(hessianInto(problem, free, hessian))
  drain(choleskyFactor(hessian, k))
  const beta = Float64Array.from(free.indices, q => gradient[q])
  choleskySolve(hessian, k, beta)
  const shift = new Float64Array(problem.marginCount)
  problem.marginsInto(free, beta, shift)
  const projected = new Float64Array(problem.marginCount)
  problem.loss.curvatureTimesInto(shift, projected)
  for (let i = 0; i < projected.length; i++) projected[i] = residual[i] - projected[i]
  return projected
}

/** The largest s ≤ 1 with |s (Xᵀ R)ⱼ| ≤ l1ⱼ wherever the penalty is purely l1. */
function feasibleScale({ penalty, size }: Problem, gradient: Float64Array): number {
  let scale = 1
  for (let q = 0; q < size; q++) {
    const l1 = penalty.l1[q]
    if (l1 > 0 && penalty.l2[q] === 0 && Math.abs(gradient[q]) * scale > l1)
      scale = l1 / Math.abs(gradient[q])
  }
  return scale
}

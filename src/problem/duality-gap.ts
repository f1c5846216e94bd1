/**
 * The certificate: how far F(w) can be above the minimum, from a feasible point of the Fenchel dual
 *
 *   minimise F(w) = L(X W) + Ω(w)     maximise  D(R) = −L*(R) − Ω*(−Xᵀ R)
 *
 * F(w) − min F ≤ F(w) − D(R) for every feasible R. At the optimum R = ∂L/∂Z, so the residual at w, made feasible, is
 * the natural candidate. It violates two kinds of constraint, and is mended in this order:
 *
 *  1. free coefficients ask (Xᵀ R)ⱼ = 0 (see dual-projection.ts);
 *  2. pure l1 coefficients ask |(Xᵀ R)ⱼ| ≤ l1ⱼ: R ← s R with s = min(1, minⱼ l1ⱼ / |(Xᵀ R)ⱼ|), which stays in the
 *     domain of L* because that is convex and contains 0.
 *
 * Where that fails, R = 0 serves: it is always feasible, and D(0) = 0. A gap that comes out negative, beyond rounding,
 * proves that R is not feasible, whatever the tests said.
 * Source: Bertsekas, *Nonlinear Programming*, §5.4; the scaling as in Massias, Gramfort & Salmon, *Celer: a fast
 * solver for the lasso with dual extrapolation*, ICML 2018, §2.
 */

import type { Steps } from '../support/steps'
import { projectOffFree } from './dual-projection'
import type { SeparablePenalty } from './penalty'
import type { Problem } from './problem'

/** Rounding error of a gap, against the terms it is the sum of. */
const ROUNDING = 1e-12

/** A candidate for the dual, and what is known of it. */
export interface DualCandidate {
  /** R, one number for each linear predictor */
  readonly residual: Float64Array
  /** Xᵀ R; any value within the bound where the penalty is l1 and the true one is surely so */
  readonly gradient: Float64Array
  /** the same for another residual near that one; computed if left out */
  gradientAt?(residual: Float64Array): Float64Array
}

/** F(w) − D(R), not negative; F(w) itself where R cannot be made feasible. */
export function* dualityGap(problem: Problem, objective: number, candidate: DualCandidate): Steps<number> {
  const { penalty, loss, free } = problem
  let { residual, gradient } = candidate
  if (free.length > 0) {
    const projected = yield* projectOffFree(problem, residual, gradient)
    if (projected === undefined) return objective
    if (projected !== residual) {
      residual = projected
      gradient = candidate.gradientAt?.(residual) ?? gradientAt(problem, residual)
    }
  }
  const scale = feasibleScale(penalty, gradient)
  const conjugateOfLoss = loss.conjugate(scale === 1 ? residual : residual.map(r => scale * r))
  return gapAt(penalty, objective, conjugateOfLoss, scale, gradient)
}

/** F(w) + L*(s R) + Ω*(−s Xᵀ R), not negative; F(w) where rounding cannot explain that it is. */
export function gapAt(
  penalty: SeparablePenalty,
  objective: number,
  conjugateOfLoss: number,
  scale: number,
  gradient: Float64Array,
): number {
  let conjugateOfPenalty = 0
  for (let q = 0; q < gradient.length; q++) {
    if (penalty.l2[q] > 0) conjugateOfPenalty += penalty.conjugateTerm(q, scale * gradient[q])
  }
  const gap = objective + conjugateOfLoss + conjugateOfPenalty
  const rounding = ROUNDING * (Math.abs(objective) + Math.abs(conjugateOfLoss) + conjugateOfPenalty)
  return gap >= -rounding ? Math.min(Math.max(gap, 0), objective) : objective
}

function gradientAt(problem: Problem, residual: Float64Array): Float64Array {
  const gradient = new Float64Array(problem.size)
  problem.gradientInto(problem.all, residual, gradient)
  return gradient
}

/** The largest s ≤ 1 with |s (Xᵀ R)ⱼ| ≤ l1ⱼ wherever the penalty is purely l1. */
export function feasibleScale(penalty: SeparablePenalty, gradient: Float64Array): number {
  let scale = 1
  for (let q = 0; q < gradient.length; q++) {
    const l1 = penalty.l1[q]
    if (l1 > 0 && penalty.l2[q] === 0 && Math.abs(gradient[q]) * scale > l1)
      scale = l1 / Math.abs(gradient[q])
  }
  return scale
}

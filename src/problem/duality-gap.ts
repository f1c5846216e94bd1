/**
 * The certificate: how far F(w) can be above the minimum, from a feasible point of the Fenchel dual
 *
 *   minimise F(w) = L(X W) + Ω(w)     maximise  D(R) = −L*(R) − Ω*(−Xᵀ R)
 *
 * F(w) − min F ≤ F(w) − D(R) for every feasible R. At the optimum R = ∂L/∂Z, so the residual at w, made feasible, is
 * the natural candidate. It violates two kinds of constraint, and is mended in this order:
 *
 *  1. free coefficients ask (Xᵀ R)ⱼ = 0, those bounded on one side only that it be not negative (below) or not positive
 *     (above), and nearly free ones |(Xᵀ R)ⱼ| ≤ l1ⱼ with a tiny l1ⱼ (see dual-projection.ts);
 *  2. pure l1 coefficients ask |(Xᵀ R)ⱼ| ≤ l1ⱼ: R ← s R with s = min(1, minⱼ l1ⱼ / |(Xᵀ R)ⱼ|), which stays in the
 *     domain of L* because that is convex and contains 0.
 *
 * R = 0 serves where that fails or leads to less: it is always feasible, and D(0) = inf L, which is 0 for labels and the
 * entropy of shares, all that there is of F where coefficients can lead to any predictors. A gap that comes out negative,
 * beyond rounding, proves that R is not feasible, whatever the tests said.
 *
 * L* takes logarithms of every row, and is mostly not needed: by Fenchel and Young
 *
 *   L*(R) ≥ R · Z − L(Z),     with equality where R is the residual at Z,
 *
 * which gives the gap of an unscaled residual, and of any other candidate a gap that it cannot be below.
 *
 * Source: Bertsekas, *Nonlinear Programming*, §5.4; Rockafellar, *Convex Analysis*, theorem 23.5; the scaling as in
 * Massias, Gramfort & Salmon, *Celer: a fast solver for the lasso with dual extrapolation*, ICML 2018, §2.
 */

import { inner } from '../kernels/dot'
import type { Steps } from '../support/steps'
import { type DualPoint, MAX_ROUNDS, type Projected, projectOntoConstraints } from './dual-projection'
import type { Expansion } from './loss'
import type { SeparablePenalty } from './penalty'
import { Coordinates, type Problem } from './problem'

/** Rounding error of a gap, against the terms it is the sum of. */
export const GAP_ROUNDING = 1e-12

/** A candidate for the dual, and what is known of it. */
export interface DualCandidate extends DualPoint {
  /** where F is that much above the minimum */
  readonly at: PrimalPoint
  /** the same for another residual near that one */
  gradientAt(residual: Float64Array): Float64Array
}

export interface PrimalPoint {
  /** its coefficients that are off their bounds meet their constraints with equality */
  readonly w: Float64Array
  /** Z */
  readonly z: Float64Array
  /** the loss at Z */
  readonly expansion: Expansion
}

/**
 * F(w) − D(R), not negative, and at most F(w) − D(0), which it is where R cannot be made feasible.
 *
 * @param enough - the gap that is asked for: F(w) − D(0) stands for one that is surely larger
 */
export function* dualityGap(
  problem: Problem,
  objective: number,
  { at, ...candidate }: DualCandidate,
  projected: Projected,
  enough = Infinity,
): Steps<number> {
  const { penalty, loss } = problem
  const atMost = Math.max(0, objective - loss.least)
  const { gradientAt } = candidate
  let point: DualPoint = candidate
  let equal = problem.free
  for (let round = 0; ; round++) {
    const before = equal.length
    equal = equalities(problem, equal, point.gradient, at.w)
    if (round > 0 && equal.length === before) break
    const moved = yield* projectOntoConstraints(problem, equal, point, gradientAt, projected)
    if (moved === undefined || round === MAX_ROUNDS) return atMost
    if (moved.residual === point.residual) break
    point = moved
  }
  const { residual, gradient } = point
  const scale = feasibleScale(penalty, gradient)
  const gapOf = (conjugateOfLoss: number) =>
    Math.min(gapAt(penalty, objective, conjugateOfLoss, scale, gradient), atMost)
  const { z, expansion } = at
  const atLeast = gapOf(scale * inner(residual, z) - expansion.value)
  if (residual === expansion.residual && scale === 1) return atLeast
  if (atLeast > enough) return atMost
  return gapOf(loss.conjugate(scale === 1 ? residual : residual.map(r => scale * r)))
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
    const u = -scale * gradient[q]
    if (penalty.dualLimit(q, u) === Infinity) conjugateOfPenalty += penalty.conjugateTerm(q, u)
  }
  const gap = objective + conjugateOfLoss + conjugateOfPenalty
  const rounding = GAP_ROUNDING * (Math.abs(objective) + Math.abs(conjugateOfLoss) + conjugateOfPenalty)
  return gap >= -rounding ? Math.min(Math.max(gap, 0), objective) : objective
}

/**
 * The coefficients without a penalty that are to have (Xᵀ R)ⱼ = 0: the free ones, and those with one infinite bound that
 * are off their bound or on the wrong side of 0; once in the list they stay there.
 */
function equalities(
  { penalty, free, unbounded, design }: Problem,
  before: Coordinates,
  gradient: Float64Array,
  w: Float64Array,
): Coordinates {
  if (unbounded === free) return free
  const kept = new Set(before.indices)
  const indices = unbounded.indices.filter(
    q => kept.has(q) || penalty.isSmoothAt(q, w[q]) || penalty.dualLimit(q, -gradient[q]) === 0,
  )
  return new Coordinates(indices, design)
}

/** The largest s ≤ 1 with |s (Xᵀ R)ⱼ| ≤ l1ⱼ wherever the penalty is purely l1. */
export function feasibleScale(penalty: SeparablePenalty, gradient: Float64Array): number {
  let scale = 1
  for (let q = 0; q < gradient.length; q++) {
    const limit = penalty.dualLimit(q, -gradient[q])
    if (limit > 0 && Math.abs(gradient[q]) * scale > limit) scale = limit / Math.abs(gradient[q])
  }
  return scale
}

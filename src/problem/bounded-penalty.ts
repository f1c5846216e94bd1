/**
 * A penalty with bounds, lⱼ ≤ wⱼ ≤ uⱼ with lⱼ ≤ 0 ≤ uⱼ, which may be infinite: Ω(w) plus the indicator of the box.
 *
 *   ∂   the slopes of Ω to the left and to the right, the left one −∞ at lⱼ, the right one ∞ at uⱼ
 *   prox    that of Ω, clipped: in one dimension a convex function is least at the point of an interval nearest its minimum
 *   Ω*ⱼ(u) = |v| (|u| − l1 − ½ l2 |v|),  v = S(u, l1) / l2 clipped
 *
 * A finite bound leaves the dual no constraint on its side, so that of a pure l1 part becomes one-sided: u ≤ l1 where only
 * uⱼ is infinite. What leads to the bound but for rounding is at the bound, exactly.
 *
 * Source: Friedman, Hastie & Tibshirani, JSS 33 (2010), as glmnet's `lower.limits` and `upper.limits`; the conjugate by
 * Boyd & Vandenberghe, *Convex Optimization*, §3.3.
 */

import { SeparablePenalty } from './penalty'

/** A coefficient so close to its bound, relatively, is at it. */
const ROUNDING = 4 * 2 ** -52

export class BoundedPenalty extends SeparablePenalty {
  override readonly hasKinks = true

  constructor(
    l1: Float64Array,
    l2: Float64Array,
    readonly lower: Float64Array,
    readonly upper: Float64Array,
  ) {
    super(l1, l2)
  }

  override violation(j: number, wj: number, g: number): number {
    const l1 = this.l1[j]
    const slope = g + this.l2[j] * wj
    const left = wj <= this.lower[j] ? -Infinity : slope + (wj > 0 ? l1 : -l1)
    const right = wj >= this.upper[j] ? Infinity : slope + (wj < 0 ? -l1 : l1)
    return Math.max(left, -right, 0)
  }

  override prox(j: number, wj: number, g: number, h: number): number {
    return this.clip(j, super.prox(j, wj, g, h))
  }

  override clip(j: number, v: number): number {
    const slack = ROUNDING * Math.abs(v)
    if (v >= this.upper[j] - slack) return this.upper[j]
    return v <= this.lower[j] + slack ? this.lower[j] : v
  }

  override isFree(j: number): boolean {
    return super.isFree(j) && this.lower[j] === -Infinity && this.upper[j] === Infinity
  }

  override isSmoothAt(j: number, v: number): boolean {
    return super.isSmoothAt(j, v) && v > this.lower[j] && v < this.upper[j]
  }

  override nextKink(j: number, v: number, step: number): number {
    const kink = super.nextKink(j, v, step)
    return step > 0 ? Math.min(kink, this.upper[j]) : Math.max(kink, this.lower[j])
  }

  override dualLimit(j: number, u: number): number {
    return (u > 0 ? this.upper[j] : -this.lower[j]) < Infinity ? Infinity : super.dualLimit(j, u)
  }

  override conjugateTerm(j: number, u: number): number {
    const excess = Math.abs(u) - this.l1[j]
    if (!(excess > 0)) return 0
    const v = Math.min(excess / this.l2[j], u > 0 ? this.upper[j] : -this.lower[j])
    return v * (excess - 0.5 * this.l2[j] * v)
  }
}

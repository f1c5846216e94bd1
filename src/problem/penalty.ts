/**
 * The penalty, a sum over coefficients with weights of their own:
 *
 *   Ω(w) = Σⱼ l1ⱼ |wⱼ| + ½ l2ⱼ wⱼ²
 *
 * l1 = 1, l2 = 0 is the lasso; l1 = 0, l2 = 1 ridge; l1 = ρ, l2 = 1 − ρ the elastic net; both 0 a free coefficient,
 * such as an intercept that is not penalised. Its subgradient, conjugate and proximal step:
 *
 *   ∂Ω(w)  = l1 sign(w) + l2 w  (w ≠ 0),   [−l1, l1]  (w = 0)
 *   Ω*(u)  = max(|u| − l1, 0)² / (2 l2)  (l2 > 0),   0 if |u| ≤ l1, else ∞  (l2 = 0)
 *   argminᵥ  g (v − w) + ½ h (v − w)² + Ω(v)  =  S(h w − g, l1) / (h + l2),   S(a, l) = sign(a) max(|a| − l, 0)
 *
 * Source: Zou & Hastie, *Regularization and variable selection via the elastic net*, JRSS B 67 (2005); Friedman,
 * Hastie & Tibshirani, *Regularization paths for generalized linear models via coordinate descent*, JSS 33 (2010), §2.
 */
export class SeparablePenalty {
  /** whether some coefficient has an l1 part (or a bound), so that the objective has kinks */
  readonly hasKinks: boolean

  constructor(
    readonly l1: Float64Array,
    readonly l2: Float64Array,
  ) {
    this.hasKinks = l1.some(weight => weight > 0)
  }

  /** Ω(w) */
  value(w: Float64Array): number {
    const { l1, l2 } = this
    let total = 0
    for (let j = 0; j < w.length; j++) {
      const wj = w[j]
      if (wj !== 0) total += l1[j] * Math.abs(wj) + 0.5 * l2[j] * wj * wj
    }
    return total
  }

  /** The term of one coefficient, at v. */
  term(j: number, v: number): number {
    return this.l1[j] * Math.abs(v) + 0.5 * this.l2[j] * v * v
  }

  /** The distance of −gradientⱼ from ∂Ω(wⱼ): 0 at the optimum. `g` is the gradient of the loss alone. */
  violation(j: number, wj: number, g: number): number {
    const l1 = this.l1[j]
    if (wj === 0) return Math.max(Math.abs(g) - l1, 0)
    return Math.abs(g + l1 * Math.sign(wj) + this.l2[j] * wj)
  }

  /** argminᵥ of g (v − wⱼ) + ½ h (v − wⱼ)² + Ωⱼ(v); stays at wⱼ where there is neither curvature nor slope. */
  prox(j: number, wj: number, g: number, h: number): number {
    const a = h * wj - g
    const l1 = this.l1[j]
    if (Math.abs(a) <= l1) return h + this.l2[j] > 0 || l1 > 0 ? 0 : wj
    const curvature = h + this.l2[j]
    return curvature > 0 ? (a > 0 ? a - l1 : a + l1) / curvature : wj
  }

  /** The value nearest to v that coefficient j may have; see bounded-penalty.ts. */
  clip(_j: number, v: number): number {
    return v
  }

  /** Whether Ωⱼ is quadratic around v. */
  isSmoothAt(j: number, v: number): boolean {
    return v !== 0 || this.l1[j] === 0
  }

  /** The value at which coefficient j, on its way from v in the direction of `step`, has to stop; ±∞ for none. */
  nextKink(j: number, v: number, step: number): number {
    if (this.l1[j] > 0 && v * step < 0) return 0
    return step > 0 ? Infinity : -Infinity
  }

  /** Whether coefficient j is not penalised at all. */
  isFree(j: number): boolean {
    return this.l1[j] === 0 && this.l2[j] === 0
  }

  /** Whether coefficient j may go to ±∞, by the sign of v, without a penalty. */
  mayGrow(j: number, v: number): boolean {
    return this.dualLimit(j, v) === 0
  }

  /** The largest |u| on the side of u with a finite Ω*ⱼ(u). */
  dualLimit(j: number, _u: number): number {
    return this.l2[j] > 0 ? Infinity : this.l1[j]
  }

  /** Ω*ⱼ(u), where the dual has no limit. */
  conjugateTerm(j: number, u: number): number {
    const excess = Math.abs(u) - this.l1[j]
    return excess > 0 ? excess * (excess / (2 * this.l2[j])) : 0
  }
}

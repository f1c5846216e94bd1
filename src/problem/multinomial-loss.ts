/**
 * The multinomial loss of K classes, y ∈ {0, …, K − 1}, with a margin for every class (the symmetric parametrisation):
 *
 *   ℓ(z) = log Σₐ exp(zₐ) − z_y                       value
 *   ∂ℓ/∂zₐ = pₐ − [a = y],   p = softmax(z)           residual
 *   h_ab = ∂²ℓ / ∂zₐ ∂z_b = pₐ [a = b] − pₐ p_b       curvature; (h v)ₐ = pₐ (vₐ − Σ_b p_b v_b)
 *   ℓ*(r) = Σₐ tₐ log tₐ,   t = r + e_y, tₐ ≥ 0, Σₐ tₐ = 1   conjugate
 *
 * A constant added to all margins of a row changes nothing, so h is singular along (1, …, 1). Exponentials are taken
 * of differences to the largest margin, and what is left of 1 by the largest probability is the sum of the others,
 * so margins of any size are safe and residuals keep their digits.
 * Source: Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, §4.4.1; the conjugate as in Boyd &
 * Vandenberghe, *Convex Optimization*, example 3.25.
 */

import { complementEntropy, FAR, LEAST_RIGHT, negativeEntropy, ROUNDING } from './logistic-loss'
import type { Loss } from './loss'

export class MultinomialLoss implements Loss {
  readonly rows: number
  /** p, output by output */
  private readonly probability: Float64Array
  /** pₐ (1 − pₐ), output by output, or {@link LEAST_RIGHT} of the residual if that is more */
  private readonly variance: Float64Array
  /** what `stiffen` found: u, output by output, and 1 / s for each row, 0 where nothing is added */
  private secant: { readonly change: Float64Array; readonly inverse: Float64Array } | undefined = undefined

  /**
   * @param outputs - K
   * @param codes - y, the class of each row
   * @param weights - c, the weight of each row in the objective: C times its sample weight
   */
  constructor(
    readonly outputs: number,
    readonly codes: Int32Array,
    readonly weights: Float64Array,
  ) {
    this.rows = codes.length
    this.probability = new Float64Array(outputs * this.rows)
    this.variance = new Float64Array(outputs * this.rows)
  }

  value(margins: Float64Array): number {
    const { rows, codes, weights } = this
    const length = margins.length
    let total = 0
    for (let i = 0; i < rows; i++) {
      const top = this.largest(margins, i)
      const max = margins[top]
      let others = 0
      for (let p = i; p < length; p += rows) if (p !== top) others += Math.exp(margins[p] - max)
      total += weights[i] * (Math.log1p(others) + (max - margins[codes[i] * rows + i]))
    }
    return total
  }

  linearise(margins: Float64Array, residual: Float64Array): number {
    const { rows, codes, weights, probability, variance } = this
    const length = margins.length
    let total = 0
    for (let i = 0; i < rows; i++) {
      const top = this.largest(margins, i)
      const max = margins[top]
      let others = 0
      for (let p = i; p < length; p += rows) {
        if (p === top) continue
        const e = Math.exp(margins[p] - max)
        probability[p] = e
        others += e
      }
      const inverse = 1 / (1 + others)
      const c = weights[i]
      const own = codes[i] * rows + i
      for (let p = i; p < length; p += rows) {
        const share = p === top ? inverse : probability[p] * inverse
        probability[p] = share
        const rest = p === top ? others * inverse : 1 - share
        variance[p] = p === own ? rest * Math.max(share, LEAST_RIGHT) : share * Math.max(rest, LEAST_RIGHT)
        residual[p] = c * share
      }
      residual[own] = own === top ? -c * others * inverse : -c * (1 - probability[own])
      total += c * (Math.log1p(others) + (max - margins[own]))
    }
    return total
  }

  /**
   * Adds u uᵀ / s to h of the rows that go far, with u the change of the residual on the way and s = u · move ≥ 0: the
   * least addition of rank one with which h explains that change, (h + u uᵀ / s) move = h move + u.
   */
  stiffen(margins: Float64Array, move: Float64Array): void {
    const { rows, outputs, codes, weights } = this
    const residualAt = (point: Float64Array) => {
      const residual = new Float64Array(point.length)
      new MultinomialLoss(outputs, codes, weights).linearise(point, residual)
      return residual
    }
    const here = residualAt(margins)
    const change = residualAt(margins.map((z, p) => z + move[p])).map((r, p) => r - here[p])
    const inverse = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      let [far, along] = [false, 0]
      for (let p = i; p < move.length; p += rows) {
        if (Math.abs(move[p]) >= FAR) far = true
        along += change[p] * move[p]
      }
      if (far && along > 0) inverse[i] = 1 / along
    }
    this.secant = { change, inverse }
  }

  relax(): void {
    this.secant = undefined
  }

  curvatureInto(a: number, b: number, d: Float64Array): void {
    const { rows, weights, probability, variance, secant } = this
    const left = a * rows
    const right = b * rows
    if (a === b) for (let i = 0; i < rows; i++) d[i] = weights[i] * variance[left + i]
    else for (let i = 0; i < rows; i++) d[i] = -weights[i] * probability[left + i] * probability[right + i]
    if (secant === undefined) return
    const { change, inverse } = secant
    for (let i = 0; i < rows; i++) d[i] += change[left + i] * change[right + i] * inverse[i]
  }

  curvatureTimesInto(margins: Float64Array, out: Float64Array): void {
    const { rows, outputs, weights, probability, variance } = this
    const mean = new Float64Array(rows)
    for (let a = 0, p = 0; a < outputs; a++) {
      for (let i = 0; i < rows; i++, p++) mean[i] += probability[p] * margins[p]
    }
    for (let a = 0, p = 0; a < outputs; a++) {
      for (let i = 0; i < rows; i++, p++) {
        const own = probability[p] * margins[p]
        out[p] = weights[i] * (variance[p] * margins[p] - probability[p] * (mean[i] - own))
      }
    }
    if (this.secant === undefined) return
    const { change, inverse } = this.secant
    for (let i = 0; i < rows; i++) {
      let product = 0
      for (let p = i; p < margins.length; p += rows) product += change[p] * margins[p]
      for (let p = i; p < margins.length; p += rows) out[p] += change[p] * product * inverse[i]
    }
  }

  pullInside(residual: Float64Array, inside: Float64Array): void {
    const { rows, codes, weights } = this
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      const own = codes[i] * rows + i
      let [within, sum] = [true, 0]
      for (let p = i; p < residual.length; p += rows) {
        const bound = p === own ? -c : 0
        if (!(2 * (residual[p] - bound) >= inside[p] - bound)) within = false
        sum += residual[p]
      }
      if (within && Math.abs(sum) <= ROUNDING * c) continue
      for (let p = i; p < residual.length; p += rows) residual[p] = inside[p]
    }
  }

  conjugate(residual: Float64Array): number {
    const { rows, codes, weights } = this
    let total = 0
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      if (c === 0) continue
      const own = codes[i] * rows + i
      // The share of the class of the row is what the others leave, exactly so in the domain.
      let others = 0
      let entropy = 0
      for (let p = i; p < residual.length; p += rows) {
        if (p === own) continue
        const share = residual[p] / c
        if (share < -ROUNDING) return Infinity
        const t = Math.max(share, 0)
        others += t
        entropy += negativeEntropy(t)
      }
      if (others > 1 + ROUNDING || Math.abs(others + residual[own] / c) > ROUNDING) {
        return Infinity
      }
      total += c * (entropy + complementEntropy(Math.min(others, 1)))
    }
    return total
  }

  /** The position of the largest margin of row i. */
  private largest(margins: Float64Array, i: number): number {
    let top = i
    for (let p = i + this.rows; p < margins.length; p += this.rows) if (margins[p] > margins[top]) top = p
    return top
  }
}

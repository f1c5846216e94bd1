/**
 * The multinomial loss of K classes, y ∈ {0, …, K − 1}, with a linear predictor for every class (the symmetric
 * parametrization):
 *
 *   ℓ(z) = log Σₐ exp(zₐ) − z_y                       value
 *   ∂ℓ/∂zₐ = pₐ − [a = y],   p = softmax(z)           residual
 *   h_ab = ∂²ℓ / ∂zₐ ∂z_b = pₐ [a = b] − pₐ p_b       curvature; (h v)ₐ = pₐ (vₐ − Σ_b p_b v_b)
 *   ℓ*(r) = Σₐ tₐ log tₐ,   t = r + e_y, tₐ ≥ 0, Σₐ tₐ = 1   conjugate
 *
 * A constant added to all predictors of a row changes nothing, so h is singular along (1, …, 1). Exponentials are taken
 * of differences to the largest predictor, and what is left of 1 by the largest probability is the sum of the others,
 * so predictors of any size are safe and residuals keep their digits.
 * Source: Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, §4.4.1; the conjugate as in Boyd &
 * Vandenberghe, *Convex Optimization*, example 3.25.
 */

import { EXP_WORK, kernelsFor, LOG_WORK } from '../kernels/choose-kernel'
import { exp, log1p } from '../kernels/exp-log'
import type { RowRange } from '../kernels/layout'
import { CompensatedSum } from '../support/compensated-sum'
import { complementEntropy, DOMAIN_ROUNDING, LEAST_OWN_PROBABILITY } from './entropy'
import type { Curvature, Expansion, Loss } from './loss'

/** No position. */
const NONE = -1

export class MultinomialLoss implements Loss {
  readonly rows: number
  readonly least = 0

  /**
   * @param outputs - K
   * @param codes - y, the class of each row
   * @param weights - c, the weight of each row: its sample weight times the weight of its class
   */
  constructor(
    readonly outputs: number,
    readonly codes: Int32Array,
    readonly weights: Float64Array,
  ) {
    this.rows = codes.length
  }

  value(z: Float64Array): number {
    const { rows, codes, weights } = this
    const length = z.length
    const exponentials = new Float64Array(length)
    const tops = exponentialsInto(z, rows, exponentials)
    const total = new CompensatedSum()
    for (let i = 0; i < rows; i++) {
      const top = tops[i]
      let others = 0
      for (let p = i; p < length; p += rows) if (p !== top) others += exponentials[p]
      total.add(weights[i] * (log1p(others) + (z[top] - z[codes[i] * rows + i])))
    }
    return total.value
  }

  expandAt(z: Float64Array, buffers?: Expansion): Expansion {
    const { rows, codes, weights } = this
    const expansion =
      buffers instanceof MultinomialExpansion ? buffers : new MultinomialExpansion(this.outputs, weights)
    const { probability, variance, residual, pivot } = expansion
    const length = z.length
    const tops = exponentialsInto(z, rows, probability)
    const total = new CompensatedSum()
    for (let i = 0; i < rows; i++) {
      const top = tops[i]
      let others = 0
      for (let p = i; p < length; p += rows) if (p !== top) others += probability[p]
      const inverse = 1 / (1 + others)
      const c = weights[i]
      const own = codes[i] * rows + i
      for (let p = i; p < length; p += rows) {
        const share = p === top ? inverse : probability[p] * inverse
        probability[p] = share
        const rest = p === top ? others * inverse : 1 - share
        variance[p] =
          p === own
            ? rest * Math.max(share, LEAST_OWN_PROBABILITY)
            : share * Math.max(rest, LEAST_OWN_PROBABILITY)
        residual[p] = c * share
      }
      residual[own] = own === top ? -c * others * inverse : -c * (1 - probability[own])
      pivot[i] = own === top && inverse >= LEAST_OWN_PROBABILITY ? top : NONE
      total.add(c * (log1p(others) + (z[top] - z[own])))
    }
    expansion.value = total.value
    return expansion
  }

  conjugate(residual: Float64Array): number {
    const { rows, codes, weights } = this
    const slack = DOMAIN_ROUNDING * this.largestShare(residual)
    const shares = new Float64Array(residual.length)
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      if (c === 0) continue
      const own = codes[i] * rows + i
      // The share of the class of the row is what the others leave, exactly so in the domain.
      let others = 0
      for (let p = i; p < residual.length; p += rows) {
        if (p === own) continue
        const share = residual[p] / c
        if (!(share >= -slack)) return Infinity
        shares[p] = Math.max(share, 0)
        others += shares[p]
      }
      if (!(others <= 1 + slack && Math.abs(others + residual[own] / c) <= slack)) return Infinity
      shares[own] = 1 - Math.min(others, 1)
    }
    const logs = shares.slice()
    kernelsFor(LOG_WORK * logs.length).losses.logInPlace(logs)
    const total = new CompensatedSum()
    for (let i = 0; i < rows; i++) {
      const own = codes[i] * rows + i
      let others = 0
      let entropy = 0
      for (let p = i; p < residual.length; p += rows) {
        if (p === own) continue
        others += shares[p]
        entropy += shares[p] * logs[p]
      }
      total.add(weights[i] * (entropy + complementEntropy(Math.min(others, 1), shares[own], logs[own])))
    }
    return total.value
  }

  curvatureAt(residual: Float64Array): Curvature {
    const { rows, codes, weights } = this
    const expansion = new MultinomialExpansion(this.outputs, weights)
    const { probability, variance, pivot } = expansion
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      if (c === 0) continue
      const own = codes[i] * rows + i
      for (let p = i; p < residual.length; p += rows) {
        const share = residual[p] / c
        const t = p === own ? 1 + share : share
        probability[p] = Math.min(Math.max(t, 0), 1)
        variance[p] = probability[p] * (p === own ? Math.min(-share, 1) : 1 - probability[p])
      }
      pivot[i] = largestOfRow(probability, i, rows)
    }
    return expansion
  }

  /** t ← t exp(−back) / Σ t exp(−back) */
  moveResidual(residual: Float64Array, back: Float64Array): void {
    const { rows, codes, weights, outputs } = this
    const { length } = residual
    /** of one row */
    const shares = new Float64Array(outputs)
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      if (c === 0) continue
      const own = codes[i] * rows + i
      let least = Infinity
      for (let p = i; p < length; p += rows) least = Math.min(least, back[p])
      let others = 0
      let total = 0
      for (let a = 0, p = i; a < outputs; a++, p += rows) {
        const t = Math.max((p === own ? 1 : 0) + residual[p] / c, 0)
        shares[a] = t * exp(least - back[p])
        if (p !== own) others += shares[a]
        total += shares[a]
      }
      // Of a row that is certain of its class and moved farther than a double reaches, nothing is left: it stays.
      if (!(total > 0)) continue
      for (let a = 0, p = i; a < outputs; a++, p += rows) residual[p] = (c * shares[a]) / total
      residual[own] = (-c * others) / total
    }
  }

  projectIntoDomain(residual: Float64Array, inside: Float64Array): void {
    const { rows, codes, weights } = this
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      const own = codes[i] * rows + i
      let within = true
      let sum = 0
      for (let p = i; p < residual.length; p += rows) {
        const bound = p === own ? -c : 0
        if (!(2 * (residual[p] - bound) >= inside[p] - bound)) within = false
        sum += residual[p]
      }
      if (within && Math.abs(sum) <= DOMAIN_ROUNDING * -inside[own]) continue
      for (let p = i; p < residual.length; p += rows) residual[p] = inside[p]
    }
  }

  hasShare(i: number, k: number): boolean {
    return this.codes[i] === k
  }

  private largestShare(residual: Float64Array): number {
    const { weights, rows } = this
    let largest = 0
    for (let i = 0, p = 0; p < residual.length; p++) {
      if (weights[i] > 0) largest = Math.max(largest, Math.abs(residual[p]) / weights[i])
      if (++i === rows) i = 0
    }
    return largest
  }
}

/** out = exp(zₐ − max z) for all rows and outputs; returns the position of the largest of each row. */
function exponentialsInto(z: Float64Array, rows: number, out: Float64Array): Int32Array {
  const tops = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const top = largestOfRow(z, i, rows)
    tops[i] = top
    for (let p = i; p < z.length; p += rows) out[p] = z[p] - z[top]
  }
  kernelsFor(EXP_WORK * z.length).losses.expInPlace(out)
  return tops
}

class MultinomialExpansion implements Expansion {
  value = 0
  readonly residual: Float64Array
  /** p, output by output */
  readonly probability: Float64Array
  /** pₐ (1 − pₐ), output by output, or {@link LEAST_OWN_PROBABILITY} of the residual if that is more */
  readonly variance: Float64Array
  /**
   * Position of the largest p of a row, or {@link NONE} where its curvature has that bound. Without it a row of the Hessian
   * is 0 along (1, …, 1), so that predictors can be taken relative to that one: the product then has the digits of 1 − p,
   * which may be all that there is, and which pₐ zₐ − pₐ Σ p z loses.
   */
  readonly pivot: Int32Array

  constructor(
    private readonly outputs: number,
    private readonly weights: Float64Array,
  ) {
    const length = outputs * weights.length
    this.residual = new Float64Array(length)
    this.probability = new Float64Array(length)
    this.variance = new Float64Array(length)
    this.pivot = new Int32Array(weights.length).fill(NONE)
  }

  curvatureInto(a: number, b: number, d: Float64Array): void {
    const { weights, probability, variance } = this
    const rows = weights.length
    const left = a * rows
    const right = b * rows
    if (a === b) for (let i = 0; i < rows; i++) d[i] = weights[i] * variance[left + i]
    else for (let i = 0; i < rows; i++) d[i] = -weights[i] * probability[left + i] * probability[right + i]
  }

  curvatureTimesInto(z: Float64Array, out: Float64Array, range?: RowRange): void {
    const { outputs, weights, probability, variance, pivot } = this
    const rows = weights.length
    const { start, end } = range ?? { start: 0, end: rows }
    const length = outputs * rows
    // Row by row takes half the time of output by output.
    for (let i = start; i < end; i++) {
      const origin = pivot[i] === NONE ? 0 : z[pivot[i]]
      let mean = 0
      for (let p = i; p < length; p += rows) mean += probability[p] * (z[p] - origin)
      const c = weights[i]
      for (let p = i; p < length; p += rows) {
        const own = z[p] - origin
        out[p] = c * (variance[p] * own - probability[p] * (mean - probability[p] * own))
      }
    }
  }
}

/** The position of the largest predictor of row i. */
function largestOfRow(z: Float64Array, i: number, rows: number): number {
  let top = i
  for (let p = i + rows; p < z.length; p += rows) if (z[p] > z[top]) top = p
  return top
}

/**
 * The logistic loss of two classes, y ∈ {−1, +1}, with the margin m = y z:
 *
 *   ℓ(z) = log(1 + exp(−m))           value
 *   ℓ′(z) = −y σ(−m)                  residual,  σ(m) = 1 / (1 + exp(−m))
 *   ℓ″(z) = σ(m) σ(−m)                curvature, at most ¼; see LEAST_OWN_PROBABILITY
 *   ℓ*(−y t) = t log t + (1 − t) log(1 − t)   conjugate, 0 ≤ t ≤ 1
 *
 * Everything is evaluated from e = exp(−|m|), which never overflows, so that margins of any size are safe.
 * Source: Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, §4.4; the conjugate as in
 * Yu, Huang & Lin, *Dual coordinate descent methods for logistic regression and maximum entropy models*,
 * Machine Learning 85 (2011), §2.
 */

import { kernelsFor, LOG_WORK, LOSS_WORK } from '../kernels/choose-kernel'
import { exp } from '../kernels/exp-log'
import type { RowRange } from '../kernels/layout'
import { CompensatedSum } from '../support/compensated-sum'
import { complementEntropy, DOMAIN_ROUNDING, LEAST_OWN_PROBABILITY } from './entropy'
import type { Curvature, Expansion, Loss } from './loss'

/** Rows whose logarithms are taken at a time. */
const BLOCK_ROWS = 256

export class LogisticLoss implements Loss {
  readonly outputs = 1
  readonly rows: number
  readonly least = 0

  /**
   * @param signs - y, −1 or +1 for each row
   * @param weights - c, the weight of each row: its sample weight times the weight of its class
   */
  constructor(
    readonly signs: Float64Array,
    readonly weights: Float64Array,
  ) {
    this.rows = signs.length
  }

  value(z: Float64Array): number {
    return kernelsFor(LOSS_WORK * this.rows).losses.logisticLosses(this, z)
  }

  expandAt(z: Float64Array, buffers?: Expansion): Expansion {
    const expansion = buffers instanceof LogisticExpansion ? buffers : new LogisticExpansion(this.rows)
    const { residual, curvature } = expansion
    const { losses } = kernelsFor(LOSS_WORK * this.rows)
    expansion.value = losses.expandLogistic(this, z, { residual, curvature, least: LEAST_OWN_PROBABILITY })
    return expansion
  }

  conjugate(residual: Float64Array): number {
    const { signs, weights, rows } = this
    const slack = DOMAIN_ROUNDING * this.largestShare(residual)
    const { losses } = kernelsFor(2 * LOG_WORK * rows)
    const shares = new Float64Array(BLOCK_ROWS)
    const logs = new Float64Array(2 * BLOCK_ROWS)
    const total = new CompensatedSum()
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - start)
      for (let r = 0; r < count; r++) {
        const i = start + r
        const share = weights[i] > 0 ? (-signs[i] * residual[i]) / weights[i] : 0
        const t = Math.min(Math.max(share, 0), 1)
        if (!(Math.abs(t - share) <= slack)) return Infinity
        shares[r] = t
        logs[r] = t
        logs[BLOCK_ROWS + r] = 1 - t
      }
      losses.logInPlace(logs)
      for (let r = 0; r < count; r++) {
        const t = shares[r]
        total.add(weights[start + r] * (t * logs[r] + complementEntropy(t, 1 - t, logs[BLOCK_ROWS + r])))
      }
    }
    return total.value
  }

  curvatureAt(residual: Float64Array): Curvature {
    const { signs, weights, rows } = this
    const expansion = new LogisticExpansion(rows)
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      const t = c > 0 ? Math.min(Math.max((-signs[i] * residual[i]) / c, 0), 1) : 0
      expansion.curvature[i] = c * t * (1 - t)
    }
    return expansion
  }

  /** t ← σ(logit t + y back) */
  moveResidual(residual: Float64Array, back: Float64Array): void {
    const { signs, weights, rows } = this
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      if (c === 0) continue
      const t = Math.min(Math.max((-signs[i] * residual[i]) / c, 0), 1)
      const change = signs[i] * back[i]
      // Against the larger of the two terms, so that nothing overflows.
      const e = exp(-Math.abs(change))
      const wrong = change > 0 ? t : t * e
      const total = wrong + (change > 0 ? (1 - t) * e : 1 - t)
      // Of a row that is certain of its class and moved farther than a double reaches, nothing is left: it stays.
      if (total > 0) residual[i] = (-signs[i] * c * wrong) / total
    }
  }

  projectIntoDomain(residual: Float64Array, inside: Float64Array): void {
    const { signs, weights, rows } = this
    for (let i = 0; i < rows; i++) {
      const share = (-signs[i] * inside[i]) / weights[i]
      const t = (-signs[i] * residual[i]) / weights[i]
      if (!(t >= share / 2 && t <= (1 + share) / 2)) residual[i] = inside[i]
    }
  }

  hasShare(i: number, k: number): boolean {
    return this.signs[i] > 0 === (k === 1)
  }

  private largestShare(residual: Float64Array): number {
    const { weights, rows } = this
    let largest = 0
    for (let i = 0; i < rows; i++) {
      if (weights[i] > 0) largest = Math.max(largest, Math.abs(residual[i]) / weights[i])
    }
    return largest
  }
}

class LogisticExpansion implements Expansion {
  value = 0
  readonly residual: Float64Array
  readonly curvature: Float64Array

  constructor(rows: number) {
    this.residual = new Float64Array(rows)
    this.curvature = new Float64Array(rows)
  }

  curvatureInto(_a: number, _b: number, d: Float64Array): void {
    d.set(this.curvature)
  }

  curvatureTimesInto(z: Float64Array, out: Float64Array, range?: RowRange): void {
    const { curvature } = this
    const { start, end } = range ?? { start: 0, end: curvature.length }
    for (let i = start; i < end; i++) out[i] = curvature[i] * z[i]
  }
}

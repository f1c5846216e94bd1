/**
 * The logistic loss of two classes, y ∈ {−1, +1}:
 *
 *   ℓ(z) = log(1 + exp(−y z))            value
 *   ℓ′(z) = −y σ(−y z)                   residual,  σ(m) = 1 / (1 + exp(−m))
 *   ℓ″(z) = σ(y z) σ(−y z)               curvature, at most ¼; see LEAST_RIGHT
 *   ℓ*(−y t) = t log t + (1 − t) log(1 − t)   conjugate, 0 ≤ t ≤ 1
 *
 * Everything is evaluated from e = exp(−|y z|), which never overflows, so that margins of any size are safe.
 * Source: Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, §4.4; the conjugate as in
 * Yu, Huang & Lin, *Dual coordinate descent methods for logistic regression and maximum entropy models*,
 * Machine Learning 85 (2011), §2.
 */

import type { Loss } from './loss'

/**
 * The least chance of its own class that a row's curvature is taken at. Where a row is surely of the wrong class, ℓ″
 * vanishes and ℓ′ does not, so a Newton step would move its margin by up to 1 / σ(y z): on 100,000 × 1,000,000 sparse
 * data with a weak penalty, steps of 1e23 ended the fit.
 */
export const LEAST_RIGHT = 1e-4

/** How far outside the domain of the conjugate a share of c may be by rounding. */
export const ROUNDING = 1e-12

/** Margins that change by less keep about the curvature they have. */
export const FAR = 1

export class LogisticLoss implements Loss {
  readonly outputs = 1
  readonly rows: number
  private readonly curvature: Float64Array
  /** curvature that rows are given at least; see `stiffen` */
  private floor: Float64Array | undefined = undefined

  /**
   * @param signs - y, −1 or +1 for each row
   * @param weights - c, the weight of each row in the objective: C times its sample weight
   */
  constructor(
    readonly signs: Float64Array,
    readonly weights: Float64Array,
  ) {
    this.rows = signs.length
    this.curvature = new Float64Array(this.rows)
  }

  value(margins: Float64Array): number {
    const { signs, weights, rows } = this
    let total = 0
    for (let i = 0; i < rows; i++) total += weights[i] * logLossOfMargin(signs[i] * margins[i])
    return total
  }

  linearise(margins: Float64Array, residual: Float64Array): number {
    const { signs, weights, rows, curvature } = this
    let total = 0
    for (let i = 0; i < rows; i++) {
      const margin = signs[i] * margins[i]
      const e = Math.exp(-Math.abs(margin))
      const inverse = 1 / (1 + e)
      const wrong = margin >= 0 ? e * inverse : inverse // σ(−margin)
      const c = weights[i]
      total += c * (Math.log1p(e) + (margin < 0 ? -margin : 0))
      residual[i] = -signs[i] * c * wrong
      const right = margin >= 0 ? inverse : e * inverse // σ(margin)
      curvature[i] = c * wrong * Math.max(right, LEAST_RIGHT)
    }
    this.applyFloor()
    return total
  }

  stiffen(margins: Float64Array, move: Float64Array): void {
    const { signs, weights, rows } = this
    this.floor ??= new Float64Array(rows)
    this.floor.fill(0)
    for (let i = 0; i < rows; i++) {
      const way = Math.abs(move[i])
      if (!(way >= FAR)) continue
      const change = sigmoid(signs[i] * (margins[i] + move[i])) - sigmoid(signs[i] * margins[i])
      this.floor[i] = (weights[i] * Math.abs(change)) / way
    }
  }

  relax(): void {
    this.floor = undefined
  }

  private applyFloor(): void {
    const { curvature, floor, rows } = this
    if (floor === undefined) return
    for (let i = 0; i < rows; i++) if (floor[i] > curvature[i]) curvature[i] = floor[i]
  }

  curvatureInto(_a: number, _b: number, d: Float64Array): void {
    d.set(this.curvature)
  }

  curvatureTimesInto(margins: Float64Array, out: Float64Array): void {
    const { curvature, rows } = this
    for (let i = 0; i < rows; i++) out[i] = curvature[i] * margins[i]
  }

  pullInside(residual: Float64Array, inside: Float64Array): void {
    const { signs, weights, rows } = this
    for (let i = 0; i < rows; i++) {
      const share = (-signs[i] * inside[i]) / weights[i]
      const t = (-signs[i] * residual[i]) / weights[i]
      if (!(t >= share / 2 && t <= (1 + share) / 2)) residual[i] = inside[i]
    }
  }

  conjugate(residual: Float64Array): number {
    const { weights, rows } = this
    let total = 0
    for (let i = 0; i < rows; i++) {
      const c = weights[i]
      if (c === 0) continue
      const share = (-this.signs[i] * residual[i]) / c
      const t = Math.min(Math.max(share, 0), 1)
      if (Math.abs(t - share) > ROUNDING) return Infinity
      total += c * (negativeEntropy(t) + complementEntropy(t))
    }
    return total
  }
}

/** log(1 + exp(−m)), stable for every m. */
export function logLossOfMargin(margin: number): number {
  return margin >= 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
}

/** σ(z) = 1 / (1 + exp(−z)), stable for every z. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z))
  const e = Math.exp(z)
  return e / (1 + e)
}

/** t log t, continued by 0 at t = 0. */
export function negativeEntropy(t: number): number {
  return t === 0 ? 0 : t * Math.log(t)
}

/** (1 − t) log(1 − t), continued by 0 at t = 1; a small t keeps its digits, which the difference 1 − t would lose. */
export function complementEntropy(t: number): number {
  return t === 1 ? 0 : (1 - t) * Math.log1p(-t)
}

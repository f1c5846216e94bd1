/**
 * Leads: by how much a row prefers a class that it has a share in to another one, for all such pairs of classes and all rows of
 * weight > 0. Of two classes the predictor of the second is z, that of the first 0:
 *
 *   (A z)_ℓ = z_ic − z_ia,     ℓ = (i, c, a), the share of class c in row i above 0, a ≠ c
 */

import type { Curvature, Loss } from './loss'

/** The output of the first of two classes, whose predictor is 0 whatever the coefficients. */
const NONE = -1

export class Leads {
  /** of each lead: its row, and the outputs whose predictors it is the difference of */
  private readonly row: Int32Array
  private readonly own: Int32Array
  private readonly rival: Int32Array

  constructor(private readonly loss: Loss) {
    const { rows, weights, outputs } = loss
    const classes = Math.max(2, outputs)
    const outputOf = (k: number) => (outputs > 1 ? k : k - 1)
    let length = 0
    for (let i = 0; i < rows; i++) {
      if (weights[i] === 0) continue
      for (let c = 0; c < classes; c++) if (loss.hasShare(i, c)) length += classes - 1
    }
    this.row = new Int32Array(length)
    this.own = new Int32Array(length)
    this.rival = new Int32Array(length)
    for (let i = 0, l = 0; i < rows; i++) {
      if (weights[i] === 0) continue
      for (let c = 0; c < classes; c++) {
        if (!loss.hasShare(i, c)) continue
        for (let a = 0; a < classes; a++) {
          if (a === c) continue
          this.row[l] = i
          this.own[l] = outputOf(c)
          this.rival[l++] = outputOf(a)
        }
      }
    }
  }

  get length(): number {
    return this.row.length
  }

  /** The row of lead l. */
  rowOf(l: number): number {
    return this.row[l]
  }

  /** Of which sign lead l has the predictor of this output, or 0. */
  signOf(l: number, output: number): number {
    return Number(this.own[l] === output) - Number(this.rival[l] === output)
  }

  /** A z */
  of(z: Float64Array): Float64Array {
    const { row, own, rival, length } = this
    const { rows } = this.loss
    const out = new Float64Array(length)
    for (let l = 0; l < length; l++) {
      if (own[l] !== NONE) out[l] = z[own[l] * rows + row[l]]
      if (rival[l] !== NONE) out[l] -= z[rival[l] * rows + row[l]]
    }
    return out
  }

  /** Aᵀ v */
  backTo(v: Float64Array): Float64Array {
    const { row, own, rival } = this
    const { rows, outputs } = this.loss
    const z = new Float64Array(rows * outputs)
    for (let l = 0; l < v.length; l++) {
      if (own[l] !== NONE) z[own[l] * rows + row[l]] += v[l]
      if (rival[l] !== NONE) z[rival[l] * rows + row[l]] -= v[l]
    }
    return z
  }

  /** Aᵀ diag(weights) A */
  curvature(weights: Float64Array): Curvature {
    return {
      curvatureInto: (a, b, d) => this.addCurvature(weights, a, b, d.fill(0)),
      curvatureTimesInto: (z, out) => out.set(this.backTo(this.of(z).map((lead, l) => weights[l] * lead))),
    }
  }

  /** d += the block of two outputs, a number a row */
  private addCurvature(weights: Float64Array, a: number, b: number, d: Float64Array): void {
    const { row, own, rival } = this
    for (let l = 0; l < weights.length; l++) {
      if ((own[l] === a || rival[l] === a) && (own[l] === b || rival[l] === b))
        d[row[l]] += a === b ? weights[l] : -weights[l]
    }
  }
}

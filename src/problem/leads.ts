/**
 * Leads: by how much a row prefers a class that it has a share in to another one, for all such pairs of classes and all rows of
 * weight > 0. Of two classes the predictor of the second is z, that of the first 0:
 *
 *   (A z)_ℓ = z_ic − z_ia,     ℓ = (i, c, a), the share of class c in row i above 0, a ≠ c
 */

import type { Curvature, Loss } from './loss'

/** The place of a predictor that is 0 whatever the coefficients. */
const NONE = -1

export class Leads {
  /** where the two predictors of each lead are */
  private readonly own: Int32Array
  private readonly rival: Int32Array

  constructor(private readonly loss: Loss) {
    const { rows, weights } = loss
    const classes = Math.max(2, loss.outputs)
    let length = 0
    for (let i = 0; i < rows; i++) {
      if (weights[i] === 0) continue
      for (let c = 0; c < classes; c++) if (loss.hasShare(i, c)) length += classes - 1
    }
    this.own = new Int32Array(length)
    this.rival = new Int32Array(length)
    for (let i = 0, l = 0; i < rows; i++) {
      if (weights[i] === 0) continue
      for (let c = 0; c < classes; c++) {
        if (!loss.hasShare(i, c)) continue
        for (let a = 0; a < classes; a++) {
          if (a === c) continue
          this.own[l] = this.place(i, c)
          this.rival[l++] = this.place(i, a)
        }
      }
    }
  }

  get length(): number {
    return this.own.length
  }

  /** The row of lead l. */
  rowOf(l: number): number {
    return Math.max(this.own[l], this.rival[l]) % this.loss.rows
  }

  /** A z */
  of(z: Float64Array): Float64Array {
    const { own, rival, length } = this
    const out = new Float64Array(length)
    for (let l = 0; l < length; l++) {
      out[l] = (own[l] === NONE ? 0 : z[own[l]]) - (rival[l] === NONE ? 0 : z[rival[l]])
    }
    return out
  }

  /** Aᵀ v */
  backTo(v: Float64Array): Float64Array {
    const { own, rival, loss } = this
    const z = new Float64Array(loss.rows * loss.outputs)
    for (let l = 0; l < v.length; l++) {
      if (own[l] !== NONE) z[own[l]] += v[l]
      if (rival[l] !== NONE) z[rival[l]] -= v[l]
    }
    return z
  }

  /** Aᵀ diag(weights) A */
  curvature(weights: Float64Array): Curvature {
    const { own, rival, loss } = this
    const outputOf = (p: number) => (p === NONE ? NONE : Math.floor(p / loss.rows))
    return {
      curvatureInto: (a, b, d) => {
        d.fill(0)
        for (let l = 0; l < weights.length; l++) {
          const [c, r] = [outputOf(own[l]), outputOf(rival[l])]
          const isOf = (output: number) => c === output || r === output
          if (isOf(a) && isOf(b)) d[this.rowOf(l)] += a === b ? weights[l] : -weights[l]
        }
      },
      curvatureTimesInto: (z, out) => out.set(this.backTo(this.of(z).map((lead, l) => weights[l] * lead))),
    }
  }

  private place(i: number, k: number): number {
    const { rows, outputs } = this.loss
    if (outputs > 1) return k * rows + i
    return k === 1 ? i : NONE
  }
}

/**
 * Pairs (i, a) of a row and a class that is not its likeliest. Far along a direction of recession some have gone apart, the
 * likeliest class leading by ever more, and the others still compete. Of two classes each row is one pair.
 */

import type { Loss } from './loss'

/** A pair with such a lead has gone apart, or so it seems: its curvature is 3e-4 of the whole. */
const APART = 8

/** Predictors that are so far behind leave no curvature. */
const FAR = 1000

/** What rounding may leave of a lead that is none. */
const NO_LEAD = 1e-6

export class CompetingPairs {
  /** of each row, the predictor of its likeliest class; of two classes, the one there is */
  private readonly top: Int32Array
  /** 1 for the pairs that have gone apart, one for each predictor */
  private readonly apart: Uint8Array

  /** @param u - predictors far along the way */
  constructor(
    private readonly u: Float64Array,
    private readonly loss: Loss,
  ) {
    const { rows } = loss
    this.top = new Int32Array(rows).map((_, i) => i)
    for (let p = rows; p < u.length; p++) if (u[p] > u[this.top[p % rows]]) this.top[p % rows] = p
    this.apart = new Uint8Array(u.length).map((_, p) => Number(this.leadOf(p, u) > APART))
  }

  get someApart(): boolean {
    return this.apart.includes(1)
  }

  /**
   * Predictors where pairs that compete have all their curvature, and those that are apart about
   *
   * @param share - of it, divided by the square of their lead
   */
  predictors(share: number): Float64Array {
    const { apart, u, loss } = this
    const least = Math.min(-Math.log(share), FAR)
    return u.map((value, p) => {
      if (apart[p] === 0) return 0
      const lead = least + 2 * Math.log(this.leadOf(p, u))
      return loss.outputs === 1 ? Math.sign(value) * lead : -lead
    })
  }

  /** Pairs apart that `z` does not lead compete from now on. @returns whether there were any */
  addThoseNotLed(z: Float64Array): boolean {
    let found = false
    for (let p = 0; p < z.length; p++) {
      if (this.apart[p] === 0 || this.leadOf(p, z) > NO_LEAD) continue
      this.apart[p] = 0
      found = true
    }
    return found
  }

  /** By how much the likeliest class leads the one of predictor p; of two classes, the other one. */
  private leadOf(p: number, z: Float64Array): number {
    const { loss, top, u } = this
    return loss.outputs === 1 ? Math.sign(u[p]) * z[p] : z[top[p % loss.rows]] - z[p]
  }
}

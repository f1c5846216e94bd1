/**
 * Directions of recession: the loss has no minimum where coefficients without a penalty separate the classes, that is,
 * where some v of them, that leads to no bound, has
 *
 *   gᵢ(v) = min over a ≠ yᵢ of (uᵢ,y − uᵢ,a) ≥ 0 for all rows of weight > 0, and > 0 for one,    u = X_F v
 *
 * (two classes: gᵢ = yᵢ uᵢ). Along such a v the loss falls for ever; if there is none, a minimum exists. Newton's method
 * finds v by itself: where all rows are separated, the coefficients classify them all after a few steps, and where only
 * some are, its steps become v, since the others have found their minimum.
 *
 * Source: Albert & Anderson, *On the existence of maximum likelihood estimates in logistic regression models*,
 * Biometrika 71 (1984).
 */

import { gather, maxAbs } from '../support/arrays'
import type { Problem } from './problem'

/**
 * How far below 0 a row may be, against the largest gᵢ: what rounding and the slow convergence of the steps leave. If
 * there is a minimum all the same, it has coefficients a hundred million times as large as data of this scale ask for.
 */
const TOLERANCE = 1e-8

export class Recession {
  private before: Float64Array | undefined = undefined

  constructor(private readonly problem: Problem) {}

  /** Whether w, or the way to it from the w of the call before, shows that there is no minimum. */
  isSeenFrom(w: Float64Array): boolean {
    const { indices, length } = this.problem.unbounded
    if (length === 0) return false
    const here = gather(w, indices)
    const { before } = this
    this.before = here
    return this.separates(here) || (before !== undefined && this.separates(here.map((v, i) => v - before[i])))
  }

  private separates(way: Float64Array): boolean {
    const { penalty, unbounded } = this.problem
    const v = way.map((value, k) => (penalty.mayGrow(unbounded.indices[k], value) ? value : 0))
    return v.some(value => value !== 0) && separates(gainsAlong(this.problem, v, true))
  }
}

/** The least and the largest gᵢ(v), that not below 0. */
export interface Gains {
  readonly least: number
  readonly most: number
}

/**
 * @param v - of the coefficients that could grow for ever
 * @param whetherOnly - whether it may end at a row that no other can make up for, as nearly all do that see no separation
 */
export function gainsAlong(problem: Problem, v: Float64Array, whetherOnly = false): Gains {
  const { unbounded, loss } = problem
  const u = new Float64Array(problem.predictorCount)
  problem.predictorsInto(unbounded, v, u)
  // A gain is the difference of two predictors at most.
  const hopeless = whetherOnly ? -2 * TOLERANCE * maxAbs(u) : -Infinity
  let [least, most] = [Infinity, 0]
  for (let i = 0; i < loss.rows && !(least < hopeless); i++) {
    if (loss.weights[i] === 0) continue
    const gain = loss.leastGain(i, u)
    if (gain < least) least = gain
    if (gain > most) most = gain
  }
  return { least, most }
}

/** Whether rows with these gains are separated. */
export function separates({ least, most }: Gains): boolean {
  return most > 0 && most < Infinity && least >= -TOLERANCE * most
}

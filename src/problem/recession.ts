/**
 * Directions of recession: the loss has no minimum where coefficients without a penalty separate the classes, that is,
 * where some v of them, that leads to no bound, has
 *
 *   uᵢ,y − uᵢ,a ≥ 0 for all rows of weight > 0 and all a ≠ yᵢ, and > 0 for one,    u = X_F v
 *
 * (two classes: yᵢ uᵢ ≥ 0). Along such a v the loss falls for ever; if there is none, a minimum exists. A feature that two
 * of three classes have leaves those together and separates the third from them. Newton's method finds v by itself: where
 * all rows are separated, the coefficients classify them all after a few steps, and where only some are, its steps become
 * v, since the others have found their minimum.
 *
 * Source: Albert & Anderson, *On the existence of maximum likelihood estimates in logistic regression models*,
 * Biometrika 71 (1984).
 */

import { gather, isZero, maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { normalEquations } from './normal-equations'
import type { Problem } from './problem'

/**
 * How far below 0 a lead may be, against the largest one: what rounding and the slow convergence of the steps leave. If
 * there is a minimum all the same, it has coefficients a hundred million times as large as data of this scale ask for.
 */
const TOLERANCE = 1e-8

/** A way that misses by at most this is looked at more closely. */
const NEARLY = 1e-3

/** Where rows that compete along a way are, in units of the predictor: so near 0 that their curvature is whole. */
const COMPETING = 0.1

export class Recession {
  private before: Float64Array | undefined = undefined
  /** the last step */
  private way: Float64Array | undefined = undefined

  constructor(private readonly problem: Problem) {}

  /**
   * Whether w, or the last step to it, shows that there is no minimum.
   *
   * @param closely - whether a step that misses by a little is worth a closer look: one has the price of a step, and a fit
   *   that ends before the rows that compete have found their minimum leaves their coefficients far from it
   */
  *isSeenFrom(w: Float64Array, closely: boolean): Steps<boolean> {
    const { indices, length } = this.problem.unbounded
    if (length === 0) return false
    const here = gather(w, indices)
    const { before } = this
    this.before = here
    if (this.separates(here)) return true
    const step = here.map((v, i) => v - (before?.[i] ?? v))
    if (maxAbs(step) > 0) this.way = step
    const { way } = this
    return way !== undefined && (this.separates(way) || (closely && (yield* this.separatesNearly(way))))
  }

  private separates(way: Float64Array): boolean {
    const v = this.allowed(way)
    return !isZero(v) && separates(gainsAlong(this.problem, v, true))
  }

  /**
   * Whether a way separates once its share in the rows that compete along it is taken off. Far along v, at τ v, the curvature
   * D of the loss is that of these rows alone, so that
   *
   *   v ← v − β,     (X_Fᵀ D X_F) β = X_Fᵀ D X_F v
   *
   * leads to where they do not move. Steps get rid of that share slowly where some rows are separated by a lead over others:
   * 84 rows of 60 features and seven classes took 100 of them, and 6 this way.
   */
  private *separatesNearly(way: Float64Array): Steps<boolean> {
    const { problem } = this
    const { unbounded, loss } = problem
    const v = this.allowed(way)
    const { least, most } = gainsAlong(problem, v)
    if (!(least < 0 && least >= -NEARLY * most)) return false
    const u = new Float64Array(problem.predictorCount)
    problem.predictorsInto(unbounded, v, u)
    const far = loss.expandAt(u.map(value => (COMPETING / -least) * value))
    far.curvatureTimesInto(u.slice(), u)
    const slope = new Float64Array(v.length)
    problem.gradientInto(unbounded, u, slope)
    const { solve } = yield* normalEquations(problem, unbounded, far, slope)
    const beta = yield* solve(slope)
    const rest = this.allowed(v.map((value, k) => value - beta[k]))
    const gains = gainsAlong(problem, rest)
    // What is left has to be a way, not the rounding of one.
    return separates(gains) && gains.most >= COMPETING * most
  }

  /** The way without what leads to a bound. */
  private allowed(way: Float64Array): Float64Array {
    const { penalty, unbounded } = this.problem
    return way.map((value, k) => (penalty.mayGrow(unbounded.indices[k], value) ? value : 0))
  }
}

/** The least and the largest of the leads uᵢ,y − uᵢ,a, that not below 0. */
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
    least = Math.min(least, loss.leastGain(i, u))
    most = Math.max(most, loss.mostGain(i, u))
  }
  return { least, most }
}

/** Whether rows with these gains are separated. */
export function separates({ least, most }: Gains): boolean {
  return most > 0 && most < Infinity && least >= -TOLERANCE * most
}

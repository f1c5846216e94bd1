/**
 * Directions of recession: the loss has no minimum where coefficients without a penalty separate the classes, that is,
 * where some v of them, that leads to no bound, has
 *
 *   uᵢ,y − uᵢ,a ≥ 0 for all rows of weight > 0 and all a ≠ yᵢ, and > 0 for one,    u = X_F v
 *
 * (two classes: yᵢ uᵢ ≥ 0). Along such a v the loss falls for ever; if there is none, a minimum exists. A feature that two
 * of three classes have leaves those together and separates the third from them. Newton's method finds v by itself: where
 * all rows are separated, the coefficients classify them all after a few steps, and where only some are, its steps become
 * v, since the others have found their minimum. Where rows go apart at several speeds no step does, as each goes back along one
 * way as far as those before have led there: then what moves the rows that compete is taken off the coefficients.
 *
 * Source: Albert & Anderson, *On the existence of maximum likelihood estimates in logistic regression models*,
 * Biometrika 71 (1984).
 */

import { gather, maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { CompetingPairs } from './competing-pairs'
import { normalEquations } from './normal-equations'
import type { Problem } from './problem'

/**
 * How far below 0 a lead may be, against the largest one: what rounding and the slow convergence of the steps leave. If
 * there is a minimum all the same, it has coefficients a hundred million times as large as data of this scale ask for.
 */
const TOLERANCE = 1e-8

/** A lead that tells a way from the rounding of one. */
const LEAST_LEAD = 0.1

/** How often pairs that are not led are added to those that compete. */
const MAX_ROUNDS = 6

/**
 * What pairs that are apart weigh in β, of their share of w: little, so that those that compete decide, and not nothing, so that β
 * leaves the others where they are as far as it can. (14 trials of six rising doses are all seen through in 17 to 31 steps;
 * where it is nothing 11 are, in up to 78.)
 */
const SOFTLY = 1e-6

/** Solutions for what these weights have left of the pairs that compete. */
const REFINEMENTS = 3

/** How closely a fit that could end is looked at. */
export type Closeness = 'not' | 'seldom' | 'now'

export class Recession {
  private before: Float64Array | undefined = undefined
  /** the last step */
  private way: Float64Array | undefined = undefined
  /** Points have no part in it: what one has shown holds for all. */
  private seen = false
  private looks = 0

  constructor(private readonly problem: Problem) {}

  /**
   * Whether w, or the last step to it, shows that there is no minimum.
   *
   * @param closely - whether pairs that compete may be taken off first. That has the price of some steps, so it is done ever more
   *   `seldom` but for the last time; and a fit that ends before they have found their minimum leaves their coefficients far from it
   */
  *isSeenFrom(w: Float64Array, closely: Closeness): Steps<boolean> {
    const { indices, length } = this.problem.unbounded
    if (length === 0) return false
    const here = gather(w, indices)
    const step = here.map((v, i) => v - (this.before?.[i] ?? v))
    this.before = here
    if (maxAbs(step) > 0) this.way = this.allowed(step)
    const far = this.allowed(here)
    this.seen ||= [far, this.way].some(v => v !== undefined && separatesAlong(this.problem, v))
    if (!this.seen && closely !== 'not' && this.isWorthwhile(closely)) {
      this.seen = yield* this.separatesApart(far)
    }
    return this.seen
  }

  /** Only where some pair still goes apart. */
  private isWorthwhile(closely: Closeness): boolean {
    const { way, problem } = this
    if (way === undefined || extremes(problem, predictorsOf(problem, way)).most < LEAST_LEAD) return false
    this.looks++
    return closely === 'now' || Math.log2(this.looks) % 1 === 0
  }

  /** Whether w separates once what moves pairs that compete is taken off. What that does not lead competes from then on. */
  private *separatesApart(w: Float64Array): Steps<boolean> {
    const pairs = new CompetingPairs(predictorsOf(this.problem, w), this.problem.loss)
    for (let round = 0; round < MAX_ROUNDS && pairs.someApart; round++) {
      const v = yield* this.withoutCompeting(w, pairs)
      const u = predictorsOf(this.problem, v)
      if (separatesAlong(this.problem, v, u) && extremes(this.problem, u).most >= LEAST_LEAD) return true
      if (!pairs.addThoseNotLed(u)) return false
    }
    return false
  }

  /**
   * w − β, where β moves the pairs that compete as w does and the others hardly, against how far w leads them,
   *
   *   minimize over β   ‖D^½ X_F (w − β)‖² + ε ‖Λ⁻¹ X_F β‖²
   *
   * with D the curvature of pairs that compete, Λ the leads of the others.
   */
  private *withoutCompeting(w: Float64Array, pairs: CompetingPairs): Steps<Float64Array> {
    const { problem } = this
    const { unbounded } = problem
    const loss = problem.loss.withoutOffset()
    const competing = loss.expandAt(pairs.predictors(0))
    const z = new Float64Array(problem.predictorCount)
    const slopeOf = (v: Float64Array): Float64Array => {
      const slope = new Float64Array(v.length)
      competing.curvatureTimesInto(predictorsOf(this.problem, v), z)
      problem.gradientInto(unbounded, z, slope)
      return slope
    }
    let v = w
    let slope = slopeOf(v)
    const all = loss.expandAt(pairs.predictors(SOFTLY))
    const { solve } = yield* normalEquations(problem, unbounded, all, slope)
    for (let k = 0; k < REFINEMENTS; k++) {
      const beta = yield* solve(slope)
      v = v.map((value, q) => value - beta[q])
      slope = slopeOf(v)
    }
    return this.allowed(v)
  }

  /** The way without what leads to a bound. */
  private allowed(way: Float64Array): Float64Array {
    const { penalty, unbounded } = this.problem
    return way.map((value, k) => (penalty.mayGrow(unbounded.indices[k], value) ? value : 0))
  }
}

/** What the leads uᵢ,y − uᵢ,a come to, over all rows of weight > 0 and all a ≠ yᵢ. */
export interface Gains {
  /** the smallest */
  readonly least: number
  /** the same, each over ‖v‖∞ ‖xᵢ‖, which it cannot exceed by much; not above 0 */
  readonly leastShare: number
  /** the largest, not below 0 */
  readonly most: number
}

/** @param v - of the coefficients that could grow for ever */
export function gainsAlong(problem: Problem, v: Float64Array): Gains {
  const u = predictorsOf(problem, v)
  return { ...extremes(problem, u), leastShare: leastShare(problem, u, v) }
}

/** Whether rows with these gains are separated. */
export function separates({ least, leastShare, most }: Gains): boolean {
  return leads(least, most) && isRounding(leastShare)
}

/**
 * Whether v separates: no row loses by it, against the largest lead nor against what the row itself could lose. A value of
 * −5e6 among hundredths leads by so much that the others' losses are nothing to it, and yet keep v from being a way.
 */
function separatesAlong(problem: Problem, v: Float64Array, u = predictorsOf(problem, v)): boolean {
  const { least, most } = extremes(problem, u)
  // The shares read X once more, and most v fail before.
  return leads(least, most) && isRounding(leastShare(problem, u, v))
}

function leads(least: number, most: number): boolean {
  return most > 0 && most < Infinity && least >= -TOLERANCE * most
}

function isRounding(leastShare: number): boolean {
  return leastShare >= -TOLERANCE
}

function extremes({ loss }: Problem, u: Float64Array): Pick<Gains, 'least' | 'most'> {
  let [least, most] = [Infinity, 0]
  for (let i = 0; i < loss.rows; i++) {
    if (loss.weights[i] === 0) continue
    least = Math.min(least, loss.leastGain(i, u))
    most = Math.max(most, loss.mostGain(i, u))
  }
  return { least, most }
}

function leastShare({ loss, design }: Problem, u: Float64Array, v: Float64Array): number {
  const longest = maxAbs(v)
  let least = 0
  for (let i = 0; i < loss.rows; i++) {
    const gain = loss.weights[i] === 0 ? 0 : loss.leastGain(i, u)
    if (gain < 0) least = Math.min(least, gain / (longest * Math.sqrt(design.rowSquares(i))))
  }
  return least
}

/** X v */
function predictorsOf(problem: Problem, v: Float64Array): Float64Array {
  const u = new Float64Array(problem.predictorCount)
  problem.predictorsInto(problem.unbounded, v, u)
  return u
}

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
 * way as far as those before have led there: then v is looked for without the fit, once.
 *
 * Source: Albert & Anderson, *On the existence of maximum likelihood estimates in logistic regression models*,
 * Biometrika 71 (1984).
 */

import { gather, maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { extremes, leadsAlong, separatesAlong } from './gains'
import { Leads } from './leads'
import { isSeparable } from './nearest-way'
import type { Problem } from './problem'

/** A lead that tells a way from the rounding of one. */
const LEAST_LEAD = 0.1

export class Recession {
  /** `undefined` where nothing can separate */
  private readonly leads: Leads | undefined
  private before: Float64Array | undefined = undefined
  /** the last step */
  private way: Float64Array | undefined = undefined
  /** Points have no part in it: what one has shown holds for all. */
  private seen = false
  private searched = false

  constructor(private readonly problem: Problem) {
    this.leads = hasOnlyIntercepts(problem) ? undefined : new Leads(problem.loss)
  }

  /**
   * Whether w, or the last step to it, shows that there is no minimum.
   *
   * @param closely - whether a way is looked for where they do not but some lead still grows. That has the price of some steps
   */
  *isSeenFrom(w: Float64Array, closely: boolean): Steps<boolean> {
    const { problem, leads } = this
    const { indices } = problem.unbounded
    if (leads === undefined) return false
    const here = gather(w, indices)
    const step = here.map((v, i) => v - (this.before?.[i] ?? v))
    this.before = here
    if (maxAbs(step) > 0) this.way = this.allowed(step)
    this.seen ||= [this.allowed(here), this.way].some(
      v => v !== undefined && separatesAlong(problem, leads, v),
    )
    if (!this.seen && closely && !this.searched && this.growsApart(leads)) {
      this.searched = true
      this.seen = yield* isSeparable(problem, leads)
    }
    return this.seen
  }

  private growsApart(leads: Leads): boolean {
    const { problem, way } = this
    return way !== undefined && extremes(leadsAlong(problem, leads, way)).most >= LEAST_LEAD
  }

  /** The way without what leads to a bound. */
  private allowed(way: Float64Array): Float64Array {
    const { penalty, unbounded } = this.problem
    return way.map((value, k) => (penalty.mayGrow(unbounded.indices[k], value) ? value : 0))
  }
}

/** One constant for each output, or none: every class has rows, so that these cannot lead all of them. */
function hasOnlyIntercepts({ unbounded, design, loss }: Problem): boolean {
  if (unbounded.length > loss.outputs) return false
  const one = Float64Array.of(1)
  const column = new Float64Array(design.rows)
  return unbounded.groups.every(({ columns }) => {
    if (columns.length > 1) return false
    columns.timesInto(one, column)
    return column.every(value => value === column[0])
  })
}

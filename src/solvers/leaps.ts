/**
 * Leaps: where steps go to and fro across a narrow valley of F, each gets as little along it as the one before, but what
 * some of them come to leads along it,
 *
 *   w ← w + t (w − w″),     w″ some rounds before,  t ∈ {1, 2, 4, …} as long as F falls, or as much less as it takes
 *
 * A leap costs two passes over X and an expansion of the loss for each t. It is taken only where F is lower, and ends no fit.
 * Of 30 random problems that are not solved in 100 steps, of columns like 1e7 ± 1 or weights twelve powers of ten
 * apart, it solves 11, and takes steps from hardly any other.
 *
 * Source: the pattern moves of Hooke & Jeeves, *"Direct search" solution of numerical and statistical problems*, Journal
 * of the ACM 8 (1961).
 */

import { Coordinates } from '../problem/problem'
import { gather } from '../support/arrays'
import type { Iterate } from './iterate'
import { lineSearch } from './line-search'

/** Steps that a fit which does not creep hardly needs. */
const CREEPING = 8

/** Rounds that leaps look back, by turns: there are valleys that steps cross to and fro, and that they go round in. */
const BACK = [2, 4]

export class Leaps {
  /** w where the last rounds began */
  private readonly points: Float64Array[] = []
  private tried = 0
  private hasLeapt = false

  /** Leaps if the fit seems to creep, and not twice in a row; whether it has. Needs the gradient of all coordinates. */
  take(iterate: Iterate, iterations: number): boolean {
    const { problem, w } = iterate
    // Where there may be no minimum it would lead far away.
    if (iterations < CREEPING || problem.unbounded.length > problem.loss.outputs) return false
    const start = this.hasLeapt ? undefined : this.points.at(-BACK[this.tried++ % BACK.length])
    this.hasLeapt = start !== undefined && leapFrom(start, iterate)
    if (this.hasLeapt) return true
    this.points.push(w.slice())
    if (this.points.length > Math.max(...BACK)) this.points.shift()
    return false
  }
}

/** Goes on in the direction that led here from `start`; whether F falls there. */
function leapFrom(start: Float64Array, iterate: Iterate): boolean {
  const { problem, expansion, w } = iterate
  const { penalty, design, predictorCount } = problem
  const whole = w.map((here, q) => penalty.clip(q, here + (here - start[q])) - here)
  const moved = new Coordinates(
    problem.all.indices.filter(q => whole[q] !== 0),
    design,
  )
  const delta = gather(whole, moved.indices)
  const direction = {
    delta,
    z: new Float64Array(predictorCount),
    residualChange: new Float64Array(predictorCount),
    exact: false,
  }
  problem.predictorsInto(moved, delta, direction.z)
  iterate.refine(moved, direction)
  const { step, beyondRounding } = lineSearch(iterate, moved, direction)
  if (!beyondRounding || step === 0) return false
  expansion.curvatureTimesInto(direction.z, direction.residualChange)
  iterate.move(moved, direction, step)
  return true
}

/**
 * What rows gain along a way of the coefficients: whether it separates the classes.
 *
 * Source: Albert & Anderson, *On the existence of maximum likelihood estimates in logistic regression models*,
 * Biometrika 71 (1984).
 */

import { maxAbs } from '../support/arrays'
import { Leads } from './leads'
import type { Problem } from './problem'

/**
 * How far below 0 a lead may be, against the largest one: what rounding and the slow convergence of the steps leave. If
 * there is a minimum all the same, it has coefficients a hundred million times as large as data of this scale ask for.
 */
const TOLERANCE = 1e-8

/** What the leads along a way come to. */
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
  const leads = new Leads(problem.loss)
  const gained = leadsAlong(problem, leads, v)
  return { ...extremes(gained), leastShare: leastShare(problem, leads, gained, v) }
}

/** Whether rows with these gains are separated. */
export function separates({ least, leastShare, most }: Gains): boolean {
  return areLed({ least, most }) && isRounding(leastShare)
}

/**
 * Whether v separates: no row loses by it, against the largest lead nor against what the row itself could lose. A value of
 * −5e6 among hundredths leads by so much that the others' losses are nothing to it, and yet keep v from being a way.
 */
export function separatesAlong(problem: Problem, leads: Leads, v: Float64Array): boolean {
  const gained = leadsAlong(problem, leads, v)
  // The shares read X once more, and most v fail before.
  return areLed(extremes(gained)) && isRounding(leastShare(problem, leads, gained, v))
}

/** A X v */
export function leadsAlong(
  problem: Problem,
  leads: Leads,
  v: Float64Array,
  coordinates = problem.unbounded,
): Float64Array {
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(coordinates, v, z)
  return leads.of(z)
}

/** The smallest and the largest lead. */
export function extremes(gained: Float64Array): Pick<Gains, 'least' | 'most'> {
  let [least, most] = [Infinity, 0]
  for (const lead of gained) {
    least = Math.min(least, lead)
    most = Math.max(most, lead)
  }
  return { least, most }
}

/** Whether none is below 0 but for {@link TOLERANCE}, and not all are 0. */
export function areLed({ least, most }: Pick<Gains, 'least' | 'most'>): boolean {
  return most > 0 && most < Infinity && least >= -TOLERANCE * most
}

function isRounding(leastShare: number): boolean {
  return leastShare >= -TOLERANCE
}

function leastShare({ design }: Problem, leads: Leads, gained: Float64Array, v: Float64Array): number {
  const longest = maxAbs(v)
  const squares = new Float64Array(design.rows)
  design.rowSquaresInto(new Float64Array(design.cols).fill(1), squares)
  let least = 0
  for (let l = 0; l < gained.length; l++) {
    if (gained[l] >= 0) continue
    least = Math.min(least, gained[l] / (longest * Math.sqrt(squares[leads.rowOf(l)])))
  }
  return least
}

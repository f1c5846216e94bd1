/**
 * Hessians from a sample of the rows, H ≈ Σ_{i ∈ S} (hᵢ / pᵢ) xᵢ xᵢᵀ (row-sample.ts has S and p): how many rows are worth
 * their price, and what is done where these do not represent a column.
 */

import type { Curvature } from '../problem/loss'
import type { Coordinates, Problem } from '../problem/problem'
import { sum } from '../support/arrays'
import { diagonalOf } from './row-sample'

/** How much may be saved on a Hessian. */
export interface HessianAccuracy {
  /** rows to sample for each coordinate */
  readonly rowsPerCoordinate: number
  /** share by which a row's weight may be out of date */
  readonly staleness: number
}

/** A Hessian of fewer nanoseconds is not worth sampling. */
const SAMPLE_FROM_NS = 1e6

/** A row of less than this share of the mean weight hardly counts. (Ten digits, L2, C = 1: a fifth of the rows are left.) */
const LIGHT = 0.2

/**
 * The share of the rows that H is taken from. The rest of a step costs about as much as ten rows of H in k, so a
 * smaller share than 10 / k gains nothing.
 */
export function sampleShare(
  problem: Problem,
  coordinates: Coordinates,
  { rowsPerCoordinate }: HessianAccuracy,
): number {
  const k = coordinates.length
  const share = Math.max((rowsPerCoordinate * k) / problem.design.rows, 10 / k)
  if (share > 0.5) return 1
  return gramCost(problem, coordinates) < SAMPLE_FROM_NS ? 1 : share
}

/** Nanoseconds of a Hessian formed from all rows, over all pairs of outputs. */
export function gramCost({ loss }: Problem, coordinates: Coordinates): number {
  let cost = 0
  for (const { columns } of coordinates.groups) cost += columns.gramCost
  return (cost * (loss.outputs + 1)) / 2
}

/**
 * Gives the Hessian of a sample the diagonal of the exact one, and leaves it positive semi-definite: what is too large is
 * scaled down with its row and column, what is too small is added to.
 */
export function mendDiagonal(problem: Problem, curvature: Curvature, sampled: Float64Array): void {
  const { size } = problem
  const exact = diagonalOf(problem, curvature)
  const scale = exact.map((h, q) => {
    const own = sampled[q * size + q]
    return own > h ? Math.sqrt(h / own) : 1
  })
  for (let q = 0; q < size; q++) {
    for (let r = 0; r < size; r++) sampled[q * size + r] *= scale[q] * scale[r]
    sampled[q * size + q] = Math.max(sampled[q * size + q], exact[q])
  }
}

/**
 * Gives the rows that hardly count weight 0, and returns the share of those that do. Of several classes most rows are all
 * but certain that they are not of a given one.
 */
export function dropLight(weights: Float64Array): number {
  const least = (LIGHT * sum(weights)) / weights.length
  let kept = 0
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] < least) weights[i] = 0
    else kept++
  }
  return kept / weights.length
}

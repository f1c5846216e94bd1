/**
 * Hessians from a sample of the rows: H ≈ Σ_{i ∈ S} (dᵢ / share) xᵢ xᵢᵀ. A sample stands for all rows only where it has
 * about their diagonal.
 */

import { hessianDiagonal } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import type { Coordinates, Problem } from '../problem/problem'
import { sum } from '../support/arrays'

/** How much may be saved on a Hessian. */
export interface HessianAccuracy {
  /** rows to sample for each coordinate */
  readonly rowsPerCoordinate: number
  /** share by which a row's weight may be out of date */
  readonly staleness: number
}

/** A Hessian of fewer nanoseconds is not worth sampling. */
const SAMPLE_FROM_NS = 1e6

/**
 * By what factor the diagonal of a sampled Hessian may miss the exact one, either way. A column with a few entries, such
 * as a rare category, has hardly any of them in a sample, so that its curvature is far too small: then no sample is taken.
 */
const REPRESENTATIVE = 3

/** A row of less than this share of the mean weight hardly counts. (Ten digits, L2, C = 1: a fifth of the rows are left.) */
const LIGHT = 0.2

/** The weights h_ab now, 0 for rows outside the sample. */
export function currentWeights(
  curvature: Curvature,
  a: number,
  b: number,
  share: number,
  d: Float64Array,
): void {
  curvature.curvatureInto(a, b, d)
  if (share < 1) sampleRows(d, share)
}

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
 * 1 for the coefficients of which a sample of this share has about the diagonal of the exact Hessian. All are asked about at
 * once: one pass over X, where asking of those that enter working sets was a fifth of an L1 fit on 20,000 × 768.
 */
export function representedBy(problem: Problem, curvature: Curvature, share: number): Uint8Array {
  const exact = diagonalOf(problem, curvature, 1)
  const sampled = diagonalOf(problem, curvature, share)
  return Uint8Array.from(sampled, (h, q) =>
    h * REPRESENTATIVE >= exact[q] && h <= REPRESENTATIVE * exact[q] ? 1 : 0,
  )
}

/**
 * Gives the Hessian of a sample the diagonal of the exact one, and leaves it positive semi-definite: what is too large is
 * scaled down with its row and column, what is too small is added to.
 */
export function mendDiagonal(problem: Problem, curvature: Curvature, sampled: Float64Array): void {
  const { size } = problem
  const exact = diagonalOf(problem, curvature, 1)
  const scale = exact.map((h, q) => Math.min(1, Math.sqrt(h / sampled[q * size + q])))
  for (let q = 0; q < size; q++) {
    for (let r = 0; r < size; r++) sampled[q * size + r] *= scale[q] * scale[r]
    sampled[q * size + q] = Math.max(sampled[q * size + q], exact[q])
  }
}

function diagonalOf(problem: Problem, curvature: Curvature, share: number): Float64Array {
  const d = new Float64Array(problem.design.rows)
  return hessianDiagonal(problem, problem.all, output => {
    currentWeights(curvature, output, output, share, d)
    return d
  })
}

/** Leaves a share of the rows, spread evenly and with their weights scaled up, and gives the others weight 0. */
function sampleRows(weights: Float64Array, share: number): void {
  const threshold = share * 2 ** 32
  for (let i = 0; i < weights.length; i++) {
    // Multiplicative hashing (Knuth): as good as random for any order of the rows, and the same on every run.
    if (Math.imul(i, 0x9e3779b1) >>> 0 < threshold) weights[i] /= share
    else weights[i] = 0
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

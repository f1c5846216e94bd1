/**
 * Which rows a Hessian is taken from: a sample, the likelier the more a row is to it. Row i is in with probability
 *
 *   pᵢ = min(1, ℓᵢ / τ),     ℓᵢ = hᵢ = Σₐ hₐₐᵢ,  or where that does not represent all columns  hᵢ (p / Σₖ hₖ + Σⱼ x_ij² / Σₖ hₖ x_kj²)
 *
 * with the sums of when it was first taken, as if columns had nothing to do with each other, and stands for 1 / pᵢ rows. So a row that
 * is alone in a column is in. (8,124 mushrooms, standardised, L2, C = 1, no intercept: 19 products with the Hessian, and 37 where all
 * rows were as likely.)
 *
 * Source: Drineas, Mahoney & Muthukrishnan, *Sampling algorithms for ℓ₂ regression and applications*, SODA 2006.
 */

import { hessianDiagonal } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import type { Problem } from '../problem/problem'
import { sum } from '../support/arrays'

/**
 * By what factor the diagonal of a sampled Hessian may miss the exact one, either way. A column with a few entries, such
 * as a rare category, has hardly any of them in a sample of rows that are all as likely, so that its curvature is far too small.
 */
const REPRESENTATIVE = 3

/** From this share of the rows on, all are as likely: a third of 200,000 rows is as good as any other, and found for less. */
const LARGE_SHARE = 0.25

/** τ falls from round to round, until it hardly does, or so often at most. */
const HARDLY = 0.99
const MOST_ROUNDS = 8

export class RowSample {
  /** 1 for the coefficients of which it had about the diagonal of the exact Hessian when it was first taken */
  readonly represented: Uint8Array
  /** What the weights of the rows were to be multiplied with then. */
  readonly factorsAtFirst: Float64Array
  private leverage: Float64Array | undefined = undefined

  /** @param share - of the rows, about */
  constructor(
    private readonly problem: Problem,
    curvature: Curvature,
    share: number,
  ) {
    const exact = diagonalOf(problem, curvature)
    const compare = (factors: Float64Array) => areAlike(exact, diagonalOf(problem, curvature, factors))
    let factors = this.factors(curvature, share)
    let represented = compare(factors)
    if (represented.includes(0)) {
      this.leverage = leverageOf(problem, this.weightsOf(curvature), exact)
      factors = this.factors(curvature, share)
      represented = compare(factors)
    }
    this.represented = represented
    this.factorsAtFirst = factors
  }

  /** What the weights of the rows are to be multiplied with. */
  factors(curvature: Curvature, share: number): Float64Array {
    const { rows } = this.problem.loss
    const scores =
      this.leverage === undefined && share >= LARGE_SHARE
        ? new Float64Array(rows).fill(1)
        : this.scores(curvature)
    const threshold = thresholdOf(scores, share * rows)
    const factors = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      const score = scores[i]
      // Multiplicative hashing (Knuth): as good as random for any order of the rows, and the same on every run.
      const isIn = (Math.imul(i, 0x9e3779b1) >>> 0) * threshold < score * 2 ** 32
      factors[i] = score >= threshold ? 1 : isIn ? threshold / score : 0
    }
    return factors
  }

  /** ℓ */
  private scores(curvature: Curvature): Float64Array {
    const { leverage } = this
    const scores = this.weightsOf(curvature)
    // A row without weight may have an infinite leverage.
    if (leverage !== undefined)
      for (let i = 0; i < scores.length; i++) if (scores[i] > 0) scores[i] *= leverage[i]
    return scores
  }

  /** h */
  private weightsOf(curvature: Curvature): Float64Array {
    const { rows, outputs } = this.problem.loss
    const weights = new Float64Array(rows)
    const h = outputs === 1 ? weights : new Float64Array(rows)
    for (let a = 0; a < outputs; a++) {
      curvature.curvatureInto(a, a, h)
      if (h !== weights) for (let i = 0; i < rows; i++) weights[i] += h[i]
    }
    return weights
  }
}

/**
 * p / Σₖ hₖ + Σⱼ x_ij² / Σₖ hₖ x_kj²: both parts have a mean of p / n under h, so that no row has less than half of an even share.
 *
 * @param diagonal - of the Hessian of all coefficients under h
 */
function leverageOf({ design }: Problem, h: Float64Array, diagonal: Float64Array): Float64Array {
  const { rows, cols } = design
  const squares = new Float64Array(cols)
  for (const [q, square] of diagonal.entries()) squares[q % cols] += square
  const leverage = new Float64Array(rows)
  design.rowSquaresInto(
    squares.map(square => (square > 0 ? 1 / square : 0)),
    leverage,
  )
  const evenly = cols / sum(h)
  for (let i = 0; i < rows; i++) leverage[i] += evenly
  return leverage
}

/** τ with Σᵢ min(1, ℓᵢ / τ) = count, or nearly. */
function thresholdOf(scores: Float64Array, count: number): number {
  let threshold = Infinity
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let heavy = 0
    let rest = 0
    for (let i = 0; i < scores.length; i++) {
      if (scores[i] >= threshold) heavy++
      else rest += scores[i]
    }
    const next = rest / Math.max(count - heavy, 1)
    if (!(next < HARDLY * threshold)) break
    threshold = next
  }
  return threshold
}

/** The weights h_ab now, times the factors of a sample; of all rows if they are left out. */
export function currentWeights(
  curvature: Curvature,
  a: number,
  b: number,
  factors: Float64Array | undefined,
  d: Float64Array,
): void {
  curvature.curvatureInto(a, b, d)
  if (factors !== undefined) for (let i = 0; i < d.length; i++) d[i] *= factors[i]
}

/** The diagonal of the Hessian, or of that of a sample. */
export function diagonalOf(problem: Problem, curvature: Curvature, factors?: Float64Array): Float64Array {
  const d = new Float64Array(problem.design.rows)
  return hessianDiagonal(problem, problem.all, output => {
    currentWeights(curvature, output, output, factors, d)
    return d
  })
}

/** 1 where the diagonals are about the same. */
export function areAlike(exact: Float64Array, sampled: Float64Array): Uint8Array {
  return Uint8Array.from(sampled, (h, q) =>
    h * REPRESENTATIVE >= exact[q] && h <= REPRESENTATIVE * exact[q] ? 1 : 0,
  )
}

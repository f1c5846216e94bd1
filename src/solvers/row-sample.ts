/**
 * Which rows a Hessian is taken from: a sample, the likelier the more a row is to it. Row i is in with probability
 *
 *   pᵢ = min(1, ℓᵢ / τ),     ℓᵢ = Σₐ hₐₐᵢ,  or where that does not represent all columns  Σₐ hₐₐᵢ (p / n + Σⱼ x_ij² / ‖xⱼ‖²),
 *
 * as if columns had nothing to do with each other, and stands for 1 / pᵢ rows. So a row that is alone in a column is in, unless it
 * weighs next to nothing. (8,124 mushrooms, standardised, L2, C = 1, no intercept: 18 products with the Hessian, and 73 where all
 * rows were as likely.)
 *
 * Source: Drineas, Mahoney & Muthukrishnan, *Sampling algorithms for ℓ₂ regression and applications*, SODA 2006.
 */

import { hessianDiagonal } from '../problem/hessian'
import type { Curvature } from '../problem/loss'
import type { Problem } from '../problem/problem'

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
  private leverage: Float64Array | undefined = undefined

  /** @param share - of the rows, about */
  constructor(
    private readonly problem: Problem,
    curvature: Curvature,
    share: number,
  ) {
    const exact = diagonalOf(problem, curvature)
    const compare = () => areAlike(exact, diagonalOf(problem, curvature, this.factors(curvature, share)))
    let represented = compare()
    if (represented.includes(0)) {
      this.leverage = leverageOf(problem)
      represented = compare()
    }
    this.represented = represented
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
    const { leverage, problem } = this
    const { rows, outputs } = problem.loss
    const scores = new Float64Array(rows)
    const h = new Float64Array(rows)
    for (let a = 0; a < outputs; a++) {
      curvature.curvatureInto(a, a, h)
      for (let i = 0; i < rows; i++) scores[i] += h[i]
    }
    if (leverage !== undefined) for (let i = 0; i < rows; i++) scores[i] *= leverage[i]
    return scores
  }
}

/** p / n + Σⱼ x_ij² / ‖xⱼ‖²: the second part has a mean of p / n, too, so that no row has less than half of an even share. */
function leverageOf({ design }: Problem): Float64Array {
  const { rows, cols, columnNorms } = design
  const leverage = new Float64Array(rows)
  const inverse = columnNorms.map(norm => (norm > 0 ? 1 / (norm * norm) : 0))
  design.rowSquaresInto(inverse, leverage)
  for (let i = 0; i < rows; i++) leverage[i] += cols / rows
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

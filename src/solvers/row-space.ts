/**
 * Solves the quadratic model of a ridge where there are far fewer predictors n K than coefficients. With the penalized ones P
 * and the free ones F, Λ = diag(l2), and the residual u = R + D X δ that the model predicts, its minimum v has
 *
 *   v_P = −Λ⁻¹ X_Pᵀ u,     X_Fᵀ u = 0
 *
 * so that all of it follows from as many numbers as there are predictors. With D = B Bᵀ, a K × K block for each row, R = B r + R₀,
 * where R₀ is 0 but for rows that are certain and wrong, and u = B t + R₀ these are
 *
 *   (I + Bᵀ G B) t = r + Bᵀ (X_F v_F − G R₀ − Z),     (X_Fᵀ B) t = −X_Fᵀ R₀,     G = X_P Λ⁻¹ X_Pᵀ
 *
 * (From R itself, with u = R + B t, little is left of u but rounding where the penalty is weak: 18 × 208 with columns of 1 and 1e7
 * ended 3,600 times above the minimum.)
 *
 * A system of n K at most and a few for v_F, whatever the number of columns; G stays the same from step to step.
 *
 * Source: Saunders, Gammerman & Vovk, *Ridge regression learning algorithm in dual variables*, ICML 1998; Hastie &
 * Tibshirani, *Efficient quadratic regularization for expression arrays*, Biostatistics 5 (2004).
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import { CurvatureRoots } from './curvature-roots'
import { FreeRows } from './free-rows'
import { type Direction, directionTo, type QuadraticModel, type QuadraticSolver } from './quadratic'
import { hasFewRows, inverseOf, rowGrams, rowSystemCost, timesGrams } from './row-grams'

/** Weights of penalties are the same where they differ by this share. */
const SAME = 1e-14

export class RowSpace implements QuadraticSolver {
  /** G of this penalty, one for each output, or one for all of them that are penalized alike */
  private known: { readonly l2: Float64Array; readonly grams: readonly Float64Array[] } | undefined =
    undefined

  /** About how many nanoseconds the first `solve` takes; `Infinity` where there are too many rows, or free coefficients. */
  static price(problem: Problem): number {
    if (problem.penalty.hasKinks || !hasFewRows(problem, problem.size)) return Infinity
    return rowSystemCost(problem)
  }

  *solve(model: QuadraticModel): Steps<Direction> {
    const { problem, expansion, start } = model
    const { all, free, loss, penalty, predictorCount } = problem
    const grams = yield* this.gramsOf(problem)
    const roots = new CurvatureRoots(expansion, loss.rows, loss.outputs)
    const factor = roots.system(grams)
    yield
    yield* choleskyFactor(factor, roots.length)
    const solve = (t: Float64Array): Float64Array => {
      choleskySolve(factor, roots.length, t)
      return t
    }
    const z = new Float64Array(predictorCount)
    problem.predictorsInto(all, start, z)
    const { shares, rest: u } = roots.split(expansion.residual)
    const pulls = roots.transposeTimes(timesGrams(grams, u).map((value, p) => -value - z[p]))
    const t = solve(shares.map((share, e) => share + pulls[e]))
    const ofFree = yield* new FreeRows(problem, roots).balance(solve, t, u)
    roots.addTimes(t, u)
    const v = new Float64Array(start.length)
    problem.gradientInto(all, u, v)
    for (let q = 0; q < v.length; q++) v[q] /= -penalty.l2[q]
    for (const [k, q] of free.indices.entries()) v[q] = ofFree[k]
    return directionTo(model, v)
  }

  private *gramsOf({ design, loss, penalty: { l2 } }: Problem): Steps<readonly Float64Array[]> {
    const { known } = this
    // On a path l2 is that of the last point times a number.
    const ratio = known && ratioOf(l2, known.l2)
    if (known && ratio !== undefined) return known.grams.map(gram => gram.map(value => value / ratio))
    const { cols } = design
    const parts = Array.from({ length: loss.outputs }, (_, a) => l2.subarray(a * cols, (a + 1) * cols))
    const alike = parts.every(own => own.every((value, j) => value === parts[0][j]))
    const grams = yield* rowGrams(design, (alike ? parts.slice(0, 1) : parts).map(inverseOf))
    this.known = { l2, grams }
    return grams
  }
}

/** s with v = s u but for rounding, if there is one. */
function ratioOf(v: Float64Array, u: Float64Array): number | undefined {
  if (v === u) return 1
  const first = u.findIndex(value => value > 0)
  const ratio = v[first] / u[first]
  const isMultiple =
    v.length === u.length && v.every((value, q) => Math.abs(value - ratio * u[q]) <= SAME * value)
  return isMultiple && ratio > 0 ? ratio : undefined
}

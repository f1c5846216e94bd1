/**
 * Solves the quadratic model by coordinate descent with residual updates: no Hessian is formed. With δ the move so
 * far and X δ kept up to date,
 *
 *   gradient of coordinate j = gⱼ + Σᵢ dᵢ x_ij (X δ)ᵢ,      curvature = Σᵢ dᵢ x_ij²
 *
 * so a coordinate costs two reads of its column: right when columns are sparse or the working set is large.
 * Coordinates that are zero and well inside their bound are passed over until the rest has converged.
 *
 * Source: Yuan, Ho & Lin, *An improved GLMNET for L1-regularized logistic regression*, JMLR 13 (2012), §4.
 */

import type { Steps } from '../support/steps'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

/** Bound on the passes of one model: an inexact solution is enough for the step, which the line search checks. */
const MAX_PASSES = 1000

/** Passes that a first, loosely solved model needs. */
const FIRST_PASSES = 8

/** Column entries read between two pauses: about 5 ms. */
const PAUSE_EVERY = 4e6

export class ResidualDescent implements QuadraticSolver {
  /** what the next model is expected to need: as many passes as the last one, and half as many again */
  private expectedPasses = FIRST_PASSES

  /** About how many multiply–adds `solve` will take. */
  price({ problem, coordinates }: QuadraticModel): number {
    let pass = 0
    for (const { columns } of coordinates.groups) pass += 2 * problem.design.passCost(columns)
    return this.expectedPasses * pass
  }

  *solve({ problem, coordinates, start, gradient, tolerance }: QuadraticModel): Steps<Direction> {
    const { design, penalty, loss } = problem
    if (loss.outputs !== 1) throw new Error('residual updates are for one output')
    const k = coordinates.length
    const { indices } = coordinates
    const d = new Float64Array(design.rows)
    loss.curvatureInto(0, 0, d)
    const curvature = Float64Array.from(indices, j => design.columnWeightedSquares(j, d))
    const v = Float64Array.from(start)
    const margins = new Float64Array(design.rows)
    const order = Int32Array.from({ length: k }, (_, i) => i)
    const passCost = 2 * design.passCost(coordinates.groups[0]!.columns)
    let active = k
    let previousWorst = Number.POSITIVE_INFINITY
    let sincePause = 0
    let passes = 0
    while (passes < MAX_PASSES) {
      passes++
      let worst = 0
      const slack = previousWorst / k
      for (let s = 0; s < active; s++) {
        const i = order[s]!
        const j = indices[i]!
        const g = gradient[i]! + design.columnWeightedDot(j, d, margins)
        const violation = penalty.violation(j, v[i]!, g)
        if (violation === 0) {
          if (v[i] === 0 && Math.abs(g) < penalty.l1[j]! - slack) {
            // Shrinking: swap it behind the active ones.
            active--
            order[s] = order[active]!
            order[active] = i
            s--
          }
          continue
        }
        if (violation > worst) worst = violation
        const moved = penalty.prox(j, v[i]!, g, curvature[i]!)
        if (moved === v[i]) continue
        design.addColumn(j, moved - v[i]!, margins)
        v[i] = moved
      }
      if (worst <= tolerance) {
        if (active === k) break
        active = k // converged on the active ones: look at all of them again
        previousWorst = Number.POSITIVE_INFINITY
      } else {
        previousWorst = worst
      }
      sincePause += (passCost * active) / k
      if (sincePause > PAUSE_EVERY) {
        sincePause = 0
        yield
      }
    }
    this.expectedPasses = 1.5 * passes
    return { delta: v.map((value, i) => value - start[i]!), margins }
  }
}

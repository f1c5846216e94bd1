/**
 * Solves the quadratic model by coordinate descent with residual updates: no Hessian is formed. With δ the move so
 * far and X δ kept up to date,
 *
 *   gradient of coordinate j = gⱼ + Σᵢ dᵢ x_ij (X δ)ᵢ,      curvature = Σᵢ dᵢ x_ij²
 *
 * so a coordinate costs two reads of its column: right when columns are sparse or the working set is large.
 * Coordinates that are zero and well inside their bound are passed over until the rest has converged.
 *
 * With several outputs a pass goes through them one by one. While it is at output a, with d = h_aa, the pull of the
 * others stays as it is, so it is found once for all rows, as oᵢ = Σ_{b≠a} h_iab (X δ_b)ᵢ, and the gradient of a
 * coordinate has the term Σᵢ x_ij oᵢ besides.
 *
 * Source: Yuan, Ho & Lin, *An improved GLMNET for L1-regularized logistic regression*, JMLR 13 (2012), §4.
 */

import { indexRange } from '../matrix/design-matrix'
import type { OutputGroup } from '../problem/problem'
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
  price(model: QuadraticModel): number {
    return this.expectedPasses * priceOfPass(model)
  }

  /** @param budget - multiply–adds after which the solution is good enough: the line search takes any that descends */
  *solve(model: QuadraticModel, budget = Number.POSITIVE_INFINITY): Steps<Direction> {
    const { problem, coordinates, start, tolerance } = model
    const v = Float64Array.from(start)
    const margins = new Float64Array(problem.marginCount)
    const blocks = coordinates.groups.map(group => new OutputBlock(model, group, v, margins))
    let previousWorst = Number.POSITIVE_INFINITY
    let sincePause = 0
    let passes = 0
    let spent = 0
    while (passes < MAX_PASSES && spent < budget) {
      passes++
      let worst = 0
      for (const block of blocks) {
        worst = Math.max(worst, block.pass(previousWorst / coordinates.length))
        spent += block.passCost
        sincePause += block.passCost
        if (sincePause > PAUSE_EVERY) {
          sincePause = 0
          yield
        }
      }
      if (worst <= tolerance) {
        if (blocks.every(block => block.isWhole)) break
        for (const block of blocks) block.wake() // converged on the active ones: look at all of them again
        previousWorst = Number.POSITIVE_INFINITY
      } else {
        previousWorst = worst
      }
    }
    this.expectedPasses = spent < budget ? 1.5 * passes : (2 * budget) / priceOfPass(model)
    return { delta: v.map((value, i) => value - start[i]!), margins }
  }
}

/** Multiply–adds of a pass over all coordinates of the model. */
function priceOfPass({ problem, coordinates }: QuadraticModel): number {
  const reads = problem.loss.outputs === 1 ? 2 : 3
  let price = 0
  for (const { columns } of coordinates.groups) price += reads * problem.design.passCost(columns)
  return price
}

/** The coordinates of one output. */
class OutputBlock {
  private readonly d: Float64Array
  private readonly curvature: Float64Array
  /** X δ of this output */
  private readonly ownMargins: Float64Array
  /** positions in the group, the active ones first */
  private readonly order: Int32Array
  private active: number
  /** multiply–adds of a pass over all of them */
  private readonly wholeCost: number

  /**
   * @param v - on all coordinates of the model
   * @param margins - X δ of all outputs
   */
  constructor(
    private readonly model: QuadraticModel,
    private readonly group: OutputGroup,
    private readonly v: Float64Array,
    private readonly margins: Float64Array,
  ) {
    const { design, loss } = model.problem
    const { output, columns } = group
    this.d = new Float64Array(design.rows)
    loss.curvatureInto(output, output, this.d)
    this.curvature = Float64Array.from(columns, j => design.columnWeightedSquares(j, this.d))
    this.ownMargins = margins.subarray(output * design.rows, (output + 1) * design.rows)
    this.order = indexRange(columns.length)
    this.active = columns.length
    this.wholeCost = 2 * design.passCost(columns)
  }

  /** Multiply–adds of a pass. */
  get passCost(): number {
    return (this.wholeCost * this.active) / this.order.length
  }

  /** Whether no coordinate is passed over. */
  get isWhole(): boolean {
    return this.active === this.order.length
  }

  wake(): void {
    this.active = this.order.length
  }

  /**
   * One pass over the active coordinates; returns the worst violation found.
   *
   * @param slack - how far inside its bound a coordinate must be to be passed over from now on
   */
  pass(slack: number): number {
    const { d, curvature, ownMargins, order, v } = this
    const { problem, coordinates, gradient } = this.model
    const { design, penalty } = problem
    const { columns, start } = this.group
    const pull = problem.loss.outputs === 1 ? undefined : this.pullOfOthers()
    let worst = 0
    for (let s = 0; s < this.active; s++) {
      const at = order[s]!
      const i = start + at
      const j = columns[at]!
      const q = coordinates.indices[i]!
      let g = gradient[i]! + design.columnWeightedDot(j, d, ownMargins)
      if (pull !== undefined) g += design.columnDot(j, pull)
      const violation = penalty.violation(q, v[i]!, g)
      if (violation === 0) {
        if (v[i] === 0 && Math.abs(g) < penalty.l1[q]! - slack) {
          // Shrinking: swap it behind the active ones.
          this.active--
          order[s] = order[this.active]!
          order[this.active] = at
          s--
        }
        continue
      }
      if (violation > worst) worst = violation
      const moved = penalty.prox(q, v[i]!, g, curvature[at]!)
      if (moved === v[i]) continue
      design.addColumn(j, moved - v[i]!, ownMargins)
      v[i] = moved
    }
    return worst
  }

  /** o: the product of the curvature with all margins, less the part of this output. */
  private pullOfOthers(): Float64Array {
    const { d, ownMargins } = this
    const product = new Float64Array(this.margins.length)
    this.model.problem.loss.curvatureTimesInto(this.margins, product)
    const pull = product.subarray(this.group.output * d.length, (this.group.output + 1) * d.length)
    for (let i = 0; i < d.length; i++) pull[i]! -= d[i]! * ownMargins[i]!
    return pull
  }
}

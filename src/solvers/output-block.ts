/**
 * The coordinates of one output in coordinate descent with residual updates (see `residual-descent.ts`): a pass over them,
 * and which of them are passed over. A coordinate that is zero and well inside its bound is left out of the passes until
 * the rest has converged.
 */

import type { OutputGroup } from '../problem/problem'
import { indexRange } from '../support/arrays'
import type { QuadraticModel } from './quadratic'

export class OutputBlock {
  /** h_aa */
  readonly d: Float64Array
  private readonly curvature: Float64Array
  /** u */
  readonly u: Float64Array
  /** positions in the group, the active ones first */
  private readonly order: Int32Array
  private active: number
  /** coefficients that the last pass has made zero or non-zero, given the other sign, or moved to a bound */
  signChanges = 0
  /** nanoseconds of a pass over all of them, about */
  private readonly wholeCost: number

  /** @param v - on all coordinates of the model */
  constructor(
    private readonly model: QuadraticModel,
    private readonly group: OutputGroup,
    private readonly v: Float64Array,
  ) {
    const { design } = model.problem
    const { output, columns } = group
    this.d = new Float64Array(design.rows)
    model.expansion.curvatureInto(output, output, this.d)
    this.curvature = new Float64Array(columns.length)
    for (let at = 0; at < columns.length; at++) this.curvature[at] = columns.weightedSquare(at, this.d)
    this.u = new Float64Array(design.rows)
    this.order = indexRange(columns.length)
    this.active = columns.length
    this.wholeCost = 2 * columns.passCost
  }

  /** Nanoseconds of a pass, about. */
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
   * @param z - X δ of all outputs, kept up to date if there are several
   */
  pass(slack: number, z: Float64Array): number {
    const { d, curvature, u, order, v } = this
    const { coordinates, gradient, problem } = this.model
    const { loss, penalty } = problem
    const { start, end, columns } = this.group
    const before = loss.outputs > 1 ? v.slice(start, end) : undefined
    if (before !== undefined) this.startFrom(z)
    let worst = 0
    this.signChanges = 0
    for (let s = 0; s < this.active; s++) {
      const at = order[s]
      const i = start + at
      const q = coordinates.indices[i]
      const g = gradient[i] + columns.dot(at, u)
      const violation = penalty.violation(q, v[i], g)
      if (violation === 0) {
        if (v[i] === 0 && Math.abs(g) < penalty.l1[q] - slack) {
          // Shrinking: swap it behind the active ones.
          this.active--
          order[s] = order[this.active]
          order[this.active] = at
          s--
        }
        continue
      }
      if (violation > worst) worst = violation
      const moved = penalty.prox(q, v[i], g, curvature[at])
      if (moved === v[i]) continue
      if (moved * v[i] <= 0 || !penalty.isSmoothAt(q, moved)) this.signChanges++
      columns.addWeighted(at, moved - v[i], d, u)
      v[i] = moved
    }
    if (before !== undefined && worst > 0) this.addMoves(before, z)
    return worst
  }

  /** The worst violation of the model where v is. @param z - X δ of all outputs, kept up to date if there are several */
  violation(z: Float64Array): number {
    const { u, v } = this
    const { coordinates, gradient, problem } = this.model
    const { start, columns } = this.group
    if (problem.loss.outputs > 1) this.startFrom(z)
    let worst = 0
    for (let at = 0, i = start; at < columns.length; at++, i++) {
      const g = gradient[i] + columns.dot(at, u)
      worst = Math.max(worst, problem.penalty.violation(coordinates.indices[i], v[i], g))
    }
    return worst
  }

  /** u = Σ_b h_ab ∘ X δ_b */
  private startFrom(z: Float64Array): void {
    const { output } = this.group
    const { rows } = this.model.problem.design
    const product = new Float64Array(z.length)
    this.model.expansion.curvatureTimesInto(z, product)
    this.u.set(product.subarray(output * rows, (output + 1) * rows))
  }

  /** Adds to the predictors of this output what has moved since `before`. */
  private addMoves(before: Float64Array, z: Float64Array): void {
    const { output, columns, start } = this.group
    const { design } = this.model.problem
    const moves = before.map((value, at) => this.v[start + at] - value)
    const change = new Float64Array(design.rows)
    columns.timesInto(moves, change)
    for (let i = 0, p = output * design.rows; i < change.length; i++, p++) z[p] += change[i]
  }
}

/**
 * The coordinates of one output in coordinate descent with residual updates (see `residual-descent.ts`): a pass over them,
 * and which of them are passed over. A coordinate that is zero and well inside its bound is left out of the passes until
 * the rest has converged.
 */

import type { WeightedColumns } from '../design/design-matrix'
import type { OutputGroup } from '../problem/problem'
import { gather, indexRange } from '../support/arrays'
import type { HessianOperator } from './hessian-system'
import type { QuadraticModel } from './quadratic'

export class OutputBlock {
  /** the columns under h_aa, and u */
  private readonly weighted: WeightedColumns
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
    const d = new Float64Array(design.rows)
    model.expansion.curvatureInto(output, output, d)
    this.weighted = columns.weighted(d)
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
    const { weighted, order, v } = this
    const { coordinates, gradient, problem } = this.model
    const { loss, penalty } = problem
    const { start, end } = this.group
    const before = loss.outputs > 1 ? v.slice(start, end) : undefined
    if (before !== undefined) this.startFrom(z)
    let worst = 0
    this.signChanges = 0
    for (let s = 0; s < this.active; s++) {
      const at = order[s]
      const i = start + at
      const q = coordinates.indices[i]
      const g = gradient[i] + weighted.dot(at)
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
      const moved = penalty.prox(q, v[i], g, weighted.squares[at])
      if (moved === v[i]) continue
      if (moved * v[i] <= 0 || !penalty.isSmoothAt(q, moved)) this.signChanges++
      weighted.add(at, moved - v[i])
      v[i] = moved
    }
    if (before !== undefined && worst > 0) this.addMoves(before, z)
    return worst
  }

  /** Copies u, of one output alone. */
  read(u: Float64Array): void {
    this.weighted.read(u)
  }

  /** The Hessian on the coordinates at these positions, of one output alone. */
  hessianOn(positions: Int32Array): HessianOperator {
    const { weighted } = this
    return {
      diagonal: () => gather(weighted.squares, positions),
      timesInto: (v, out) => weighted.normalTimesInto(positions, v, out),
      follow: () => {},
    }
  }

  /** Brings u, or z if there are several outputs, up to date with v. @param before - v of all outputs until now */
  moved(before: Float64Array, z: Float64Array): void {
    const { group, model, weighted, v } = this
    const { start, end } = group
    if (model.problem.loss.outputs > 1) {
      this.addMoves(before.subarray(start, end), z)
      return
    }
    for (let i = start; i < end; i++) if (v[i] !== before[i]) weighted.add(i - start, v[i] - before[i])
  }

  release(): void {
    this.weighted.release()
  }

  /** The worst violation of the model where v is. @param z - X δ of all outputs, kept up to date if there are several */
  violation(z: Float64Array): number {
    const { weighted, v } = this
    const { coordinates, gradient, problem } = this.model
    const { start, columns } = this.group
    if (problem.loss.outputs > 1) this.startFrom(z)
    let worst = 0
    for (let at = 0, i = start; at < columns.length; at++, i++) {
      const g = gradient[i] + weighted.dot(at)
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
    this.weighted.write(product.subarray(output * rows, (output + 1) * rows))
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

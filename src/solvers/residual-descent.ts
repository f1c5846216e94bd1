/**
 * Solves the quadratic model by coordinate descent with residual updates: no Hessian is formed. With δ the move so
 * far and the change of the residual u = D X δ kept up to date,
 *
 *   gradient of coordinate j = gⱼ + xⱼ · u,      curvature = Σᵢ dᵢ x_ij²,      u ← u + (change of vⱼ) d ∘ xⱼ
 *
 * so a coordinate costs one or two reads of its column: right when columns are sparse or the working set is large.
 * Coordinates that are zero and well inside their bound are passed over until the rest has converged.
 *
 * With several outputs a pass goes through them one by one. While it is at output a, u is
 * uᵢ = Σ_b h_iab (X δ_b)ᵢ and d = h_aa: the others stay as they are, so their part is found once.
 *
 * Every few passes a guess is made of where they lead to (see anderson.ts), and taken if the model is lower there.
 *
 * Source: Yuan, Ho & Lin, *An improved GLMNET for L1-regularized logistic regression*, JMLR 13 (2012), §4.
 */

import type { OutputGroup } from '../problem/problem'
import { indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { AndersonAcceleration, type LinearPair } from './anderson'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

/** Bound on the passes of one model: an inexact solution is enough for the step, which the line search checks. */
const MAX_PASSES = 1000

/** Passes that a first, loosely solved model needs. */
const FIRST_PASSES = 8

/** Relative rounding error of a guess, a combination with large coefficients. */
const GUESS_ROUNDING = 1e-12

/** Column entries read between two pauses: about 2 ms, or up to 10 with several outputs, whose u come on top. */
const PAUSE_EVERY = 1e6

export class ResidualDescent implements QuadraticSolver {
  /** what the next model is expected to need: as many passes as the last one, and half as many again */
  private expectedPasses = FIRST_PASSES

  /** About how many nanoseconds `solve` will take. */
  price(model: QuadraticModel): number {
    return this.expectedPasses * priceOfPass(model)
  }

  /** @param budget - nanoseconds, about, after which the solution is good enough: the line search takes any that descends */
  *solve(model: QuadraticModel, budget = Infinity): Steps<Direction> {
    const { problem, coordinates, start, tolerance } = model
    const v = Float64Array.from(start)
    const blocks = coordinates.groups.map(group => new OutputBlock(model, group, v))
    const z = new Float64Array(problem.predictorCount)
    // Both follow v linearly; one output needs no predictors on the way.
    const state = { x: v, image: problem.loss.outputs === 1 ? blocks[0].u : z }
    const acceleration = new AndersonAcceleration()
    let previousWorst = Infinity
    let sincePause = 0
    let passes = 0
    let spent = 0
    while (passes < MAX_PASSES && spent < budget) {
      passes++
      let worst = 0
      for (const block of blocks) {
        worst = Math.max(worst, block.pass(previousWorst / coordinates.length, z))
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
        previousWorst = Infinity
      } else {
        previousWorst = worst
        const guess = acceleration.push(state)
        if (
          guess !== undefined &&
          clipGuess(model, guess) &&
          modelValue(model, blocks, guess) < modelValue(model, blocks, state)
        ) {
          state.x.set(guess.x)
          state.image.set(guess.image)
        }
      }
    }
    this.expectedPasses = spent < budget ? 1.5 * passes : (2 * budget) / priceOfPass(model)
    const delta = v.map((value, i) => value - start[i])
    problem.predictorsInto(coordinates, delta, z)
    const residualChange = new Float64Array(problem.predictorCount)
    model.expansion.curvatureTimesInto(z, residualChange)
    return { delta, z, residualChange, exact: budget === Infinity }
  }
}

/** Whether a guess is within the bounds but for rounding, which it is rid of. */
function clipGuess({ problem: { penalty }, coordinates }: QuadraticModel, { x }: LinearPair): boolean {
  return x.every((value, i) => {
    x[i] = penalty.clip(coordinates.indices[i], value)
    return Math.abs(x[i] - value) <= GUESS_ROUNDING * Math.abs(value)
  })
}

/** gᵀδ + ½ δᵀHδ + Ω(v), up to a constant; the image of v is D X δ for one output, else X δ. */
function modelValue(
  { problem: { loss, penalty }, expansion, coordinates, gradient }: QuadraticModel,
  blocks: readonly OutputBlock[],
  { x: v, image }: LinearPair,
): number {
  let value = 0
  for (let i = 0; i < v.length; i++) {
    if (v[i] !== 0) value += gradient[i] * v[i] + penalty.term(coordinates.indices[i], v[i])
  }
  if (loss.outputs === 1) {
    const { d } = blocks[0]
    for (let i = 0; i < d.length; i++) if (d[i] > 0) value += (0.5 * image[i] * image[i]) / d[i]
  } else {
    const product = new Float64Array(image.length)
    expansion.curvatureTimesInto(image, product)
    for (let i = 0; i < image.length; i++) value += 0.5 * image[i] * product[i]
  }
  return value
}

/** Nanoseconds of a pass over all coordinates of the model. */
function priceOfPass({ problem, coordinates }: QuadraticModel): number {
  const reads = problem.loss.outputs === 1 ? 2 : 3
  let price = 0
  for (const { columns } of coordinates.groups) price += reads * columns.passCost
  return price
}

/** The coordinates of one output. */
class OutputBlock {
  /** h_aa */
  readonly d: Float64Array
  private readonly curvature: Float64Array
  /** u */
  readonly u: Float64Array
  /** positions in the group, the active ones first */
  private readonly order: Int32Array
  private active: number
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
      columns.addWeighted(at, moved - v[i], d, u)
      v[i] = moved
    }
    if (before !== undefined && worst > 0) this.addMoves(before, z)
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

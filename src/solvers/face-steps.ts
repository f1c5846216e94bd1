/**
 * Steps that coordinate descent takes in between, on the face of the non-zero coordinates A. Where columns depend on each
 * other passes creep; once the signs have settled the model on the face is smooth, and conjugate gradients do in a few
 * products what would take hundreds of passes:
 *
 *   (H_AA + diag(l2)) s = −(q_A + l2 v_A + l1 sign(v_A)),     v_A ← v_A + t s,     t ≤ 1 as long as no sign changes
 *
 * Where one does, many may: then the step is bent, as whatever meets zero or a bound stays there, if the model is lower at the end
 * of that. (Ridges with bounds, 9 × 327, seven classes, and 6 × 255, four: 7.3 and 8.4 s with the first of them at a time, .9 and 1.0
 * bent.)
 *
 * Source: Keskar, Nocedal, Öztoprak & Wächter, *A second-order method for convex ℓ₁-regularized optimization with
 * active-set prediction*, Optimization Methods and Software 31 (2016); the bent steps are those of Moré & Toraldo, *On the
 * solution of large quadratic programming problems with bound constraints*, SIAM J. Optim. 1 (1991).
 */

import { inner } from '../kernels/dot'
import { Coordinates } from '../problem/problem'
import { gather, indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { DesignHessian, HessianSystem } from './hessian-system'
import type { OutputBlock } from './output-block'
import type { QuadraticModel } from './quadratic'
import { bentEnd, firstKink, stepToKink } from './step-to-kink'

/** Passes before the first step on the face, and between two that went their whole way. */
const FIRST_FACE = 6

/** After a step that met a zero, so many times the passes so far are made before the next. */
const LATER_FACE = 0.5

/** How exactly the face is solved, against the tolerance of the model. */
const ON_FACE = 0.5

/** Lengths at which a bent step is tried. */
const BENT = [1, 1 / 4, 1 / 16]

/** When to leave passes for a step on the face of the non-zero coordinates, and how. */
export class FaceSteps {
  private notBefore = FIRST_FACE

  constructor(
    private readonly model: QuadraticModel,
    private readonly blocks: readonly OutputBlock[],
    private readonly v: Float64Array,
    private readonly z: Float64Array,
  ) {}

  /** Whether the signs have settled in the last pass, and enough of them have been made since the last step. */
  isDue(passes: number, signChanges: number): boolean {
    return passes >= this.notBefore && signChanges === 0
  }

  /**
   * As many products as there have been passes, at most, and three to see where a bent step ends: not much more than twice the work.
   * Returns nanoseconds.
   */
  *step(passes: number): Steps<number> {
    const { v, model, blocks } = this
    const { problem, expansion, coordinates, tolerance } = model
    const { penalty, loss } = problem
    const positions = indexRange(v.length).filter(i => penalty.isSmoothAt(coordinates.indices[i], v[i]))
    const face = new Coordinates(
      positions.map(i => coordinates.indices[i]),
      problem.design,
    )
    const hessian =
      loss.outputs === 1 ? blocks[0].hessianOn(positions) : new DesignHessian(problem, expansion, face)
    const l2 = gather(penalty.l2, face.indices)
    const descent = this.descentOn(face, positions)
    const system = new HessianSystem(hessian, l2, descent.slice())
    let products = 0
    let flat = false
    for (; products < passes && system.worst > ON_FACE * tolerance && !flat; products++) {
      flat = !system.step()
      yield
    }
    const change = (moves: Float64Array): number => {
      products++
      const product = new Float64Array(moves.length)
      hessian.timesInto(moves, product)
      return moves.reduce((sum, own, a) => sum + own * (0.5 * (product[a] + l2[a] * own) - descent[a]), 0)
    }
    // Of conjugate gradients sᵀ (H + diag(l2)) s is what s gains.
    const end = this.bend(positions, system.delta, inner(descent, system.delta), change)
    const whole = end === undefined && this.follow(positions, system.delta, 1)
    if (end !== undefined) this.moveTo(positions, end)
    const cost = 2 * products * face.groups.reduce((sum, { columns }) => sum + columns.passCost, 0)
    // In a direction without curvature the penalty falls until a coefficient is zero.
    if (whole && flat) this.follow(positions, system.direction, system.longest)
    this.notBefore = passes + (whole ? FIRST_FACE : Math.ceil(LATER_FACE * passes))
    return cost
  }

  /** −(q + l2 v + l1 sign v) */
  private descentOn(face: Coordinates, positions: Int32Array): Float64Array {
    const { model, v, blocks, z } = this
    const { problem, expansion, gradient, coordinates } = model
    const { penalty } = problem
    const change = new Float64Array(z.length)
    if (problem.loss.outputs > 1) expansion.curvatureTimesInto(z, change)
    else blocks[0].read(change)
    const q = new Float64Array(face.length)
    problem.gradientInto(face, change, q)
    return q.map((own, a) => {
      const i = positions[a]
      const j = coordinates.indices[i]
      return -(own + gradient[i] + penalty.l2[j] * v[i] + penalty.l1[j] * Math.sign(v[i]))
    })
  }

  /**
   * The end of a bent step that is lower than where the first coefficient meets its kink.
   *
   * @param gain - twice what the model falls by along the whole step
   * @param change - of the model by moves on the face
   */
  private bend(
    active: Int32Array,
    step: Float64Array,
    gain: number,
    change: (moves: Float64Array) => number,
  ): Float64Array | undefined {
    const { model, v } = this
    const { penalty } = model.problem
    const face = { indices: model.coordinates.indices, v, active }
    const { length } = firstKink(penalty, face, step, 1)
    if (length === 1) return undefined
    const atKink = (0.5 * length - 1) * length * gain
    const ends = BENT.filter(t => t > length).map(t => bentEnd(penalty, face, step, t))
    return ends.find(end => change(end.map((to, a) => to - v[active[a]])) < atKink)
  }

  /** Goes along `step` until a coefficient becomes zero or meets its bound, at most `longest` times; whether none did. */
  private follow(active: Int32Array, step: Float64Array, longest: number): boolean {
    const { v, model } = this
    const face = { indices: model.coordinates.indices, v, active }
    const values = v.slice()
    const { blocking } = stepToKink(model.problem.penalty, face, step, longest, (i, to) => {
      values[i] = to
    })
    this.moveTo(active, gather(values, active))
    return blocking < 0
  }

  private moveTo(active: Int32Array, values: Float64Array): void {
    const { v, blocks, z } = this
    const before = v.slice()
    for (const [a, i] of active.entries()) v[i] = values[a]
    for (const block of blocks) block.moved(before, z)
  }
}

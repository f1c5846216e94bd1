/**
 * Steps that coordinate descent takes in between, on the face of the non-zero coordinates A. Where columns depend on each
 * other passes creep; once the signs have settled the model on the face is smooth, and conjugate gradients do in a few
 * products what would take hundreds of passes:
 *
 *   (H_AA + diag(l2)) s = −(q_A + l2 v_A + l1 sign(v_A)),     v_A ← v_A + t s,     t ≤ 1 as long as no sign changes
 *
 * Source: Keskar, Nocedal, Öztoprak & Wächter, *A second-order method for convex ℓ₁-regularized optimization with
 * active-set prediction*, Optimization Methods and Software 31 (2016).
 */

import { Coordinates } from '../problem/problem'
import { gather, indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { DesignHessian, HessianSystem } from './hessian-system'
import type { OutputBlock } from './output-block'
import type { QuadraticModel } from './quadratic'
import { stepToKink } from './step-to-kink'

/** Passes before the first step on the face, and between two that went their whole way. */
const FIRST_FACE = 6

/** After a step that met a zero, so many times the passes so far are made before the next. */
const LATER_FACE = 0.5

/** How exactly the face is solved, against the tolerance of the model. */
const ON_FACE = 0.5

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

  /** As many products as there have been passes, at most: never more than twice the work. Returns nanoseconds. */
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
    const system = new HessianSystem(hessian, l2, this.descentOn(face, positions))
    let products = 0
    let flat = false
    for (; products < passes && system.worst > ON_FACE * tolerance && !flat; products++) {
      flat = !system.step()
      yield
    }
    const cost = 2 * products * face.groups.reduce((sum, { columns }) => sum + columns.passCost, 0)
    const whole = this.follow(positions, system.delta, 1)
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

  /** Goes along `step` until a coefficient becomes zero or meets its bound, at most `longest` times; whether none did. */
  private follow(active: Int32Array, step: Float64Array, longest: number): boolean {
    const { v, model, blocks, z } = this
    const before = v.slice()
    const { indices } = model.coordinates
    const blocking = stepToKink(model.problem.penalty, { indices, v, active }, step, longest, (i, to) => {
      v[i] = to
    })
    for (const block of blocks) block.moved(before, z)
    return blocking < 0
  }
}

/**
 * Solves the quadratic model on the explicit Hessian H = Xᵀ D X of the working set (k coordinates).
 *
 * Coordinate descent keeps q = g + H δ up to date, so a coordinate that does not move costs nothing and one that
 * does costs k, where residual updates cost n. A few passes settle which coefficients are zero and the signs of the
 * rest; then the face A = {j : vⱼ ≠ 0} is solved directly:
 *
 *   (H_AA + diag(l2)) s = −(q_A + l2 v_A + l1 sign(v_A)),     v_A ← v_A + t s
 *
 * with t the largest step ≤ 1 along which no sign changes. If that is less than 1, a coefficient has become exactly
 * zero; it leaves the face, the factor is brought up to date, and the smaller face is solved. Both moves lower
 * the model, and every face is tried at most once, so the alternation ends. Without an l1 part there is one face and
 * this is Newton's method by Cholesky factorisation.
 *
 * Columns that depend on each other leave directions in which H is 0 and the penalty alone decides: they are followed until
 * a coefficient is zero, which passes approach by ever smaller steps.
 *
 * Source: the covariance updates of Friedman, Hastie & Tibshirani, JSS 33 (2010), §2.2; the face step is the
 * subspace step of Moré & Toraldo, *On the solution of large quadratic programming problems with bound
 * constraints*, SIAM J. Optim. 1 (1991).
 */

import { choleskyCost, choleskyFactor, choleskyRemove, choleskySolve, DEPENDENT } from '../kernels/cholesky'
import type { SeparablePenalty } from '../problem/penalty'
import type { Coordinates } from '../problem/problem'
import { maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { EXACT, LazyHessian, ROUGH, sharper } from './lazy-hessian'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'

/** Passes of coordinate descent between two direct solves. */
const PASSES_PER_FACE = 5

/** A step that leaves more than this share of the violation shows that the Hessian was too rough. */
const DISAPPOINTING = 0.6

/**
 * Weights may be out of date by this many times the share of the violation that the model leaves: then both leave about
 * the same. A path of 100 points on 400 × 20,000 took 245 steps, and 622 where weights were as stale to the end.
 */
const STALENESS_PER_ACCURACY = 2

/**
 * Rows to sample for each coordinate, times the square of that share: the error of a sample falls with the root of its
 * size. Fits of 10,000 images and 20,000 embeddings took 7 and 10 steps, and 17 where only disappointments added rows.
 */
const SAMPLED_PER_ACCURACY = 0.2

/** A slope below this share of its terms is rounding error. */
const FLAT = 1e-12

/** A working set that has grown by this factor poses a new problem. */
const MUCH_LARGER = 1.5

/** Bound on the alternation, far above the handful that is usual. */
const MAX_FACES = 100

export class GramDescent implements QuadraticSolver {
  private readonly hessian = new LazyHessian()

  private accuracy = ROUGH
  /** the model before: its coordinates, and the violation at its start */
  private before: { readonly coordinates: Coordinates; readonly violation: number } | undefined = undefined

  /** About how many nanoseconds `solve` will take. */
  price({ problem, coordinates }: QuadraticModel): number {
    const k = coordinates.length
    return (
      this.hessian.price(problem, coordinates, this.accuracy) + choleskyCost(k) + 4 * PASSES_PER_FACE * k * k
    )
  }

  *solve(model: QuadraticModel): Steps<Direction> {
    const { problem, expansion, coordinates, start, exact } = model
    const violation = this.judgeLastStep(model)
    const left = model.tolerance / violation
    const needed = {
      rowsPerCoordinate: Math.max(this.accuracy.rowsPerCoordinate, SAMPLED_PER_ACCURACY / left ** 2),
      staleness: Math.min(this.accuracy.staleness, STALENESS_PER_ACCURACY * left),
    }
    yield* this.hessian.update(problem, expansion, coordinates, exact ? EXACT : needed)
    yield
    const v = yield* minimizeOnHessian(problem.penalty, coordinates.indices, this.hessian.matrix, model)
    const delta = v.map((value, i) => value - start[i])
    const z = new Float64Array(problem.predictorCount)
    problem.predictorsInto(coordinates, delta, z)
    return { delta, z, residualChange: this.hessian.timesWeights(problem, z), exact }
  }

  /**
   * Asks for a sharper Hessian if the last step left too much of the violation; starts again on a much larger set.
   * Returns the violation.
   */
  private judgeLastStep({ problem, coordinates, start, gradient }: QuadraticModel): number {
    let violation = 0
    for (let i = 0; i < start.length; i++) {
      const term = problem.penalty.violation(coordinates.indices[i], start[i], gradient[i])
      if (term > violation) violation = term
    }
    const { before } = this
    if (before === undefined || coordinates.length > MUCH_LARGER * before.coordinates.length) {
      this.accuracy = ROUGH
    } else if (coordinates === before.coordinates && violation > DISAPPOINTING * before.violation) {
      this.accuracy = sharper(this.accuracy)
      this.hessian.forget()
    }
    this.before = { coordinates, violation }
    return violation
  }
}

/**
 * The minimizer v of the model on coordinates `indices` with the k × k Hessian given, to its tolerance.
 *
 * @param hessian - row-major, both triangles
 */
export function* minimizeOnHessian(
  penalty: SeparablePenalty,
  indices: Int32Array,
  hessian: Float64Array,
  model: Pick<QuadraticModel, 'start' | 'gradient' | 'tolerance'>,
): Steps<Float64Array> {
  const face = new Face(penalty, indices, hessian, model)
  for (let round = 0; round < MAX_FACES; round++) {
    if (penalty.hasKinks && face.descend(PASSES_PER_FACE, model.tolerance)) break
    yield
    yield* face.solveDirectly()
    if (!penalty.hasKinks) break
  }
  return face.v
}

/** The state of one model: v, q = g + H (v − w), and the two moves. */
class Face {
  readonly v: Float64Array
  private readonly q: Float64Array
  private readonly k: number

  constructor(
    private readonly penalty: SeparablePenalty,
    private readonly indices: Int32Array,
    private readonly hessian: Float64Array,
    { start, gradient }: Pick<QuadraticModel, 'start' | 'gradient'>,
  ) {
    this.v = Float64Array.from(start)
    this.q = Float64Array.from(gradient)
    this.k = start.length
  }

  /** Passes of coordinate descent; true when one found every coordinate within the tolerance. */
  descend(passes: number, tolerance: number): boolean {
    const { penalty, indices, v, q, hessian, k } = this
    for (let pass = 0; pass < passes; pass++) {
      let worst = 0
      for (let i = 0; i < k; i++) {
        const j = indices[i]
        const violation = penalty.violation(j, v[i], q[i])
        if (violation === 0) continue
        if (violation > worst) worst = violation
        const moved = penalty.prox(j, v[i], q[i], hessian[i * k + i])
        this.move(i, moved)
      }
      if (worst <= tolerance) return true
    }
    return false
  }

  /**
   * Solves the face of the non-zero (and the free) coordinates, and those inside it that are met on the way, one zero
   * more each time: left to coordinate descent, 200 features with offsets of 30 took a hundred times as long.
   */
  *solveDirectly(): Steps<void> {
    const { penalty, indices, v, q, hessian, k } = this
    const active: number[] = []
    for (let i = 0; i < k; i++) if (penalty.isSmoothAt(indices[i], v[i])) active.push(i)
    const factor = new Float64Array(active.length ** 2)
    for (let a = 0, at = 0; a < active.length; a++, at += active.length) {
      const row = active[a] * k
      for (let b = 0; b <= a; b++) factor[at + b] = hessian[row + active[b]]
      factor[at + a] += penalty.l2[indices[active[a]]]
    }
    yield* choleskyFactor(factor, active.length)
    const dependent = active.filter((_, a) => factor[a * active.length + a] === 0)
    if (dependent.length > 0 && this.followFlat(active, factor)) return yield* this.solveDirectly()
    // What depends on others stays where it is, as whatever has become zero on the way does.
    for (const i of dependent) remove(active, factor, active.indexOf(i))
    const step = new Float64Array(active.length)
    for (;;) {
      const size = active.length
      for (let a = 0; a < size; a++) {
        const i = active[a]
        const j = indices[i]
        step[a] = -(q[i] + penalty.l2[j] * v[i] + penalty.l1[j] * Math.sign(v[i]))
      }
      choleskySolve(factor, size, step)
      // A matrix that is all but singular may overflow: passes are left.
      if (!(maxAbs(step) < Infinity)) return
      const blocking = this.stepUntilBlocked(active, step)
      if (blocking < 0) return
      remove(active, factor, blocking)
      yield
    }
  }

  /**
   * Goes along `step` until a coefficient becomes zero or meets its bound; the position of that one, or −1 if none did.
   *
   * @param longest - how many of these steps to go at most
   */
  private stepUntilBlocked(active: readonly number[], step: Float64Array, longest = 1): number {
    const { penalty, indices, v } = this
    let length = longest
    let [blocking, end] = [-1, 0]
    for (let a = 0; a < active.length; a++) {
      const i = active[a]
      const kink = penalty.nextKink(indices[i], v[i], step[a])
      const toKink = (kink - v[i]) / step[a]
      if (step[a] !== 0 && toKink < length) {
        length = toKink
        blocking = a
        end = kink
      }
    }
    if (!(length < Infinity)) return -1
    for (let a = 0; a < active.length; a++) {
      const i = active[a]
      this.move(i, a === blocking ? end : v[i] + length * step[a])
    }
    return blocking
  }

  /** Goes along the directions without curvature until coefficients become zero; whether some did. */
  private followFlat(active: readonly number[], factor: Float64Array): boolean {
    const size = active.length
    let found = false
    for (let a = 0; a < size; a++) {
      if (factor[a * size + a] !== 0) continue
      // The column of a pivot that was left out is a combination of the others: H n = 0.
      const n = Float64Array.from(active, i => -this.hessian[i * this.k + active[a]])
      choleskySolve(factor, size, n)
      n[a] = 1
      if (this.followUntilZero(active, n)) found = true
    }
    return found
  }

  /** Goes against the slope along n until a coefficient becomes zero; false where the slope is rounding error. */
  private followUntilZero(active: readonly number[], n: Float64Array): boolean {
    const { penalty, indices, v, q, hessian, k } = this
    let [slope, size, curvature] = [0, 0, 0]
    for (const [a, i] of active.entries()) {
      if (n[a] === 0) continue
      const l1 = penalty.l1[indices[i]]
      // Whoever came to be zero on the way of another one has to be left out of the face first.
      if (!penalty.isSmoothAt(indices[i], v[i])) return false
      slope += n[a] * (q[i] + l1 * Math.sign(v[i]))
      const h = hessian[i * k + i]
      size += Math.abs(n[a]) * (Math.abs(q[i]) + l1 + h * Math.abs(v[i]))
      curvature += DEPENDENT * h * n[a] ** 2
    }
    if (!(Math.abs(slope) > FLAT * size)) return false
    const step = n.map(value => -Math.sign(slope) * value)
    // As flat as it looks there may be curvature that rounding hides.
    return this.stepUntilBlocked(active, step, Math.abs(slope) / curvature) >= 0
  }

  private move(i: number, to: number): void {
    const { v, q, hessian, k } = this
    const change = to - v[i]
    if (change === 0) return
    v[i] = to
    for (let b = 0, row = i * k; b < k; b++) q[b] += change * hessian[row + b]
  }
}

/** Takes the coordinate at this position out of a list and out of its factor. */
function remove(active: number[], factor: Float64Array, position: number): void {
  choleskyRemove(factor, active.length, position)
  active.splice(position, 1)
}

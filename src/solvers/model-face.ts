/**
 * Minimizes the quadratic model whose Hessian H = Xᵀ D X on k coordinates is given as a matrix.
 *
 * Coordinate descent keeps q = g + H δ up to date, so a coordinate that does not move costs nothing and one that
 * does costs k, where residual updates cost n. A few passes settle which coefficients are zero and the signs of the
 * rest; then the face A = {j : vⱼ ≠ 0} is solved directly:
 *
 *   (H_AA + diag(l2)) s = −(q_A + l2 v_A + l1 sign(v_A)),     v_A ← v_A + t s
 *
 * with t the largest step ≤ 1 along which no sign changes. If that is less than 1, a coefficient has become exactly
 * zero; it leaves the face, the factor is brought up to date, and the smaller face is solved: of the right-hand side 1 − t is left,
 * and half of its solution is brought up to date like a row of the factor. (218 × 221, four classes with bounds, some hundred zeros
 * a model: two thirds of the time that solving from the slopes anew took.) Both moves lower the model, and every face is tried at most
 * once, so the alternation ends. Without an l1 part there is one face and this is Newton's method by Cholesky factorisation.
 *
 * Columns that depend on each other leave directions in which H is 0 and the penalty alone decides: they are followed until
 * a coefficient is zero (kernels/null-space.ts), which passes approach by ever smaller steps.
 *
 * Source: the covariance updates of Friedman, Hastie & Tibshirani, JSS 33 (2010), §2.2; the face step is the
 * subspace step of Moré & Toraldo, *On the solution of large quadratic programming problems with bound
 * constraints*, SIAM J. Optim. 1 (1991).
 */

import { choleskyBack, choleskyFactor, choleskyForward, choleskyRemove, DEPENDENT } from '../kernels/cholesky'
import { NullSpace } from '../kernels/null-space'
import type { SeparablePenalty } from '../problem/penalty'
import { grown, indexRange, maxAbs } from '../support/arrays'
import type { Steps } from '../support/steps'
import { ClassShifts, type Shape } from './class-shifts'
import type { QuadraticModel } from './quadratic'
import { stepToKink } from './step-to-kink'

/** Passes of coordinate descent between two direct solves. */
export const PASSES_PER_FACE = 5

/** A slope below this share of its terms is rounding error. */
const FLAT = 1e-13

/** One below this share of the dependent row's own terms alone needs no vector; elimination may still add to it. */
const LEVEL = 0.01 * FLAT

/** Bound on the alternation, far above the handful that is usual; a face that led no nearer counts for more: rounding is left. */
const MAX_FACES = 100
const IDLE_FACE = 20

/**
 * The minimizer v of the model on coordinates `indices` with the k × k Hessian given, to its tolerance.
 *
 * @param hessian - row-major, both triangles
 */
export function* minimizeOnHessian(
  shape: Shape,
  indices: Int32Array,
  hessian: Float64Array,
  model: Pick<QuadraticModel, 'start' | 'gradient' | 'tolerance'>,
): Steps<Float64Array> {
  const { penalty } = shape
  const shifts = new ClassShifts(shape, indices)
  const face = new Face(penalty, indices, hessian, model)
  let best = Infinity
  for (let left = MAX_FACES; left > 0; ) {
    face.center(shifts)
    const worst = penalty.hasKinks ? face.descend(PASSES_PER_FACE, model.tolerance) : Infinity
    if (worst <= model.tolerance) break
    left -= worst < best ? 1 : IDLE_FACE
    best = Math.min(best, worst)
    face.center(shifts)
    yield
    yield* face.solveDirectly()
    if (!penalty.hasKinks) break
  }
  shifts.center(face.v)
  return face.v
}

interface FlatWay {
  readonly direction: Float64Array
  /** how often it may be taken: as flat as it looks there may be curvature that rounding hides */
  readonly longest: number
}

/** The state of one model: v, q = g + H (v − w), and the two moves. */
class Face {
  readonly v: Float64Array
  private readonly q: Float64Array
  private readonly k: number
  /** √h of each coordinate; |h_ij| is at most the product of two */
  private readonly roots: Float64Array
  /** Σ √hᵢ |change of vᵢ| of all moves: with ε √hⱼ it bounds what their rounding leaves in qⱼ */
  private travelled = 0

  constructor(
    private readonly penalty: SeparablePenalty,
    private readonly indices: Int32Array,
    private readonly hessian: Float64Array,
    { start, gradient }: Pick<QuadraticModel, 'start' | 'gradient'>,
  ) {
    this.v = Float64Array.from(start)
    this.q = Float64Array.from(gradient)
    this.k = start.length
    this.roots = this.v.map((_, i) => Math.sqrt(hessian[i * (this.k + 1)]))
  }

  /** Passes of coordinate descent until one finds every coordinate within the tolerance; the worst that the last one found. */
  descend(passes: number, tolerance: number): number {
    const { penalty, indices, v, q, hessian, k } = this
    let worst = Infinity
    for (let pass = 0; pass < passes && worst > tolerance; pass++) {
      worst = 0
      for (let i = 0; i < k; i++) {
        const j = indices[i]
        const violation = penalty.violation(j, v[i], q[i])
        if (violation === 0) continue
        if (violation > worst) worst = violation
        const moved = penalty.prox(j, v[i], q[i], hessian[i * k + i])
        this.move(i, moved)
      }
    }
    return worst
  }

  /** Shifts the coefficients of columns along which there is no curvature. */
  center(shifts: ClassShifts): void {
    const { v, hessian, k } = this
    for (const column of shifts.columns) {
      const c = shifts.shift(column, v)
      if (c === 0) continue
      let [curvature, size] = [0, 0]
      for (const i of column) {
        size += hessian[i * k + i]
        for (const b of column) curvature += hessian[i * k + b]
      }
      // A damped Hessian has some.
      if (Math.abs(curvature) <= FLAT * size) for (const i of column) this.move(i, v[i] - c)
    }
  }

  /**
   * Solves the face of the non-zero (and the free) coordinates, and those inside it that are met on the way, one zero
   * more each time: left to coordinate descent, 200 features with offsets of 30 took a hundred times as long.
   */
  *solveDirectly(): Steps<void> {
    const { penalty, indices, v, hessian, k } = this
    const active: number[] = []
    for (let i = 0; i < k; i++) if (penalty.isSmoothAt(indices[i], v[i])) active.push(i)
    const factor = new Float64Array(active.length ** 2)
    for (let a = 0, at = 0; a < active.length; a++, at += active.length) {
      const row = active[a] * k
      for (let b = 0; b <= a; b++) factor[at + b] = hessian[row + active[b]]
      factor[at + a] += penalty.l2[indices[active[a]]]
    }
    yield* choleskyFactor(factor, active.length)
    const singular = active.some((_, a) => factor[a * (active.length + 1)] === 0)
    if (singular && this.followFlat(active, factor)) return yield* this.solveDirectly()
    // What depends on others stays where it is, as whatever has become zero on the way does.
    dropDependent(active, factor)
    // A step from slopes that are made anew takes away what rounding has left on a way past zeros.
    while (yield* this.stepUntilWhole(active, factor));
  }

  /** Steps on the face and those inside it until one meets no zero; whether another did before. */
  private *stepUntilWhole(active: number[], factor: Float64Array): Steps<boolean> {
    const { penalty, indices, v, q } = this
    const from = v.slice()
    const first = active.length
    // L⁻¹ times the descent; what the steps do to q is not needed before the last.
    const y = Float64Array.from(active, i => {
      const j = indices[i]
      return -(q[i] + penalty.l2[j] * v[i] + penalty.l1[j] * Math.sign(v[i]))
    })
    choleskyForward(factor, first, y)
    for (;;) {
      const size = active.length
      const step = y.slice(0, size)
      choleskyBack(factor, size, step)
      // A matrix that is all but singular may overflow: passes are left.
      if (!(maxAbs(step) < Infinity)) break
      const { length, blocking } = stepToKink(penalty, { indices, v, active }, step, 1, (i, to) => {
        v[i] = to
      })
      if (blocking < 0) break
      for (let a = 0; a < size; a++) y[a] *= 1 - length
      choleskyRemove(factor, size, blocking, y)
      active.splice(blocking, 1)
      yield
    }
    this.moveFrom(from)
    return active.length < first
  }

  /**
   * Goes along the directions without curvature until coefficients become zero, one fewer of them each time; whether some
   * did. With a new factor after each zero, four classes on 116 × 361 took seconds a model, and about .1 s this way.
   */
  private followFlat(active: readonly number[], factor: Float64Array): boolean {
    const { penalty, indices, v, q, roots, travelled } = this
    const gradient = Float64Array.from(active, i => q[i] + penalty.l1[indices[i]] * Math.sign(v[i]))
    const level = Float64Array.from(active, i => LEVEL * (Math.abs(q[i]) + roots[i] * travelled))
    const flat = new NullSpace(factor, gradient, level)
    const from = v.slice()
    let found = false
    for (let at = 0; at < flat.basis.length; ) {
      const { own, shares } = flat.basis[at]
      const places = new Int32Array(shares.length + 1)
      for (let p = 0; p < shares.length; p++) places[p] = active[flat.support[p]]
      places[shares.length] = active[own]
      const step = this.downhill(places, shares)
      if (step === undefined) {
        at++
        continue
      }
      const { direction, longest } = step
      const face = { indices, v, active: places }
      const { blocking } = stepToKink(penalty, face, direction, longest, (i, to) => {
        v[i] = to
      })
      if (blocking < 0) {
        // Curvature that rounding hides ended it: what it has done to q is to be known first.
        flat.basis.splice(at, 1)
        continue
      }
      found = true
      if (!flat.eliminate(at, blocking)) break
      at = 0
    }
    // Flat ways leave q as it is, but for rounding, so that it follows once: .43 ms a zero on 46 × 949, eight classes.
    this.moveFrom(from)
    return found
  }

  /** The way down along these shares of coordinates, and all of the last; `undefined` where its slope may be rounding error. */
  private downhill(places: Int32Array, shares: Float64Array): FlatWay | undefined {
    const { penalty, indices, v, q, roots, travelled } = this
    const direction = grown(shares, places.length).fill(1, shares.length)
    let [slope, size, curvature] = [0, 0, 0]
    for (let p = 0; p < places.length; p++) {
      const share = direction[p]
      if (share === 0) continue
      const i = places[p]
      const l1 = penalty.l1[indices[i]]
      // Whoever came to be zero on the way of another one has to be left out of the face first.
      if (!penalty.isSmoothAt(indices[i], v[i])) return undefined
      slope += share * (q[i] + l1 * Math.sign(v[i]))
      size += Math.abs(share) * (Math.abs(q[i]) + l1 + roots[i] * travelled)
      curvature += DEPENDENT * (roots[i] * share) ** 2
    }
    if (!(Math.abs(slope) > FLAT * size)) return undefined
    if (slope > 0) for (let p = 0; p < places.length; p++) direction[p] = -direction[p]
    return { direction, longest: Math.abs(slope) / curvature }
  }

  /** Lets q follow where v has come from there. */
  private moveFrom(from: Float64Array): void {
    const { v } = this
    for (const [i, before] of from.entries()) {
      const to = v[i]
      v[i] = before
      this.move(i, to)
    }
  }

  private move(i: number, to: number): void {
    const { v, q, hessian, k } = this
    const change = to - v[i]
    if (change === 0) return
    v[i] = to
    this.travelled += this.roots[i] * Math.abs(change)
    for (let b = 0, row = i * k; b < k; b++) q[b] += change * hessian[row + b]
  }
}

/** Takes all coordinates that depend on others out of a list and out of its factor, where no column belongs to them. */
function dropDependent(active: number[], factor: Float64Array): void {
  const size = active.length
  const kept = indexRange(size).filter(a => factor[a * size + a] > 0)
  for (let a = 0; a < kept.length; a++) {
    active[a] = active[kept[a]]
    for (let b = 0; b <= a; b++) factor[a * kept.length + b] = factor[kept[a] * size + kept[b]]
  }
  active.length = kept.length
}

/**
 * The proximal Newton method where nobody holds the rows: it asks for sums over them and computes on those alone. With
 *
 *   L(w), g = Xᵀ R, H = Σ D on a working set, the constant column included
 *
 * at w, the quadratic model is the one that the solvers in memory minimize, by the same code (solvers/model-face.ts),
 * and one question, asked at the end w + δ of the step, serves both for the line search and as the next model. So a step
 * takes one pass over the data, and two more where it has to be cut short. The Hessian of a step is exact: here arithmetic
 * is cheap and a pass dear. The working set of a model is therefore chosen a step ahead, from the gradient before.
 *
 * Where all coefficients are penalized smoothly and too many for a matrix, the model is solved by conjugate gradients, a
 * pass a product.
 *
 * Source: as solvers/newton.ts, whose stopping rule this has; the sums over partitions are the "statistical query" form
 * of Chu et al., *Map-Reduce for machine learning on multicore*, NIPS 2006.
 */

import { CgIteration } from '../kernels/cg-iteration'
import { separates } from '../problem/gains'
import type { SeparablePenalty } from '../problem/penalty'
import { centerFree } from '../solvers/class-shifts'
import { backtrack, isSufficient, MAX_HALVINGS, type Prospect } from '../solvers/line-search'
import { minimizeOnHessian } from '../solvers/model-face'
import { LEAVE_SET_AT, Patience } from '../solvers/newton'
import { nextDamping } from '../solvers/next-damping'
import { DiagonalPreconditioner } from '../solvers/preconditioner'
import { roundingOf, violationRounding } from '../solvers/rounding'
import type { Ending, Solution, StoppingRule } from '../solvers/solution'
import { gather, isZero, maxAbs } from '../support/arrays'
import { drain } from '../support/steps'
import { type Asking, look, type Point, type Space } from './point'
import { provenGap } from './proven-gap'
import { firstSet, nextSet } from './sets'

/** Models are solved to this share of the violation, or to its square over that of the null model if that is less. */
const FORCING = 1e-3

/** The same for conjugate gradients, whose every product is a pass. */
const CG_FORCING = 0.1

/** Steps that are tried at once after the whole one. */
const TRIALS = 6

/** All that has to be known to go on from where a fit stopped. */
export interface FitState {
  w: Float64Array
  iterations: number
  /** μ */
  damping: number
  /** the violation of the null model, once it is known */
  scale: number | undefined
  /** the free coefficients of the step before */
  before: Float64Array | undefined
  objective: number
  nonZero: number
}

export function freshState(size: number): FitState {
  const w = new Float64Array(size)
  return {
    w,
    iterations: 0,
    damping: 0,
    scale: undefined,
    before: undefined,
    objective: Infinity,
    nonZero: 0,
  }
}

/** Minimizes F from where `state` is, and keeps that up to date: `maxIter` counts all steps that it has taken. */
export function* minimize(space: Space, { tol, maxIter }: StoppingRule, state: FitState): Asking<Solution> {
  const { penalty, weight } = space
  const patience = new Patience()
  centerFree(space.shape, state.w)
  let at = yield* look(space, state.w, firstSet(space, state.w), state.damping, state.before)
  state.scale ??= yield* nullViolation(space, at)
  const { scale } = state
  let stuck = false
  for (;;) {
    note(space, state, at)
    const worst = worstViolation(penalty, at, at.gradient.keys())
    const smallest = Math.max(tol * scale, violationRounding(weight, at.value))
    const ending = endingOf(at, patience.isOver(worst) || stuck, state.iterations >= maxIter)
    if (worst <= smallest || ending !== undefined) {
      const gap =
        ending === 'separated'
          ? at.objective
          : yield* provenGap(space, at, ending === undefined, tol * at.objective)
      const { iterations } = state
      const found = { iterations, objective: at.objective, dualityGap: gap }
      const proven = gap <= tol * at.objective && (worst <= smallest || ending === 'rounding')
      if (proven) return { ...found, w: polished(space, at, worst, scale), ending: 'converged' }
      if (ending !== undefined) return { ...found, w: at.w, ending }
    }
    if (!space.byProducts && worstViolation(penalty, at, at.set) < LEAVE_SET_AT * worst) {
      at = yield* look(space, at.w, nextSet(space, at.w, at.gradient), at.damping, state.before)
    }
    const moved = yield* step(space, at, worst, scale)
    stuck = moved.point === at
    if (!stuck) {
      state.before = freeOf(space, at.w)
      if (moved.length > 0) state.iterations++
      at = moved.point
    }
    patience.note({ progressed: moved.progressed, wasExact: true })
  }
}

/** Where a step has led; the point itself, where none could be taken and none is to be tried. */
interface Moved {
  readonly point: Point
  readonly length: number
  readonly progressed: boolean
}

function* step(space: Space, at: Point, worst: number, scale: number): Asking<Moved> {
  const delta = space.byProducts
    ? yield* byConjugateGradients(space, at, worst, scale)
    : onHessian(space, at, worst, scale)
  const prospect = prospectOf(space, at, delta)
  const { predicted, slack } = prospect
  if (!(predicted <= slack)) return { point: at, length: 0, progressed: false }
  const progressed = predicted < -slack
  const end = along(at.w, delta, 1)
  const before = freeOf(space, at.w)
  const whole = yield* lookAhead(space, at, end, nextDamping(at.damping, 1), before)
  if (isSufficient(changeTo(space, at, whole), 1, prospect)) return { point: whole, length: 1, progressed }
  const length = yield* searchLine(space, at, delta, changeTo(space, at, whole), prospect)
  if (length === 1) return { point: whole, length, progressed }
  if (length === 0 && !progressed) return { point: at, length, progressed }
  const reached = along(at.w, delta, length)
  const point = yield* lookAhead(space, at, reached, nextDamping(at.damping, length), before)
  return { point, length, progressed: progressed && length > 0 }
}

/** Δ of a step, gᵀδ + Ω(w + δ) − Ω(w). */
function prospectOf({ penalty }: Space, { w, gradient, objective }: Point, delta: Float64Array): Prospect {
  let predicted = 0
  for (let q = 0; q < w.length; q++) {
    if (delta[q] === 0) continue
    predicted += gradient[q] * delta[q] + penalty.term(q, w[q] + delta[q]) - penalty.term(q, w[q])
  }
  return { predicted, slack: roundingOf(objective) }
}

/** w after one more step where that is below what F can tell: its digits are better, and what is claimed of w holds. */
function polished(space: Space, at: Point, worst: number, scale: number): Float64Array {
  if (space.byProducts || !(worst > 0)) return at.w
  const delta = onHessian(space, at, worst, scale)
  const { predicted, slack } = prospectOf(space, at, delta)
  if (!(Math.abs(predicted) <= slack)) return at.w
  const w = along(at.w, delta, 1)
  centerFree(space.shape, w)
  return w
}

/** A look at w with the working set that the gradient here makes likely there. */
function lookAhead(
  space: Space,
  at: Point,
  w: Float64Array,
  damping: number,
  before: Float64Array | undefined,
): Asking<Point> {
  centerFree(space.shape, w)
  return look(space, w, nextSet(space, w, at.gradient), damping, before)
}

/** w + t δ */
function along(w: Float64Array, delta: Float64Array, step: number): Float64Array {
  return w.map((value, q) => value + step * delta[q])
}

function changeTo({ penalty }: Space, from: Point, to: Pick<Point, 'w' | 'value'>): number {
  const change = to.value - from.value + (penalty.value(to.w) - penalty.value(from.w))
  return Number.isNaN(change) ? Infinity : change
}

/** The accepted step length of backtracking; all trials of a round are valued in one pass. */
function* searchLine(
  space: Space,
  at: Point,
  delta: Float64Array,
  wholeChange: number,
  prospect: Prospect,
): Asking<number> {
  const changes = [wholeChange]
  for (;;) {
    let missing = false
    const changeAt = (step: number): number => {
      const known = changes[-Math.log2(step)]
      if (known === undefined) missing = true
      return known ?? Infinity
    }
    const length = backtrack(changeAt, 1, prospect)
    if (!missing || changes.length > MAX_HALVINGS) return length
    const steps = Float64Array.from({ length: TRIALS }, (_, k) => 2 ** -(changes.length + k))
    const { values } = yield { kind: 'values', part: space.part, w: at.w, delta, steps }
    steps.forEach((step, k) => {
      const there = { w: along(at.w, delta, step), value: (values as Float64Array)[k] }
      changes.push(changeTo(space, at, there))
    })
  }
}

/** δ by the explicit Hessian of the working set. */
function onHessian({ shape }: Space, { w, gradient, set, hessian }: Point, worst: number, scale: number) {
  const start = gather(w, set)
  const slope = gather(gradient, set)
  const tolerance = Math.min(FORCING, worst / scale) * worst
  const v = drain(minimizeOnHessian(shape, set, hessian, { start, gradient: slope, tolerance }))
  const delta = new Float64Array(w.length)
  for (let i = 0; i < set.length; i++) delta[set[i]] = v[i] - start[i]
  return delta
}

/** δ by conjugate gradients on all coordinates. */
function* byConjugateGradients(space: Space, at: Point, worst: number, scale: number): Asking<Float64Array> {
  const { l2 } = space.penalty
  const { w, gradient, damping } = at
  const diagonal = at.diagonal.map((h, q) => h + l2[q])
  const iteration = new CgIteration(
    gradient.map((g, q) => -(g + l2[q] * w[q])),
    new DiagonalPreconditioner(diagonal),
  )
  const tolerance = Math.min(CG_FORCING, Math.sqrt(worst / scale)) * worst
  for (let products = 0; products < w.length && iteration.worst > tolerance; products++) {
    const v = iteration.direction.slice()
    const answer = yield { kind: 'product', part: space.part, w, v, damping }
    const product = (answer.product as Float64Array).map((value, q) => value + l2[q] * v[q])
    if (iteration.advance(product) === 0) break
  }
  return iteration.delta
}

/** The worst derivative at w = 0: what `tol` is relative to. */
function* nullViolation(space: Space, at: Point): Asking<number> {
  const origin = isZero(at.w) ? at : yield* look(space, new Float64Array(at.w.length), NO_SET, 0, undefined)
  return maxAbs(origin.gradient)
}

const NO_SET = new Int32Array(0)

function endingOf(at: Point, exhausted: boolean, used: boolean): Ending | undefined {
  if (exhausted) return 'rounding'
  if (at.gains.some(separates)) return 'separated'
  return used ? 'iterations' : undefined
}

function worstViolation(penalty: SeparablePenalty, { w, gradient }: Point, among: Iterable<number>): number {
  let worst = 0
  for (const q of among) worst = Math.max(worst, penalty.violation(q, w[q], gradient[q]))
  return worst
}

function freeOf({ part }: Space, w: Float64Array): Float64Array {
  return gather(w, part.free)
}

function note({ penalty }: Space, state: FitState, { w, objective, damping }: Point): void {
  state.w = w
  state.objective = objective
  state.damping = damping
  state.nonZero = w.reduce((count, value, q) => count + (value !== 0 && !penalty.isFree(q) ? 1 : 0), 0)
}

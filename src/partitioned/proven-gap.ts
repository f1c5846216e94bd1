/**
 * The certificate from sums alone. Let w′ be w with its free coefficients moved to where their derivatives are 0, and R the
 * residual at X w′. By the equality of Fenchel and Young L*(R) = R · X w′ − L(X w′) = g · w′ − L(w′), and since L* is convex
 * and L*(0) ≤ 0,
 *
 *   L*(s R) ≤ s L*(R) = s (g · w′ − L(w′))     for 0 ≤ s ≤ 1,  g = Xᵀ R
 *
 * so that F(w) + s (g · w′ − L(w′)) + Ω*(−s g), with the s that makes s R feasible, is at least the duality gap at w: two
 * numbers and one vector that every partition adds to, and no vector as long as the rows. The slack (1 − s) L falls with
 * the violation, as the gap does.
 *
 * Where a fit ends without having converged, L*(s R) itself is asked for: a round more.
 *
 * With an intercept as the only free coefficient w′ takes one or two rounds, of no matrix but its own.
 * Source: Bertsekas, *Nonlinear Programming*, §5.4; Rockafellar, *Convex Analysis*, theorem 23.5.
 */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { inner } from '../kernels/dot'
import { isFeasibleSlope } from '../problem/dual-projection'
import { feasibleScale, gapAt } from '../problem/duality-gap'
import { gather } from '../support/arrays'
import { drain } from '../support/steps'
import { type Asking, look, type Point, type Space } from './point'

/** Bound on the rounds that look for w′; two are usual. */
const MAX_ROUNDS = 8

/**
 * How far `at` can be above the minimum; F(w) itself where no better bound was found.
 *
 * @param goesOn - whether the fit goes on without one: where features are free, looking for w′ is what its steps do
 * @param enough - the gap that is wanted: where one so small is not in sight, a fit that goes on looks for none
 */
export function* provenGap(space: Space, at: Point, goesOn = false, enough = Infinity): Asking<number> {
  const { penalty, part } = space
  const { free } = part
  if (free.length > space.largestGram) return at.objective
  let dual = at
  if (goesOn && !isFeasible(space, at) && boundAt(space, at, at) > enough) return at.objective
  for (let round = 0; !isFeasible(space, dual); round++) {
    if (round === MAX_ROUNDS || (goesOn && space.mayRecede)) return at.objective
    if (!holds(dual.set, free) || dual.damping > 0) dual = yield* look(space, dual.w, free, 0, undefined)
    dual = yield* look(space, withoutSlope(dual, free), free, 0, undefined)
    if (!(dual.value < Infinity)) return at.objective
  }
  const bound = boundAt(space, at, dual)
  const { gradient, w } = dual
  const scale = feasibleScale(penalty, gradient)
  if (goesOn || scale === 1) return bound
  const conjugate = yield { kind: 'conjugate', part, w, scale }
  return Math.min(bound, gapAt(penalty, at.objective, conjugate.value as number, scale, gradient))
}

/** F(w) + s (g · w′ − L(w′)) + Ω*(−s g), which bounds the gap if the free coefficients have no slope at w′. */
function boundAt({ penalty }: Space, { objective }: Point, { gradient, w, value }: Point): number {
  const product = inner(gradient, w)
  const scale = feasibleScale(penalty, gradient)
  return gapAt(penalty, objective, scale * (product - value), scale, gradient)
}

function isFeasible({ part, rows }: Space, { gradient, squares }: Point): boolean {
  const slope = gather(gradient, part.free)
  return isFeasibleSlope(slope, squares, rows)
}

function holds(set: Int32Array, wanted: Int32Array): boolean {
  const known = new Set(set)
  return wanted.every(q => known.has(q))
}

/** w after a Newton step on the free coefficients. */
function withoutSlope({ w, gradient, set, hessian }: Point, free: Int32Array): Float64Array {
  const position = new Map(Array.from(set, (q, i) => [q, i]))
  const places = Int32Array.from(free, q => position.get(q) ?? 0)
  const k = free.length
  const factor = new Float64Array(k * k)
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) factor[a * k + b] = hessian[places[a] * set.length + places[b]]
  }
  drain(choleskyFactor(factor, k))
  const beta = gather(gradient, free)
  choleskySolve(factor, k, beta)
  const next = w.slice()
  free.forEach((q, i) => {
    next[q] -= beta[i]
  })
  return next
}

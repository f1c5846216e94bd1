/**
 * Dual coordinate descent for ridge-penalised logistic regression, for data with far fewer rows than columns. With
 * y ∈ {−1, +1}, λ the weight of the ridge, cᵢ the weight of row i and Q_ij = y_i y_j x_i·x_j / λ,
 *
 *   minimise over 0 ≤ αᵢ ≤ cᵢ   ½ αᵀ Q α + Σᵢ [αᵢ log αᵢ + (cᵢ − αᵢ) log(cᵢ − αᵢ)],      w = Σᵢ αᵢ yᵢ xᵢ / λ
 *
 * A pass visits the rows in random order and solves each one-variable problem by Newton's method in αᵢ or in
 * cᵢ − αᵢ, whichever ends up the smaller, so that neither logarithm loses its digits. Every coefficient must carry
 * the ridge: a free intercept would add an equality to this dual that single coordinates cannot keep.
 *
 * Source: Yu, Huang & Lin, *Dual coordinate descent methods for logistic regression and maximum entropy models*,
 * Machine Learning 85 (2011), algorithms 4 and 5.
 */

import { indexRange } from '../matrix/design-matrix'
import type { LogisticLoss } from '../problem/logistic-loss'
import type { Problem } from '../problem/problem'
import type { RandomState } from '../support/random'
import type { Steps } from '../support/steps'
import { Iterate, nullViolation } from './iterate'
import type { Solution, StoppingRule } from './solution'

/** Where α starts as a share of c: near 0, where the optimum of most rows lies. */
const START = 1e-3

/** A Newton step that would leave the domain shrinks the variable by this instead. */
const SHRINK = 0.1

/** Bound on the Newton steps in one variable; three or four are usual. */
const MAX_INNER = 100

/** How exactly one variable is solved: loosely in the first pass, then ever closer down to the second value. */
const FIRST_ACCURACY = 1e-2
const LAST_ACCURACY = 1e-8

/** Entries of X read between two pauses: about 5 ms. */
const PAUSE_EVERY = 4e6

/**
 * @param ridge - λ, the l2 weight that every coefficient has
 * @param random - orders the rows; the same seed gives the same passes
 */
export function* dualDescent(
  problem: Problem,
  { signs, weights }: LogisticLoss,
  ridge: number,
  { tol, maxIter }: StoppingRule,
  random: RandomState,
): Steps<Solution> {
  const { design } = problem
  const n = design.rows
  const rowsPerPause = Math.max(1, Math.floor(PAUSE_EVERY / (1 + design.passCost(design.allColumns) / n)))
  const scale = nullViolation(problem)
  const w = new Float64Array(problem.size)
  const alpha = weights.map(c => START * c)
  const complement = weights.map((c, i) => c - alpha[i]!)
  for (let i = 0; i < n; i++) design.addRow(i, (signs[i]! * alpha[i]!) / ridge, w)
  const squares = rowSquares(problem)
  const order = indexRange(n)
  let accuracy = FIRST_ACCURACY
  let nextCheck = 1
  for (let pass = 1; ; pass++) {
    random.shuffle(order)
    for (let s = 0; s < n; s++) {
      const i = order[s]!
      if (weights[i] === 0) continue
      const curvature = squares[i]! / ridge
      const slope = signs[i]! * design.rowDot(i, w)
      const viaAlpha = 0.5 * curvature * (complement[i]! - alpha[i]!) + slope >= 0
      const small = viaAlpha ? alpha : complement
      const large = viaAlpha ? complement : alpha
      const before = small[i]!
      const after = minimiseEntropic(before, weights[i]!, curvature, viaAlpha ? slope : -slope, accuracy)
      if (after !== before) {
        small[i] = after
        large[i] = weights[i]! - after
        const change = viaAlpha ? after - before : before - after
        design.addRow(i, (signs[i]! * change) / ridge, w)
      }
      if (s % rowsPerPause === rowsPerPause - 1) yield
    }
    accuracy = Math.max(0.1 * accuracy, LAST_ACCURACY)
    yield () => new Iterate(problem, w).progress(pass)
    // A look at the certificate costs about as much as a pass, so the looks grow rarer.
    if (pass < nextCheck && pass < maxIter) continue
    nextCheck = Math.ceil(1.2 * pass)
    const at = new Iterate(problem, w)
    at.lookAtAll()
    const gap = at.gap()
    const converged = at.violation(problem.all) <= tol * scale && gap <= tol * at.objective
    if (converged || pass >= maxIter) return at.solution(converged, pass, gap)
  }
}

/**
 * argmin over 0 < z < c of  z log z + (c − z) log(c − z) + ½ a (z − z₀)² + b (z − z₀),  for a minimum in the lower half.
 */
function minimiseEntropic(z0: number, c: number, a: number, b: number, accuracy: number): number {
  let z = c - z0 < 0.5 * c ? SHRINK * z0 : z0
  for (let step = 0; step < MAX_INNER; step++) {
    const slope = a * (z - z0) + b + Math.log(z / (c - z))
    if (Math.abs(slope) < accuracy) break
    const next = z - slope / (a + c / (z * (c - z)))
    z = next <= 0 ? SHRINK * z : next
  }
  return z
}

/** ‖xᵢ‖² for every row */
function rowSquares({ design }: Problem): Float64Array {
  const squares = new Float64Array(design.rows)
  const row = new Float64Array(design.cols)
  for (let i = 0; i < design.rows; i++) {
    design.addRow(i, 1, row)
    squares[i] = design.rowDot(i, row)
    design.addRow(i, -1, row)
  }
  return squares
}

/**
 * The proximal Newton method with working sets, the outer loop of every primal solver:
 *
 *   repeat  look at the gradient of all coordinates; stop if the certificate holds
 *           choose a working set
 *           repeat  minimise the quadratic model on it → direction δ;  line search;  w ← w + t δ
 *           until   the working set is solved a good deal better than the whole
 *
 * It stops when both hold: the worst violation of the optimality conditions is at most `tol` times the one of the
 * null model, and the duality gap is at most `tol` times the objective (see {@link CLOSE}).
 *
 * Source: Lee, Sun & Saunders, *Proximal Newton-type methods for minimizing composite functions*, SIAM J. Optim. 24
 * (2014); Yuan, Ho & Lin, JMLR 13 (2012).
 */

import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import type { Iterate } from './iterate'
import { lineSearch } from './line-search'
import type { QuadraticSolver } from './quadratic'
import type { Solution, StoppingRule } from './solution'

/**
 * The gap of the residual falls with the violation only, so when it is below `tol` the objective is much closer to the
 * minimum. The other one falls with the square, and has to be below `tol` times this to be trusted alone.
 */
const CLOSE = 0.01

/** A working set is left when its own violation is this share of the one that all coordinates had. */
const LEAVE_AT = 0.1

/**
 * Rounds in a row without progress (steps that F cannot tell apart, and no smaller violation) before the limit of the
 * arithmetic is declared.
 */
const PATIENCE = 3

/** Minimises F from where `at` is; `quadratic` chooses how the models are solved. */
export function* newton(
  problem: Problem,
  at: Iterate,
  { tol, maxIter }: StoppingRule,
  quadratic: QuadraticSolver,
): Steps<Solution> {
  // Every line that reads all of X is followed by a pause.
  const scale = at.nullViolation()
  yield
  let iterations = 0
  let best = Infinity
  let idleRounds = 0
  for (;;) {
    at.lookAtAll()
    yield
    const worst = at.violation(problem.all)
    if (worst <= tol * scale) {
      const enough = tol * at.objective
      const gap = at.gapOfResidual()
      if (gap <= enough) return at.solution(true, iterations, gap)
      // The closer one takes another pass over X.
      const predicted = at.gapOfPrediction()
      if (predicted <= CLOSE * enough) return at.solution(true, iterations, predicted)
    }
    if (worst < best) idleRounds = 0
    best = Math.min(best, worst)
    if (iterations >= maxIter || idleRounds >= PATIENCE || !Number.isFinite(at.objective)) break

    const coordinates = at.chooseCoordinates()
    let violation = worst
    idleRounds++
    do {
      const forcing = Math.min(0.1, Math.sqrt(violation / scale))
      const direction = yield* quadratic.solve(at.model(coordinates, forcing * violation))
      yield
      const { step, beyondRounding } = lineSearch(problem, coordinates, at, direction, at.trial)
      iterations++
      if (step < 1) problem.loss.stiffen(at.margins, direction.margins)
      else problem.loss.relax()
      if (step === 0) {
        at.stay()
        break
      }
      at.move(coordinates, direction, step)
      yield () => at.progress(iterations)
      if (beyondRounding) idleRounds = 0
      if (!beyondRounding || iterations >= maxIter) break
      at.lookAt(coordinates)
      yield
      violation = at.violation(coordinates)
    } while (violation > Math.max(LEAVE_AT * worst, tol * scale))
  }
  const gap = at.gap()
  return at.solution(gap <= tol * at.objective && idleRounds >= PATIENCE, iterations, gap)
}

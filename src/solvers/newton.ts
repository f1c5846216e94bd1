/**
 * The proximal Newton method with working sets, the outer loop of every primal solver:
 *
 *   repeat  look at the gradient of all coordinates; stop if the certificate holds
 *           choose a working set
 *           repeat  minimize the quadratic model on it → direction δ;  line search;  w ← w + t δ
 *           until   the working set is solved a good deal better than the whole, or some steps are done
 *
 * It stops when both hold: the worst violation of the optimality conditions is at most `tol` times the one of the
 * null model, and the duality gap is at most `tol` times the objective (see {@link PREDICTED_GAP_SHARE}). Nothing that
 * saves work can end it otherwise: where a model that was solved roughly leads nowhere, the next ones are exact, and only
 * exact ones can show that rounding allows no better point.
 *
 * Source: Lee, Sun & Saunders, *Proximal Newton-type methods for minimizing composite functions*, SIAM J. Optim. 24
 * (2014); Yuan, Ho & Lin, JMLR 13 (2012).
 */

import type { Projected } from '../problem/dual-projection'
import type { Coordinates } from '../problem/problem'
import { Recession } from '../problem/recession'
import { sum } from '../support/arrays'
import type { Steps } from '../support/steps'
import type { Iterate } from './iterate'
import { Leaps } from './leaps'
import { lineSearch } from './line-search'
import type { QuadraticSolver } from './quadratic'
import { violationRounding } from './rounding'
import type { Ending, Solution, StoppingRule } from './solution'

/**
 * The gap of the residual falls with the violation only, so when it is below `tol` the objective is much closer to the
 * minimum. The other one falls with the square, and has to be below `tol` times this to be trusted alone.
 */
const PREDICTED_GAP_SHARE = 0.01

/**
 * While F falls by more than this share of what a gap is to prove, candidates are scaled and not projected, as they are not
 * yet good enough either way: digits, L1, C = 100, to a tolerance of 0.01 take a quarter of the time (a half without intercept).
 */
const LITTLE_FALL = 1e-3

/**
 * F hardly falls any more when a round has lowered it by this share: what does not go to infinity is where it will be. Where nothing
 * competes F goes to 0 and rounds go on halving it, though its slopes are as small as a minimum's.
 */
const HARDLY_FALLING = 1e-4

/** Fits seldom take more steps; what these do not show of separation is looked for. */
const MANY_STEPS = 20

/** A working set is left when its own violation is this share of the one that all coordinates had. */
export const LEAVE_SET_AT = 0.1

/**
 * And after so many steps: a fit that creeps leaps between rounds (see `leaps.ts`). Of 81 random problems of which 26 are solved in 100
 * steps without, 36 are, and 1,070 others take as many steps.
 */
const MOST_STEPS = 6

/** How exactly a model is solved, at most: the share of the violation that is left. */
const LARGEST_FORCING = 0.1

/** Minimizes F from where `iterate` is; `quadratic` chooses how the models are solved. */
export function* newton(
  iterate: Iterate,
  { tol, maxIter }: StoppingRule,
  quadratic: QuadraticSolver,
): Steps<Solution> {
  // Every line that reads all of X is followed by a pause.
  const { problem } = iterate
  const scale = iterate.nullViolation()
  const weight = sum(problem.loss.weights)
  yield
  const patience = new Patience()
  const recession = new Recession(problem)
  const leaps = new Leaps()
  let iterations = 0
  /** F at the look before */
  let before = Infinity
  for (;;) {
    iterate.updateGradient(problem.all)
    yield
    const worst = iterate.violation(problem.all)
    const smallest = Math.max(tol * scale, violationRounding(weight, iterate.expansion.value))
    const fall = before - iterate.objective
    if (worst <= smallest) {
      const { objective } = iterate
      const enough = tol * objective
      const projected = fall <= LITTLE_FALL * enough ? 'nearly free' : 'none'
      const gap = yield* provenGap(iterate, enough, projected)
      if (gap !== undefined) {
        // What is claimed is claimed of predictors that follow from w: a fit that has drifted from them goes on.
        if (iterate.settle()) continue
        const settled = gap + (iterate.objective - objective)
        if (settled > tol * iterate.objective) continue
        return iterate.solution('converged', iterations, Math.max(0, settled))
      }
    }
    const isOver = patience.isOver(worst)
    const isLast = isOver || iterations >= maxIter
    const isSettled =
      fall <= HARDLY_FALLING * iterate.objective || (worst <= smallest && fall >= iterate.objective)
    const closely = isLast || iterations >= MANY_STEPS || isSettled
    const isSeparated = yield* recession.isSeenFrom(iterate.w, closely)
    const ending = isSeparated ? 'separated' : isOver ? 'rounding' : isLast ? 'iterations' : undefined
    if (ending !== undefined) {
      if (iterate.settle()) continue
      return yield* end(iterate, ending, iterations, tol)
    }
    before = iterate.objective
    if (leaps.take(iterate, iterations)) continue
    const round = new Round(iterate, quadratic, iterate.chooseCoordinates(), patience)
    yield* round.descend(worst, scale, smallest, iterations, maxIter)
    iterations += round.steps
    patience.note(round)
  }
}

/** A gap that is small enough, `undefined` if there is none. */
function* provenGap(iterate: Iterate, enough: number, projected: Projected): Steps<number | undefined> {
  const gap = yield* iterate.gapOfResidual(projected, enough)
  if (gap <= enough) return gap
  // The closer one takes another pass over X.
  const predicted = yield* iterate.gapOfPrediction(projected, PREDICTED_GAP_SHARE * enough)
  return predicted <= PREDICTED_GAP_SHARE * enough ? predicted : undefined
}

function* end(iterate: Iterate, ending: Ending, iterations: number, tol: number): Steps<Solution> {
  // Where there is no minimum, free coefficients leave R = 0 and little else that is feasible.
  if (ending === 'separated') return iterate.solution(ending, iterations, iterate.objective)
  const enough = tol * iterate.objective
  let gap = yield* iterate.gap()
  if (gap > enough) gap = Math.min(gap, yield* iterate.gap('all'))
  const proven = ending === 'rounding' && gap <= enough
  return iterate.solution(proven ? 'converged' : ending, iterations, gap)
}

/** The steps on one working set. */
class Round {
  steps = 0
  /** whether a step lowered F by more than its rounding error */
  progressed = false
  /** whether the last model was solved exactly, and nothing can be learnt from how its step went */
  wasExact = true

  constructor(
    private readonly iterate: Iterate,
    private readonly quadratic: QuadraticSolver,
    private readonly set: Coordinates,
    private readonly accuracy: Pick<Patience, 'exact' | 'matrixFree'>,
  ) {}

  *descend(worst: number, scale: number, smallest: number, before: number, maxIter: number): Steps<void> {
    const { iterate, quadratic, set } = this
    const { exact, matrixFree } = this.accuracy
    let violation = worst
    do {
      const forcing = Math.min(LARGEST_FORCING, Math.sqrt(violation / scale))
      const direction = yield* quadratic.solve(iterate.model(set, forcing * violation, exact, matrixFree))
      yield
      iterate.refine(set, direction)
      this.wasExact = direction.exact
      const { step, beyondRounding } = lineSearch(iterate, set, direction)
      this.steps++
      // What has been learnt changes the next model, so this one was not the last word.
      if ((beyondRounding || step >= 1) && iterate.learn(direction, step)) this.wasExact = false
      if (step === 0) return
      iterate.move(set, direction, step)
      yield () => iterate.progress(before + this.steps)
      if (!beyondRounding || before + this.steps >= maxIter) return
      this.progressed = true
      iterate.updateGradient(set)
      yield
      violation = iterate.violation(set)
    } while (violation > Math.max(LEAVE_SET_AT * worst, smallest) && this.steps < MOST_STEPS)
  }
}

/** Exact rounds in a row without progress before the limit of the arithmetic is declared. */
const IDLE_ROUNDS = 3

/** Decides when going on is of no use, from rounds in which neither F nor the violation fell. */
export class Patience {
  /** whether models have to be exact from now on */
  exact = false
  /** whether models have to do without a matrix of H: an exact one led nowhere, perhaps as rounding shows in it */
  matrixFree = false
  private best = Infinity
  private idleRounds = 0

  isOver(violation: number): boolean {
    if (violation < this.best) this.idleRounds = 0
    this.best = Math.min(this.best, violation)
    return this.idleRounds >= IDLE_ROUNDS || Number.isNaN(violation)
  }

  note({ progressed, wasExact }: Pick<Round, 'progressed' | 'wasExact'>): void {
    if (progressed) this.idleRounds = 0
    else if (wasExact) {
      this.idleRounds++
      this.matrixFree = true
    } else this.exact = true
  }
}

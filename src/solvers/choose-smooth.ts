/**
 * The choice of a solver for problems without an l1 part. Newton steps are the rule; dual coordinate descent is better
 * where a handful of passes is enough, which depends on how much the rows have to do with each other and cannot be
 * counted beforehand. So it is tried where it is promising, and given up as soon as its pace tells that more than a
 * few passes are to come: Newton's method goes on from there, and little is lost.
 */

import type { Problem } from '../problem/problem'
import { isZero, sum } from '../support/arrays'
import type { Steps } from '../support/steps'
import { PreconditionerChoice } from './choose-preconditioner'
import { ConjugateGradient } from './conjugate-gradient'
import { type DualProblem, dualDescent, dualProblem } from './dual-descent'
import { NewtonSolver } from './newton-solver'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'
import { RowSpace } from './row-space'
import type { Minimizer, Solution, SolverOptions } from './solution'

/** Dual passes that cost about as much as solving the problem by Newton steps. */
const MOST_DUAL_PASSES = 20

/** Curvature c ‖x‖² / λ of a row's dual problem, with the means of c and ‖x‖², up to which a few dual passes can be enough. */
const MOST_CURVATURE = 20

/** Entries a row must have on average: the passes over shorter ones are spent on logarithms. */
const FEWEST_ENTRIES = 40

/** Solves one problem without an l1 part after the other, each from where it is told to begin. */
export class SmoothSolver implements Minimizer {
  private readonly byNewton: NewtonSolver
  /** where dual descent ended the problem before */
  private dualPoint: Float64Array | undefined = undefined

  constructor(private readonly options: SolverOptions) {
    this.byNewton = new NewtonSolver(options, new SmoothModels())
  }

  *minimize(problem: Problem, start?: Float64Array): Steps<Solution> {
    const { options, byNewton } = this
    const dual = dualProblem(problem)
    // Dual descent cannot begin at a given point.
    const from = start ?? this.dualPoint
    const fresh = from === undefined ? byNewton.isFresh : isZero(from)
    this.dualPoint = undefined
    if (dual === undefined || !fresh || !isPromising(problem, dual)) {
      return yield* byNewton.minimize(problem, from)
    }
    const attempt = yield* dualDescent(problem, dual, options, options.seed, MOST_DUAL_PASSES)
    const left = options.maxIter - attempt.iterations
    if (attempt.ending === 'converged' || left === 0) {
      this.dualPoint = attempt.w
      return attempt
    }
    const solution = yield* byNewton.minimize(problem, attempt.w, left)
    return { ...solution, iterations: attempt.iterations + solution.iterations }
  }
}

/** With far fewer rows than columns dual descent wins even when it needs many passes. */
function isPromising({ design }: Problem, { loss, ridge }: DualProblem): boolean {
  if (4 * design.rows <= design.cols) return true
  if (design.all.passCost < FEWEST_ENTRIES * design.rows) return false
  const squares = design.columnNorms.reduce((sum, norm) => sum + norm * norm, 0)
  const curvature = (sum(loss.weights) / design.rows) * (squares / ridge)
  return curvature <= MOST_CURVATURE * design.rows
}

/**
 * Products with the Hessian that cost so many times as much as solving a model by rows: most fits end before, and would not get back
 * what that costs. (200 × 3,000 normal data, C = 0.01: 50 ms where the price alone decided, 31 without rows.)
 */
const WORTH_ROWS = 2

/** Nanoseconds of products that a fit may take where rounding shows in systems of rows: some went on for a minute. */
const LONG = 3e9

/** Solves models by products with the Hessian, until these have cost more than solving them by rows where there are few. */
class SmoothModels implements QuadraticSolver {
  private readonly choice = new PreconditionerChoice()
  private readonly byProducts = new ConjugateGradient(this.choice)
  private readonly byRows = new RowSpace()

  solve(model: QuadraticModel): Steps<Direction> {
    const price = RowSpace.price(model.problem)
    const worth = Math.max(WORTH_ROWS * price, model.matrixFree ? LONG : 0)
    const left = price < Infinity ? worth - this.choice.total : Infinity
    return left > 0 ? this.byProducts.solve(model, left) : this.byRows.solve(model)
  }
}

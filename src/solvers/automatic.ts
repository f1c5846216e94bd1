/**
 * The choice of a solver for problems without an l1 part. Newton steps are the rule; dual coordinate descent is better
 * where a handful of passes is enough, which depends on how much the rows have to do with each other and cannot be
 * counted beforehand. So it is tried where it is promising, and given up as soon as its pace tells that more than a
 * few passes are to come: Newton's method goes on from there, and little is lost.
 */

import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import { ConjugateGradient } from './conjugate-gradient'
import { type DualProblem, dualDescent, dualProblem } from './dual-descent'
import { newton } from './newton'
import { PreconditionerChoice } from './preconditioner'
import type { Solution, StoppingRule } from './solution'
import type { SolverMemory } from './solver-memory'

/** Dual passes that cost about as much as solving the problem by Newton steps. */
const PATIENCE = 20

/** Mean curvature c ‖x‖² / λ of a row's dual problem up to which a few dual passes can be enough. */
const MOST_CURVATURE = 20

/** Entries a row must have on average: the passes over shorter ones are spent on logarithms. */
const FEWEST_ENTRIES = 40

/** Rows whose curvature is looked at. */
const CURVATURE_SAMPLE = 1000

interface AutomaticOptions extends StoppingRule {
  readonly seed: number
}

export function* solveSmooth(
  problem: Problem,
  start: Float64Array,
  options: AutomaticOptions,
  memory: SolverMemory,
): Steps<Solution> {
  const byNewton = (from: Float64Array, rule: StoppingRule) =>
    newton(
      problem,
      memory.iterate(problem, from),
      rule,
      memory.quadraticSolver(() => new ConjugateGradient(new PreconditionerChoice())),
    )
  const dual = dualProblem(problem)
  // Dual descent cannot begin at a given point.
  const fresh = start.every(value => value === 0)
  if (dual === undefined || !fresh || !isPromising(problem, dual)) return yield* byNewton(start, options)
  memory.forgetPoint()
  const attempt = yield* dualDescent(problem, dual, options, options.seed, PATIENCE)
  const left = options.maxIter - attempt.iterations
  if (attempt.converged || left === 0) return attempt
  const solution = yield* byNewton(attempt.w, { ...options, maxIter: left })
  return { ...solution, iterations: attempt.iterations + solution.iterations }
}

/** With far fewer rows than columns dual descent wins even when it needs many passes. */
function isPromising({ design }: Problem, { loss, ridge }: DualProblem): boolean {
  if (4 * design.rows <= design.cols) return true
  if (design.all.passCost < FEWEST_ENTRIES * design.rows) return false
  let curvature = 0
  let sampled = 0
  for (let i = 0; i < design.rows; i += Math.ceil(design.rows / CURVATURE_SAMPLE), sampled++) {
    curvature += (loss.weights[i] * design.rowSquares(i)) / ridge
  }
  return curvature <= MOST_CURVATURE * sampled
}

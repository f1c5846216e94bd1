/**
 * Which solver takes a problem. All of them return the same minimum; they differ in what a step costs:
 *
 *   gram        k² n / 2 multiply–adds to form the Hessian of k coordinates, then passes of k² (or k³ / 6 for Cholesky)
 *   residual    2 n k per pass of coordinate descent, nothing to form
 *   cg          2 n p per product with the Hessian
 *
 * so the cheaper one is chosen from operation counts at every Newton step.
 */

import { LogisticLoss } from '../problem/logistic-loss'
import type { Problem } from '../problem/problem'
import { UnsupportedError } from '../support/errors'
import { RandomState } from '../support/random'
import type { Steps } from '../support/steps'
import { CheaperDescent } from './cheaper-descent'
import { ConjugateGradient } from './conjugate-gradient'
import { dualDescent } from './dual-descent'
import { GramDescent } from './gram-descent'
import { Iterate } from './iterate'
import { newton } from './newton'
import { PreconditionerChoice } from './preconditioner'
import type { QuadraticSolver } from './quadratic'
import { ResidualDescent } from './residual-descent'
import type { Solution, StoppingRule } from './solution'

/** The algorithms by name; `'auto'` chooses among those that can solve the problem. */
export const SOLVERS = [
  'auto',
  'newton-cd',
  'newton-cd-gram',
  'newton-cholesky',
  'newton-cg',
  'dual-cd',
] as const

/** An algorithm by name; `'auto'` chooses among those that can solve the problem. */
export type Solver = (typeof SOLVERS)[number]

export interface SolveOptions extends StoppingRule {
  readonly solver: Solver
  readonly seed: number
  /** what the problem before left, if it differed in the penalty only; then `start` is where that ended */
  readonly memory?: SolverMemory
}

/** Keeps the point that was reached and the Hessian there, or what stands for it, from one penalty to the next. */
export class SolverMemory {
  private at: Iterate | undefined
  private quadratic: QuadraticSolver | undefined

  iterate(problem: Problem, start: Float64Array): Iterate {
    if (this.at === undefined) this.at = new Iterate(problem, start)
    else this.at.turnTo(problem)
    return this.at
  }

  /** The next problem begins at its `start`. */
  forgetPoint(): void {
    this.at = undefined
  }

  quadraticSolver(create: () => QuadraticSolver): QuadraticSolver {
    this.quadratic ??= create()
    return this.quadratic
  }
}

/** Minimises F from `start`. @throws UnsupportedError when `solver` cannot solve this problem */
export function solve(problem: Problem, start: Float64Array, options: SolveOptions): Steps<Solution> {
  const { solver, seed, memory = new SolverMemory() } = options
  const { hasL1 } = problem.penalty
  const byNewton = (create: () => QuadraticSolver) =>
    newton(problem, memory.iterate(problem, start), options, memory.quadraticSolver(create))
  switch (solver) {
    case 'auto':
      if (hasL1) return byNewton(() => new CheaperDescent())
      return favoursDual(problem)
        ? solve(problem, start, { ...options, solver: 'dual-cd' })
        : byNewton(() => new ConjugateGradient(new PreconditionerChoice()))
    case 'newton-cd':
      return byNewton(() => new ResidualDescent())
    case 'newton-cd-gram':
      return byNewton(() => new GramDescent())
    case 'newton-cholesky':
      if (hasL1) throw unsupported(solver, 'is for penalties without an l1 part')
      return byNewton(() => new GramDescent())
    case 'newton-cg':
      if (hasL1) throw unsupported(solver, 'is for penalties without an l1 part')
      return byNewton(() => new ConjugateGradient())
    case 'dual-cd': {
      const { loss } = problem
      const ridge = commonRidge(problem)
      if (ridge === undefined || !(loss instanceof LogisticLoss)) {
        throw unsupported(
          solver,
          "is for two classes and penalty 'l2' on every coefficient, the intercept included (penalizeIntercept: true, or fitIntercept: false)",
        )
      }
      memory.forgetPoint()
      return dualDescent(problem, loss, ridge, options, new RandomState(seed))
    }
  }
}

/** The l2 weight that all coefficients share, if they do and have no l1 part. */
function commonRidge({ penalty }: Problem): number | undefined {
  const ridge = penalty.l2[0]!
  return !penalty.hasL1 && ridge > 0 && penalty.l2.every(weight => weight === ridge) ? ridge : undefined
}

/**
 * Whether dual coordinate descent is worth it. The passes it needs grow with c ‖x‖² / λ, the curvature of one row's
 * problem: up to about 2 a handful is enough. With far fewer rows than columns it wins even when it needs many.
 */
function favoursDual(problem: Problem): boolean {
  const { design, loss } = problem
  const ridge = commonRidge(problem)
  if (ridge === undefined || !(loss instanceof LogisticLoss) || design.cols < FEW_COLUMNS) return false
  if (4 * design.rows <= design.cols) return true
  let curvature = 0
  let sampled = 0
  for (let i = 0; i < design.rows; i += Math.ceil(design.rows / CURVATURE_SAMPLE), sampled++) {
    curvature += (loss.weights[i]! * design.rowSquares(i)) / ridge
  }
  return curvature <= 2 * sampled
}

/** With fewer columns Newton steps are cheap whatever the data. */
const FEW_COLUMNS = 200

/** Rows whose curvature is looked at. */
const CURVATURE_SAMPLE = 1000

function unsupported(solver: Solver, reason: string): UnsupportedError {
  return new UnsupportedError(
    `solver '${solver}' ${reason}; 'auto', 'newton-cd' and 'newton-cd-gram' solve every penalty`,
  )
}

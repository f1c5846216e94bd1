/**
 * Which solver takes a problem. All of them return the same minimum; they differ in what a step costs:
 *
 *   gram        k² n / 2 multiply–adds to form the Hessian of k coordinates, then passes of k² (or k³ / 6 for Cholesky)
 *   residual    2 n k per pass of coordinate descent, nothing to form
 *   cg          2 n p per product with the Hessian
 *   dual        2 n p per pass over the rows, for two classes and a ridge on every coefficient
 *
 * With an l1 part the cheaper of the first two is chosen at every Newton step (`cheaper-descent.ts`); without one it is
 * cg, or the dual where a few passes of it are enough (`automatic.ts`).
 */

import type { Problem } from '../problem/problem'
import { UnsupportedError } from '../support/errors'
import type { Steps } from '../support/steps'
import { solveSmooth } from './automatic'
import { CheaperDescent } from './cheaper-descent'
import { ConjugateGradient } from './conjugate-gradient'
import { dualDescent, dualProblem } from './dual-descent'
import { GramDescent } from './gram-descent'
import { newton } from './newton'
import type { QuadraticSolver } from './quadratic'
import { ResidualDescent } from './residual-descent'
import type { Solution, StoppingRule } from './solution'
import { SolverMemory } from './solver-memory'

/** The algorithms by name; `'auto'` chooses among those that can solve the problem. */
export const SOLVERS = [
  'auto',
  'newton-cd',
  'newton-cd-gram',
  'newton-cholesky',
  'newton-cg',
  'dual-cd',
] as const

/**
 * An algorithm by name; `'auto'` chooses among those that can solve the problem. For a penalty without an l1 part
 * `'newton-cd-gram'` and `'newton-cholesky'` are the same: on the whole Hessian its steps are solved directly.
 */
export type Solver = (typeof SOLVERS)[number]

export interface SolveOptions extends StoppingRule {
  readonly solver: Solver
  readonly seed: number
  /** what the problem before left, if it differed in the penalty only; then `start` is where that ended */
  readonly memory?: SolverMemory
}

/** Minimises F from `start`. @throws UnsupportedError when `solver` cannot solve this problem */
export function solve(problem: Problem, start: Float64Array, options: SolveOptions): Steps<Solution> {
  const { solver, seed, memory = new SolverMemory() } = options
  const { hasL1 } = problem.penalty
  const byNewton = (create: () => QuadraticSolver) =>
    newton(problem, memory.iterate(problem, start), options, memory.quadraticSolver(create))
  switch (solver) {
    case 'auto':
      return hasL1 ? byNewton(() => new CheaperDescent()) : solveSmooth(problem, start, options, memory)
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
      const dual = dualProblem(problem)
      if (dual === undefined) {
        throw unsupported(
          solver,
          "is for two classes and penalty 'l2' on every coefficient, the intercept included (penalizeIntercept: true, or fitIntercept: false)",
        )
      }
      memory.forgetPoint()
      return dualDescent(problem, dual, options, seed)
    }
  }
}

function unsupported(solver: Solver, reason: string): UnsupportedError {
  return new UnsupportedError(
    `solver '${solver}' ${reason}; 'auto', 'newton-cd' and 'newton-cd-gram' solve every penalty`,
  )
}

/** What solving a problem leaves to the next one that differs in the penalty only: a point, and the Hessian there. */

import type { Problem } from '../problem/problem'
import { Iterate } from './iterate'
import type { QuadraticSolver } from './quadratic'

/** Keeps the point that was reached and the Hessian there, or what stands for it, from one penalty to the next. */
export class SolverMemory {
  private at: Iterate | undefined = undefined
  private quadratic: QuadraticSolver | undefined = undefined

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

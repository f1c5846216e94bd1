/** Proximal Newton as a solver of one problem after the other: each goes on with the point and the Hessian of the last. */

import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import { Iterate } from './iterate'
import { newton } from './newton'
import type { QuadraticSolver } from './quadratic'
import type { Minimizer, Solution, StoppingRule } from './solution'

export class NewtonSolver implements Minimizer {
  private iterate: Iterate | undefined = undefined

  constructor(
    private readonly rule: StoppingRule,
    private readonly quadratic: QuadraticSolver,
  ) {}

  /** Whether no problem has been solved yet. */
  get isFresh(): boolean {
    return this.iterate === undefined
  }

  minimize(problem: Problem, start?: Float64Array, maxIter = this.rule.maxIter): Steps<Solution> {
    if (start !== undefined || this.iterate === undefined) {
      this.iterate = new Iterate(problem, start ?? new Float64Array(problem.size))
    } else this.iterate.retarget(problem)
    return newton(this.iterate, { ...this.rule, maxIter }, this.quadratic)
  }
}

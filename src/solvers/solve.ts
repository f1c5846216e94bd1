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
import { ConjugateGradient } from './conjugate-gradient'
import { dualDescent } from './dual-descent'
import { GramDescent } from './gram-descent'
import { newton } from './newton'
import { PreconditionerChoice } from './preconditioner'
import type { Direction, QuadraticModel, QuadraticSolver } from './quadratic'
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
export type Solver = (typeof SOLVERS)[number]

/** What {@link ResidualDescent} and {@link ConjugateGradient} need on the benchmark problems before a step is good. */
const USUAL_PASSES = 20
const USUAL_PRODUCTS = 15

/** Largest Hessian that is formed: 4096² doubles are 128 MB. */
const MAX_GRAM = 4096

export interface SolveOptions extends StoppingRule {
  readonly solver: Solver
  readonly seed: number
}

/** Minimises F from `start`. @throws UnsupportedError when `solver` cannot solve this problem */
export function solve(problem: Problem, start: Float64Array, options: SolveOptions): Steps<Solution> {
  const { solver, seed } = options
  const { hasL1 } = problem.penalty
  switch (solver) {
    case 'auto':
      return newton(
        problem,
        start,
        options,
        hasL1 ? new Cheapest(new ResidualDescent()) : new ConjugateGradient(new PreconditionerChoice()),
      )
    case 'newton-cd':
      return newton(problem, start, options, new ResidualDescent())
    case 'newton-cd-gram':
      return newton(problem, start, options, new GramDescent())
    case 'newton-cholesky':
      if (hasL1) throw unsupported(solver, 'is for penalties without an l1 part')
      return newton(problem, start, options, new GramDescent())
    case 'newton-cg':
      if (hasL1) throw unsupported(solver, 'is for penalties without an l1 part')
      return newton(problem, start, options, new ConjugateGradient())
    case 'dual-cd': {
      const { loss, penalty } = problem
      const ridge = penalty.l2[0]!
      if (
        hasL1 ||
        !(ridge > 0) ||
        penalty.l2.some(weight => weight !== ridge) ||
        !(loss instanceof LogisticLoss)
      ) {
        throw unsupported(
          solver,
          "is for two classes and penalty 'l2' on every coefficient, the intercept included (penalizeIntercept: true, or fitIntercept: false)",
        )
      }
      return dualDescent(problem, loss, ridge, options, new RandomState(seed))
    }
  }
}

function unsupported(solver: Solver, reason: string): UnsupportedError {
  return new UnsupportedError(
    `solver '${solver}' ${reason}; 'auto', 'newton-cd' and 'newton-cd-gram' solve every penalty`,
  )
}

/** The explicit Hessian where forming it is cheaper than the alternative, decided anew for every model. */
class Cheapest implements QuadraticSolver {
  private readonly gram = new GramDescent()

  constructor(private readonly alternative: ResidualDescent | ConjugateGradient) {}

  solve(model: QuadraticModel): Steps<Direction> {
    const k = model.coordinates.length
    if (k > MAX_GRAM) return this.alternative.solve(model)
    const { design, loss, penalty } = model.problem
    let gramCost = k ** 3 / 6
    let passCost = 0
    for (const { columns } of model.coordinates.groups) {
      gramCost += (design.gramCost(columns) * (loss.outputs + 1)) / 2
      passCost += 2 * design.passCost(columns)
    }
    const repeats = penalty.hasL1 ? USUAL_PASSES : USUAL_PRODUCTS
    return gramCost < repeats * passCost ? this.gram.solve(model) : this.alternative.solve(model)
  }
}

/**
 * Which solver takes a problem. All of them return the same minimum; they differ in what a step costs:
 *
 *   gram        k² n / 2 multiply–adds to form the Hessian of k coordinates, then passes of k² (or k³ / 6 for Cholesky)
 *   residual    2 n k per pass of coordinate descent, nothing to form
 *   cg          2 n p per product with the Hessian
 *   rows        n² p / 2 once, then (n K)³ / 6: for a ridge and few rows; with kinks both some times a step
 *   dual        2 n p per pass over the rows, for two classes and a ridge on every coefficient
 *
 * With an l1 part or bounds the cheapest of gram, residual and rows is chosen at every Newton step (`choose-descent.ts`); without it is
 * cg, rows once cg has cost twice as much, or the dual where a few passes of it are enough (`choose-smooth.ts`).
 */

import type { Problem } from '../problem/problem'
import { UnsupportedError } from '../support/errors'
import type { Steps } from '../support/steps'
import { ChooseDescent } from './choose-descent'
import { SmoothSolver } from './choose-smooth'
import { ConjugateGradient } from './conjugate-gradient'
import { dualDescent, dualProblem } from './dual-descent'
import { NewtonSolver } from './newton-solver'
import type { QuadraticSolver } from './quadratic'
import type { Minimizer, Solution, SolverOptions } from './solution'

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
 * `'newton-cd-gram'` and `'newton-cholesky'` are the same: on the whole Hessian its steps are solved directly, or by rows where these
 * are far fewer. `'newton-cd'` takes them as well where its passes creep, and they give way to its passes where rounding in the Hessian
 * leads them nowhere.
 */
export type Solver = (typeof SOLVERS)[number]

/**
 * Passes of residual updates that cost as many times the price of the Hessian creep, and those that are to come would: `'newton-cd'`
 * takes one for such a model, too. (317 × 13, seven classes, l1: 7 s without.)
 */
const CREEPING = 10

/** The solver of this name. What it cannot solve it refuses when it is asked to, by an UnsupportedError. */
export function createSolver(name: Solver, options: SolverOptions): Minimizer {
  const solver = solverNamed(name, options)
  return {
    *minimize(problem, start) {
      try {
        return yield* solver.minimize(problem, start)
      } finally {
        problem.design.release()
      }
    },
  }
}

function solverNamed(name: Solver, options: SolverOptions): Minimizer {
  switch (name) {
    case 'auto':
      return new AutoSolver(options)
    case 'newton-cd':
      return new NewtonSolver(options, new ChooseDescent(CREEPING))
    case 'newton-cd-gram':
      return new NewtonSolver(options, byGram())
    case 'newton-cholesky':
      return new WithoutL1(name, new NewtonSolver(options, byGram()))
    case 'newton-cg':
      return new WithoutL1(name, new NewtonSolver(options, new ConjugateGradient()))
    case 'dual-cd':
      return new DualSolver(options)
  }
}

/** On the Hessian, unless rounding shows in that. */
function byGram(): QuadraticSolver {
  return new ChooseDescent(0, Infinity)
}

class AutoSolver implements Minimizer {
  private solver: Minimizer | undefined = undefined

  constructor(private readonly options: SolverOptions) {}

  minimize(problem: Problem, start?: Float64Array): Steps<Solution> {
    this.solver ??= problem.penalty.hasKinks
      ? new NewtonSolver(this.options, new ChooseDescent())
      : new SmoothSolver(this.options)
    return this.solver.minimize(problem, start)
  }
}

/** 8192² doubles are half a gigabyte. */
const LARGEST_FACTOR = 8192

class WithoutL1 implements Minimizer {
  constructor(
    private readonly name: Solver,
    private readonly solver: Minimizer,
  ) {}

  minimize(problem: Problem, start?: Float64Array): Steps<Solution> {
    if (problem.penalty.hasKinks)
      throw unsupported(this.name, 'is for penalties without an l1 part, and no bounds')
    if (this.name === 'newton-cholesky' && problem.size > LARGEST_FACTOR) {
      throw unsupported(
        this.name,
        `would factorize a Hessian of ${problem.size} coefficients, ${Math.ceil((8 * problem.size ** 2) / 2 ** 30)} GB; at most ${LARGEST_FACTOR} are`,
      )
    }
    return this.solver.minimize(problem, start)
  }
}

class DualSolver implements Minimizer {
  constructor(private readonly options: SolverOptions) {}

  minimize(problem: Problem): Steps<Solution> {
    const dual = dualProblem(problem)
    if (dual === undefined) {
      throw unsupported(
        'dual-cd',
        "is for labels of two classes without an offset, and penalty 'l2' on every coefficient, the intercept included (penalizeIntercept: true, or fitIntercept: false)",
      )
    }
    return dualDescent(problem, dual, this.options, this.options.seed)
  }
}

function unsupported(solver: Solver, reason: string): UnsupportedError {
  return new UnsupportedError(
    `solver '${solver}' ${reason}; 'auto', 'newton-cd' and 'newton-cd-gram' solve every penalty`,
  )
}

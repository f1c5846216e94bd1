/** Smooth problems are solved in the dual where that is promising, and by Newton steps where it is not or is given up. */

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Problem } from '../../src/problem/problem'
import { dualDescent, dualProblem } from '../../src/solvers/dual-descent'
import { RowSpace } from '../../src/solvers/row-space'
import type { Solution } from '../../src/solvers/solution'
import { createSolver } from '../../src/solvers/solve'
import { drain } from '../../src/support/steps'
import { newtonProblem } from './newton-problem'

const OPTIONS = { tol: 1e-8, maxIter: 100, seed: 3 }

const problemOf = (n: number, d: number, l2: number) => newtonProblem({ n, d, seed: 5, l2 }).problem
const auto = (problem: Problem, options = OPTIONS, start?: Float64Array): Solution =>
  drain(createSolver('auto', options).minimize(problem, start))
const exactly = (problem: Problem) =>
  drain(createSolver('newton-cholesky', { ...OPTIONS, tol: 1e-13 }).minimize(problem))

/** In the dual, given up where more than twenty passes are to come. */
function inDual(problem: Problem, options = OPTIONS): Solution {
  const dual = dualProblem(problem)
  if (dual === undefined) throw new Error('dual descent takes this problem')
  return drain(dualDescent(problem, dual, options, options.seed, 20))
}

function expectMinimum(problem: Problem, { w, ending, objective, dualityGap }: Solution): void {
  const minimum = exactly(problem)
  expect(ending).toBe('converged')
  expect(dualityGap).toBeLessThanOrEqual(OPTIONS.tol * objective)
  expect(objective / minimum.objective - 1).toBeLessThan(OPTIONS.tol)
  w.forEach((value, q) => {
    expect(Math.abs(value - minimum.w[q])).toBeLessThan(1e-5 * Math.max(...minimum.w.map(Math.abs)))
  })
}

describe('the dual is tried', () => {
  it.each([
    ['of far fewer rows than columns', 20, 80, 1e3],
    ['of long rows that have little to do with each other', 60, 45, 1e3],
  ])('%s', (_, n, d, ridge) => {
    const problem = problemOf(n, d, ridge)
    const solution = auto(problem)
    expect(solution).toEqual(inDual(problem))
    expectMinimum(problem, solution)
  })

  it.each([
    ['of short rows', 60, 30, 1e3],
    ['of rows that have much to do with each other', 60, 45, 0.1],
  ])('not %s', (_, n, d, ridge) => {
    const problem = problemOf(n, d, ridge)
    const solution = auto(problem)
    expect(solution.w).not.toEqual(inDual(problem).w)
    expectMinimum(problem, solution)
  })

  it('not from a point that is given, unless that is 0', () => {
    const problem = problemOf(20, 80, 1e3)
    expect(auto(problem, OPTIONS, new Float64Array(80))).toEqual(inDual(problem))
    const { w, iterations } = inDual(problem)
    expect(iterations).toBeGreaterThan(0)
    const again = auto(problem, { ...OPTIONS, tol: 1e-6 }, w)
    expect([again.iterations, again.ending]).toEqual([0, 'converged'])
  })

  it('and given up for Newton steps that go on from there, within the steps that are left', () => {
    const problem = problemOf(20, 80, 1e-3)
    const attempt = inDual(problem)
    expect(attempt.ending).toBe('iterations')
    const solution = auto(problem)
    expectMinimum(problem, solution)
    const byNewton = drain(createSolver('newton-cg', OPTIONS).minimize(problem, attempt.w))
    expect(solution.iterations).toBe(attempt.iterations + byNewton.iterations)
    for (let maxIter = 1; maxIter < solution.iterations; maxIter++) {
      const cut = auto(problem, { ...OPTIONS, maxIter })
      expect([cut.ending, cut.iterations]).toEqual(['iterations', maxIter])
      expect(cut.dualityGap).toBeGreaterThanOrEqual((cut.objective - exactly(problem).objective) * (1 - 1e-9))
    }
  })

  it('for the first problem of several only', () => {
    const solver = createSolver('auto', OPTIONS)
    const [first, second] = [1e3, 900].map(ridge => problemOf(20, 80, ridge))
    expect(drain(solver.minimize(first))).toEqual(inDual(first))
    const next = drain(solver.minimize(second))
    expect(next.w).not.toEqual(inDual(second).w)
    expectMinimum(second, next)
    expect(next.iterations).toBeLessThan(6)
  })
})

describe('several classes on few rows', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const problemWith = (l2: number) => newtonProblem({ n: 15, d: 200, outputs: 3, seed: 5, l2 }).problem

  it.each([
    ['go on by rows once products with the Hessian have cost more', 1e-5, true],
    ['are solved before that where the ridge is strong', 1e4, false],
  ])('%s', (_, l2, byRows) => {
    const solved = vi.spyOn(RowSpace.prototype, 'solve')
    const problem = problemWith(l2)
    const solution = auto(problem)
    expect(solved.mock.calls.length > 0).toBe(byRows)
    vi.restoreAllMocks()
    expectMinimum(problem, solution)
  })

  it('do without them where an exact model has led nowhere', () => {
    const solved = vi.spyOn(RowSpace.prototype, 'solve')
    // Beyond what arithmetic can show.
    const { ending } = auto(problemWith(1e-5), { ...OPTIONS, tol: 0 })
    expect(['rounding', 'converged']).toContain(ending)
    expect(solved.mock.calls.length).toBeGreaterThan(0)
    expect(solved.mock.calls.some(([model]) => model.matrixFree)).toBe(false)
  })
})

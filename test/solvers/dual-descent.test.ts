/** Dual descent ends at the minimum that the primal methods find, in few passes where the ridge is strong, and knows when not. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { type DualProblem, dualDescent, dualProblem } from '../../src/solvers/dual-descent'
import type { Solution } from '../../src/solvers/solution'
import { createSolver } from '../../src/solvers/solve'
import { drain, runSteps } from '../../src/support/steps'
import { randomProblem } from '../support/random-problem'
import { newtonProblem } from './newton-problem'

/** Rows of unequal weights, some of them 0. */
function problemOf(n: number, d: number, ridge: number): { problem: Problem; dual: DualProblem } {
  const { rows, y } = randomProblem({ n, d, seed: 3 })
  const weights = Float64Array.from(rows, (_, i) => (i % 7 === 3 ? 0 : 0.1 + (i % 4)))
  const signs = Float64Array.from(y, label => (label === 'yes' ? 1 : -1))
  const penalty = new SeparablePenalty(new Float64Array(d), new Float64Array(d).fill(ridge))
  const problem = new Problem(toFittingDesign(rows), new LogisticLoss(signs, weights), penalty)
  const dual = dualProblem(problem)
  if (dual === undefined) throw new Error('dual descent takes this problem')
  return { problem, dual }
}

function minimize(
  n: number,
  d: number,
  ridge: number,
  tol: number,
  patience?: number,
  maxIter = 300,
): Solution {
  const { problem, dual } = problemOf(n, d, ridge)
  return drain(dualDescent(problem, dual, { tol, maxIter }, 0, patience))
}

const exactly = (n: number, d: number, ridge: number): Solution =>
  drain(
    createSolver('newton-cholesky', { tol: 1e-13, maxIter: 100, seed: 0 }).minimize(
      problemOf(n, d, ridge).problem,
    ),
  )

describe('the minimum', () => {
  // Rows, columns, ridge, and the passes to a tolerance of 1e-3 and of 1e-8 at the most.
  it.each([
    [40, 6, 1, 27, 95],
    [40, 6, 100, 4, 14],
    [40, 6, 1e4, 4, 6],
    [40, 60, 1e-4, 28, 52],
    [40, 60, 0.01, 24, 58],
    [40, 60, 1, 16, 46],
    [40, 60, 100, 5, 14],
    [300, 10, 100, 7, 17],
    [300, 10, 1e4, 3, 8],
    [2, 3, 0.01, 4, 18],
    [2, 3, 1, 3, 11],
    [2, 3, 1e4, 1, 4],
  ])('of %d × %d under a ridge of %d is found in so many passes', (n, d, ridge, rough, fine) => {
    const minimum = exactly(n, d, ridge)
    const size = Math.max(...minimum.w.map(Math.abs))
    for (const [tol, most] of [
      [1e-3, rough],
      [1e-8, fine],
    ]) {
      const { w, ending, iterations, objective, dualityGap } = minimize(n, d, ridge, tol)
      expect(ending).toBe('converged')
      expect(iterations).toBeLessThanOrEqual(most)
      expect(objective).toBeCloseTo(problemOf(n, d, ridge).problem.value(w), 9)
      const above = (objective - minimum.objective) / objective
      expect(above).toBeLessThan(0.1 * tol)
      expect(dualityGap / objective).toBeGreaterThan(above - 1e-14)
      expect(dualityGap).toBeLessThanOrEqual(tol * objective)
      w.forEach((value, q) => {
        expect(Math.abs(value - minimum.w[q])).toBeLessThan(500 * tol * size)
      })
    }
  })

  it('is found to rounding where no tolerance is given, and that is said', () => {
    for (const [n, d, ridge, most] of [
      [40, 6, 100, 30],
      [40, 60, 0.01, 130],
      [300, 10, 1e4, 18],
      [2, 3, 1e-4, 45],
      [2, 3, 1e4, 8],
    ]) {
      const { w, ending, iterations, objective, dualityGap } = minimize(n, d, ridge, 0)
      const minimum = exactly(n, d, ridge)
      expect(ending).toBe('rounding')
      expect(iterations).toBeLessThanOrEqual(most)
      expect(Math.abs(objective / minimum.objective - 1)).toBeLessThan(1e-14)
      expect(dualityGap).toBeLessThan(1e-14 * objective)
      w.forEach((value, q) => {
        expect(Math.abs(value - minimum.w[q])).toBeLessThan(1e-10 * Math.max(...minimum.w.map(Math.abs)))
      })
    }
  })

  it('is the same for every order of the rows', () => {
    const { problem, dual } = problemOf(40, 60, 1)
    const of = (seed: number) => drain(dualDescent(problem, dual, { tol: 1e-10, maxIter: 300 }, seed))
    const one = of(1)
    expect(of(1)).toEqual(one)
    const other = of(2)
    expect(other.w).not.toEqual(one.w)
    expect(Math.abs(other.objective / one.objective - 1)).toBeLessThan(1e-13)
  })
})

describe('what is too hard', () => {
  it('ends with the passes that it is given', () => {
    for (const maxIter of [1, 2, 7]) {
      const { ending, iterations, objective, dualityGap } = minimize(300, 10, 1, 1e-8, undefined, maxIter)
      expect([ending, iterations]).toEqual(['iterations', maxIter])
      expect(dualityGap).toBeGreaterThan(1e-8 * objective)
      expect(dualityGap).toBeGreaterThanOrEqual(objective - exactly(300, 10, 1).objective)
    }
  })

  it('is given up as soon as the pace tells, and what is not is not', () => {
    for (const [n, d, ridge] of [
      [40, 6, 0.01],
      [300, 10, 1],
      [40, 60, 1],
    ]) {
      const { ending, iterations } = minimize(n, d, ridge, 1e-8, 5)
      expect(ending).toBe('iterations')
      expect(iterations).toBeLessThanOrEqual(3)
    }
    for (const ridge of [100, 1e4]) {
      const easy = minimize(300, 10, ridge, 1e-3, 8)
      expect(easy.ending).toBe('converged')
      expect(easy).toEqual(minimize(300, 10, ridge, 1e-3))
    }
  })
})

it('reports each pass, by where it stands', () => {
  const { problem, dual } = problemOf(40, 60, 1)
  const seen: { iteration: number; objective: number; dualityGap: number }[] = []
  const solution = runSteps(dualDescent(problem, dual, { tol: 1e-6, maxIter: 300 }, 0), {
    onProgress: report => {
      seen.push(report)
    },
  })
  expect(seen.map(({ iteration }) => iteration)).toEqual(seen.map((_, k) => k + 1))
  expect(seen).toHaveLength(solution.iterations)
  expect(seen.at(-1)?.objective).toBe(solution.objective)
  for (const { objective, dualityGap } of seen) {
    expect(objective - dualityGap).toBeLessThanOrEqual(solution.objective * (1 + 1e-14))
  }
})

it('takes two classes with one ridge for all, and nothing else', () => {
  const { problem } = newtonProblem({ n: 10, d: 3, seed: 1, l2: 2 })
  expect(dualProblem(problem)).toEqual({ loss: problem.loss, ridge: 2 })
  const refused = (l1: readonly number[], l2: readonly number[]) =>
    dualProblem(problem.withPenalty(new SeparablePenalty(Float64Array.from(l1), Float64Array.from(l2))))
  expect(refused([0, 0, 1], [2, 2, 2])).toBeUndefined()
  expect(refused([0, 0, 0], [2, 2, 1])).toBeUndefined()
  expect(refused([0, 0, 0], [0, 0, 0])).toBeUndefined()
  expect(dualProblem(newtonProblem({ n: 10, d: 3, outputs: 3, seed: 1, l2: 2 }).problem)).toBeUndefined()
})

/** Solvers by name, on problems as they meet them: one after the other, and those that they refuse. */

import { describe, expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'
import type { Problem } from '../../src/problem/problem'
import type { Solution } from '../../src/solvers/solution'
import { createSolver, type Solver } from '../../src/solvers/solve'
import { UnsupportedError } from '../../src/support/errors'
import { drain } from '../../src/support/steps'
import { newtonProblem } from './newton-problem'

const options = { tol: 1e-10, maxIter: 500, seed: 0 }
const kinked = ['auto', 'newton-cd', 'newton-cd-gram'] as const
const smooth = [...kinked, 'newton-cholesky', 'newton-cg', 'dual-cd'] as const

function expectSame(one: Solution, other: Solution, name: string): void {
  expect([one.ending, other.ending], name).toEqual(['converged', 'converged'])
  one.w.forEach((v, q) => {
    expect(Math.abs(v - other.w[q]), name).toBeLessThan(1e-7)
  })
  expect(Math.abs(one.objective - other.objective)).toBeLessThan(1e-9 * other.objective)
}

const withStrength = (problem: Problem, l1: number, l2: number) => {
  const fill = (weight: number) => new Float64Array(problem.size).fill(weight)
  return problem.withPenalty(new SeparablePenalty(fill(l1), fill(l2)))
}

describe.each([1, 3])('%i outputs, one problem after the other', outputs => {
  const { problem } = newtonProblem({ n: 60, d: 6, outputs, seed: 14 })
  const strengths = [4, 2, 1.5, 1.2, 3]

  it.each(kinked)('%s ends where it does from the start, with an l1 part', name => {
    const solver = createSolver(name, options)
    for (const strength of strengths) {
      const next = withStrength(problem, strength, 0.1 * strength)
      const fresh = drain(createSolver('newton-cd-gram', options).minimize(next))
      expectSame(drain(solver.minimize(next)), fresh, `${name}, ${strength}`)
    }
  })

  it.each(smooth)('%s ends where it does from the start, without one', name => {
    if (name === 'dual-cd' && outputs > 1) return
    const solver = createSolver(name, options)
    for (const strength of strengths) {
      const next = withStrength(problem, 0, strength)
      const fresh = drain(createSolver('newton-cholesky', options).minimize(next))
      const solution = drain(solver.minimize(next))
      expectSame(solution, fresh, `${name}, ${strength}`)
      expect(solution.objective).toBeCloseTo(next.value(solution.w), 10)
    }
  })
})

it('ends at a start that is the minimum, and goes there from any other', () => {
  const { problem } = newtonProblem({ n: 60, d: 6, seed: 14, l2: 1 })
  for (const name of ['auto', 'newton-cd', 'newton-cg', 'newton-cholesky'] as const) {
    const solver = createSolver(name, options)
    const first = drain(solver.minimize(problem))
    const again = drain(solver.minimize(problem, first.w))
    expect(again.iterations, name).toBe(0)
    expectSame(drain(solver.minimize(problem, new Float64Array(6).fill(3))), first, name)
  }
})

describe('a solver refuses, and names those that do not', () => {
  const refuse = (name: Solver, problem: Problem) => () =>
    drain(createSolver(name, options).minimize(problem))

  it('an l1 part, and bounds', () => {
    const { problem } = newtonProblem({ n: 20, d: 3, seed: 1, l1: 1, l2: 1 })
    const zeros = new Float64Array(3)
    const bounded = problem.withPenalty(
      new BoundedPenalty(zeros, problem.penalty.l2, zeros, new Float64Array(3).fill(Infinity)),
    )
    for (const name of ['newton-cholesky', 'newton-cg', 'dual-cd'] as const) {
      for (const refused of [problem, bounded]) {
        expect(refuse(name, refused)).toThrow(UnsupportedError)
        expect(refuse(name, refused)).toThrow(new RegExp(`'${name}' is for .*'newton-cd-gram'`))
      }
    }
  })

  it('a Hessian that is too large to factorize, by its size', () => {
    const { problem } = newtonProblem({ n: 2, d: 8193, seed: 1, l2: 1 })
    expect(refuse('newton-cholesky', problem)).toThrow(/8193 coefficients, 1 GB; at most 8192/)
    expect(drain(createSolver('newton-cg', options).minimize(problem)).ending).toBe('converged')
  })

  it('in the dual, ridges that differ, or are none', () => {
    const { problem } = newtonProblem({ n: 20, d: 3, seed: 1 })
    for (const ridges of [
      [1, 1, 2],
      [1, 0, 1],
      [0, 0, 0],
      [0, 1, 1],
    ]) {
      const penalty = new SeparablePenalty(new Float64Array(3), Float64Array.from(ridges))
      expect(refuse('dual-cd', problem.withPenalty(penalty))).toThrow(/on every coefficient/)
    }
  })

  it('several classes in the dual', () => {
    const { problem } = newtonProblem({ n: 20, d: 3, outputs: 3, seed: 1, l2: 1 })
    expect(refuse('dual-cd', problem)).toThrow(/two classes/)
  })
})

/** How a fit by Newton steps ends, and what it has learnt of its steps by then. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { Iterate } from '../../src/solvers/iterate'
import { Patience } from '../../src/solvers/newton'
import { nextDamping } from '../../src/solvers/next-damping'
import { createSolver } from '../../src/solvers/solve'
import { drain, runSteps } from '../../src/support/steps'
import { newtonProblem } from './newton-problem'

const primal = ['newton-cd', 'newton-cd-gram', 'newton-cg'] as const

describe.each(primal)('%s', name => {
  const { problem } = newtonProblem({ n: 60, d: 5, seed: 2, l2: 0.3 })
  const minimize = (of: Problem, rule: object, start?: Float64Array) =>
    drain(createSolver(name, { tol: 1e-8, maxIter: 100, seed: 0, ...rule }).minimize(of, start))
  const exact = minimize(problem, { tol: 1e-13 })

  it('has converged when slopes and gap are within the tolerance', () => {
    for (const tol of [0.5, 1e-2, 1e-5, 1e-8]) {
      const { w, ending, objective, dualityGap } = minimize(problem, { tol })
      expect(ending).toBe('converged')
      expect(objective).toBeCloseTo(problem.value(w), 12)
      expect(dualityGap).toBeLessThanOrEqual(tol * objective)
      expect(dualityGap).toBeGreaterThanOrEqual(objective - exact.objective - 1e-12)
      const at = new Iterate(problem, w)
      at.updateGradient(problem.all)
      expect(at.violation(problem.all)).toBeLessThanOrEqual(tol * at.nullViolation())
    }
  })

  it('ends by the number of its steps, each reported once, with a gap that holds', () => {
    for (const maxIter of [1, 2, 3]) {
      const reported: number[] = []
      const solver = createSolver(name, { tol: 1e-14, maxIter, seed: 0 })
      const { ending, iterations, objective, dualityGap } = runSteps(solver.minimize(problem), {
        onIteration: ({ iteration }) => reported.push(iteration),
      })
      expect([ending, iterations]).toEqual(['iterations', maxIter])
      expect(reported).toEqual(Array.from({ length: maxIter }, (_, k) => k + 1))
      expect(objective - exact.objective).toBeGreaterThan(1e-10)
      expect(dualityGap).toBeGreaterThanOrEqual(objective - exact.objective)
    }
  })

  it('ends where rounding allows no better point, which only a gap of 0 would prove to a tolerance of 0', () => {
    const { ending, iterations, objective, dualityGap } = minimize(problem, { tol: 0, maxIter: 1000 })
    expect(ending).toBe(dualityGap === 0 ? 'converged' : 'rounding')
    expect(iterations).toBeLessThan(50)
    expect(objective - exact.objective).toBeLessThan(1e-13 * objective)
    expect(dualityGap).toBeLessThan(1e-9 * objective)
  })

  it('ends where the classes are seen to be separated, with all of F for a gap', () => {
    const zeros = new Float64Array(2)
    const rows = [-2, -1, 1, 2].map(x => [x, 1])
    const loss = new LogisticLoss(Float64Array.of(-1, -1, 1, 1), Float64Array.of(1, 1, 1, 1))
    const separable = new Problem(toFittingDesign(rows), loss, new SeparablePenalty(zeros, zeros))
    const { w, ending, iterations, objective, dualityGap } = minimize(separable, {})
    expect(ending).toBe('separated')
    expect(iterations).toBeLessThan(10)
    expect(dualityGap).toBe(objective)
    rows.forEach(([x], i) => {
      expect(loss.signs[i] * (w[0] * x + w[1])).toBeGreaterThan(0)
    })
  })
})

describe('patience', () => {
  const idle = { progressed: false, wasExact: true }

  it('ends after three exact rounds in which nothing fell', () => {
    const patience = new Patience()
    const over = [1, 1, 1, 1].map(violation => {
      const isOver = patience.isOver(violation)
      patience.note(idle)
      return isOver
    })
    expect(over).toEqual([false, false, false, true])
  })

  it('begins anew when F or the violation has fallen', () => {
    const patience = new Patience()
    for (const violation of [4, 4, 4, 3, 3, 3]) {
      expect(patience.isOver(violation)).toBe(false)
      patience.note(idle)
    }
    patience.note({ progressed: true, wasExact: true })
    expect(patience.isOver(5)).toBe(false)
  })

  it('asks for exact models before it counts', () => {
    const patience = new Patience()
    expect(patience.exact).toBe(false)
    for (let round = 0; round < 9; round++) {
      patience.note({ progressed: false, wasExact: false })
      expect(patience.isOver(1)).toBe(false)
    }
    expect(patience.exact).toBe(true)
  })

  it('has none for what is not a number', () => {
    expect(new Patience().isOver(Number.NaN)).toBe(true)
  })
})

describe('damping', () => {
  it('grows with steps that could hardly be followed, up to where every step can', () => {
    let damping = 0
    const seen = Array.from({ length: 5 }, () => {
      damping = nextDamping(damping, 1 / 16)
      return damping
    })
    expect(seen.every((value, k) => value > (seen[k - 1] ?? 0) || value === 0.5)).toBe(true)
    expect(seen.at(-1)).toBe(0.5)
    expect(nextDamping(0.1, 0)).toBeGreaterThan(0.1)
  })

  it('stays with shorter steps, and goes with whole ones', () => {
    expect([0.5, 1 / 8].map(step => nextDamping(0.1, step))).toEqual([0.1, 0.1])
    expect(nextDamping(0.1, 1)).toBeLessThan(0.1)
    let damping = 0.5
    for (let k = 0; k < 5; k++) damping = nextDamping(damping, 1)
    expect(damping).toBe(0)
  })
})

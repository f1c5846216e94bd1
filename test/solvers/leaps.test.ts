/** Leaps, after steps that creep: against the gradient, by as little as the largest curvature asks for. */

import { describe, expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { Iterate } from '../../src/solvers/iterate'
import { Leaps } from '../../src/solvers/leaps'
import { maxAbs } from '../../src/support/arrays'
import { newtonProblem } from './newton-problem'

/** Steps from which on a fit is taken to creep. */
const MANY = 8

/** A step of every coordinate to the minimum along it, were the curvature `curvature`. */
function creep(iterate: Iterate, curvature = 1e3): void {
  const { problem, w } = iterate
  iterate.updateGradient(problem.all)
  const delta = w.map((v, q) => problem.penalty.prox(q, v, iterate.gradient[q], curvature) - v)
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(problem.all, delta, z)
  iterate.move(problem.all, { delta, z, residualChange: new Float64Array(z.length), exact: true }, 1)
}

/** Creeps and tries to leap, by turns; F before and after each leap that was taken. */
function leapt(problem: Problem, rounds: number, { iterations = MANY, curvature = 1e3 } = {}) {
  const iterate = new Iterate(problem, new Float64Array(problem.size))
  const leaps = new Leaps()
  const taken: { readonly before: number; readonly after: number; readonly round: number }[] = []
  for (let round = 0; round < rounds; round++) {
    creep(iterate, curvature)
    iterate.updateGradient(problem.all)
    const before = iterate.objective
    if (leaps.take(iterate, iterations)) taken.push({ before, after: iterate.objective, round })
  }
  return { iterate, taken }
}

describe.each([
  [1, 0],
  [1, 0.5],
  [3, 0],
  [3, 0.5],
])('%i outputs, l1 %d', (outputs, l1) => {
  const { problem } = newtonProblem({ n: 40, d: 3, outputs, seed: 1, l1, l2: 0.1 })

  it('lower F, and lead as far as some hundred steps', () => {
    const { iterate, taken } = leapt(problem, 60)
    expect(taken.length).toBeGreaterThan(5)
    for (const { before, after } of taken) expect(after).toBeLessThan(before)
    const crept = new Iterate(problem, new Float64Array(problem.size))
    for (let step = 0; step < 300; step++) creep(crept)
    expect(iterate.objective).toBeLessThan(crept.objective)
  })

  it('leave predictors that follow from w', () => {
    const { iterate } = leapt(problem, 20)
    const z = new Float64Array(problem.predictorCount)
    problem.predictorsAt(iterate.w, z)
    expect(maxAbs(z.map((value, p) => value - iterate.z[p]))).toBeLessThan(1e-12)
  })
})

describe('no leap is taken', () => {
  const { problem } = newtonProblem({ n: 40, d: 3, outputs: 1, seed: 1, l1: 0, l2: 0.1 })

  it('in a fit of few steps', () => {
    expect(leapt(problem, 20, { iterations: MANY - 1 }).taken).toEqual([])
  })

  it('twice in a row, or before there are rounds to look back on', () => {
    const rounds = leapt(problem, 60).taken.map(({ round }) => round)
    expect(rounds[0]).toBeGreaterThanOrEqual(2)
    rounds.forEach((round, k) => {
      if (k > 0) expect(round - rounds[k - 1]).toBeGreaterThan(1)
    })
  })

  it('where features are free, so that there may be no minimum', () => {
    const zeros = new Float64Array(problem.size)
    const free = new Problem(problem.design, problem.loss, new SeparablePenalty(zeros, zeros))
    expect(leapt(free, 60).taken).toEqual([])
  })

  it('across a bound', () => {
    const { l1, l2 } = problem.penalty
    const size = problem.size
    const upper = new Float64Array(size).fill(0.02)
    const penalty = new BoundedPenalty(l1, l2, new Float64Array(size).fill(-0.02), upper)
    const { iterate, taken } = leapt(new Problem(problem.design, problem.loss, penalty), 60, {
      curvature: 1e4,
    })
    expect(taken.length).toBeGreaterThan(0)
    for (const { before, after } of taken) expect(after).toBeLessThan(before)
    expect(maxAbs(iterate.w)).toBe(0.02)
    const z = new Float64Array(problem.predictorCount)
    problem.predictorsAt(iterate.w, z)
    expect(maxAbs(z.map((value, p) => value - iterate.z[p]))).toBeLessThan(1e-12)
  })
})

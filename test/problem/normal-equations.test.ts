/** Normal equations are solved by each of three ways: a factor, one of independent columns, conjugate gradients. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { type NormalEquations, normalEquations } from '../../src/problem/normal-equations'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, Problem } from '../../src/problem/problem'
import { drain } from '../../src/support/steps'
import { randomProblem } from '../support/random-problem'

function problemOf(rows: readonly (readonly number[])[], outputs = 1): Problem {
  const ones = new Float64Array(rows.length).fill(1)
  const loss =
    outputs === 1
      ? new LogisticLoss(
          ones.map((_, i) => (i % 2 === 0 ? 1 : -1)),
          ones,
        )
      : new MultinomialLoss(
          outputs,
          Int32Array.from(rows, (_, i) => i % outputs),
          ones,
        )
  const zeros = new Float64Array(rows[0].length * outputs)
  return new Problem(toFittingDesign(rows.map(row => [...row])), loss, new SeparablePenalty(zeros, zeros))
}

const curvatureOf = ({ loss, predictorCount }: Problem) =>
  loss.expandAt(Float64Array.from({ length: predictorCount }, (_, p) => Math.sin(2 * p)))

/** (X_Tᵀ D X_T) v */
function times(problem: Problem, coordinates: Coordinates, v: Float64Array): Float64Array {
  const z = new Float64Array(problem.predictorCount)
  const weighted = new Float64Array(problem.predictorCount)
  const product = new Float64Array(v.length)
  problem.predictorsInto(coordinates, v, z)
  curvatureOf(problem).curvatureTimesInto(z, weighted)
  problem.gradientInto(coordinates, weighted, product)
  return product
}

const normalsOf = (problem: Problem, coordinates: Coordinates, urgency: Float64Array): NormalEquations =>
  drain(normalEquations(problem, coordinates, curvatureOf(problem), urgency))

/** That the solution of a right-hand side in the range is one; returns it. */
function expectSolved(
  problem: Problem,
  { solve }: NormalEquations,
  coordinates: Coordinates,
  within: number,
): Float64Array {
  const b = times(
    problem,
    coordinates,
    Float64Array.from(coordinates.indices, q => Math.cos(q)),
  )
  const kept = b.slice()
  const beta = drain(solve(b))
  expect(b).toEqual(kept)
  const size = Math.max(...b.map(Math.abs))
  times(problem, coordinates, beta).forEach((value, k) => {
    expect(Math.abs(value - b[k])).toBeLessThan(within * size)
  })
  return beta
}

const none = (coordinates: Coordinates) => new Float64Array(coordinates.length)

describe('by a factor', () => {
  const { rows } = randomProblem({ n: 30, d: 5, seed: 4 })

  it.each([1, 3])('of %d outputs, on all coefficients and on some', outputs => {
    const problem = problemOf(rows, outputs)
    const some = new Coordinates(Int32Array.from(problem.all.indices.filter(q => q % 5 > 1)), problem.design)
    for (const coordinates of [problem.all, some]) {
      const normals = normalsOf(problem, coordinates, none(coordinates))
      // What the classes of a column have in common changes no loss.
      expect(normals.rank).toBe((coordinates.length / outputs) * Math.max(1, outputs - 1))
      expectSolved(problem, normals, coordinates, 1e-12)
    }
  })

  it('what depends on more urgent columns gets nothing', () => {
    const twice = rows.map(([x, y]) => [x, x, y, x + y])
    const problem = problemOf(twice)
    for (const [urgency, left] of [
      [
        [0, 0, 0, 0],
        [1, 3],
      ],
      [
        [1, -2, 3, 0],
        [0, 3],
      ],
      [
        [0, 1, -2, 5],
        [0, 1],
      ],
      [
        [2, 0, 1, -5],
        [1, 2],
      ],
    ]) {
      const normals = normalsOf(problem, problem.all, Float64Array.from(urgency))
      expect(normals.rank).toBe(2)
      const beta = expectSolved(problem, normals, problem.all, 1e-12)
      expect([...beta.keys()].filter(q => beta[q] === 0)).toEqual(left)
    }
  })
})

describe('by a factor, of several outputs', () => {
  it('the least urgent of a column gets nothing, as no curvature sees what they have in common', () => {
    const { rows } = randomProblem({ n: 40, d: 6, seed: 6 })
    const problem = problemOf(rows, 3)
    const column = new Coordinates(Int32Array.of(2, 8, 14), problem.design)
    const normals = normalsOf(problem, column, Float64Array.of(3, -1, 2))
    expect(normals.rank).toBe(2)
    const beta = expectSolved(problem, normals, column, 1e-12)
    expect(Array.from(beta, value => value === 0)).toEqual([false, true, false])
  })
})

describe('by a factor of independent columns, where predictors are few', () => {
  const { rows } = randomProblem({ n: 5, d: 30, seed: 4 })

  it.each([1, 3])('of %d outputs', outputs => {
    const problem = problemOf(rows, outputs)
    const urgency = Float64Array.from(problem.all.indices, q => Math.sin(5 * q))
    const normals = normalsOf(problem, problem.all, urgency)
    const rank = 5 * Math.max(1, outputs - 1)
    expect(normals.rank).toBe(rank)
    const beta = expectSolved(problem, normals, problem.all, 1e-11)
    const used = [...beta.keys()].filter(q => beta[q] !== 0)
    expect(used).toHaveLength(rank)
    if (outputs > 1) return
    // Any five columns of five rows are independent: the most urgent are taken.
    const urgent = [...urgency.keys()].sort((a, b) => Math.abs(urgency[b]) - Math.abs(urgency[a]))
    expect(used).toEqual(urgent.slice(0, 5).sort((a, b) => a - b))
  })

  it('copies and columns of zeros are passed over', () => {
    const [x, y] = [0, 1].map(j => rows.map(row => row[j]))
    const columns = [x, x, y, y.map((value, i) => value + x[i]), y.map(() => 0), ...Array(10).fill(x)]
    const problem = problemOf(rows.map((_, i) => columns.map(column => column[i])))
    const normals = normalsOf(problem, problem.all, none(problem.all))
    expect(normals.rank).toBe(2)
    const beta = expectSolved(problem, normals, problem.all, 1e-12)
    expect([...beta.keys()].filter(q => beta[q] !== 0)).toEqual([0, 2])
  })

  it('it is the solution that a factor of all of them gives', () => {
    // Twelve coefficients of five rows go this way, nine do not.
    const problem = problemOf(rows)
    const [many, few] = [12, 9].map(k => new Coordinates(problem.all.indices.subarray(0, k), problem.design))
    const order = (k: number) => Float64Array.from({ length: k }, (_, q) => 20 - q)
    const one = drain(normalsOf(problem, many, order(12)).solve(times(problem, many, order(12))))
    const other = normalsOf(problem, few, order(9))
    expect(other.rank).toBe(5)
    const b = times(problem, many, order(12)).subarray(0, 9).slice()
    drain(other.solve(b)).forEach((value, q) => {
      expect(value).toBeCloseTo(one[q], 7)
    })
  })
})

describe('by conjugate gradients, where a factor would be too large', () => {
  it('the right-hand side is met', () => {
    const { rows } = randomProblem({ n: 600, d: 4100, seed: 4, density: 0.02 })
    const problem = problemOf(rows)
    const normals = normalsOf(problem, problem.all, none(problem.all))
    expect(normals.rank).toBe(0)
    expectSolved(problem, normals, problem.all, 1e-10)
    const nothing = drain(normals.solve(none(problem.all)))
    expect(nothing.every(value => value === 0)).toBe(true)
  })
})

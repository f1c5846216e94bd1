/** Models of few rows and many columns: the conditions of their minimum, by products that the solver does not use. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import type { QuadraticModel } from '../../src/solvers/quadratic'
import { RowSpace } from '../../src/solvers/row-space'
import { maxAbs } from '../../src/support/arrays'
import { drain } from '../../src/support/steps'
import { modelAt, problemOf, type Shape, somewhere } from './few-rows'

/** The largest derivative of the model at w + δ, g + H δ + Λ (w + δ), against those that it is made of. */
function violation({ problem, expansion, start, gradient }: QuadraticModel, delta: Float64Array): number {
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(problem.all, delta, z)
  const weighted = new Float64Array(z.length)
  expansion.curvatureTimesInto(z, weighted)
  const product = new Float64Array(delta.length)
  problem.gradientInto(problem.all, weighted, product)
  const { l2 } = problem.penalty
  return maxAbs(product.map((h, q) => gradient[q] + h + l2[q] * (start[q] + delta[q]))) / maxAbs(gradient)
}

const shapes: Record<string, Shape> = {
  'two classes': {},
  'two classes, a free intercept': { l2: j => (j === 39 ? 0 : 0.3) },
  'three free columns': { l2: j => (j > 36 ? 0 : 2) },
  'weights of six powers of ten': { l2: j => 10 ** ((j % 7) - 3) },
  'a sparse matrix': { sparse: true, l2: j => (j === 39 ? 0 : 0.3) },
  'five classes': { outputs: 5 },
  'five classes, free intercepts': { outputs: 5, l2: j => (j === 39 ? 0 : 0.3) },
  'classes that are penalized differently': { outputs: 3, l2: (j, a) => (j === 39 ? 0 : 0.1 + a) },
  'more columns than a panel': { d: 300, outputs: 3, l2: j => (j === 299 ? 0 : 1) },
}

describe.each(Object.entries(shapes))('%s', (_, shape) => {
  it.each([0, 0.01])('the model has no slope where it ends, curvature damped by %d', damping => {
    const problem = problemOf(shape)
    const model = modelAt(problem, somewhere(problem), damping)
    const { delta, z, residualChange, exact } = drain(new RowSpace().solve(model))
    expect(exact).toBe(true)
    expect(violation(model, delta)).toBeLessThan(1e-11)
    const there = new Float64Array(z.length)
    problem.predictorsInto(problem.all, delta, there)
    expect(z).toEqual(there)
    model.expansion.curvatureTimesInto(z, there)
    expect(residualChange).toEqual(there)
  })
})

it('with a weak penalty the predictors are the working responses, to many digits', () => {
  const problem = problemOf({ l2: () => 1e-14 })
  const model = modelAt(problem, new Float64Array(40).fill(0.01))
  const { delta } = drain(new RowSpace().solve(model))
  const { residual } = model.expansion
  const curvature = new Float64Array(7)
  model.expansion.curvatureInto(0, 0, curvature)
  const [before, after] = [new Float64Array(7), new Float64Array(7)]
  problem.predictorsInto(problem.all, model.start, before)
  problem.predictorsInto(
    problem.all,
    model.start.map((value, q) => value + delta[q]),
    after,
  )
  for (let i = 0; i < 7; i++) expect(after[i]).toBeCloseTo(before[i] - residual[i] / curvature[i], 9)
})

it('with a weak penalty classes get no coefficients in common', () => {
  const problem = problemOf({ outputs: 3, l2: () => 1e-14 })
  const w = somewhere(problem)
  for (let j = 0; j < 40; j++) w[80 + j] = -w[j] - w[40 + j]
  const { delta } = drain(new RowSpace().solve(modelAt(problem, w)))
  for (let j = 0; j < 40; j++) {
    expect(Math.abs(delta[j] + delta[40 + j] + delta[80 + j])).toBeLessThan(1e-9 * maxAbs(delta))
  }
})

it('rows that are equal, and rows that are certain, take no part that others have', () => {
  const rows = [1, 1, 1, -1, -1].map(x => Array.from({ length: 30 }, (_, j) => x * (1 + (j % 5))))
  const loss = new LogisticLoss(Float64Array.of(1, 1, -1, -1, -1), Float64Array.of(1, 1, 1, 1, 0))
  const zeros = new Float64Array(30)
  const problem = new Problem(
    toFittingDesign(rows),
    loss,
    new SeparablePenalty(zeros, zeros.slice().fill(1e-3)),
  )
  const far = new Float64Array(30).fill(20)
  for (const w of [zeros, far]) {
    const model = modelAt(problem, w)
    expect(violation(model, drain(new RowSpace().solve(model)).delta)).toBeLessThan(1e-9)
  }
})

it('what it knows of the rows serves the next penalty, if that is a multiple of the last', () => {
  const solver = new RowSpace()
  for (const [scale, power] of [
    [1, 1],
    [0.1, 1],
    [7, 1],
    [1, 2],
    [1, 1],
  ]) {
    const problem = problemOf({ outputs: 3, l2: j => (j === 39 ? 0 : scale * (0.3 + j) ** power) })
    const model = modelAt(problem, somewhere(problem))
    expect(violation(model, drain(solver.solve(model)).delta)).toBeLessThan(1e-11)
  }
})

describe('the price', () => {
  it('is none where there are many rows, an l1 part, or many free columns', () => {
    expect(RowSpace.price(problemOf({ n: 20, d: 39 }))).toBe(Infinity)
    expect(RowSpace.price(problemOf({ n: 1025, d: 2100 }))).toBe(Infinity)
    expect(RowSpace.price(problemOf({ d: 100, l2: j => (j > 34 ? 0 : 1) }))).toBe(Infinity)
    const { design, loss, penalty } = problemOf({})
    const l1 = new Problem(design, loss, new SeparablePenalty(penalty.l2, penalty.l2))
    expect(RowSpace.price(l1)).toBe(Infinity)
  })

  it('grows with the rows', () => {
    const prices = [5, 10, 20].map(n => RowSpace.price(problemOf({ n, d: 400 })))
    expect(prices.every(Number.isFinite)).toBe(true)
    expect(prices[0] < prices[1] && prices[1] < prices[2]).toBe(true)
  })
})

/** Models of few rows and many columns with kinks: the conditions of their minimum, by products that the solver does not use. */

import { describe, expect, it, vi } from 'vitest'
import { LogisticRegression } from '../../src'
import { toFittingDesign } from '../../src/data/to-design'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { Coordinates, Problem } from '../../src/problem/problem'
import { BoundedRowSpace } from '../../src/solvers/bounded-row-space'
import type { QuadraticModel } from '../../src/solvers/quadratic'
import { gather, maxAbs } from '../../src/support/arrays'
import { drain } from '../../src/support/steps'
import { Random } from '../bench/random'
import { modelAt, problemOf, type Shape, somewhere } from './few-rows'

/** How far 0 is from the slopes of the model at w + δ, against those that they are made of; Ω by its kinks, one at a time. */
function violation(
  { problem, expansion, start, gradient, coordinates }: QuadraticModel,
  delta: Float64Array,
): number {
  const { penalty } = problem
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(coordinates, delta, z)
  const weighted = new Float64Array(z.length)
  expansion.curvatureTimesInto(z, weighted)
  const product = new Float64Array(delta.length)
  problem.gradientInto(coordinates, weighted, product)
  const [lower, upper] = penalty instanceof BoundedPenalty ? [penalty.lower, penalty.upper] : []
  const worst = product.map((h, i) => {
    const q = coordinates.indices[i]
    // w + δ may be a rounding error beside a bound.
    const v = penalty.clip(q, start[i] + delta[i])
    const slope = gradient[i] + h + penalty.l2[q] * v
    if (Math.abs(v - start[i] - delta[i]) > 1e-14) return Infinity
    const left = v === lower?.[q] ? -Infinity : slope + (v > 0 ? penalty.l1[q] : -penalty.l1[q])
    const right = v === upper?.[q] ? Infinity : slope + (v < 0 ? -penalty.l1[q] : penalty.l1[q])
    return Math.max(left, -right, 0)
  })
  return maxAbs(worst) / maxAbs(gradient)
}

/** A free intercept. */
const free = (j: number) => (j === 39 ? 0 : 0.3)

const shapes: Record<string, Shape> = {
  'bounds on one side': { bounds: [0, Infinity] },
  'bounds on both sides, a free intercept': { bounds: [-0.05, 0.02], l2: free },
  'bounds that are far': { bounds: [-1e3, 1e3], l2: free },
  'three free columns': { bounds: [0, 1], l2: j => (j > 36 ? 0 : 2) },
  'an l1 part': { l1: 0.2, l2: free },
  'an l1 part and bounds': { l1: 0.1, bounds: [-0.1, Infinity], l2: free },
  'an l1 part that is all': { l1: 1e3, l2: free },
  'a sparse matrix': { sparse: true, bounds: [0, 0.1], l2: free },
  'weights of six powers of ten': { bounds: [-1, 1], l2: j => 10 ** ((j % 7) - 3) },
  'five classes': { outputs: 5, n: 7, d: 90, bounds: [0, Infinity] },
  'five classes, free intercepts': { outputs: 5, d: 90, bounds: [-0.1, 0.1], l2: j => (j === 89 ? 0 : 0.3) },
  'five classes, an l1 part': { outputs: 5, d: 90, l1: 0.1, l2: j => (j === 89 ? 0 : 0.3) },
  'more columns than a panel': { d: 300, outputs: 3, bounds: [0, 0.1], l2: j => (j === 299 ? 0 : 1) },
}

/** Within the bounds of its problem. */
function within({ penalty, ...problem }: Problem): Float64Array {
  return somewhere(problem as Problem).map((v, q) => penalty.clip(q, v))
}

describe.each(Object.entries(shapes))('%s', (_, shape) => {
  it.each([0, 0.01])('the model is least where it ends, curvature damped by %d', damping => {
    const problem = problemOf(shape)
    const model = { ...modelAt(problem, within(problem), damping), tolerance: 1e-12 }
    const solver = new BoundedRowSpace()
    expect(solver.price(model)).toBeLessThan(Infinity)
    const direction = drain(solver.solve(model))
    expect(direction?.exact).toBe(true)
    expect(violation(model, direction?.delta ?? new Float64Array())).toBeLessThan(1e-11)
  })
})

it('a rough model ends as soon as it is within its tolerance', () => {
  const problem = problemOf({ d: 300, outputs: 3, bounds: [0, 0.1], l2: j => (j === 299 ? 0 : 1) })
  const exact = { ...modelAt(problem, within(problem)), tolerance: 1e-12 }
  const rough = { ...exact, tolerance: 0.05 * maxAbs(exact.gradient) }
  const pauses = ({ tolerance }: QuadraticModel) =>
    [...new BoundedRowSpace().solve({ ...exact, tolerance })].length
  expect(pauses(rough)).toBeLessThan(pauses(exact))
  const direction = drain(new BoundedRowSpace().solve(rough))
  expect(violation(exact, direction?.delta ?? new Float64Array())).toBeLessThan(0.05)
})

it('a part of the coefficients is a model of its own', () => {
  const problem = problemOf({ outputs: 3, d: 60, l1: 0.05, l2: j => (j === 59 ? 0 : 0.3) })
  const { all, design } = problem
  const part = new Coordinates(
    all.indices.filter(q => q % 60 === 59 || q % 4 !== 1),
    design,
  )
  const whole = modelAt(problem, new Float64Array(180))
  const gradient = gather(whole.gradient, part.indices)
  const model = {
    ...whole,
    coordinates: part,
    start: new Float64Array(part.length),
    gradient,
    tolerance: 1e-12,
  }
  const direction = drain(new BoundedRowSpace().solve(model))
  expect(violation(model, direction?.delta ?? new Float64Array())).toBeLessThan(1e-11)
})

it('fits where most coefficients are at a bound, as any solver does', () => {
  const random = new Random(5)
  const X = Array.from({ length: 12 }, () => [...random.normals(300)])
  const y = X.map((_, i) => i % 3)
  const options = { solver: 'newton-cd-gram', lowerBounds: 0, upperBounds: 0.01, tol: 1e-10 } as const
  const solve = vi.spyOn(BoundedRowSpace.prototype, 'solve')
  const byRows = new LogisticRegression(options).fit(X, y)
  expect(solve).toHaveBeenCalled()
  // biome-ignore lint/correctness/useYield: nothing to pause between
  solve.mockImplementation(function* () {
    return undefined
  })
  const otherwise = new LogisticRegression(options).fit(X, y)
  vi.restoreAllMocks()
  expect(byRows.convergence.converged).toBe(true)
  expect(byRows.convergence.objective).toBeCloseTo(otherwise.convergence.objective, 8)
  for (const [p, own] of byRows.coef.data.entries()) expect(own).toBeCloseTo(otherwise.coef.data[p], 6)
})

describe('the price', () => {
  const priceOf = (shape: Shape) => {
    const problem = problemOf(shape)
    return new BoundedRowSpace().price(modelAt(problem, within(problem)))
  }

  it('is none where there are many rows, or a kink without a ridge', () => {
    expect(priceOf({ bounds: [0, 1] })).toBeLessThan(Infinity)
    expect(priceOf({ n: 21, bounds: [0, 1] })).toBe(Infinity)
    const { design, loss, penalty, size } = problemOf({})
    const [lower, upper] = [new Float64Array(size), new Float64Array(size).fill(1)]
    const bounded = new BoundedPenalty(new Float64Array(size), new Float64Array(size), lower, upper)
    const problem = new Problem(design, loss, bounded)
    expect(penalty.hasKinks).toBe(false)
    expect(new BoundedRowSpace().price(modelAt(problem, new Float64Array(size)))).toBe(Infinity)
  })

  it('is none after models that rounding does not let it solve', () => {
    // Of columns that weigh 1e24 times as much as others nothing is left of those.
    const random = new Random(3)
    const X = Array.from({ length: 8 }, () => [...random.normals(60)].map((x, j) => x * (j % 2 ? 1e12 : 1)))
    const signs = Float64Array.from(X, (_, i) => (i % 2 ? 1 : -1))
    const loss = new LogisticLoss(signs, signs.slice().fill(1))
    const l2 = new Float64Array(60).fill(1e-3)
    const penalty = new BoundedPenalty(
      new Float64Array(60),
      l2,
      l2.map(() => -1),
      l2.map(() => 1),
    )
    const problem = new Problem(toFittingDesign(X), loss, penalty)
    const model = { ...modelAt(problem, new Float64Array(60)), tolerance: 1e-12 }
    const solver = new BoundedRowSpace()
    for (let failures = 0; failures < 3; failures++) {
      expect(solver.price(model)).toBeLessThan(Infinity)
      expect(drain(solver.solve(model))).toBeUndefined()
    }
    expect(solver.price(model)).toBe(Infinity)
  })
})

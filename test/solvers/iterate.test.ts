/** Where a method stands: everything that follows from w is that of w. */

import { describe, expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { dualityGap } from '../../src/problem/duality-gap'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, type Problem } from '../../src/problem/problem'
import { Iterate } from '../../src/solvers/iterate'
import type { Direction } from '../../src/solvers/quadratic'
import { violationRounding } from '../../src/solvers/rounding'
import { createSolver } from '../../src/solvers/solve'
import { drain } from '../../src/support/steps'
import { naiveGradient, newtonProblem } from './newton-problem'

const made = newtonProblem({ n: 30, d: 5, seed: 9, l1: 0.5, l2: 0.2 })
const { problem } = made
const w = Float64Array.of(0.4, 0, -0.3, 0.1, 0)
const product = (of: Problem, coordinates: Coordinates, delta: Float64Array) => {
  const z = new Float64Array(of.predictorCount)
  of.predictorsInto(coordinates, delta, z)
  return z
}
const some = new Coordinates(Int32Array.of(0, 2), problem.design)
const delta = Float64Array.of(0.2, -0.5)
const minimum = drain(
  createSolver('newton-cd-gram', { tol: 1e-13, maxIter: 100, seed: 0 }).minimize(problem),
).w
const direction = (z: Float64Array = product(problem, some, delta)): Direction => ({
  delta,
  z,
  residualChange: new Float64Array(problem.predictorCount),
  exact: true,
})

function expectAt(iterate: Iterate, expected: Float64Array): void {
  const z = product(problem, problem.all, expected)
  const { residual } = problem.loss.expandAt(z)
  expect(Array.from(iterate.w)).toEqual(Array.from(expected))
  expect(iterate.objective).toBeCloseTo(problem.value(expected), 12)
  iterate.updateGradient(problem.all)
  naiveGradient(made, residual).forEach((g, q) => {
    expect(iterate.gradient[q]).toBeCloseTo(g, 11)
  })
}

describe('an iterate', () => {
  it('begins where it is told to, inside the bounds, and keeps that to itself', () => {
    const start = w.slice()
    const iterate = new Iterate(problem, start)
    expectAt(iterate, w)
    iterate.move(some, direction(), 1)
    expect(start).toEqual(w)
    const ones = new Float64Array(5).fill(1)
    const bounded = problem.withPenalty(
      new BoundedPenalty(problem.penalty.l1, problem.penalty.l2, new Float64Array(5), ones),
    )
    expect(Array.from(new Iterate(bounded, Float64Array.of(2, -1, 0.5, 1, 0)).w)).toEqual([1, 0, 0.5, 1, 0])
  })

  it.each([1, 0.5])('moves by a share %d of a direction, whether or not that was tried', step => {
    const expected = Float64Array.of(0.4 + step * 0.2, 0, -0.3 - step * 0.5, 0.1, 0)
    for (const tried of [[], [1, 0.5], [0.5, 1]]) {
      const iterate = new Iterate(problem, w)
      const along = direction()
      for (const share of tried) {
        const there = w.map((v, q) => v + share * (q === 0 ? 0.2 : q === 2 ? -0.5 : 0))
        expect(iterate.lossAlong(along.z, share)).toBeCloseTo(
          problem.loss.value(product(problem, problem.all, there)),
          12,
        )
      }
      iterate.move(some, along, step)
      expectAt(iterate, expected)
    }
  })

  it('is freed of drift when it settles, and says whether there was any', () => {
    const iterate = new Iterate(problem, w)
    expect(iterate.settle()).toBe(false)
    iterate.move(some, direction(), 1)
    iterate.updateGradient(problem.all)
    expect(iterate.settle()).toBe(false)
    // The predictors that come with this move are not those of the coefficients.
    iterate.move(some, direction(new Float64Array(problem.predictorCount).fill(0.1)), 1)
    iterate.updateGradient(problem.all)
    expect(iterate.settle()).toBe(true)
    expectAt(iterate, Float64Array.of(0.4 + 0.2 + 0.2, 0, -0.3 - 0.5 - 0.5, 0.1, 0))
    expect(iterate.settle()).toBe(false)
  })

  it('takes what is rounding for none, and the predictors of the coefficients all the same', () => {
    for (const [drift, isOne] of [
      [1e-14, false],
      [1e-8, true],
    ] as const) {
      const iterate = new Iterate(problem, w)
      const along = direction()
      iterate.move(some, { ...along, z: along.z.map(v => v + drift) }, 1)
      iterate.updateGradient(problem.all)
      const before = iterate.z.slice()
      expect(iterate.settle()).toBe(isOne)
      expect(iterate.z).not.toEqual(before)
      expectAt(iterate, Float64Array.of(0.4 + 0.2, 0, -0.3 - 0.5, 0.1, 0))
    }
  })

  it('with several outputs, has what is free sum to 0 over them when it settles', () => {
    const several = newtonProblem({ n: 20, d: 2, outputs: 3, seed: 9 }).problem
    const iterate = new Iterate(several, Float64Array.of(1, 2, 3, 4, 5, 9))
    const { objective } = iterate
    const none = new Float64Array(6)
    iterate.move(
      several.all,
      { delta: none, z: new Float64Array(60), residualChange: new Float64Array(60), exact: true },
      1,
    )
    expect(iterate.settle()).toBe(false)
    expect(Array.from(iterate.w)).toEqual([-2, -3, 0, -1, 2, 4])
    expect(iterate.objective).toBeCloseTo(objective, 10)
  })

  it('knows the gradient of some coordinates without that of the others, and anew after a move', () => {
    const iterate = new Iterate(problem, w)
    iterate.updateGradient(some)
    const before = iterate.gradient[2]
    const exact = naiveGradient(made, problem.loss.expandAt(product(problem, problem.all, w)).residual)
    expect(iterate.gradient[0]).toBeCloseTo(exact[0], 11)
    expect(before).toBeCloseTo(exact[2], 11)
    iterate.updateGradient(problem.all)
    expect(iterate.gradient[1]).toBeCloseTo(exact[1], 11)
    iterate.move(some, direction(), 1)
    iterate.updateGradient(some)
    expect(iterate.gradient[2]).not.toBeCloseTo(before, 3)
  })

  it('its violation is the worst of the coordinates, NaN if one is', () => {
    const iterate = new Iterate(problem, w)
    iterate.updateGradient(problem.all)
    const each = Array.from(w, (v, q) => problem.penalty.violation(q, v, iterate.gradient[q]))
    expect(iterate.violation(problem.all)).toBe(Math.max(...each))
    expect(iterate.violation(some)).toBe(Math.max(each[0], each[2]))
    iterate.gradient[2] = Number.NaN
    expect(iterate.violation(problem.all)).toBeNaN()
  })

  it('tolerances are relative to the slopes at 0, wherever it is', () => {
    const zeros = new Float64Array(problem.predictorCount)
    const expected = Math.max(...naiveGradient(made, problem.loss.expandAt(zeros).residual).map(Math.abs))
    for (const start of [w, new Float64Array(5)])
      expect(new Iterate(problem, start).nullViolation()).toBeCloseTo(expected, 11)
  })

  it('its gap bounds how far another point is below it, by either candidate', () => {
    const better = new Iterate(problem, w)
    const iterate = new Iterate(problem, w)
    iterate.move(some, direction(), 1)
    for (const at of [better, iterate]) {
      at.updateGradient(problem.all)
      const gaps = [drain(at.gap()), drain(at.gapOfResidual('none')), drain(at.gapOfPrediction('none'))]
      for (const gap of gaps) {
        expect(gap).toBeGreaterThanOrEqual(at.objective - better.objective)
        expect(gap).toBeLessThanOrEqual(at.objective)
      }
    }
  })

  it('turns to another penalty where the way so far leads, and is there with all that follows', () => {
    const weaker = (share: number) => newtonProblem({ n: 30, d: 5, seed: 9, l1: share, l2: share }).problem
    const [first, second, third] = [4, 3, 2].map(share => problem.withPenalty(weaker(share).penalty))
    const iterate = new Iterate(first, w)
    iterate.retarget(second)
    expect(iterate.w).toEqual(w)
    iterate.move(some, direction(), 1)
    iterate.retarget(third)
    // As far again as from the first to the second.
    const expected = w.map((v, q) => v + (q === 0 ? 0.4 : q === 2 ? -1 : 0))
    iterate.w.forEach((v, q) => {
      expect(v).toBeCloseTo(expected[q], 14)
    })
    expect(iterate.objective).toBeCloseTo(third.value(expected), 12)
    expect(iterate.settle()).toBe(false)
  })

  it('a step that could hardly be followed stiffens the next model, a whole one does not', () => {
    const curvatureAlong = (iterate: Iterate, z: Float64Array<ArrayBuffer>) => {
      const out = new Float64Array(z.length)
      iterate.expansion.curvatureTimesInto(z, out)
      return out.reduce((sum, value, i) => sum + value * z[i], 0)
    }
    // From where the classes are all but certain to where they are so the other way round.
    const far = w.map(v => 40 * v)
    const z = product(problem, problem.all, far).map(value => -2 * value)
    const iterate = new Iterate(problem, far)
    const before = curvatureAlong(iterate, z)
    expect(iterate.learn(direction(z), 1)).toBe(false)
    expect(curvatureAlong(iterate, z)).toBe(before)
    expect(iterate.learn(direction(z), 0.5)).toBe(false)
    const secant = curvatureAlong(iterate, z)
    expect(secant).toBeGreaterThan(before)
    expect(iterate.learn(direction(z), 1 / 16)).toBe(true)
    const damped = curvatureAlong(iterate, z)
    expect(damped).toBeGreaterThan(secant)
    expect(iterate.objective).toBeCloseTo(problem.value(far), 10)
  })
})

describe('reports', () => {
  const gapAt = (at: Float64Array) => {
    const iterate = new Iterate(problem, at)
    iterate.updateGradient(problem.all)
    return { gap: drain(iterate.gap()), objective: iterate.objective }
  }

  it('are of where it stands, the gradient brought up to date for them', () => {
    const report = new Iterate(problem, w).progress(7)
    const { gap, objective } = gapAt(w)
    expect(report).toEqual({ iteration: 7, objective, dualityGap: gap, nonZero: 3 })
  })

  it('keep the best bound that any of them has shown', () => {
    // From near the minimum to far away: what was known of it is known still.
    const iterate = new Iterate(
      problem,
      minimum.map(v => 1.01 * v),
    )
    const first = iterate.progress(1)
    const far = direction(product(problem, some, Float64Array.of(9, -9)))
    iterate.move(some, { ...far, delta: Float64Array.of(9, -9) }, 1)
    const second = iterate.progress(2)
    const bound = first.objective - first.dualityGap
    expect(gapAt(iterate.w).gap).toBeGreaterThan(second.dualityGap)
    expect(second.objective - second.dualityGap).toBeCloseTo(bound, 9)
    expect(second.objective - second.dualityGap).toBeLessThan(bound)
    // Under another penalty it is worth nothing.
    iterate.retarget(newtonProblem({ n: 30, d: 5, seed: 9, l1: 0.01, l2: 0.01 }).problem)
    const other = iterate.progress(1)
    expect(other.dualityGap).toBeLessThanOrEqual(other.objective)
    const fresh = new Iterate(iterate.problem, iterate.w).progress(1)
    expect(other.dualityGap).toBeCloseTo(fresh.dualityGap, 9)
  })
})

it('its gap meets the constraints of what is nearly free, where scaling would leave nothing', () => {
  const nearly = problem.withPenalty(
    new SeparablePenalty(new Float64Array(5).fill(1e-7), new Float64Array(5)),
  )
  const { w: least, objective } = drain(
    createSolver('newton-cd-gram', { tol: 1e-12, maxIter: 100, seed: 0 }).minimize(nearly),
  )
  const iterate = new Iterate(
    nearly,
    least.map((v, q) => v * (1 + 1e-4 * Math.cos(q))),
  )
  iterate.updateGradient(nearly.all)
  expect(drain(iterate.gapOfResidual('none'))).toBeGreaterThan(0.5 * objective)
  const gap = drain(iterate.gap())
  expect(gap).toBeLessThan(1e-4 * objective)
  expect(gap).toBeGreaterThanOrEqual(iterate.objective - objective)
})

describe('what was learnt of a problem', () => {
  const curvatureOf = (iterate: Iterate) => {
    const out = new Float64Array(problem.predictorCount)
    iterate.expansion.curvatureTimesInto(new Float64Array(out.length).fill(1), out)
    return out
  }

  it('is forgotten under another penalty: curvature, damping, what a model predicted', () => {
    const stronger = newtonProblem({ n: 30, d: 5, seed: 9, l1: 1, l2: 0.4 }).problem
    for (const step of [0.5, 1 / 16]) {
      const far = w.map(v => 40 * v)
      const iterate = new Iterate(problem, far)
      const own = curvatureOf(iterate)
      iterate.learn(direction(product(problem, problem.all, far).map(v => -2 * v)), step)
      expect(curvatureOf(iterate)).not.toEqual(own)
      iterate.retarget(problem.withPenalty(stronger.penalty))
      expect(curvatureOf(iterate)).toEqual(own)
    }
    const iterate = new Iterate(problem, w)
    iterate.move(some, direction(), 1)
    iterate.retarget(problem.withPenalty(stronger.penalty))
    iterate.updateGradient(iterate.problem.all)
    expect(drain(iterate.gapOfPrediction('none'))).toBe(iterate.objective)
  })
})

describe('the coordinates to look at', () => {
  it('are all without kinks, else the working set, the same one as long as it has the same members', () => {
    const smooth = newtonProblem({ n: 30, d: 5, seed: 9, l2: 1 }).problem
    expect(new Iterate(smooth, w).chooseCoordinates()).toBe(smooth.all)
    const iterate = new Iterate(problem, w)
    iterate.updateGradient(problem.all)
    iterate.gradient.set([0, 0.4, 0, 0, 0.6])
    const chosen = iterate.chooseCoordinates()
    expect(Array.from(chosen.indices)).toEqual([0, 2, 3, 4])
    iterate.gradient[4] = -0.7
    expect(iterate.chooseCoordinates()).toBe(chosen)
    iterate.gradient.set([0, 0.6, 0, 0, 0.4])
    const other = iterate.chooseCoordinates()
    expect(Array.from(other.indices)).toEqual([0, 1, 2, 3])
    iterate.gradient[4] = 0.6
    expect(Array.from(iterate.chooseCoordinates().indices)).toEqual([0, 1, 2, 3, 4])
  })

  it('are given to the model with where it stands on them', () => {
    const iterate = new Iterate(problem, w)
    iterate.updateGradient(problem.all)
    const model = iterate.model(some, 0.25, true)
    expect(model).toMatchObject({ coordinates: some, tolerance: 0.25, exact: true })
    expect(Array.from(model.start)).toEqual([w[0], w[2]])
    expect(Array.from(model.gradient)).toEqual([iterate.gradient[0], iterate.gradient[2]])
  })
})

describe('the residual that the model predicted', () => {
  /** Beside the minimum, and then by this share of the way to it. */
  const move = (step: number) => {
    const start = minimum.map((v, q) => v + (v === 0 ? 0 : 0.05 * Math.cos(q)))
    const iterate = new Iterate(problem, start)
    iterate.updateGradient(problem.all)
    const delta = minimum.map((v, q) => v - start[q])
    const z = product(problem, problem.all, delta)
    const change = new Float64Array(z.length)
    iterate.expansion.curvatureTimesInto(z, change)
    const predicted = iterate.expansion.residual.map((r, p) => r + change[p])
    iterate.move(problem.all, { delta, z, residualChange: change, exact: true }, step)
    iterate.updateGradient(problem.all)
    return { iterate, predicted }
  }

  it('gives a gap of its own, of where the iterate stands', () => {
    const { iterate, predicted } = move(1)
    const candidate = { ...gapOf(iterate), residual: predicted }
    const gradient = Float64Array.from(naiveGradient(made, predicted))
    const expected = drain(dualityGap(problem, iterate.objective, { ...candidate, gradient }, 'none'))
    expect(drain(iterate.gapOfPrediction('none'))).toBeCloseTo(expected, 12)
    expect(expected).toBeLessThan(iterate.objective)
    const own = drain(iterate.gapOfResidual('none'))
    expect(Math.abs(own - expected)).toBeGreaterThan(1e-9)
    expect(drain(iterate.gap())).toBeLessThanOrEqual(Math.min(own, expected) + 1e-9)
  })

  it('is none before a step, and after one that was cut short', () => {
    const fresh = new Iterate(problem, w)
    fresh.updateGradient(problem.all)
    expect(drain(fresh.gapOfPrediction('none'))).toBe(fresh.objective)
    const { iterate } = move(0.5)
    expect(drain(iterate.gapOfPrediction('none'))).toBe(iterate.objective)
  })

  const gapOf = (iterate: Iterate) => ({
    residual: iterate.expansion.residual,
    gradient: iterate.gradient,
    gradientAt: (r: Float64Array) => Float64Array.from(naiveGradient(made, r)),
    at: { w: iterate.w, z: iterate.z, expansion: iterate.expansion },
  })
})

it('rounding of a slope is that of the weights, or of the losses where they are less', () => {
  expect(violationRounding(10, 3)).toBe(3 * 2e-16)
  expect(violationRounding(2, 3)).toBe(2 * 2e-16)
})

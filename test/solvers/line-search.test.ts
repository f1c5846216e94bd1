/** What the line search promises of the step that it accepts, on directions of every length. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { Problem } from '../../src/problem/problem'
import { Iterate } from '../../src/solvers/iterate'
import { backtrack, lineSearch, MAX_HALVINGS } from '../../src/solvers/line-search'
import { roundingOf } from '../../src/solvers/rounding'
import { newtonProblem } from './newton-problem'

/** σ of the file. */
const LEAST_FALL = 0.01

/** A share of Δ that is more than the model says. */
const MORE_THAN_PROMISED = 0.6

function searched(seed: number, outputs: number, scale: number, l1: number, l2 = 0.1) {
  const { problem } = newtonProblem({ n: 30, d: 3, outputs, seed, l1, l2 })
  const start = Float64Array.from({ length: problem.size }, (_, q) => (q % 2 === 0 ? 0.3 : 0))
  const iterate = new Iterate(problem, start)
  iterate.updateGradient(problem.all)
  // Against the gradient in its steepest part, so that the model falls; its length is what the search has to cope with.
  const delta = Float64Array.from(iterate.gradient, (g, q) => {
    const moved = problem.penalty.prox(q, start[q], g, 1 / scale)
    return moved - start[q]
  })
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(problem.all, delta, z)
  const direction = { delta, z, residualChange: new Float64Array(z.length), exact: true }
  const F = (step: number) => {
    const w = start.map((v, q) => v + step * delta[q])
    const there = new Float64Array(z.length)
    problem.predictorsInto(problem.all, w, there)
    return problem.loss.value(there) + problem.penalty.value(w)
  }
  const { penalty } = problem
  const predicted = delta.reduce(
    (sum, d, q) => sum + iterate.gradient[q] * d + penalty.term(q, start[q] + d) - penalty.term(q, start[q]),
    0,
  )
  return { result: lineSearch(iterate, problem.all, direction), iterate, F, predicted, start }
}

describe('lineSearch', () => {
  const cases = fc.record({
    seed: fc.nat(1000),
    outputs: fc.constantFrom(1, 3),
    scale: fc.constantFrom(1e-3, 0.1, 1, 10, 1e4, 1e8),
    l1: fc.constantFrom(0, 0.5),
  })

  it('accepts a power of 2 along which F falls by σ t Δ, and moves nothing', () => {
    fc.assert(
      fc.property(cases, ({ seed, outputs, scale, l1 }) => {
        const { result, iterate, F, predicted, start } = searched(seed, outputs, scale, l1)
        expect(predicted).toBeLessThan(0)
        expect(result.beyondRounding).toBe(true)
        expect(Number.isInteger(Math.log2(result.step))).toBe(true)
        if (result.step > 1) expect(F(result.step)).toBeLessThan(F(result.step / 2))
        expect(F(result.step)).toBeLessThanOrEqual(F(0) + LEAST_FALL * result.step * predicted + 1e-12 * F(0))
        expect([...iterate.w]).toEqual([...start])
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('goes on along a step that is too short, as long as F falls', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { result, F } = searched(seed, 1, 1e-3, 0.5)
      expect(result.step).toBeGreaterThan(1)
      expect(F(2 * result.step)).toBeGreaterThanOrEqual(F(result.step))
    }
  })

  it('goes no further where F falls as the model says', () => {
    let whole = 0
    for (let seed = 0; seed < 50; seed++) {
      const { result, F, predicted } = searched(seed, 1, 0.1 * (1 + (seed % 5)), 0.5)
      if (F(1) - F(0) < MORE_THAN_PROMISED * predicted) continue
      expect(result.step).toBeLessThanOrEqual(1)
      if (result.step === 1) whole++
    }
    expect(whole).toBeGreaterThan(0)
  })

  it('nor where there may be no minimum', () => {
    for (let seed = 0; seed < 10; seed++) expect(searched(seed, 1, 1e-3, 0, 0).result.step).toBe(1)
  })

  it('goes past no bound', () => {
    const { problem: free } = newtonProblem({ n: 30, d: 3, seed: 1 })
    const none = new Float64Array(3)
    const upper = new Float64Array(3).fill(0.01)
    const penalty = new BoundedPenalty(
      none,
      none,
      upper.map(v => -v),
      upper,
    )
    const iterate = new Iterate(new Problem(free.design, free.loss, penalty), none)
    iterate.updateGradient(free.all)
    const largest = Math.max(...iterate.gradient.map(Math.abs))
    const delta = iterate.gradient.map(g => (-0.003 * g) / largest)
    const z = new Float64Array(30)
    free.predictorsInto(free.all, delta, z)
    const direction = { delta, z, residualChange: new Float64Array(30), exact: true }
    // Four of them, .012, would be too many.
    expect(lineSearch(iterate, free.all, direction).step).toBe(2)
  })

  it('finds the step on a way that leads far beyond where the loss bends', () => {
    for (const scale of [1e12, 1e18]) expect(searched(3, 1, scale, 0).result.step).toBeGreaterThan(0)
  })

  it('takes no step where the model rises', () => {
    const { problem } = newtonProblem({ n: 30, d: 3, seed: 1 })
    const iterate = new Iterate(problem, new Float64Array(3))
    iterate.updateGradient(problem.all)
    const delta = iterate.gradient.slice()
    const z = new Float64Array(30)
    problem.predictorsInto(problem.all, delta, z)
    const direction = { delta, z, residualChange: new Float64Array(30), exact: true }
    expect(lineSearch(iterate, problem.all, direction)).toMatchObject({ step: 0, beyondRounding: false })
  })

  it('says so when F cannot tell the step apart', () => {
    const { problem } = newtonProblem({ n: 30, d: 3, seed: 1 })
    const iterate = new Iterate(problem, new Float64Array(3))
    iterate.updateGradient(problem.all)
    const delta = iterate.gradient.map(g => -1e-20 * g)
    const z = new Float64Array(30)
    problem.predictorsInto(problem.all, delta, z)
    const direction = { delta, z, residualChange: new Float64Array(30), exact: true }
    expect(lineSearch(iterate, problem.all, direction)).toMatchObject({ step: 1, beyondRounding: false })
  })
})

describe('lineSearch along a loss that is told', () => {
  /** One coefficient at 0 that goes to 1, where the model says `slope`. */
  function told(
    changeAt: (step: number) => number,
    {
      slope = -1,
      objective = 0,
      z = 1,
      unbounded = 1,
    }: { slope?: number; objective?: number; z?: number; unbounded?: number } = {},
  ) {
    const tried: number[] = []
    const { problem } = newtonProblem({ n: 2, d: 1, seed: 1 })
    const iterate = {
      problem: {
        loss: { outputs: 1 },
        penalty: problem.penalty,
        unbounded: { length: unbounded },
      } as unknown as Problem,
      w: new Float64Array(1),
      gradient: Float64Array.of(slope),
      objective,
      expansion: { ...problem.loss.expandAt(new Float64Array(2)), value: 5 },
      lossAlong: (_: Float64Array, step: number) => {
        tried.push(step)
        return 5 + changeAt(step)
      },
    }
    const delta = Float64Array.of(1)
    const direction = { delta, z: Float64Array.of(0, -z), residualChange: new Float64Array(2), exact: true }
    return { ...lineSearch(iterate, problem.all, direction), tried }
  }
  /** The objective whose rounding is so much. */
  const objectiveOf = (slack: number) => slack / roundingOf(1)

  it('takes no step where the model rises or is no number, whatever the loss does', () => {
    for (const slope of [1, Number.NaN, Infinity]) {
      expect(told(() => -9, { slope })).toEqual({ step: 0, beyondRounding: false, tried: [] })
    }
  })

  it('tells a change that is as large as rounding from one that is larger', () => {
    const objective = 2 ** 40
    const slack = roundingOf(objective)
    expect(told(() => 0, { slope: slack, objective })).toMatchObject({ step: 1, beyondRounding: false })
    expect(told(() => 0, { slope: -slack, objective })).toMatchObject({ step: 1, beyondRounding: false })
    expect(told(() => 0, { slope: -2 * slack, objective })).toMatchObject({ step: 1, beyondRounding: true })
  })

  it('looks further only where F falls by more than the model said, and by more than rounding', () => {
    const steep = (first: number) => (t: number) => first * t
    expect(told(steep(-0.5)).tried).toEqual([1])
    expect(told(steep(-0.6)).tried).toEqual([1])
    expect(told(t => (t > 4 ? 0 : -0.61 * t))).toMatchObject({ step: 4, tried: [1, 2, 4, 8] })
    const objective = objectiveOf(0.1)
    expect(told(steep(-0.65), { objective }).tried).toEqual([1])
    expect(told(t => (t === 1 ? -0.75 : -0.8), { objective })).toMatchObject({ step: 1, tried: [1, 2] })
    const slack = roundingOf(2 ** 43)
    const byRounding = told(t => (t === 1 ? -1 : -1 - slack), { objective: 2 ** 43 })
    expect(byRounding.step).toBe(1)
  })

  it('looks no further where a coefficient besides the intercept may grow for ever', () => {
    expect(told(t => -t, { unbounded: 2 })).toMatchObject({ step: 1, tried: [1] })
    expect(told(t => (t > 2 ? 0 : -t), { unbounded: 1 })).toMatchObject({ step: 2, tried: [1, 2, 4] })
  })

  it('moves no predictor farther than 1e5', () => {
    expect(told(t => -t, { z: 1e5 / 4 })).toMatchObject({ step: 4, tried: [1, 2, 4] })
    expect(told(t => -t, { z: 1e5 / 5 })).toMatchObject({ step: 4, tried: [1, 2, 4] })
    const far = (t: number) => (t > 0.25 ? -0.24 : -t)
    const tried = [1, 0.25, 0.25, 0.5]
    expect(told(far, { z: 4e5 })).toMatchObject({ step: 0.25, tried })
    expect(told(far, { z: 3e5 })).toMatchObject({ step: 0.25, tried })
    // Where there may be no minimum it may be followed to its end, not beyond.
    expect(told(t => -t, { z: 4e5, unbounded: 2 })).toMatchObject({ step: 1, tried: [1] })
    expect(told(far, { z: 4e5, unbounded: 2 })).toMatchObject({ step: 0.25, tried })
  })

  it('but where F falls on, up to the whole step', () => {
    const falling = (t: number) => (t === 1 ? -0.24 : -t)
    const tried = [1, 0.0625, 0.0625, 0.125, 0.25, 0.5, 1]
    expect(told(falling, { z: 16e5 })).toMatchObject({ step: 0.5, tried })
    // Hardly, so that the whole is not tried on its own.
    const hardly = (t: number) => -0.2 * t
    expect(told(hardly, { z: 4e5, slope: -1 })).toMatchObject({ step: 1 })
    const slack = roundingOf(2 ** 43)
    const byRounding = told(t => (t > 0.25 ? -0.24 - slack : -0.24), {
      z: 4e5,
      slope: -4,
      objective: 2 ** 43,
    })
    expect(byRounding.step).toBe(0.25)
  })

  it('and by the whole step, if F falls as it should', () => {
    expect(told(t => -t, { z: 4e5 })).toMatchObject({ step: 1, tried: [1] })
    expect(told(t => -0.25 * t, { z: 1e12 })).toMatchObject({ step: 1, tried: [1] })
  })
})

describe('backtrack', () => {
  /** The steps that were looked at, and the one that was taken, for a fall of 1 predicted. */
  const along = (changeAt: (step: number) => number, first = 1, slack = 0, predicted = -1) => {
    const tried: number[] = []
    const look = (step: number) => {
      tried.push(step)
      return changeAt(step)
    }
    return { step: backtrack(look, first, { predicted, slack }), tried }
  }

  it('takes the first step along which F falls as it should, and looks no further', () => {
    expect(along(t => -t + t * t * 0.5)).toEqual({ step: 1, tried: [1] })
    expect(along(t => -t + t * t * 0.5, 0.25)).toEqual({ step: 0.25, tried: [0.25] })
    // F rises until an eighth.
    expect(along(t => -t + 5 * t * t)).toEqual({ step: 0.125, tried: [1, 0.5, 0.25, 0.125] })
  })

  it('goes on from a little fall as long as F is lower there', () => {
    expect(along(t => (t === 1 ? -0.1 : -0.3)).step).toBe(0.5)
    expect(along(t => (t === 1 ? -0.1 : -0.05)).step).toBe(1)
    expect(along(() => -0.1).step).toBe(1)
    // Lower, by a quarter of what was predicted for neither, and then no more.
    expect(along(t => [-0.02, -0.05, -0.01][-Math.log2(t)] ?? 1).step).toBe(0.5)
  })

  it('takes none where F never falls enough, after so many halvings', () => {
    for (const changeAt of [() => 1, () => Infinity, (t: number) => -0.001 * t]) {
      const { step, tried } = along(changeAt)
      expect(step).toBe(0)
      expect(tried).toHaveLength(MAX_HALVINGS + 1)
    }
  })

  it('a quarter of what was predicted is as it should be, up to rounding', () => {
    expect(along(() => -0.25).tried).toEqual([1])
    expect(along(() => -0.249).tried).toEqual([1, 0.5])
    expect(along(() => 0.25, 1, 0.5).tried).toEqual([1])
    expect(along(() => -0.5, 1, 0, -2).tried).toEqual([1])
    expect(along(() => -0.4, 1, 0, -2).tried).toEqual([1, 0.5])
    expect(along(() => -0.125, 0.5).tried).toEqual([0.5])
    expect(along(() => -0.12, 0.5).tried).toEqual([0.5, 0.25])
  })

  it('a hundredth is the least that is enough, up to rounding', () => {
    expect(along(() => -0.01).step).toBe(1)
    expect(along(() => 0.4, 1, 0.5).step).toBe(1)
    expect(along(() => -0.01, 1, 0, -2).step).toBe(0.5)
    expect(along(t => [1, -0.01, -0.005][-Math.log2(t)] ?? 1).step).toBe(0.5)
  })

  it('takes a step whose change is rounding', () => {
    expect(along(() => 0.5, 1, 2).step).toBe(1)
  })
})

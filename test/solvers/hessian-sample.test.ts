/** How many rows a Hessian is taken from, and which columns those represent. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { type Coordinates, Problem } from '../../src/problem/problem'
import {
  currentWeights,
  dropLight,
  gramCost,
  mendDiagonal,
  representedBy,
  sampleShare,
} from '../../src/solvers/hessian-sample'

describe('the share of the rows', () => {
  const share = (rows: number, k: number, rowsPerCoordinate: number, cost = 1e9, outputs = 1) => {
    const problem = { design: { rows }, loss: { outputs } } as Problem
    const groups = [{ columns: { gramCost: 0.25 * cost } }, { columns: { gramCost: 0.75 * cost } }]
    const coordinates = { length: k, groups } as unknown as Coordinates
    expect(gramCost(problem, coordinates)).toBe((cost * (outputs + 1)) / 2)
    return sampleShare(problem, coordinates, { rowsPerCoordinate, staleness: 0 })
  }

  it('is what the accuracy asks for, and no less than the rest of a step costs', () => {
    expect(share(10_000, 200, 4)).toBe(0.08)
    expect(share(100_000, 200, 4)).toBe(0.05)
    expect(share(10_000, 200, 16)).toBe(0.32)
    expect(share(10_000, 200, Infinity)).toBe(1)
  })

  it('is all of them from a half on, and where the whole is cheap', () => {
    expect(share(1600, 200, 4)).toBe(0.5)
    expect(share(1599, 200, 4)).toBe(1)
    expect(share(1e6, 19, 4)).toBe(1)
    expect(share(1e6, 20, 4)).toBe(0.5)
    expect(share(10_000, 200, 4, 999_999)).toBe(1)
    expect(share(10_000, 200, 4, 1e6)).toBe(0.08)
    expect(share(10_000, 200, 4, 600_000, 3)).toBe(0.08)
  })
})

const N = 4000
const SHARE = 0.25
const curvature = {
  curvatureInto: (a: number, b: number, d: Float64Array) => {
    for (let i = 0; i < d.length; i++) d[i] = a === b ? 1 : -1
  },
  curvatureTimesInto: () => {},
}
const ones = new Float64Array(N)
currentWeights(curvature, 0, 0, SHARE, ones)
const inside = Array.from(ones.keys()).filter(i => ones[i] > 0)
const outside = Array.from(ones.keys()).filter(i => ones[i] === 0)

describe('a sample', () => {
  it('has about its share of the rows, spread evenly, each for as many as it stands for', () => {
    for (const start of [0, 1000, 2000, 3000]) {
      const there = inside.filter(i => i >= start && i < start + 1000).length
      expect(Math.abs(there - 250)).toBeLessThan(10)
    }
    for (const i of inside) expect(ones[i]).toBe(4)
    const whole = new Float64Array(N)
    currentWeights(curvature, 0, 1, 1, whole)
    expect(whole).toEqual(new Float64Array(N).fill(-1))
  })

  /** The problem whose columns are 1 in so many rows of the sample and in so many others. */
  const problemOf = (counts: readonly (readonly [number, number])[]) => {
    const rows = Array.from({ length: N }, () => counts.map(() => 0))
    counts.forEach(([within, without], j) => {
      for (const i of inside.slice(0, within)) rows[i][j] = 1
      for (const i of outside.slice(0, without)) rows[i][j] = 1
    })
    const y = new Float64Array(N).fill(1)
    const zeros = new Float64Array(counts.length)
    return new Problem(toFittingDesign(rows), new LogisticLoss(y, y), new SeparablePenalty(zeros, zeros))
  }

  it('represents a column whose diagonal it has up to a factor of three, either way', () => {
    const problem = problemOf([
      [25, 75], // a quarter, as it should be
      [0, 9],
      [3, 1], // three times too much
      [4, 1],
      [1, 11], // three times too little
      [1, 12],
      [1, 0],
    ])
    expect(Array.from(representedBy(problem, curvature, SHARE))).toEqual([1, 0, 1, 0, 1, 0, 0])
    expect(Array.from(representedBy(problem, curvature, 1))).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  it('with the diagonal mended leaves what it has right', () => {
    const problem = problemOf([
      [25, 75],
      [10, 0],
      [5, 35],
    ])
    // 100, 40 for 10, and 20 for 40 on the diagonal.
    const sampled = Float64Array.of(100, 30, 7, 30, 40, 6, 7, 6, 20)
    mendDiagonal(problem, curvature, sampled)
    ;[100, 15, 7, 15, 10, 3, 7, 3, 40].forEach((value, p) => {
      expect(sampled[p]).toBeCloseTo(value, 12)
    })
  })
})

it('rows of less than a fifth of the mean weight are dropped, and those that are left counted', () => {
  const weights = Float64Array.of(4, 0.19, 0.21, 0, 0.6)
  expect(dropLight(weights)).toBe(3 / 5)
  expect(Array.from(weights)).toEqual([4, 0, 0.21, 0, 0.6])
})

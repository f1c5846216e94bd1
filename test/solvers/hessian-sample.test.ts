/** How many rows a Hessian is taken from, and what is done where these do not represent a column. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { type Coordinates, Problem } from '../../src/problem/problem'
import { dropLight, gramCost, mendDiagonal, sampleShare } from '../../src/solvers/hessian-sample'

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

const ALL_ONES = {
  curvatureInto: (_a: number, _b: number, d: Float64Array) => d.fill(1),
  curvatureTimesInto() {},
}

function problemOn(rows: readonly (readonly number[])[]): Problem {
  const y = new Float64Array(rows.length).fill(1)
  const zeros = new Float64Array(3)
  return new Problem(toFittingDesign(rows), new LogisticLoss(y, y), new SeparablePenalty(zeros, zeros))
}

it('a diagonal is mended where it is off, and what is right stays as it is', () => {
  // 100, 40 and 40 rows have these columns, and a sample says 100, 10 and 160.
  const rows = Array.from({ length: 200 }, (_, i) => [Number(i < 100), Number(i >= 160), Number(i % 5 === 0)])
  const sampled = Float64Array.of(100, 30, 8, 30, 10, 6, 8, 6, 160)
  mendDiagonal(problemOn(rows), ALL_ONES, sampled)
  ;[100, 30, 4, 30, 40, 3, 4, 3, 40].forEach((value, p) => {
    expect(sampled[p]).toBeCloseTo(value, 12)
  })
})

it('a column without an entry leaves others as they are, and itself 0', () => {
  const rows = Array.from({ length: 20 }, (_, i) => [1, 0, i % 2])
  const sampled = Float64Array.of(20, 0, 10, 0, 0, 0, 10, 0, 10)
  mendDiagonal(problemOn(rows), ALL_ONES, sampled)
  expect(Array.from(sampled)).toEqual([20, 0, 10, 0, 0, 0, 10, 0, 10])
})

it('rows of less than a fifth of the mean weight are dropped, and those that are left counted', () => {
  const weights = Float64Array.of(4, 0.19, 0.21, 0, 0.6)
  expect(dropLight(weights)).toBe(3 / 5)
  expect(Array.from(weights)).toEqual([4, 0, 0.21, 0, 0.6])
})

/** Which rows a Hessian is taken from, and which columns those represent. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import type { Curvature } from '../../src/problem/loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { areAlike, currentWeights, diagonalOf, RowSample } from '../../src/solvers/row-sample'
import { sum } from '../../src/support/arrays'

const N = 4000

/** A column of ones and others that have these rows. */
function problemOf(...columns: ((i: number) => boolean)[]): Problem {
  const rows = Array.from({ length: N }, (_, i) => [1, ...columns.map(has => Number(has(i)))])
  const y = new Float64Array(N).fill(1)
  const zeros = new Float64Array(rows[0].length)
  return new Problem(toFittingDesign(rows), new LogisticLoss(y, y), new SeparablePenalty(zeros, zeros))
}

function weighing(weight: (i: number) => number): Curvature {
  return {
    curvatureInto: (a, b, d) => {
      for (let i = 0; i < d.length; i++) d[i] = a === b ? weight(i) : -weight(i)
    },
    curvatureTimesInto: () => {},
  }
}

const equally = weighing(() => 1)
const rowsIn = (factors: Float64Array) => Array.from(factors.keys()).filter(i => factors[i] > 0)

describe('a sample of the rows', () => {
  const common = problemOf(i => i % 2 === 0)

  it.each([
    [0.25, 4],
    [0.1, 10],
  ])('of equal weight has about its share %d of them, spread evenly, each for %d', (share, each) => {
    const factors = new RowSample(common, equally, share).factors(equally, share)
    for (const start of [0, 1000, 2000, 3000]) {
      const there = rowsIn(factors).filter(i => i >= start && i < start + 1000).length
      expect(Math.abs(there - 1000 * share)).toBeLessThan(10)
    }
    for (const i of rowsIn(factors)) expect(factors[i]).toBeCloseTo(each, 12)
  })

  it('has heavy rows with certainty, and light ones for as many as make up its threshold', () => {
    const share = 0.1
    const weight = (i: number) => (i % 100 === 0 ? 50 : i % 2 === 0 ? 1 : 1e-6)
    const factors = new RowSample(common, weighing(weight), share).factors(weighing(weight), share)
    const light = rowsIn(factors).filter(i => weight(i) < 50)
    for (let i = 0; i < N; i += 100) expect(factors[i]).toBe(1)
    expect(Math.abs(light.length - 360)).toBeLessThan(20)
    const threshold = factors[light[0]] * weight(light[0])
    for (const i of light) expect(factors[i] * weight(i)).toBeCloseTo(threshold, 9)
    // What it stands for is all there is.
    const total = sum(Float64Array.from({ length: N }, (_, i) => weight(i)))
    expect(sum(factors.map((factor, i) => factor * weight(i))) / total).toBeCloseTo(1, 1)
  })

  it('of a quarter and more has all rows as likely, whatever they weigh', () => {
    const weight = (i: number) => 1 + (i % 3)
    const factors = new RowSample(common, weighing(weight), 0.25).factors(weighing(weight), 0.25)
    for (const i of rowsIn(factors)) expect(factors[i]).toBeCloseTo(4, 12)
  })

  it.each([0.1, 0.25])('of %d has the rows that are alone in a column', share => {
    const problem = problemOf(
      i => i === 7,
      i => i === 8 || i === 3999,
    )
    const sample = new RowSample(problem, equally, share)
    const factors = sample.factors(equally, share)
    for (const i of [7, 8, 3999]) expect(factors[i]).toBe(1)
    expect(Array.from(sample.represented)).toEqual([1, 1, 1])
    expect(rowsIn(factors).length / N).toBeCloseTo(share, 1)
  })

  it('says which columns it does not represent where there are more of them than rows in it', () => {
    const alone = Array.from({ length: 900 }, (_, j) => (i: number) => i === 4 * j)
    const { represented } = new RowSample(problemOf(...alone), equally, 0.1)
    expect(represented[0]).toBe(1)
    expect(represented.slice(1)).not.toContain(1)
  })
})

it('diagonals are alike up to a factor of three, either way', () => {
  const exact = new Float64Array(5).fill(6)
  expect(Array.from(areAlike(exact, Float64Array.of(6, 18, 18.1, 2, 1.9)))).toEqual([1, 1, 0, 1, 0])
})

it('weights and diagonals are those of all rows where there are no factors', () => {
  const problem = problemOf(i => i < 10)
  const [d, every] = [new Float64Array(N), new Float64Array(N).fill(-1)]
  currentWeights(equally, 0, 1, undefined, d)
  expect(d).toEqual(every)
  expect(Array.from(diagonalOf(problem, equally))).toEqual([N, 10])
  expect(
    Array.from(
      diagonalOf(
        problem,
        equally,
        every.map((_, i) => Number(i < 5)),
      ),
    ),
  ).toEqual([5, 5])
})

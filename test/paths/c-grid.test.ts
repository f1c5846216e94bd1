/** The one way to say Cs, held for the three functions that take them. */

import { describe, expect, it } from 'vitest'
import {
  type CGrid,
  LogisticRegressionCV,
  l1MinC,
  logisticRegressionPath,
  stabilitySelection,
  ValidationError,
} from '../../src'
import { ndview } from '../../src/data/ndview'

const X = [
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0],
  [2.5, 1],
  [0.5, 0.2],
  [1.5, 0.9],
  [1.2, 0.1],
]
const y = ['a', 'a', 'b', 'b', 'b', 'a', 'a', 'b']

/** The Cs that each makes of the option; stability selection tells how many. */
const makers: Record<string, (Cs: CGrid) => Promise<number[]>> = {
  path: async Cs => [...logisticRegressionPath(X, y, { Cs }).Cs],
  cv: async Cs => [...new LogisticRegressionCV({ Cs }).Cs.data],
  stability: async Cs => {
    const { pathProbabilities } = await stabilitySelection(X, y, { Cs, nPairs: 2, randomState: 2 })
    return Array.from({ length: pathProbabilities.shape[0] }, () => Number.NaN)
  },
}

describe.each(Object.entries(makers))('Cs of the %s', (name, make) => {
  const list = [0.5, 2, 1]

  it.each([
    ['an array', list],
    ['a typed array', Float64Array.from(list)],
    ['an ndarray', ndview(Float64Array.from([9, ...list]), [3], [1], 1)],
    ['a view that runs backwards', ndview(Float64Array.from([1, 2, 0.5]), [3], [-1], 2)],
  ])('may be %s', async (_, Cs) => {
    const made = await make(Cs)
    expect(name === 'stability' ? made.length : made).toEqual(name === 'stability' ? 3 : list)
  })

  it('may be a number of them, or that and a ratio', async () => {
    expect((await make(4)).length).toBe(4)
    const made = await make({ count: 3, ratio: 16 })
    expect(made.length).toBe(3)
    if (name !== 'stability') {
      expect(made[1] / made[0]).toBeCloseTo(4, 12)
      expect(made[2] / made[0]).toBeCloseTo(16, 12)
    }
  })

  it.each([
    [{ Cs: 0 }, /Cs must be an integer >= 1, got 0/],
    [{ Cs: [] }, /Cs is empty/],
    [{ Cs: Float64Array.of(1, -1) }, /Cs\[1\] must be a finite number > 0, got -1/],
    [{ Cs: ['1'] }, /Cs\[0\] must be a finite number > 0, got '1'/],
    [{ Cs: ndview(new Float64Array(4), [2, 2]) }, /Cs must have 1 dimension, got 2/],
    [{ Cs: { count: 2.5 } }, /Cs.count must be an integer >= 1, got 2.5/],
    [{ Cs: { count: 2, ratio: 1 } }, /Cs.ratio must be a finite number > 1, got 1/],
    [{ Cs: { count: 2, span: 3 } }, /Cs: unknown option 'span'; known: count, ratio/],
    [{ Cs: {} }, /a number of Cs, a list of them or \{ count, ratio \}, got an object/],
    [{ Cs: null }, /got null/],
    [{ Cs: 'all' }, /got 'all'/],
  ])('are refused: %o', async ({ Cs }, message) => {
    const failure = await make(Cs as CGrid).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ValidationError)
    expect((failure as Error).message).toMatch(message)
  })
})

it('lie around 1, or from the first model that is not empty', () => {
  const { Cs } = logisticRegressionPath(X, y, { penalty: 'l2', Cs: { count: 3, ratio: 100 } })
  for (const [k, C] of [0.1, 1, 10].entries()) expect(Cs[k]).toBeCloseTo(C, 12)
  const wide = new LogisticRegressionCV({ Cs: 3 }).Cs
  for (const [k, C] of [1e-4, 1, 1e4].entries()) expect(wide.get(k) / C).toBeCloseTo(1, 12)
  expect(logisticRegressionPath(X, y, { Cs: { ratio: 3 } }).Cs[0]).toBeCloseTo(l1MinC(X, y), 8)
})

it('that a path gave are taken by all', async () => {
  const { Cs } = logisticRegressionPath(X, y, { Cs: 3 })
  for (const make of Object.values(makers)) expect((await make(Cs)).length).toBe(3)
  expect((await makers.path(new LogisticRegressionCV({ Cs }).Cs)).length).toBe(3)
})

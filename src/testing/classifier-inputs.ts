/** Checks of what classifiers are given: bad input is refused by name, every layout gives the same model. */

import type { Estimator } from '../data/estimator'
import { ndview } from '../data/ndview'
import { close, refuses } from './assertions'
import type { Check } from './configurable-checks'
import { confidence, fitted, type Make, ONES as ones } from './fitted'
import { LAYOUTS, SAMPLE, sparse } from './sample'

const bad = (i: number, j: number, value: unknown) =>
  SAMPLE.X.map((row, a) => row.map((x, b) => (a === i && b === j ? value : x))) as number[][]

const refusals: readonly Check<Estimator>[] = [
  ['X of no rows', (make: Make) => fitted(make, [], [])],
  ['X of no columns', (make: Make) => fitted(make, [[], []], ['no', 'yes'])],
  ['no X', (make: Make) => fitted(make, null as never)],
  ['a vector for X', (make: Make) => fitted(make, [1, 2, 3] as never, ['a', 'b', 'a'])],
  ['three axes', (make: Make) => fitted(make, ndview(new Float64Array(8), [2, 2, 2]) as never, ['a', 'b'])],
  ['rows of different lengths', (make: Make) => fitted(make, [[1, 2], [3]], ['no', 'yes'])],
  ['NaN in X', (make: Make) => fitted(make, bad(4, 1, Number.NaN))],
  ['Infinity in X', (make: Make) => fitted(make, bad(4, 1, Infinity))],
  ['null in X', (make: Make) => fitted(make, bad(4, 1, null))],
  ['a string in X', (make: Make) => fitted(make, bad(4, 1, '3'))],
  ['no y', (make: Make) => fitted(make, SAMPLE.X, null as never)],
  ['y of another length', (make: Make) => fitted(make, SAMPLE.X, SAMPLE.y.slice(1))],
  [
    'y of one class',
    (make: Make) =>
      fitted(
        make,
        SAMPLE.X,
        SAMPLE.y.map(() => 'no'),
      ),
  ],
  [
    'NaN in y',
    (make: Make) =>
      fitted(
        make,
        SAMPLE.X,
        SAMPLE.y.map((_, i) => (i === 3 ? Number.NaN : i % 2)),
      ),
  ],
  [
    'labels of two types',
    (make: Make) =>
      fitted(
        make,
        SAMPLE.X,
        SAMPLE.y.map((label, i) => (i === 3 ? 1 : label)),
      ),
  ],
  [
    'measurements for labels',
    (make: Make) =>
      fitted(
        make,
        SAMPLE.X,
        SAMPLE.y.map((_, i) => i / 7),
      ),
  ],
  ['weights of another length', (make: Make) => fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight: [1, 2] })],
  [
    'a negative weight',
    (make: Make) =>
      fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight: ones.map((w, i) => (i === 2 ? -1 : w)) }),
  ],
  [
    'NaN in the weights',
    (make: Make) =>
      fitted(make, SAMPLE.X, SAMPLE.y, { sampleWeight: ones.map((w, i) => (i === 2 ? Number.NaN : w)) }),
  ],
  ['other columns at predict', async (make: Make) => (await fitted(make)).predict([[1, 2]])],
  ['NaN at predict', async (make: Make) => (await fitted(make)).predict([[1, Number.NaN, 2]])],
  ['no X at predict', async (make: Make) => (await fitted(make)).predict(undefined as never)],
].map(([name, call]) => ({
  name: `refuses ${name as string}`,
  run: (make: Make) =>
    refuses(() => (call as (make: Make) => unknown)(make), `fit or predict with ${name as string}`),
}))

const layouts: readonly Check<Estimator>[] = Object.entries(LAYOUTS).map(([name, layout]) => ({
  name: `the same model from another layout: ${name}`,
  async run(make) {
    const expected = await fitted(make)
    const model = await fitted(make, layout())
    close(
      confidence(model, layout()),
      confidence(expected, SAMPLE.X),
      'fitted and asked in this layout',
      1e-3,
    )
    close(confidence(expected, layout()), confidence(expected, SAMPLE.X), 'asked in this layout', 1e-5)
  },
}))

const sparseCheck: Check<Estimator> = {
  name: 'sparse data give the same model, or are refused by name',
  async run(make) {
    let model: Estimator
    try {
      model = await fitted(make, sparse())
    } catch (error) {
      if ((error as Error).constructor === TypeError || !/sparse/i.test((error as Error).message)) throw error
      return
    }
    close(confidence(model, sparse()), confidence(await fitted(make), SAMPLE.X), 'sparse data', 1e-3)
  },
}

export const classifierInputs: readonly Check<Estimator>[] = [...refusals, ...layouts, sparseCheck]

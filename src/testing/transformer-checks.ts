/** Checks of transformers: what `fit` and `transform` promise. */

import type { Transformer, TransformerFitOptions } from '../data/estimator'
import type { MatrixLike } from '../data/matrix-like'
import { ndview } from '../data/ndview'
import { counted } from '../support/counted'
import { close, elementsOf, fail, refuses, same } from './assertions'
import type { Check } from './configurable-checks'
import { COLUMNS, LAYOUTS, ROWS, SAMPLE } from './sample'

type Make = () => Transformer

/** Labels go along: some transformers learn from them, all take them. */
function fitted(make: Make, X: MatrixLike = SAMPLE.X, options?: TransformerFitOptions): Transformer {
  const one = make()
  one.fit(X, { y: SAMPLE.y, ...options })
  return one
}

const ones = new Float64Array(ROWS).fill(1)
const values = (one: Transformer, X: MatrixLike): number[] => elementsOf(one.transform(X))
const withBad = (value: unknown) => SAMPLE.X.map((row, i) => (i === 4 ? [1, value, 2] : row)) as number[][]

const promises: readonly Check<Transformer>[] = [
  {
    name: 'transform before fit is refused',
    run: make => refuses(() => make().transform(SAMPLE.X), 'transform before fit'),
  },
  {
    name: 'fit returns the transformer',
    run(make) {
      const one = make()
      if (one.fit(SAMPLE.X, { y: SAMPLE.y }) !== one) fail('fit: expected the transformer itself')
    },
  },
  {
    name: 'fit and transform change neither X nor the options',
    run(make) {
      const X = ndview(Float64Array.from(SAMPLE.X.flat()), [ROWS, COLUMNS])
      const one = fitted(make, X)
      one.transform(X)
      same(X, LAYOUTS['row-major Float64Array'](), 'X after fit and transform')
      same(one.getParams(), make().getParams(), 'getParams() after fit')
    },
  },
  {
    name: 'transform gives a row for each of X, the same every time',
    run(make) {
      const one = fitted(make)
      const first = values(one, SAMPLE.X)
      if (first.length % ROWS !== 0) fail(`transform: got ${counted(first.length, 'value')} of ${ROWS} rows`)
      same(values(one, SAMPLE.X), first, 'transform again')
    },
  },
  {
    name: 'two fits to the same data are the same to the bit',
    run: make => same(values(fitted(make), SAMPLE.X), values(fitted(make), SAMPLE.X), 'a second fit'),
  },
  {
    name: 'a refit forgets the first fit',
    run(make) {
      const one = fitted(
        make,
        SAMPLE.X.map(row => row.map(x => 100 - 3 * x)),
      )
      one.fit(SAMPLE.X, { y: SAMPLE.y })
      same(values(one, SAMPLE.X), values(fitted(make), SAMPLE.X), 'a refit')
    },
  },
  {
    name: 'a clone of a fitted transformer is not fitted',
    run: make => refuses(() => fitted(make).clone().transform(SAMPLE.X), 'transform of a clone'),
  },
  {
    name: 'rows transformed one by one are transformed as together, to the bit',
    run(make) {
      const one = fitted(make)
      same(
        SAMPLE.X.flatMap(row => values(one, [row])),
        values(one, SAMPLE.X),
        'rows one by one',
      )
    },
  },
  {
    name: 'rows transformed in another order are transformed the same, to the bit',
    run(make) {
      const one = fitted(make)
      const width = values(one, SAMPLE.X).length / ROWS
      const backward = values(one, [...SAMPLE.X].reverse())
      const forward = Array.from({ length: ROWS }, (_, i) =>
        backward.slice((ROWS - 1 - i) * width, (ROWS - i) * width),
      )
      same(forward.flat(), values(one, SAMPLE.X), 'rows in another order')
    },
  },
  {
    name: 'weights of 1 are no weights, and weights are not changed',
    run(make) {
      const sampleWeight = ones.slice()
      close(
        values(fitted(make, SAMPLE.X, { sampleWeight }), SAMPLE.X),
        values(fitted(make), SAMPLE.X),
        'weights of 1',
        1e-9,
      )
      same(sampleWeight, ones, 'the weights after fit')
    },
  },
  {
    name: 'labels are taken, whatever is made of them',
    run: make => {
      fitted(make, SAMPLE.X, { y: SAMPLE.y })
    },
  },
]

const refusals: readonly Check<Transformer>[] = [
  ['X of no rows', (make: Make) => fitted(make, [])],
  ['no X', (make: Make) => fitted(make, null as never)],
  ['rows of different lengths', (make: Make) => fitted(make, [[1, 2], [3]])],
  ['NaN in X', (make: Make) => fitted(make, withBad(Number.NaN))],
  ['Infinity in X', (make: Make) => fitted(make, withBad(Infinity))],
  ['weights of another length', (make: Make) => fitted(make, SAMPLE.X, { sampleWeight: [1, 2] })],
  ['unknown options', (make: Make) => fitted(make, SAMPLE.X, { sample_weight: ones } as object)],
  ['other columns at transform', (make: Make) => fitted(make).transform([[1, 2]])],
  ['NaN at transform', (make: Make) => fitted(make).transform(withBad(Number.NaN))],
].map(([name, call]) => ({
  name: `refuses ${name as string}`,
  run: (make: Make) =>
    refuses(() => (call as (make: Make) => unknown)(make), `fit or transform with ${name as string}`),
}))

const layouts: readonly Check<Transformer>[] = Object.entries(LAYOUTS).map(([name, layout]) => ({
  name: `the same from another layout: ${name}`,
  run(make) {
    close(values(fitted(make, layout()), layout()), values(fitted(make), SAMPLE.X), 'in this layout', 1e-5)
  },
}))

export const transformerChecks: readonly Check<Transformer>[] = [...promises, ...refusals, ...layouts]

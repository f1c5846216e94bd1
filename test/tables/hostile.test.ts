/**
 * Columns of anything: every transformer of tables either refuses them by name, or makes finite numbers of them, the same
 * row by row, in another form of table, and after it was saved.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCsr } from '../../src/data/csr-matrix'
import type { SamplesLike } from '../../src/data/matrix-like'
import type { NdMatrix } from '../../src/data/ndview'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { LogisticRegressionCV } from '../../src/paths/logistic-regression-cv'
import { logisticRegressionPath } from '../../src/paths/logistic-regression-path'
import { stabilitySelection } from '../../src/paths/stability-selection'
import { ValidationError } from '../../src/support/errors'
import { OneHotEncoder } from '../../src/tables/one-hot-encoder'
import { OrdinalEncoder } from '../../src/tables/ordinal-encoder'
import { SimpleImputer } from '../../src/tables/simple-imputer'
import { tableTransformers } from '../../src/tables/table-transformers'
import { TableVectorizer } from '../../src/tables/table-vectorizer'

const BLANKS = [null, undefined, Number.NaN, '', ' \t']
const NUMBERS = [0, -0, 1, -2.5, 1e300, 5e-324, 3n, true]
const TEXTS = [
  'a',
  'A',
  '__proto__',
  'constructor',
  '😀',
  '👩‍👩‍👧',
  'é',
  'e\u0301',
  '\ud800',
  '1',
  ' 1 ',
  '2026-11-26',
  'NaN',
]
const DATES = [new Date(0), new Date('2026-11-26'), '2026-11-26']
const REFUSED = [
  new Date(Number.NaN),
  Infinity,
  -Infinity,
  {},
  Object.create(null),
  [1],
  Symbol('s'),
  () => 1,
  new Map(),
]

const column = fc.oneof(
  ...[
    NUMBERS,
    TEXTS,
    DATES,
    [false, true],
    [...NUMBERS, ...TEXTS],
    [...TEXTS, ...REFUSED],
    [...NUMBERS, ...REFUSED],
  ].map(kind => fc.array(fc.constantFrom<unknown>(...kind, ...BLANKS), { minLength: 6, maxLength: 12 })),
)

const MAKERS = {
  OneHotEncoder: () => new OneHotEncoder({ handleUnknown: 'ignore', minFrequency: 2 }),
  OrdinalEncoder: () => new OrdinalEncoder({ encodedMissingValue: -1 }),
  'SimpleImputer, median': () =>
    new SimpleImputer({ strategy: 'median', addIndicator: true, keepEmptyFeatures: true }),
  'SimpleImputer, most frequent': () =>
    new SimpleImputer({ strategy: 'most_frequent', keepEmptyFeatures: true }),
  TableVectorizer: () => new TableVectorizer({ minFrequency: 1, minDf: 1, cardinalityThreshold: 3 }),
}

/** What came out, value by value; tables as they are. */
function valuesOf(out: SamplesLike): unknown[] {
  if (isCsr(out)) return valuesOf(out.toDense())
  if (!('get' in out)) return Object.values(out).flatMap(values => Array.from(values as ArrayLike<unknown>))
  return (out as unknown as NdMatrix).toArray().flat()
}

describe.each(Object.entries(MAKERS))('%s', (_, make) => {
  test('refuses a column by name, or makes finite numbers of it that last', () => {
    fc.assert(
      fc.property(column, values => {
        const X = { a: values }
        const transformer = make()
        let out: unknown[]
        try {
          out = valuesOf(transformer.fitTransform(X))
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationError)
          expect((error as Error).message).toMatch(/X\.a\b|the variance of column 0 overflows/)
          return
        }
        for (const value of out) if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite)
        const rows = values.map(a => ({ a }))
        expect(valuesOf(transformer.transform(rows))).toEqual(out)
        const saved = JSON.parse(JSON.stringify(transformer)) as { type: keyof typeof tableTransformers }
        const back = tableTransformers[saved.type].fromJSON(saved, tableTransformers as never)
        expect(valuesOf((back as typeof transformer).transform(X))).toEqual(out)
      }),
      { numRuns: 150, seed: 14 },
    )
  })
})

test.each(REFUSED)('what is neither text nor number is named, not taken by its tag: %s', odd => {
  const words = { a: ['x', 'y', odd, 'x', 'y', 'z', 'u', 'v'] }
  for (const kind of ['categories', 'text'] as const) {
    expect(() =>
      new TableVectorizer({ minDf: 1, minFrequency: 1, columns: { a: kind } }).fit(words),
    ).toSatisfy((fit: () => unknown) => {
      try {
        fit()
        // Numbers have a text of their own, infinite ones too.
        return typeof odd === 'number'
      } catch (error) {
        return error instanceof ValidationError && error.message.startsWith('X.a[2] is ')
      }
    })
  }
})

test('dates among words are their ISO text, wherever the program runs', () => {
  const vectorizer = new TableVectorizer({ minFrequency: 1 }).fit({
    a: [new Date(0), 'later', 'later', 'never'],
  })
  expect(vectorizer.getFeatureNamesOut()).toContain('a_1970-01-01T00:00:00.000Z')
})

test('models name the blank, its row, and what to do', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ age: i === 17 ? '' : i, fare: i % 3 }))
  expect(() =>
    new LogisticRegression().fit(
      rows,
      rows.map((_, i) => i % 2),
    ),
  ).toThrow("X.age[17] is '': not a number; fill blanks with SimpleImputer, encode texts with OneHotEncoder")
})

test.each([
  ['LogisticRegressionCV', (options: object) => new LogisticRegressionCV(options)],
  [
    'logisticRegressionPath',
    (options: object) => logisticRegressionPath([[1], [2]], [0, 1], options as never),
  ],
  ['stabilitySelection', (options: object) => stabilitySelection([[1], [2]], [0, 1], options)],
])('%s translates the options of other libraries', async (owner, call) => {
  const said = async (options: object) => {
    try {
      await call(options)
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(await said({ lambda: 1 })).toBe(
    `${owner}: lambda is of another library; here it is C = 1 / (n lambda), with n rows`,
  )
  expect(await said({ standardize: true })).toContain('here it is a StandardScaler before it, in a pipeline')
  expect(await said({ max_iter: 7 })).toContain('did you mean maxIter?')
  expect(await said({ random_state: 7 })).toContain('did you mean randomState?')
})

/** A loaded model answers as the full library does, bit for bit, and believes no field that the full library refuses. */

import ndarray from 'ndarray'
import { describe, expect, test } from 'vitest'
import {
  CsrMatrix,
  type Estimator,
  LogisticRegression,
  MaxAbsScaler,
  makePipeline,
  NotFittedError,
  Pipeline,
  StandardScaler,
  ValidationError,
} from '../../src'
import { loadModel, type Rows } from '../../src/predict'
import { RandomState } from '../../src/support/random'

const TRAIN_ROWS = 120
const ROWS = 10_000
const FEATURES = 7

const draw = new RandomState(5)
const uniform = () => draw.integer(2 ** 31) / 2 ** 31
/** Normal-like values of very different sizes, a third of them zero. */
const values = Float64Array.from({ length: ROWS * FEATURES }, (_, p) => {
  const value = uniform() + uniform() + uniform() - 1.5
  return uniform() < 1 / 3 ? 0 : value * 10 ** ((p % FEATURES) - 3)
})
const X = ndarray(values, [ROWS, FEATURES])
const train = X.hi(TRAIN_ROWS, FEATURES)
const rows = Array.from({ length: ROWS }, (_, i) => [...values.subarray(i * FEATURES, (i + 1) * FEATURES)])
const single = ndarray(Float32Array.from(values), [ROWS, FEATURES])
const sparse = CsrMatrix.fromDense(X)
const columnMajor = ndarray(new Float64Array(values.length), [FEATURES, ROWS]).transpose(1, 0)
for (let i = 0; i < ROWS; i++) for (let j = 0; j < FEATURES; j++) columnMajor.set(i, j, X.get(i, j))

const two = rows.slice(0, TRAIN_ROWS).map(row => (row[3] + row[2] * 3 > 0.1 ? 'yes' : 'no'))
const three = rows.slice(0, TRAIN_ROWS).map((row, i) => (row[3] > 0.2 ? 2 : i % 3 === 0 ? 0 : 1))

const model = (options = {}) => new LogisticRegression({ C: 0.5, tol: 1e-2, ...options })
const kinds: Record<string, { estimator: Estimator & { toJSON(): unknown }; sparse?: boolean }> = {
  'two classes': { estimator: model({ penalty: 'l1' }).fit(train, two), sparse: true },
  softmax: { estimator: model().fit(train, three), sparse: true },
  'one against the rest': { estimator: model({ multiClass: 'ovr' }).fit(train, three), sparse: true },
  'without an intercept': { estimator: model({ fitIntercept: false }).fit(train, two), sparse: true },
  standardised: { estimator: makePipeline(new StandardScaler(), model()).fit(train, two) },
  'divided by the deviation': {
    estimator: makePipeline(new StandardScaler({ withMean: false }), model()).fit(train, three),
    sparse: true,
  },
  'scaled twice': {
    estimator: new Pipeline({
      a: new MaxAbsScaler(),
      b: new StandardScaler({ withStd: false }),
      c: makePipeline(new MaxAbsScaler(), model({ multiClass: 'ovr' })),
    } as never).fit(train, three),
  },
  'scaled to −1 … 1': { estimator: makePipeline(new MaxAbsScaler(), model()).fit(train, two), sparse: true },
}

/** All bits of the answers to all rows. */
function bits(answers: readonly Float64Array[]): Buffer {
  return Buffer.concat(
    answers.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  )
}

/** All bits of a row-major view. */
function bitsOf({ data }: { data: Float64Array }): Buffer {
  return bits([data])
}

describe.each(Object.entries(kinds))('%s', (_, { estimator, sparse: takesSparse }) => {
  const loaded = loadModel(JSON.stringify(estimator))
  const forms: Record<string, [Rows, typeof X]> = {
    'an ndarray': [X, X],
    'an array of rows': [rows, rows as never],
    'single precision': [single, single as never],
    'column-major': [columnMajor, columnMajor],
    'every second row from the end': [X.step(-2, 1), X.step(-2, 1)],
    'values with a shape': [{ data: values, shape: [ROWS, FEATURES] }, X],
    ...(takesSparse && { 'sparse rows': [sparse, sparse as never] }),
  }

  test.each(Object.entries(forms))('%s: the same bits', (_, [given, same]) => {
    expect(loaded.predict(given).join()).toBe(Array.from(estimator.predict(same)).join())
    expect(bits(loaded.decisionFunction(given)).equals(bitsOf(estimator.decisionFunction!(same)))).toBe(true)
    expect(bits(loaded.predictProba(given)).equals(bitsOf(estimator.predictProba!(same)))).toBe(true)
  })

  test('a single row gives a single answer', () => {
    expect(loaded.predict(rows[4])).toBe(loaded.predict(rows)[4])
    expect(loaded.predictProba(Float64Array.from(rows[4]))).toEqual(loaded.predictProba(rows)[4])
    expect(loaded.classes).toEqual(estimator.classes)
    expect(loaded.nFeatures).toBe(FEATURES)
  })

  test('contributions add up to the decision', () => {
    for (const label of loaded.classes) {
      const why = loaded.explain(rows[9], { label })
      const sum = why.contributions.reduce((total, { contribution }) => total + contribution, why.intercept)
      expect(sum).toBeCloseTo(why.decision, 9)
      expect(why.probability).toBe(loaded.predictProba(rows[9])[loaded.classes.indexOf(label)])
      for (const { feature, value } of why.contributions) expect(value).toBe(rows[9][feature])
    }
    expect(loaded.explain(rows[9]).label).toBe(loaded.predict(rows[9]))
  })
})

describe('what is refused', () => {
  const loaded = loadModel<string>(kinds['two classes'].estimator.toJSON())
  const scaled = loadModel(kinds.standardised.estimator.toJSON())
  const zeros = new Array(FEATURES).fill(0)

  test.each<[string, unknown, RegExp]>([
    ['NaN', [[...zeros.slice(1), Number.NaN]], /X\[0, 6\] must be a finite number, got NaN/],
    ['text', [['1', ...zeros.slice(1)]], /X\[0, 0\]/],
    ['a short row', [zeros, [1]], /X\[1\] must be a row of 7 values, got Array of 1$/],
    ['too few columns', [[1, 2]], /X\[0\] must be a row of 7/],
    ['a shape of one axis', { data: zeros, shape: [7] }, /X must be a row or a matrix/],
    ['a shape of other columns', { data: zeros, shape: [1, 6] }, /X must be of 7 columns/],
    ['a shape beyond the data', { data: zeros, shape: [2, 7] }, /X\[1, 0\] must be a finite number/],
    ['nothing', undefined, /./],
    ['an object', {}, /X must be rows of numbers, as the model knows no names/],
    [
      'sparse columns in disorder',
      { shape: [1, 7], indptr: [0, 2], indices: [3, 3], data: [1, 1] },
      /X\.indices\[1\] must be an integer from 4 to 6/,
    ],
  ])('%s', (_, given, message) => {
    expect(() => loaded.predict(given as never)).toThrow(message)
  })

  test('sparse rows where a mean is subtracted', () => {
    expect(() => scaled.predict(sparse)).toThrow(/X must be dense/)
  })

  test('an explanation of several rows, or of a label that is no class', () => {
    expect(() => loaded.explain([zeros] as never)).toThrow(ValidationError)
    expect(() => loaded.explain(zeros, { label: 'maybe' })).toThrow(/label must be one of no,yes, got maybe/)
  })

  test('what was saved before its fit', () => {
    expect(() => loadModel(new LogisticRegression().toJSON())).toThrow(ValidationError)
    const half = { ...(kinds.standardised.estimator.toJSON() as { steps: object }) }
    half.steps = { ...half.steps, standardScaler: new StandardScaler().toJSON() }
    expect(() => loadModel(half)).toThrow(/model\.standardScaler\.fitted must be an object/)
  })
})

test.each([
  ['coef', [[1, 2], [1]], 'got Array of 2'],
  ['intercept', [1, 2], 'got Array of 2'],
  ['featureNames', ['a'], 'got Array of 1'],
])('a fitted.%s of another length is refused by its name', (field, value, got) => {
  const saved = kinds['two classes'].estimator.toJSON() as { fitted: object }
  const damaged = { ...saved, fitted: { ...saved.fitted, [field]: value } }
  expect(() => loadModel(damaged)).toThrow(`model.fitted.${field} must be an array of length`)
  expect(() => loadModel(damaged)).toThrow(got)
})

describe('every field is checked as fromJSON checks it', () => {
  const CLASSES = { LogisticRegression, Pipeline, StandardScaler, MaxAbsScaler }
  const odd = [
    null,
    true,
    -1,
    0.5,
    2 ** 33,
    Number.NaN,
    Infinity,
    'x',
    '',
    [],
    [1],
    [['a', -1]],
    {},
    { a: -1 },
  ]
  const saved = [
    model({
      classWeight: new Map([
        ['no', 1],
        ['yes', 2],
      ]),
      penaltyFactor: zerosAnd(1),
    })
      .fit(train, two)
      .toJSON(),
    model({ penalty: 'elasticnet', l1Ratio: 0.5, classWeight: { no: 1, yes: 2 } })
      .fit(train, two)
      .toJSON(),
    kinds['one against the rest'].estimator.toJSON(),
    kinds['scaled twice'].estimator.toJSON(),
    kinds.standardised.estimator.toJSON(),
  ]

  function zerosAnd(value: number): number[] {
    return new Array(FEATURES).fill(value)
  }

  /** Copies of `value` with one field, anywhere in it, replaced, left out or added. */
  function* changed(value: unknown): Generator<unknown> {
    yield* odd
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      yield value.slice(1)
      yield [...value, value[0]]
      for (const replaced of changed(value[0])) yield [replaced, ...value.slice(1)]
      return
    }
    yield { ...value, surplus: 1 }
    for (const [key, inner] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>
      yield rest
      // What weights a fit may have is not for a prediction to say.
      if (key === 'classWeight') continue
      for (const replaced of changed(inner)) yield { ...value, [key]: replaced }
    }
  }

  /** What does not come from `toJSON` of a fitted model, and full models may be without. */
  function accepts(read: (value: unknown) => unknown, value: unknown): boolean {
    try {
      read(value)
      return true
    } catch (error) {
      if (!(error instanceof ValidationError || error instanceof NotFittedError)) throw error
      return false
    }
  }

  test.each(
    saved.map(value => [(value as { type: string }).type.split('/')[1], value] as const),
  )('%s', (type, value) => {
    const full = CLASSES[type as 'Pipeline']
    let refused = 0
    let total = 0
    for (const other of changed(value)) {
      // loadModel reads text as JSON.
      if (typeof other === 'string') continue
      const mine = accepts(loadModel, other)
      const theirs = accepts(given => {
        const read = full.fromJSON(given)
        // A pipeline shows only then that a step is not fitted, or does not go with the others.
        return type === 'Pipeline' ? read.predict(rows.slice(0, 1)) : read.classes
      }, other)
      total++
      if (!mine) refused++
      expect(mine, JSON.stringify(other)).toBe(theirs)
    }
    expect(total).toBeGreaterThan(200)
    expect(refused / total).toBeGreaterThan(0.5)
  })
})

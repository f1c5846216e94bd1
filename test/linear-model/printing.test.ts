import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import {
  CsrMatrix,
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  MaxAbsScaler,
  makePipeline,
  StandardScaler,
} from '../../src'

const X = [
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0],
]
const y = ['a', 'a', 'b', 'b']

test('a model prints the options that are not the default, and what was fitted', () => {
  const model = new LogisticRegression({ penalty: 'l1', C: 2 })
  expect(inspect(model)).toBe("LogisticRegression({ penalty: 'l1', C: 2 }): not fitted")
  expect(inspect(new LogisticRegression())).toBe('LogisticRegression(): not fitted')
  const gap = model.fit(X, y).convergence.dualityGap.toPrecision(2)
  expect(inspect(model)).toBe(
    `LogisticRegression({ penalty: 'l1', C: 2 }): classes 'a', 'b'; coef [1, 2], 1 of 2 not 0; duality gap ${gap}`,
  )
  const parts = { coef: [1, 0], intercept: [0], classes: [0, 1] }
  expect(inspect(LogisticRegression.fromCoefficients(parts))).toMatch(/coef \[1, 2\], 1 of 2 not 0$/)
})

test('scalers print in the same way, also in a pipeline', () => {
  const pipeline = makePipeline(
    new StandardScaler({ withMean: false }),
    new MaxAbsScaler(),
    new LogisticRegression(),
  )
  const text = inspect(pipeline)
  expect(text).toContain('standardScaler: StandardScaler({ withMean: false }): not fitted')
  expect(text).toContain('maxAbsScaler: MaxAbsScaler(): not fitted')
  expect(text).toContain('logisticRegression: LogisticRegression(): not fitted')
  pipeline.fit(X, y)
  expect(inspect(pipeline)).toContain('maxAbsScaler: MaxAbsScaler(): 2 features')
})

test('searches say what they have chosen', async () => {
  const search = new LogisticRegressionCV({ Cs: [0.1, 1], cv: 2 })
  expect(inspect(search)).toBe('LogisticRegressionCV({ cv: 2, Cs: [ 0.1, 1 ] }): not fitted')
  expect(inspect(new LogisticRegressionCV())).toBe('LogisticRegressionCV(): not fitted')
  await search.fit(X, y)
  expect(inspect(search)).toMatch(/: C (0\.1|1) of 2; 2 folds, best mean score [\d.]+$/)
  const grid = new GridSearchCV(new LogisticRegression(), { C: [0.1, 1] }, { cv: 2 })
  expect(inspect(grid)).toBe('GridSearchCV(LogisticRegression(): not fitted): not fitted')
  await grid.fit(X, y)
  expect(inspect(grid)).toMatch(/: best \{ C: (0\.1|1) \}, score [\d.]+$/)
})

test('many classes are counted, sparse rows too', () => {
  const labels = Array.from({ length: 12 }, (_, k) => k)
  const rows = labels.map(k => [k, k % 3])
  expect(inspect(new LogisticRegression({ C: 0.01 }).fit(rows, labels))).toMatch(
    /8, 9, … \(12\); coef \[12, 2\]/,
  )
  expect(inspect(CsrMatrix.fromDense(X))).toBe('CsrMatrix(4, 2): 5 entries, Float64Array')
})

test('nothing private is in sight', () => {
  for (const object of [
    new LogisticRegression().fit(X, y),
    new StandardScaler().fit(X),
    new LogisticRegressionCV(),
  ]) {
    expect(Object.keys(object)).toEqual([])
    expect(JSON.stringify(Object.getOwnPropertyDescriptors(object))).not.toContain('"enumerable":true')
  }
})

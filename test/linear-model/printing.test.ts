import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { LogisticRegression, MaxAbsScaler, makePipeline, StandardScaler } from '../../src'

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
    `LogisticRegression({ penalty: 'l1', C: 2 }): classes a, b, 2 features, 1 of 2 coefficients not 0, duality gap ${gap}`,
  )
  const parts = { coef: [1, 0], intercept: [0], classes: [0, 1] }
  expect(inspect(LogisticRegression.fromCoefficients(parts))).toMatch(/1 of 2 coefficients not 0$/)
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

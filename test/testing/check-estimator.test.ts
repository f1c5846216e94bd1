/** The common checks: every estimator here keeps to them, and six planted faults are found. */

import { describe, expect, test } from 'vitest'
import {
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  type MatrixLike,
  MaxAbsScaler,
  makePipeline,
  RandomizedSearchCV,
  StandardScaler,
} from '../../src'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../src/decisions'
import { checkEstimator } from '../../src/testing'

const kinds = {
  l2: new LogisticRegression(),
  l1: new LogisticRegression({ penalty: 'l1', C: 0.5 }),
  'elastic net': new LogisticRegression({ penalty: 'elasticnet', l1Ratio: 0.5 }),
  'no penalty': new LogisticRegression({ penalty: 'none' }),
  'no intercept': new LogisticRegression({ multiClass: 'ovr', fitIntercept: false }),
  'as LIBLINEAR': new LogisticRegression({ penalizeIntercept: true, interceptScaling: 2 }),
  'softmax of two': new LogisticRegression({ multiClass: 'multinomial', penaltyFactor: [1, 0.5, 2] }),
  'by dual-cd': new LogisticRegression({
    solver: 'dual-cd',
    penalizeIntercept: true,
    tol: 1e-8,
    maxIter: 10_000,
  }),
  pipeline: makePipeline(new StandardScaler(), new LogisticRegression()),
  'pipeline of MaxAbsScaler': makePipeline(new MaxAbsScaler(), new LogisticRegression({ penalty: 'l1' })),
  'grid search': new GridSearchCV(new LogisticRegression(), { C: [0.1, 1] }, { cv: 2 }),
  LogisticRegressionCV: new LogisticRegressionCV({ Cs: [0.1, 1], cv: 2 }),
  RandomizedSearchCV: new RandomizedSearchCV(
    new LogisticRegression(),
    { C: [0.1, 1] },
    { nIter: 2, cv: 2, randomState: 0 },
  ),
  'calibrated by sigmoids': new CalibratedClassifierCV(new LogisticRegression(), { cv: 2 }),
  'calibrated by a temperature': new CalibratedClassifierCV(new LogisticRegression(), {
    cv: 2,
    method: 'temperature',
    ensemble: false,
  }),
  StandardScaler: new StandardScaler(),
  'StandardScaler without means': new StandardScaler({ withMean: false }),
  MaxAbsScaler: new MaxAbsScaler(),
}

test.each(Object.entries(kinds))('%s keeps to all of them', async (_, estimator) => {
  const results = await checkEstimator(estimator as never)
  expect(results.length).toBeGreaterThan('transform' in estimator ? 40 : 70)
})

test.each([
  [
    'TunedThresholdClassifierCV',
    new TunedThresholdClassifierCV(new LogisticRegression(), { cv: 2 }),
    { 'the label is the one that is most probable': 'the threshold is tuned' },
  ],
  [
    'calibrated by steps',
    new CalibratedClassifierCV(new LogisticRegression(), { cv: 2, method: 'isotonic' }),
    { 'a heavy class is predicted more often': 'so few rows have few steps' },
  ],
])('%s keeps to all but what it is not made for', async (_, estimator, expectedFailures) => {
  const results = await checkEstimator(estimator as never, { expectedFailures })
  expect(results.filter(({ exempt }) => exempt !== undefined)).toHaveLength(1)
})

describe('a planted fault is found, with both values', () => {
  class ChangesX extends StandardScaler {
    override transform(X: never) {
      const row = (X as { data: Float64Array }).data
      if (row instanceof Float64Array) row[0] += 1
      return super.transform(X)
    }
    override clone() {
      return new ChangesX()
    }
  }
  class ForgetsOptions extends LogisticRegression {
    override clone() {
      return new ForgetsOptions({ ...this.getParams(), C: 1 + (this.getParams().C ?? 1) } as never) as never
    }
  }
  class IgnoresWeights extends LogisticRegression {
    override fit(X: MatrixLike, y: never) {
      return super.fit(X, y) as never
    }
    override clone() {
      return new IgnoresWeights() as never
    }
  }
  class AnswersBeforeFit extends LogisticRegression {
    override predict(X: MatrixLike) {
      try {
        return super.predict(X)
      } catch {
        return []
      }
    }
    override clone() {
      return new AnswersBeforeFit() as never
    }
  }
  class DependsOnOthers extends LogisticRegression {
    override predictProba(X: MatrixLike) {
      return super.predictProba(X)
    }
    override decisionFunction(X: MatrixLike) {
      const z = super.decisionFunction(X)
      const largest = Math.max(...z.data)
      for (let i = 0; i < z.size; i++) z.data[i] -= largest
      return z
    }
    override clone() {
      return new DependsOnOthers() as never
    }
  }
  let shared = 0
  class ChangesEveryTime extends StandardScaler {
    override transform(X: never) {
      const Z = super.transform(X) as unknown as { data: Float64Array }
      Z.data[0] += shared++
      return Z as never
    }
    override clone() {
      return new ChangesEveryTime()
    }
  }

  test.each([
    [
      'X is changed',
      new ChangesX(),
      /change neither X nor the options\n {2}X after fit and transform: got .*expected/,
    ],
    [
      'a clone has other options',
      new ForgetsOptions(),
      /a clone has the same options\n {2}.*got .*"C":3.*expected/,
    ],
    ['weights are ignored', new IgnoresWeights(), /a heavy class is predicted more often/],
    [
      'predicting before fit',
      new AnswersBeforeFit(),
      /predict before fit is refused\n {2}.*it went through, giving \[\]/,
    ],
    [
      'rows depend on each other',
      new DependsOnOthers(),
      /rows predicted one by one are predicted as together/,
    ],
    [
      'another answer every time',
      new ChangesEveryTime(),
      /transform gives a row for each of X, the same every time/,
    ],
  ])('%s', async (_, estimator, message) => {
    await expect(checkEstimator(estimator as never)).rejects.toThrow(message)
  })

  test('what is no estimator is refused', async () => {
    await expect(checkEstimator({} as never)).rejects.toThrow(
      /lacks getParams, setParams, clone, fit, predict or transform/,
    )
    await expect(checkEstimator(null as never)).rejects.toThrow(/is no estimator/)
  })
})

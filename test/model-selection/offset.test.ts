/** An offset through cross-validation, search and pipelines: as when the folds are made by hand. */

import { expect, test } from 'vitest'
import {
  crossValidate,
  crossValPredict,
  crossValScore,
  GridSearchCV,
  GroupKFold,
  KFold,
  LogisticRegression,
  LogisticRegressionCV,
  logLoss,
  makePipeline,
  StandardScaler,
  ValidationError,
} from '../../src'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../src/decisions'
import { randomProblem } from '../support/random-problem'

const { rows: X, y } = randomProblem({ n: 60, d: 3, seed: 9 })
const three = y.map((label, i) => (X[i][0] > 0.7 ? 'maybe' : label))
const offset = X.map((_, i) => 2 * Math.sin(i))
const offsets = X.map((_, i) => [Math.sin(i), Math.cos(i), Math.sin(2 * i)])
const sampleWeight = X.map((_, i) => 1 + (i % 3))
const cv = new KFold({ nSplits: 3 })

const take = <T>(values: readonly T[], rows: ArrayLike<number>) => Array.from(rows, i => values[i])

test.each([
  ['two classes', y, offset],
  ['three classes', three, offsets],
] as const)('%s: scores and predictions of folds are those by hand', async (_, labels, shift) => {
  const own = { cv, sampleWeight, offset: shift as number[] }
  for (const scaled of [false, true]) {
    const model = new LogisticRegression({ C: 0.5 })
    const estimator = scaled ? makePipeline(new StandardScaler(), model) : model
    const scores = await crossValScore(estimator, X, labels, { ...own, scoring: 'neg_log_loss' })
    const predicted = await crossValPredict(estimator, X, labels, { ...own, method: 'predictProba' })
    for (const [k, { train, test }] of [...cv.split(X)].entries()) {
      const weights = take(sampleWeight, train)
      const scaler = new StandardScaler().fit(take(X, train), { sampleWeight: weights })
      const prepared = (rows: Int32Array) => (scaled ? scaler.transform(take(X, rows)) : take(X, rows))
      const options = { sampleWeight: weights, offset: take<unknown>(shift, train) as number[] }
      const fitted = new LogisticRegression({ C: 0.5 }).fit(
        prepared(train),
        take<string>(labels, train),
        options,
      )
      const proba = fitted.predictProba(prepared(test), { offset: take<unknown>(shift, test) as number[] })
      const truth = take<string>(labels, test)
      const expected = -logLoss(truth, proba, {
        sampleWeight: take(sampleWeight, test),
        labels: fitted.classes,
      })
      expect(scores.get(k)).toBe(expected)
      for (const [i, row] of test.entries()) {
        for (let c = 0; c < fitted.classes.length; c++) expect(predicted.get(row, c)).toBe(proba.get(i, c))
      }
    }
  }
})

test('a search chooses, refits, predicts and scores with the offset', async () => {
  const grid = { C: [0.01, 1] }
  const search = new GridSearchCV(new LogisticRegression(), grid, { cv, scoring: 'neg_log_loss' })
  await search.fit(X, y, { offset })
  for (const [c, C] of grid.C.entries()) {
    const model = new LogisticRegression({ C })
    const { testScores } = await crossValidate(model, X, y, { cv, offset, scoring: 'neg_log_loss' })
    const mean = [0, 1, 2].reduce((sum, k) => sum + testScores.get(k) / 3, 0)
    expect(search.cvResults.meanTestScores.get(c)).toBeCloseTo(mean, 14)
  }
  const best = new LogisticRegression({ C: search.bestParams.C ?? 0 }).fit(X, y, { offset })
  expect(search.bestEstimator.coef.data).toEqual(best.coef.data)
  expect(search.predictProba(X, { offset }).data).toEqual(best.predictProba(X, { offset }).data)
  expect(search.predict(X, { offset })).toEqual(best.predict(X, { offset }))
  expect(search.score(X, y, { offset })).toBeCloseTo(-logLoss(y, best.predictProba(X, { offset })), 14)
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression()).fit(X, y, { offset })
  const Z = pipeline.transform(X)
  const last = pipeline.steps.logisticRegression
  expect(pipeline.predict(X, { offset })).toEqual(last.predict(Z as number[][], { offset }))
  expect(pipeline.score(X, y, { offset })).toBe(last.score(Z as number[][], y, { offset }))
})

test('an offset that does not go with the rows is refused at the door', async () => {
  const model = new LogisticRegression()
  await expect(crossValidate(model, X, y, { offset: [1, 2] })).rejects.toThrow(
    'offset must be of length 60, got 2',
  )
  await expect(crossValScore(model, X, y, { offset: offset.map(() => Number.NaN) })).rejects.toThrow(
    'offset[0] is NaN',
  )
  await expect(crossValPredict(model, X, three, { offset })).rejects.toThrow(
    'offset must have a column for each of the 3 classes',
  )
  for (const none of [null, 3, { length: 3e8 }, new Set([1])]) {
    await expect(crossValScore(model, X, y, { offset: none as never })).rejects.toThrow(ValidationError)
  }
  const pipeline = makePipeline(model).fit(X, y)
  expect(() => pipeline.predict(X, { offsets: offset } as never)).toThrow("unknown option 'offsets'")
})

test('targets that are no labels are refused with the way to say them, which is exact', async () => {
  const share = X.map((_, i) => (1 + (i % 5)) / 7)
  const calls: Record<string, (options: object) => unknown> = {
    crossValidate: options => crossValidate(new LogisticRegression(), X, share, options),
    crossValScore: options => crossValScore(new LogisticRegression(), X, share, options),
    crossValPredict: options => crossValPredict(new LogisticRegression(), X, share, options),
    'GridSearchCV.fit': options =>
      new GridSearchCV(new LogisticRegression(), { C: [1] }).fit(X, share, options),
    'LogisticRegressionCV.fit': options => new LogisticRegressionCV().fit(X, share, options),
    'CalibratedClassifierCV.fit': options =>
      new CalibratedClassifierCV(new LogisticRegression()).fit(X, share, options),
    'TunedThresholdClassifierCV.fit': options =>
      new TunedThresholdClassifierCV(new LogisticRegression()).fit(X, share, options),
  }
  for (const [name, call] of Object.entries(calls)) {
    for (const [options, what] of [
      [{ target: 'probability' }, 'probabilities'],
      [{ trials: X.map(() => 7) }, 'successes of trials'],
    ] as const) {
      const refused = (async () => call(options))()
      await expect(refused, name).rejects.toThrow(
        `${name} takes labels, not ${what}; write each row once for each`,
      )
    }
  }
  // Fits to shares and to rows of both classes are the same; scores of the folds too, by hand.
  const twice = [...X, ...X]
  const labels = [...X.map(() => 1), ...X.map(() => 0)]
  const weights = [...share, ...share.map(p => 1 - p)]
  const groups = [...X.keys(), ...X.keys()]
  const exact = { tol: 1e-12 }
  const scores = await crossValScore(new LogisticRegression(exact), twice, labels, {
    cv: new GroupKFold({ nSplits: 3 }),
    groups,
    sampleWeight: weights,
    scoring: 'neg_log_loss',
  })
  for (const [k, { train, test }] of [
    ...new GroupKFold({ nSplits: 3 }).split(twice, labels, groups),
  ].entries()) {
    const rows = Array.from(train).filter(i => i < 60)
    const model = new LogisticRegression(exact)
    model.fit(take(X, rows), take(share, rows), { target: 'probability' })
    const own = logLoss(take(labels, test), model.predictProba(take(twice, test)), {
      sampleWeight: take(weights, test),
    })
    expect(scores.get(k)).toBeCloseTo(-own, 9)
  }
})

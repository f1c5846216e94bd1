/** Which class a scorer speaks of: the greater label or `posLabel`; and classes that one side of a split lacks. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  averagePrecisionScore,
  brierScoreLoss,
  crossValidate,
  crossValScore,
  f1Score,
  GridSearchCV,
  getScorer,
  jaccardScore,
  LogisticRegression,
  precisionScore,
  recallScore,
  rocAucScore,
  type Scoring,
  setWarningHandler,
  ValidationError,
} from '../../src'
import { portableScoring } from '../../src/model-selection/scorers'

const X = Array.from({ length: 40 }, (_, i) => [i % 7, (i * i) % 11])
const y = X.map(([a, b], i) => (a + b / 2 + (i % 5) > 6 ? 'not cancer' : 'cancer'))
const model = new LogisticRegression({ C: 0.1 }).fit(X, y)
const predicted = model.predict(X)
const proba = model.predictProba(X)
const warnings: string[] = []

beforeEach(() => {
  warnings.length = 0
  setWarningHandler(message => warnings.push(message))
})
afterEach(() => setWarningHandler(undefined))

describe.each(['cancer', 'not cancer'] as const)('posLabel %s', posLabel => {
  const chance = Array.from(y, (_, i) => proba.get(i, model.classes.indexOf(posLabel)))
  const expected = {
    f1: f1Score(y, predicted, { posLabel }),
    precision: precisionScore(y, predicted, { posLabel }),
    recall: recallScore(y, predicted, { posLabel }),
    jaccard: jaccardScore(y, predicted, { posLabel }),
    roc_auc: rocAucScore(y, chance, { posLabel }),
    average_precision: averagePrecisionScore(y, chance, { posLabel }),
    neg_brier_score: -brierScoreLoss(y, chance, { posLabel }),
  }

  test.each(Object.entries(expected))('%s is that of the metric', (name, value) => {
    const scorer = getScorer(name as 'f1', { posLabel })
    expect(scorer(model, X, y)).toBeCloseTo(value, 12)
    // As it arrives in another thread.
    expect(getScorer(structuredClone(portableScoring(scorer)))(model, X, y)).toBe(scorer(model, X, y))
  })

  test('scores that rank by probabilities alone', () => {
    const ranked = { classes: model.classes, predict: () => predicted, predictProba: () => proba }
    for (const name of ['roc_auc', 'average_precision'] as const) {
      expect(getScorer(name, { posLabel })(ranked, X, y)).toBeCloseTo(expected[name], 12)
    }
  })
})

test('the greater label is the default', () => {
  for (const name of ['f1', 'roc_auc', 'average_precision', 'neg_brier_score'] as const) {
    expect(getScorer(name)(model, X, y)).toBe(getScorer(name, { posLabel: 'not cancer' })(model, X, y))
  }
  expect(getScorer('f1')(model, X, y)).not.toBe(getScorer('f1', { posLabel: 'cancer' })(model, X, y))
})

test('a scorer with posLabel goes wherever a scoring goes, and with several threads', async () => {
  const recall = getScorer('recall', { posLabel: 'cancer' })
  const one = await crossValidate(new LogisticRegression(), X, y, { scoring: { recall }, cv: 3 })
  const two = await crossValidate(new LogisticRegression(), X, y, { scoring: { recall }, cv: 3, nJobs: 2 })
  expect(two.testScores.recall.toArray()).toEqual(one.testScores.recall.toArray())
  const search = new GridSearchCV(new LogisticRegression(), { C: [0.1, 1] }, { scoring: recall, nJobs: 2 })
  expect((await search.fit(X, y)).score(X, y)).toBe(recall(search.bestEstimator, X, y))
})

test.each<[scoring: Scoring, posLabel: unknown, message: RegExp]>([
  ['accuracy', 'cancer', /posLabel goes with f1, precision, .*; accuracy has no positive class/],
  ['f1_macro', 'cancer', /f1_macro has no positive class/],
  [() => 1, 'cancer', /a function knows its positive class/],
  ['f1', Number.NaN, /posLabel must be a finite number, a string or a boolean/],
])('%s with posLabel %s: refused', (scoring, posLabel, message) => {
  const get = () => getScorer(scoring, { posLabel: posLabel as string })
  expect(get).toThrow(ValidationError)
  expect(get).toThrow(message)
})

test('a posLabel that is no class: refused by name', () => {
  const scorer = getScorer('f1', { posLabel: 'benign' })
  expect(() => scorer(model, X, y)).toThrow(
    /posLabel must be one of the labels 'cancer', 'not cancer', got 'benign'/,
  )
})

describe('a class that one side lacks', () => {
  const Z = [[0], [1], [2], [3], [4], [5], [6], [7]]
  const labels = ['a', 'a', 'b', 'b', 'b', 'b', 'c', 'c']
  const cv = [{ train: [0, 1, 2, 3], test: [4, 5, 6, 7] }].map(({ train, test }) => ({
    train: Int32Array.from(train),
    test: Int32Array.from(test),
  }))

  test.each([
    'roc_auc',
    'roc_auc_ovr',
    'roc_auc_ovo',
    'average_precision',
    'neg_log_loss',
  ] as const)('%s of a class never seen is NaN, with one warning', async scoring => {
    const scores = await crossValScore(new LogisticRegression(), Z, labels, { cv, scoring })
    expect(scores.toArray()).toEqual([Number.NaN])
    expect(warnings).toHaveLength(1)
  })

  test.each([
    'roc_auc',
    'roc_auc_ovr',
    'average_precision',
  ] as const)('%s of rows of one class: NaN, with one warning', async scoring => {
    const one = [{ train: Int32Array.of(0, 1, 2, 3), test: Int32Array.of(4, 5) }]
    const options = { cv: one, scoring }
    const scores = await crossValScore(
      new LogisticRegression(),
      Z.slice(0, 6),
      ['a', 'a', 'b', 'b', 'a', 'a'],
      options,
    )
    if (scoring === 'average_precision') expect(scores.toArray().length).toBe(1)
    else expect(scores.toArray()).toEqual([Number.NaN])
    expect(warnings.length).toBeLessThanOrEqual(1)
  })
})

test('what a forgotten await leads to says so; rows of typed arrays and undefined in grids compile', async () => {
  const rows = X.map(row => Float64Array.from(row))
  const search = new GridSearchCV(
    new LogisticRegression(),
    { classWeight: [undefined, 'balanced'] },
    { cv: 3 },
  )
  const running = search.fit(rows, y)
  expect(() => search.bestParams).toThrow(/fit gives a promise: await it; call fit first/)
  expect(() => search.predict(X)).toThrow(/await it/)
  await running
  expect(search.predict(rows.map(row => Float32Array.from(row)))).toEqual(search.predict(X))
})

/** A class with fewer rows than there are folds: scikit-learn's folds, a warning, and models where there is one. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  crossValScore,
  LogisticRegression,
  LogisticRegressionCV,
  StratifiedKFold,
  setWarningHandler,
} from '../../src'

const y = [0, 1, 0, 0, 1, 0, 0, 2, 0, 0]
const X = y.map((label, i) => [label + 0.1 * i, i % 3])
const warnings: string[] = []

beforeEach(() => {
  warnings.length = 0
  setWarningHandler(message => warnings.push(message))
})
afterEach(() => {
  setWarningHandler()
})

const tests = (splitter: StratifiedKFold) => [...splitter.split(X, y)].map(({ test: rows }) => [...rows])

test('the folds are those of scikit-learn 1.2.1, with one warning', () => {
  expect(tests(new StratifiedKFold({ nSplits: 4 }))).toEqual([
    [0, 1, 2],
    [3, 5, 7],
    [6, 8],
    [4, 9],
  ])
  expect(warnings).toEqual([
    expect.stringMatching(/nSplits is 4, but class 2 has only 1 row; folds without it/),
  ])
  expect(tests(new StratifiedKFold({ nSplits: 4, shuffle: true, randomState: 3 }))).toEqual([
    [4, 6, 8],
    [5, 7, 9],
    [0, 3],
    [1, 2],
  ])
})

test('where every class has fewer rows than there are folds there are none', () => {
  expect(() => tests(new StratifiedKFold({ nSplits: 8 }))).toThrow(/no class has as many as there are folds/)
})

test('what cross-validates goes on', async () => {
  const scores = await crossValScore(new LogisticRegression(), X, y, { cv: 4 })
  expect([...scores.data].every(score => score >= 0 && score <= 1)).toBe(true)
  const losses = await crossValScore(new LogisticRegression(), X, y, { cv: 4, scoring: 'neg_log_loss' })
  expect([...losses.data].map(Number.isNaN)).toEqual([false, true, false, false])

  warnings.length = 0
  const byLoss = new LogisticRegressionCV({ Cs: [0.1, 1], cv: 4, scoring: 'neg_log_loss' })
  await byLoss.fit(X, y)
  expect([...byLoss.testScores.data].map(Number.isNaN)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(byLoss.meanTestScores.get(0)).toBeLessThan(0)
  expect(warnings.at(-1)).toMatch(
    /1 of 4 paths have no score; .*not among labels.* Means are over the others/,
  )

  const model = await new LogisticRegressionCV({ Cs: [0.1, 1], cv: 4 }).fit(X, y)
  expect(model.classes).toEqual([0, 1, 2])
  expect(model.coefs.shape).toEqual([4, 2, 3, 2])
  expect(model.coefs.get(0, 0, 0, 0)).not.toBeNaN()
  expect(model.coefs.get(1, 0, 0, 0)).toBeNaN()
})

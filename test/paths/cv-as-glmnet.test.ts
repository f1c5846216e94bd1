/** Cross-validation as glmnet's cv.glmnet: its measures, relaxed models, held-out predictions, the table. */

import { describe, expect, it } from 'vitest'
import {
  getScorer,
  LogisticRegression,
  LogisticRegressionCV,
  type LogisticRegressionCVOptions,
  PredefinedSplit,
  ShuffleSplit,
} from '../../src'
import { readFixture } from '../fixtures/read-fixture'

const { X, y, y3, cv } = readFixture<{
  X: number[][]
  y: number[]
  y3: number[]
  cv: {
    lambda: number[]
    folds: number[]
    measures: {
      measure: 'deviance' | 'auc' | 'class'
      mean: number[]
      error: number[]
      best: number
      oneError: number
    }[]
    held: number[][]
    gammas: number[]
    relaxed: number[][]
    gamma: number
    relaxedLambda: number
  }
}>('statistics.json')

// Each fold is fitted on 64 rows.
const Cs = cv.lambda.map(lambda => 1 / (64 * lambda))
const CLOSE = 1e-6
const make = (options: object = {}) =>
  new LogisticRegressionCV({
    penalty: 'l1',
    Cs,
    cv: new PredefinedSplit(cv.folds),
    tol: 1e-11,
    maxIter: 500,
    ...options,
  } as LogisticRegressionCVOptions)

function expectClose(found: ArrayLike<number>, expected: readonly number[], within = CLOSE): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, q) => {
    expect(Math.abs(found[q] - value), `number ${q}`).toBeLessThan(within)
  })
}

describe('scoring', () => {
  it.each(cv.measures)("by glmnet's $measure", async ({ measure, mean, error, best, oneError }) => {
    const search = await make({ scoring: measure }).fit(X, y)
    // The area is no loss; the others are negated.
    const sign = measure === 'auc' ? 1 : -1
    expectClose(
      Array.from(search.meanTestScores.data, score => sign * score),
      mean,
    )
    expectClose(search.standardErrors.data, error)
    const at = (lambda: number) => Cs[cv.lambda.findIndex(own => Math.abs(own / lambda - 1) < 1e-9)]
    expect(search.choices.best.C).toBe(at(best))
    expect(search.choices['1se']?.C).toBe(at(oneError))
    expect(search.C).toBe(at(best))
    expect((await make({ scoring: measure, selection: '1se' }).fit(X, y)).C).toBe(at(oneError))
  })

  it('by those names is that of others', () => {
    const model = new LogisticRegression().fit(X, y)
    const score = (name: 'deviance' | 'neg_log_loss' | 'auc' | 'roc_auc' | 'class' | 'accuracy') =>
      getScorer(name)(model, X, y)
    expect(score('deviance')).toBe(2 * score('neg_log_loss'))
    expect(score('auc')).toBe(score('roc_auc'))
    expect(score('class')).toBe(score('accuracy') - 1)
  })
})

describe('relaxed models', () => {
  it("have glmnet's scores, and one of them is chosen", async () => {
    const search = await make({ scoring: 'deviance', gammas: cv.gammas }).fit(X, y)
    expect(search.meanTestScores.shape).toEqual([6, 3])
    expect(search.testScores.shape).toEqual([5, 6, 3])
    cv.relaxed.forEach((means, g) => {
      expectClose(
        means.map((_, k) => -search.meanTestScores.get(k, g)),
        means,
      )
    })
    expect(search.gamma).toBe(cv.gamma)
    expect(search.coefs.shape).toEqual([5, 6, 1, 6])
  })

  it('are fitted to all rows as they were chosen, and saved', async () => {
    const Cs = [0.2]
    const one = { Cs, scoring: 'deviance', refit: true }
    const half = await make({ ...one, gammas: 0.5 }).fit(X, y)
    const penalised = await make(one).fit(X, y)
    const refit = await make({ ...one, gammas: [0] }).fit(X, y)
    expectClose(
      half.coef.data,
      Array.from(refit.coef.data, (w, j) => (w + penalised.coef.get(0, j)) / 2),
      1e-12,
    )
    expect(refit.convergence.converged).toBe(true)
    expect(() => half.convergence).toThrow(/convergence/)
    const saved = JSON.parse(JSON.stringify(half))
    const back = LogisticRegression.fromJSON(saved)
    expect(back.predictProba(X).data).toEqual(half.predictProba(X).data)
    const read = LogisticRegressionCV.fromJSON(saved, { cv: new PredefinedSplit(cv.folds) })
    expect([read.gamma, read.choices, read.testScores.data]).toEqual([
      0.5,
      half.choices,
      half.testScores.data,
    ])
    saved.search.gamma = 0.25
    expect(() => LogisticRegressionCV.fromJSON(saved, { cv: 5 })).toThrow(
      /search.gamma is 0.25, but by its scores/,
    )
    expect(half.getParams().gammas).toEqual([0.5])
    expect(half.clone().getParams()).toEqual(half.getParams())
    expect(penalised.gamma).toBe(undefined)
  })

  it('are chosen among l1Ratios too', async () => {
    const l1Ratios = [0.5, 1]
    const options = { penalty: 'elasticnet', l1Ratios, gammas: [0, 1], Cs: [0.1, 1], keepPredictions: true }
    const search = await make(options).fit(X, y3)
    expect(search.testScores.shape).toEqual([5, 2, 2, 2])
    expect(search.coefs.shape).toEqual([5, 2, 2, 3, 6])
    expect(search.heldOutDecisions.shape).toEqual([80, 2, 2, 2, 3])
    const means = [...search.meanTestScores.data]
    expect(search.choices.best).toEqual({ C: search.C, l1Ratio: search.l1Ratio, gamma: search.gamma })
    const at = [[0.1, 1].indexOf(search.C), l1Ratios.indexOf(search.l1Ratio!), search.gamma!]
    expect(search.meanTestScores.get(...at)).toBe(Math.max(...means))
  })
})

describe('held-out predictions', () => {
  it("are glmnet's", async () => {
    const search = await make({ keepPredictions: true, scoring: 'deviance' }).fit(X, y)
    expect(search.heldOutDecisions.shape).toEqual([80, 6])
    expectClose(search.heldOutDecisions.data, cv.held.flat(), 1e-5)
  })

  it('are those of rows that are held out once', async () => {
    const split = { train: Int32Array.from(X.keys()).slice(20), test: Int32Array.of(3, 5) }
    const { heldOutDecisions } = await make({ cv: [split], keepPredictions: true }).fit(X, y)
    expect(Number.isNaN(heldOutDecisions.get(4, 0))).toBe(true)
    const model = new LogisticRegression({ penalty: 'l1', C: Cs[2], tol: 1e-11 }).fit(
      X.slice(20),
      y.slice(20),
    )
    expectClose([heldOutDecisions.get(5, 2)], [model.decisionFunction([X[5]]).get(0)])
    const cvs = new ShuffleSplit({ nSplits: 9, randomState: 0 })
    await expect(make({ cv: cvs, keepPredictions: true }).fit(X, y)).rejects.toThrow(/is held out again/)
    expect(() => make().heldOutDecisions).toThrow(/needs a fitted model/)
    const without = await make({ refit: false }).fit(X, y)
    expect(() => without.heldOutDecisions).toThrow(/keepPredictions: false/)
  })
})

it('prints as a table', async () => {
  expect(String(make())).toMatch(/^LogisticRegressionCV\(.*\): not fitted$/)
  const lines = String(await make({ scoring: 'deviance' }).fit(X, y)).split('\n')
  expect(lines.slice(0, 4)).toEqual([
    'Cross-validation of 6 Cs in 5 folds: C 1.238',
    '',
    '      C  mean score  std. error',
    '0.07813      -1.095     0.03247',
  ])
  expect(lines[6]).toBe('  1.238     -0.6395      0.1207  best')
})

it.each([
  [{ gammas: [] }, /gammas is empty/],
  [{ gammas: [0, 2] }, /gammas\[1\] must be a finite number >= 0 and <= 1, got 2/],
  [{ keepPredictions: 1 }, /keepPredictions must be true or false, got 1/],
])('%o is refused', (options, message) => {
  expect(() => make(options)).toThrow(message)
})

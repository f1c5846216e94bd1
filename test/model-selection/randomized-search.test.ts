/** Random search, several scores with a rule of choice, and permutation importance, against scikit-learn. */

import { describe, expect, it } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { GridSearchCV } from '../../src/model-selection/grid-search'
import { logUniform, sampleParams, uniform } from '../../src/model-selection/param-sampler'
import { permutationImportance } from '../../src/model-selection/permutation-importance'
import { RandomizedSearchCV } from '../../src/model-selection/randomized-search'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface Point {
  C: number
  tol?: number
  fitIntercept: boolean
}
const { samples, importance } = readFixture<{
  samples: { lists: object | null; nIter: number; seed: number; points: Point[]; drawn?: boolean }[]
  importance: {
    coef: number[][]
    intercept: number[]
    cases: {
      scoring: 'accuracy'
      sampleWeight: number[] | null
      importances: number[][]
      mean: number[]
      std: number[]
    }[]
  }
}>('search.json')

const X = Array.from({ length: 40 }, (_, i) => [i % 7, (i * 5) % 11, i % 3])
const y = X.map(([a, b], i) => (a + b + (i % 4) > 9 ? 'b' : 'a'))

describe("candidates are scikit-learn's", () => {
  it.each(samples)('$nIter of seed $seed, lists $lists, drawn $drawn', ({
    lists,
    nIter,
    seed,
    points,
    drawn,
  }) => {
    const long = { C: Array.from({ length: 500 }, (_, k) => (k + 1) / 8), fitIntercept: [true, false] }
    const distributions = drawn
      ? { C: logUniform(1e-3, 1e3), tol: uniform(0.25, 0.75), fitIntercept: [true, false] }
      : (lists ?? long)
    const got = sampleParams(distributions, nIter, seed) as unknown as Point[]
    expect(got.length).toBe(points.length)
    got.forEach((point, k) => {
      const { C, tol = 0, fitIntercept } = points[k]
      expect(Math.abs(point.C / C - 1)).toBeLessThan(1e-12)
      expect(Math.abs((point.tol ?? 0) - tol)).toBeLessThan(1e-15)
      expect(point.fitIntercept).toBe(fitIntercept)
    })
  })
})

describe('a random search', () => {
  it('finds, stands in for what it found, and can be cloned', async () => {
    const search = new RandomizedSearchCV(
      new LogisticRegression(),
      { C: logUniform(1e-3, 10) },
      { nIter: 4, cv: 3, randomState: 1, scoring: 'neg_log_loss' },
    )
    const fitted = await search.fit(X, y)
    expect(fitted.cvResults.params.length).toBe(4)
    expect(fitted.bestScore).toBe(Math.max(...fitted.cvResults.meanTestScores.data))
    expect(fitted.bestEstimator.getParams().C).toBe(fitted.bestParams.C)
    expect(fitted.predict(X)).toEqual(fitted.bestEstimator.predict(X))
    const again = await search.clone().fit(X, y)
    expect(again.cvResults.params).toEqual(fitted.cvResults.params)
    expect(fitted.cvResults.metrics.score.testScores).toEqual(fitted.cvResults.testScores)
  })

  it('refuses what cannot be drawn from, by name', () => {
    const model = new LogisticRegression()
    expect(() => new RandomizedSearchCV(model, {})).toThrow(/at least one option/)
    expect(() => new RandomizedSearchCV(model, { C: [] })).toThrow(/C must be an array of at least one value/)
    expect(() => new RandomizedSearchCV(model, { c: [1] } as object)).toThrow(ValidationError)
    expect(() => new RandomizedSearchCV(model, { C: [1] }, { nIter: 0 })).toThrow(/nIter/)
    expect(() => logUniform(0, 1)).toThrow(/low must be a finite number > 0/)
    expect(() => uniform(2, 1)).toThrow(/high must be a finite number > 2/)
  })
})

describe('several scores in one search', () => {
  const grid = { C: [0.001, 0.01, 1] }
  const scoring = ['accuracy', 'neg_log_loss'] as const

  it('rank by the one that refit names, and keep all', async () => {
    for (const refit of scoring) {
      const search = new GridSearchCV(new LogisticRegression(), grid, {
        scoring,
        refit,
        cv: 3,
        returnTrainScore: true,
      })
      const { cvResults, bestIndex, bestScore } = await search.fit(X, y)
      expect(Object.keys(cvResults.metrics)).toEqual(scoring)
      const own = cvResults.metrics[refit]
      expect(cvResults.meanTestScores).toBe(own.meanTestScores)
      expect(bestScore).toBe(Math.max(...own.meanTestScores.data))
      expect(cvResults.metrics.accuracy.trainScores?.shape).toEqual([3, 3])
      const alone = new GridSearchCV(new LogisticRegression(), grid, { scoring: refit, cv: 3 })
      expect((await alone.fit(X, y)).cvResults.testScores).toEqual(own.testScores)
      expect(alone.bestIndex).toBe(bestIndex)
    }
  })

  it('choose by a rule', async () => {
    const simplest = new GridSearchCV(new LogisticRegression(), grid, {
      scoring,
      cv: 3,
      refit: ({ metrics, params }) =>
        params.findIndex((_, k) => metrics.accuracy.meanTestScores.get(k) > 0.5),
    })
    await simplest.fit(X, y)
    expect(simplest.bestParams).toEqual({ C: 0.001 })
    const wrong = new GridSearchCV(new LogisticRegression(), grid, { scoring, cv: 3, refit: () => 3 })
    await expect(wrong.fit(X, y)).rejects.toThrow('refit must give an integer from 0 to 2, got 3')
  })

  it('say that a choice is needed', () => {
    const make = (refit?: true | string) => () =>
      new GridSearchCV(new LogisticRegression(), grid, { scoring, ...(refit !== undefined && { refit }) })
    expect(make()).toThrow('one of the metrics accuracy, neg_log_loss')
    expect(make('f1')).toThrow(ValidationError)
  })
})

describe('permutation importance', () => {
  it('refuses options it does not know', async () => {
    const model = new LogisticRegression().fit(X, y)
    await expect(permutationImportance(model, X, y, { nRepeats: 0 })).rejects.toThrow(/nRepeats/)
    await expect(permutationImportance(model, X, y, { repeats: 1 } as object)).rejects.toThrow(
      /unknown option/,
    )
  })

  it.each(importance.cases)("equals scikit-learn's: $scoring", async ({
    scoring,
    sampleWeight,
    ...expected
  }) => {
    const { X: values, y: species } = readFixture<{ iris: { X: number[]; y: number[] } }>(
      'datasets.json',
    ).iris
    const rows = species.map((_, i) => values.slice(4 * i, 4 * i + 4))
    const { coef, intercept } = importance
    const model = LogisticRegression.fromCoefficients({ coef, intercept, classes: [0, 1, 2] })
    const options = { ...given({ sampleWeight }), scoring, nRepeats: 4, randomState: 7 }
    const found = await permutationImportance(model, rows, species, options)
    const close = (got: ArrayLike<number>, want: number[]) =>
      want.forEach((value, k) => {
        expect(Math.abs(got[k] - value)).toBeLessThan(1e-12)
      })
    close(found.importances.data, expected.importances.flat())
    close(found.importancesMean.data, expected.mean)
    close(found.importancesStd.data, expected.std)
  })
})

/** Searches come back from JSON with their results, and predict as they did. */

import { describe, expect, test } from 'vitest'
import {
  crossValScore,
  GridSearchCV,
  getScorer,
  LogisticRegression,
  logUniform,
  makePipeline,
  Pipeline,
  RandomizedSearchCV,
  StandardScaler,
  StratifiedKFold,
  setWarningHandler,
  UnsupportedError,
  uniform,
  ValidationError,
} from '../../src'

const X = Array.from({ length: 40 }, (_, i) => [i % 7, (i * i) % 11])
const y = X.map(([a, b], i) => (a + b / 2 + (i % 5) > 6 ? 'yes' : 'no'))
const throughJson = (value: object) => JSON.parse(JSON.stringify(value))

async function fitted() {
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression())
  const grid = {
    logisticRegression__C: [0.1, 1, 100],
    logisticRegression__classWeight: [undefined, 'balanced', { yes: 2, no: 1 }] as const,
  }
  const options = {
    cv: 3,
    scoring: ['roc_auc', 'accuracy'],
    refit: 'accuracy',
    returnTrainScore: true,
  } as const
  return new GridSearchCV(pipeline, grid, options).fit(X, y)
}

describe('a saved search', () => {
  test('comes back with all that it knows', async () => {
    const search = await fitted()
    const read = GridSearchCV.fromJSON(throughJson(search), Pipeline)
    expect(read).toBeInstanceOf(GridSearchCV)
    expect(read.cvResults).toEqual(search.cvResults)
    expect(read.bestParams).toEqual(search.bestParams)
    expect(read.bestIndex).toBe(search.bestIndex)
    expect(read.bestScore).toBe(search.bestScore)
    expect(read.predictProba(X).data).toEqual(search.predictProba(X).data)
    expect(read.score(X, y)).toBe(search.score(X, y))
    expect(throughJson(read)).toEqual(throughJson(search))
    expect(read.clone().getParams()).toEqual(search.getParams())
    expect((await read.fit(X, y)).cvResults.meanTestScores).toEqual(search.cvResults.meanTestScores)
  })

  test('drawn at random comes back with its candidates, and draws the same again', async () => {
    const model = new LogisticRegression({ penalty: 'elasticnet', l1Ratio: 0.5 })
    const distributions = {
      C: logUniform(0.1, 10),
      l1Ratio: uniform(0, 1),
      penaltyFactor: [[1, 1], Float64Array.of(1, 2)],
    }
    const options = {
      cv: 3,
      nIter: 4,
      randomState: 1,
      scoring: ['accuracy', 'roc_auc'],
      refit: 'roc_auc',
    } as const
    const search = await new RandomizedSearchCV(model, distributions, options).fit(X, y)
    const saved = throughJson(search)
    const read = RandomizedSearchCV.fromJSON(saved, LogisticRegression)
    expect(throughJson(read.cvResults)).toEqual(throughJson(search.cvResults))
    expect(read.predictProba(X).data).toEqual(search.predictProba(X).data)
    expect(throughJson(read)).toEqual(saved)
    const again = await read.clone().fit(X, y)
    expect(throughJson(again.cvResults.params)).toEqual(throughJson(search.cvResults.params))
    const own = new RandomizedSearchCV(model, { C: { sample: () => 2 } }, { nIter: 1 })
    expect(() => RandomizedSearchCV.fromJSON(throughJson(own), LogisticRegression)).toThrow(
      /distributions.C.* a function/,
    )
    expect(
      RandomizedSearchCV.fromJSON(throughJson(own), LogisticRegression, {}, { C: [3] }).getParams(),
    ).toMatchObject({
      estimator__l1Ratio: 0.5,
    })
  })

  test('that was not fitted, and one whose fits failed', async () => {
    const search = new GridSearchCV(new LogisticRegression(), { C: [1, 2] }, { refit: false })
    const unfitted = GridSearchCV.fromJSON(throughJson(search), LogisticRegression)
    expect(() => unfitted.bestIndex).toThrow('call fit first')
    setWarningHandler(() => undefined)
    const scoring = getScorer('f1', { posLabel: 'yes' })
    const odd = new GridSearchCV(new LogisticRegression(), { C: [1] }, { cv: 2, scoring, refit: false })
    await odd.fit(X.slice(0, 6), ['yes', 'yes', 'no', 'yes', 'maybe', 'no'])
    const read = GridSearchCV.fromJSON(throughJson(odd), LogisticRegression)
    expect(read.cvResults).toEqual(odd.cvResults)
    expect(odd.cvResults.testScores.data.some(Number.isNaN)).toBe(true)
    setWarningHandler()
  })

  test('asks for what JSON does not hold', async () => {
    const cv = new StratifiedKFold({ nSplits: 3 })
    const search = await new GridSearchCV(new LogisticRegression(), { C: [1] }, { cv }).fit(X, y)
    const read = () => GridSearchCV.fromJSON(throughJson(search), LogisticRegression)
    expect(read).toThrow(ValidationError)
    expect(read).toThrow(/^cv was a StratifiedKFold, which JSON does not hold; hand it to fromJSON/)
    const { cvResults } = GridSearchCV.fromJSON(throughJson(search), LogisticRegression, { cv })
    expect(cvResults).toEqual(search.cvResults)
  })

  test('is believed only after a look at it', async () => {
    const saved = throughJson(await fitted())
    const wrong = (change: (saved: ReturnType<typeof throughJson>) => void) => {
      const copy = structuredClone(saved)
      change(copy)
      return () => GridSearchCV.fromJSON(copy, Pipeline)
    }
    expect(wrong(s => (s.type = 'ndlogit/Pipeline'))).toThrow(/type must be 'ndlogit\/GridSearchCV'/)
    expect(wrong(s => (s.more = 1))).toThrow(/saved search has an unknown field 'more'/)
    expect(wrong(s => (s.fitted.bestIndex = 9))).toThrow(/fitted.bestIndex must be/)
    expect(wrong(s => s.fitted.fits.pop())).toThrow(/fitted.fits must have as many entries/)
    expect(wrong(s => (s.fitted.fits[1].testScores.roc_auc = 'x'))).toThrow(
      /fitted.fits\[1\].testScores.roc_auc must be a number/,
    )
    expect(wrong(s => (s.candidates = []))).toThrow(/paramGrid is empty/)
    expect(wrong(s => (s.estimator.type = 'x'))).toThrow(ValidationError)
    expect(() => GridSearchCV.fromJSON(null, Pipeline)).toThrow(ValidationError)
  })

  test('does not travel to worker threads, and says why', async () => {
    const search = new GridSearchCV(new LogisticRegression(), { C: [1, 2] })
    const scores = crossValScore(search, X, y, { nJobs: 2, cv: 2 })
    await expect(scores).rejects.toThrow(UnsupportedError)
    await expect(scores).rejects.toThrow(/a search has nJobs of its own/)
  })

  test('does not change with the grid that was handed over', () => {
    const grid = { C: [1, 2] }
    const search = new GridSearchCV(new LogisticRegression(), grid)
    grid.C.push(-1)
    expect(throughJson(search.clone())).toEqual(throughJson(search))
  })
})

/** No option is silently ignored, wherever it goes. */

import { describe, expect, test } from 'vitest'
import {
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  MaxAbsScaler,
  makePipeline,
  StandardScaler,
  stabilitySelection,
  ValidationError,
} from '../../src'

const X = [[0], [1], [2], [3], [4], [5]]
const y = ['a', 'a', 'b', 'a', 'b', 'b']
const w = [1, 1, 1, 1, 1, 2]

type Fit = (options: unknown) => unknown
const pipeline = makePipeline(new StandardScaler(), new LogisticRegression()).fit(X, y)
const model = new LogisticRegression().fit(X, y)
const search = () => new GridSearchCV(new LogisticRegression(), { C: [1] }, { cv: 2 })
const searched = await search().fit(X, y)
const chosen = await new LogisticRegressionCV({ Cs: [1], cv: 2 }).fit(X, y)

const calls: [string, Fit][] = [
  ['LogisticRegression.fit', o => new LogisticRegression().fit(X, y, o as object)],
  ['LogisticRegression.fitAsync', o => new LogisticRegression().fitAsync(X, y, o as object)],
  ['LogisticRegression.score', o => model.score(X, y, o as object)],
  ['Pipeline.fit', o => pipeline.clone().fit(X, y, o as object)],
  ['Pipeline.fitAsync', o => pipeline.clone().fitAsync(X, y, o as object)],
  ['Pipeline.score', o => pipeline.score(X, y, o as object)],
  ['StandardScaler.fit', o => new StandardScaler().fit(X, o as object)],
  ['MaxAbsScaler.fit', o => new MaxAbsScaler().fit(X, o as object)],
  ['GridSearchCV.fit', o => search().fit(X, y, o as object)],
  ['GridSearchCV.score', o => searched.score(X, y, o as object)],
  ['LogisticRegressionCV.fit', o => new LogisticRegressionCV({ cv: 2 }).fit(X, y, o as object)],
  ['LogisticRegressionCV.score', o => chosen.score(X, y, o as object)],
]

describe.each(calls)('%s', (name, call) => {
  test.each([
    [{ sample_weight: w }, /unknown option 'sample_weight'.*did you mean sampleWeight\?/],
    [{ sampleWeights: w }, /unknown option 'sampleWeights'.*did you mean sampleWeight\?/],
    [
      { logisticRegression__sampleWeight: w },
      /'logisticRegression__sampleWeight'.*did you mean sampleWeight\?/,
    ],
    [{ colour: 1 }, /unknown option 'colour'; known: [\w, ()]+$/],
    [w, /options must be an object, got an array of length 6; weights go by name: { sampleWeight }/],
    [Float64Array.from(w), /got a Float64Array; weights go by name/],
    [null, /options must be an object, got null/],
    [new Map([['sampleWeight', w]]), /options must be an object, got a Map/],
    [Object.create({ sampleWeight: w }), /options must be an object/],
  ])('refuses %o', async (options, message) => {
    const thrown: Error = await (async () => call(options))().then(
      () => new Error('nothing was thrown'),
      error => error,
    )
    expect(thrown).toBeInstanceOf(ValidationError)
    expect(thrown.message).toMatch(message)
    expect(thrown.message.startsWith(name)).toBe(true)
  })

  test('takes sampleWeight', async () => {
    await call({ sampleWeight: w })
    await call({ sampleWeight: undefined })
  })
})

test('options of constructors and of functions name what they are nearest to', async () => {
  const wrong = (options: object) => options as never
  expect(() => new LogisticRegression(wrong({ max_iter: 5 }))).toThrow(/did you mean maxIter\?/)
  expect(() => new LogisticRegression(wrong({ class_weight: 'balanced' }))).toThrow(
    /did you mean classWeight\?/,
  )
  expect(() => new LogisticRegressionCV(wrong({ score: 'f1' }))).toThrow(/CV: unknown option 'score'/)
  expect(() => new LogisticRegression().setParams(null as never)).toThrow(ValidationError)
  expect(() => new StandardScaler().setParams(null as never)).toThrow(ValidationError)
  expect(() => pipeline.setParams(null as never)).toThrow(ValidationError)
  await expect(stabilitySelection(X, y, wrong({ n_pairs: 3 }))).rejects.toThrow(/did you mean nPairs\?/)
  await expect(stabilitySelection(X, y, wrong({ C: 1 }))).rejects.toThrow(/unknown option 'C'/)
})

/** A small share of `npm run fuzz:hostile`, so that it stays possible. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSvmlight } from '../../../src/datasets/svmlight'
import { LogisticRegression } from '../../../src/linear-model/logistic-regression'
import { loadModel } from '../../../src/predict'
import { ValidationError } from '../../../src/support/errors'
import { setWarningHandler } from '../../../src/support/warnings'
import { CountVectorizer } from '../../../src/text'
import { callHostile } from './api'
import { readHostile } from './readers'
import { tally } from './run'

beforeAll(() => {
  setWarningHandler(() => undefined)
})

afterAll(() => {
  setWarningHandler()
})

test.each([
  { what: 'files', make: readHostile, count: 400 },
  { what: 'calls', make: callHostile, count: 400 },
])('$count hostile $what: documented errors, or exact results', async ({ make, count }) => {
  const { accepted, refused, faults } = await tally(count, 1, make)
  expect(Object.fromEntries(faults)).toEqual({})
  expect(accepted).toBeGreaterThan(5)
  expect(refused).toBeGreaterThan(200)
})

test('a file cut in two at any byte is the whole file', () => {
  const bytes = new TextEncoder().encode('+1 qid:3 1:0.5 3:2 # übrig\r\n\n-1 qid:4 2:1e-3\n2 qid:4')
  const whole = JSON.stringify(loadSvmlight(bytes))
  for (let at = 0; at <= bytes.length; at++) {
    expect(JSON.stringify(loadSvmlight([bytes.slice(0, at), bytes.slice(at)])), `at ${at}`).toBe(whole)
  }
})

test.each([
  { what: 'deep', list: JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`) as unknown },
  { what: 'long', list: Object.assign(['a'], { length: 2 ** 32 - 1 }) },
])('a $what list where a name is expected is never made a text', ({ list }) => {
  const saved = (Class: { toJSON(): object }): object => JSON.parse(JSON.stringify(Class)) as object
  const vectorizer = {
    ...saved(new CountVectorizer()),
    options: { tokenPattern: { source: list, flags: '' } },
  }
  const calls = [
    () => new LogisticRegression({ solver: list as never }),
    () => LogisticRegression.fromJSON({ ...saved(new LogisticRegression()), options: { solver: list } }),
    () => CountVectorizer.fromJSON(vectorizer),
    () => loadModel({ type: { constructor: { name: list } } }),
  ]
  for (const call of calls) expect(call).toThrow(ValidationError)
})

test('lengths that are merely claimed, and sizes out of proportion, are refused', () => {
  expect(() => loadSvmlight('1 1000000000:1\n')).toThrow(
    /feature 1000000000, and a file of 16 characters is taken/,
  )
  expect(loadSvmlight('1 1000000000:1\n', { nFeatures: 1e9 }).X.shape).toEqual([1, 1e9])
  expect(loadSvmlight('1 4000000:1\n').X.shape).toEqual([1, 4_000_000])
})

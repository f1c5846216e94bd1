/** Vectorizers of texts against scikit-learn, entry by entry. */

import { describe, expect, test } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValScore } from '../../src/model-selection/cross-validate'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { CountVectorizer, TfidfVectorizer } from '../../src/text/count-vectorizer'
import { HashingVectorizer, murmur3 } from '../../src/text/hashing-vectorizer'
import { textTransformers } from '../../src/text/text-transformers'
import { readFixture } from '../fixtures/read-fixture'

interface Case {
  readonly kind: 'count' | 'tfidf' | 'hashing'
  readonly options: Record<string, unknown>
  readonly shape: [number, number]
  readonly indptr: number[]
  readonly indices: number[]
  readonly data: number[]
  readonly names?: string[]
}

const { texts, vectorizers } = readFixture<{ texts: string[]; vectorizers: Case[] }>('tables.json')
const CLASSES = { count: CountVectorizer, tfidf: TfidfVectorizer, hashing: HashingVectorizer }

/** The options of scikit-learn as they are here. */
function translated(options: Record<string, unknown>): object {
  const entries = Object.entries(options).map(([name, value]) => [
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    name === 'token_pattern' ? /[\p{L}\p{N}_]+/u : value,
  ])
  return Object.fromEntries(entries)
}

test.each(vectorizers)('as scikit-learn: $kind $options', ({
  kind,
  options,
  shape,
  indptr,
  indices,
  data,
  names,
}) => {
  const vectorizer = new CLASSES[kind](translated(options))
  const X = vectorizer.fitTransform(texts)
  if (names) expect(vectorizer.getFeatureNamesOut()).toEqual(names)
  const saved = JSON.parse(JSON.stringify(vectorizer)) as { type: keyof typeof textTransformers }
  for (const Z of [
    X,
    vectorizer.transform(texts),
    textTransformers[saved.type].fromJSON(saved).transform(texts),
  ]) {
    expect([...Z.shape]).toEqual(shape)
    expect([...Z.indptr]).toEqual(indptr)
    expect([...Z.indices]).toEqual(indices)
    expect(Z.data.every((value, p) => Math.abs(value - data[p]) <= 1e-12)).toBe(true)
  }
})

test('words by the rules of a language', () => {
  const vectorizer = new CountVectorizer({ locale: 'ja' }).fit(['東京都に行く', '東京都は大きい'])
  expect(vectorizer.terms).toContain('東京')
  const german = new CountVectorizer({ locale: 'de' }).fit(["Don't stop at 3.5 km"])
  expect(german.terms).toEqual(['3.5', 'at', "don't", 'km', 'stop'])
})

test('MurmurHash3 of its reference', () => {
  expect([murmur3(''), murmur3('hello'), murmur3('\u{1f600} naïve') === murmur3('naïve')]).toEqual([
    0,
    613153351,
    false,
  ])
})

describe('what cannot be read is refused', () => {
  test.each([
    [() => new CountVectorizer().fit(['a', 3] as never), 'X[1] is 3; texts must be strings'],
    [() => new CountVectorizer().fit([]), 'X must be a list of texts'],
    [() => new CountVectorizer().fit(['', '  ']), 'no term is left'],
    [() => new CountVectorizer({ ngramRange: [2, 1] }), 'ngramRange[1] must be'],
    [() => new CountVectorizer({ minDf: 1.5 }), 'minDf must be an integer'],
    [() => new CountVectorizer({ vocabulary: ['a', 'a'] }), 'vocabulary has a term twice'],
    [() => new CountVectorizer({ tokenPattern: /a/, locale: 'de' }), 'give one of them'],
    [() => new TfidfVectorizer({ norm: 'l3' as never }), "norm must be 'l1', 'l2' or null"],
    [() => new TfidfVectorizer().transform(['a']), 'call fit first'],
  ])('%s', (act, message) => {
    expect(act).toThrow(message)
  })
})

test('in a pipeline, cross-validated, saved and read back', async () => {
  const messages = Array.from({ length: 30 }, (_, i) => (i % 2 ? `win prize ${i}` : `see you at ${i}`))
  const y = messages.map((_, i) => (i % 2 ? 'spam' : 'ham'))
  const model = makePipeline(new TfidfVectorizer(), new LogisticRegression({ C: 10 }))
  const scores = await crossValScore(model, messages, y, { cv: 3 })
  expect([...scores.data]).toEqual([1, 1, 1])
  model.fit(messages, y)
  expect(model.coefficients({ sort: true })[0].feature).toMatch(/^(win|prize|see|you|at)$/)
  const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(model)), textTransformers)
  expect(back.predictProba(messages).data).toEqual(model.predictProba(messages).data)
})

/** Pipelines as ONNX: onnxruntime gave the probabilities that we give, of unknown categories and blanks too. */

import { expect, test } from 'vitest'
import { toOnnx } from '../../../src/exchange/onnx'
import { LogisticRegression } from '../../../src/linear-model/logistic-regression'
import { makePipeline } from '../../../src/pipeline/make-pipeline'
import { TfidfVectorizer } from '../../../src/text/count-vectorizer'
import { fresh, PIPELINES } from '../../fixtures/onnx-pipelines'
import { readFixture } from '../../fixtures/read-fixture'

const fixture =
  readFixture<Record<string, { inputs: string[]; predicted: string[]; probabilities: number[] }>>(
    'onnx_pipelines.json',
  )

test.each(Object.keys(PIPELINES) as (keyof typeof PIPELINES)[])('%s: as onnxruntime', name => {
  const pipeline = PIPELINES[name]
  const { inputs, predicted, probabilities } = fixture[name]
  const own = pipeline.predictProba(fresh).data
  expect(Math.max(...own.map((value, p) => Math.abs(value - probabilities[p])))).toBeLessThan(1e-6)
  expect(pipeline.predict(fresh)).toEqual(predicted)
  const file = new TextDecoder('latin1').decode(toOnnx(pipeline))
  for (const input of inputs) expect(file).toContain(input)
})

test('what cannot be written is refused', () => {
  const texts = makePipeline(new TfidfVectorizer(), new LogisticRegression()).fit(
    ['red sun', 'blue sea'],
    [0, 1],
  )
  expect(() => toOnnx(texts)).toThrow("as its type is 'ndlogit/TfidfVectorizer'")
})

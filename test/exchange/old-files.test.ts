/** Old files are read for ever: what each released version saved gives what it gave then. */

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  CsrMatrix,
  fromLiblinear,
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  MaxAbsScaler,
  Pipeline,
  RandomizedSearchCV,
  StandardScaler,
} from '../../src'
import { loadSvmlight } from '../../src/datasets'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../src/decisions'
import * as tables from '../../src/tables'
import { answerOf, samplesFor } from '../fixtures/saved/answers'

const { tableTransformers } = tables
const READERS: Readonly<Record<string, (saved: unknown) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(tableTransformers).map(([type, Class]) => [
      type,
      saved => Class.fromJSON(saved, tableTransformers),
    ]),
  ),
  'ndlogit/Pipeline': saved => Pipeline.fromJSON(saved, tableTransformers),
  'ndlogit/GridSearchCV': saved => GridSearchCV.fromJSON(saved, LogisticRegression),
  'ndlogit/RandomizedSearchCV': saved => RandomizedSearchCV.fromJSON(saved, LogisticRegression),
  'ndlogit/CalibratedClassifierCV': saved => CalibratedClassifierCV.fromJSON(saved, LogisticRegression),
  'ndlogit/TunedThresholdClassifierCV': saved =>
    TunedThresholdClassifierCV.fromJSON(saved, LogisticRegression),
  'ndlogit/LogisticRegressionCV': saved => LogisticRegressionCV.fromJSON(saved),
}

const SAVED = new URL('../fixtures/saved/', import.meta.url)
const versions = readdirSync(SAVED, { withFileTypes: true }).filter(entry => entry.isDirectory())

test('there are some', () => {
  expect(versions.map(({ name }) => name)).toEqual(expect.arrayContaining(['0.1.0', '0.2.0']))
})

describe.each(versions.map(({ name }) => name))('files of %s', version => {
  const folder = new URL(`${version}/`, SAVED)
  const text = (name: string) => readFileSync(new URL(name, folder), 'utf8')
  const read = (name: string) => JSON.parse(text(name))
  const expected = read('expected.json')
  const scaler = StandardScaler.fromJSON(read('standard-scaler.json'))
  const Z = scaler.transform(expected.X as number[][])

  const models = readdirSync(folder)
    .filter(name => name.startsWith('model-'))
    .map(name => name.slice('model-'.length, -'.json'.length))

  test.each(models)('model %s', name => {
    const saved = read(`model-${name}.json`)
    const model = LogisticRegression.fromJSON(saved)
    // Version 0.1.0 did not write how a fit ended.
    if (saved.fitted?.convergence) saved.fitted.convergence.ending = 'converged'
    expect(model.toJSON().fitted).toEqual(saved.fitted)
    for (const [option, value] of Object.entries(saved.options))
      expect(model.toJSON().options[option]).toEqual(value)
    if (expected[name] !== null) expectSame(model.predictProba(Z).data, expected[name])
  })

  test('scalers, pipelines, matrices, and files of other formats', () => {
    const X = expected.X as number[][]
    expect(Array.from(Z.data)).toEqual(expected.Z)
    expect(Array.from(MaxAbsScaler.fromJSON(read('max-abs-scaler.json')).transform(X).data)).toEqual(
      expected['max-abs-scaler'],
    )
    expectSame(Pipeline.fromJSON(read('pipeline.json')).predictProba(X).data, expected.pipeline)
    expect(Array.from(CsrMatrix.fromJSON(read('csr-matrix.json')).toDense().data)).toEqual(
      expected['csr-matrix'],
    )
    expectSame(fromLiblinear(text('model.liblinear.txt')).predictProba(Z).data, expected['one-vs-rest'])
    const data = loadSvmlight(text('data.svmlight.txt'))
    expect([Array.from(data.y), Array.from(data.X.toDense().data)]).toEqual([[1, -1], expected['csr-matrix']])
  })

  const known =
    /^(model-.*|standard-scaler|max-abs-scaler|pipeline|csr-matrix|expected)\.json$|^(model\.liblinear|data\.svmlight)\.txt$/
  const others = readdirSync(folder).filter(name => !known.test(name))

  test.runIf(others.length > 0).each(others)('%s', file => {
    const name = file.replace(/\.json$/, '')
    const saved = read(file)
    const object = READERS[saved.search === undefined ? saved.type : 'ndlogit/LogisticRegressionCV'](saved)
    expect(answerOf(object, samplesFor(name))).toEqual(expected[name])
  })
})

/** Probabilities of an earlier version came from the exponential of the engine, which may round otherwise. */
function expectSame(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got.length).toBe(expected.length)
  const errors = Array.from(got, (p, i) => Math.abs(p / expected[i] - 1))
  expect(Math.max(...errors)).toBeLessThan(1e-15)
}

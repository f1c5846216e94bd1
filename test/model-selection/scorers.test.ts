import { describe, expect, it } from 'vitest'
import type { Predictor } from '../../src/data/estimator'
import type { MatrixLike } from '../../src/data/matrix-like'
import { takeRows } from '../../src/data/take-rows'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { getScorer, type ScorerName } from '../../src/model-selection/scorers'
import { ValidationError } from '../../src/support/errors'
import { readFixture } from '../fixtures/read-fixture'
import { referenceData } from '../support/reference-data'

interface ScorerCase {
  readonly data: string
  readonly C: number
  readonly scorer: ScorerName
  readonly score: number
  readonly weighted?: number
}

const { cases } = readFixture<{ cases: ScorerCase[] }>('scorers.json')
const fitted = new Map<string, ReturnType<typeof fit>>()

/** A model of the rows whose number is no multiple of 3, to be scored on the others; as in make_scorers.py. */
function fit(data: string, C: number) {
  const { X, y } = referenceData(data)
  const labels = y.map(k => `class ${9 - k}`)
  const rows = Int32Array.from(y.keys())
  const [train, test] = [rows.filter(i => i % 3 !== 0), rows.filter(i => i % 3 === 0)]
  const take = (list: readonly string[], at: Int32Array) => Array.from(at, i => list[i])
  const model = new LogisticRegression({ C, tol: 1e-12 }).fit(takeRows(X, train), take(labels, train))
  const sampleWeight = Array.from(test, i => 1 + (i % 4))
  return { model, X: takeRows(X, test), y: take(labels, test), sampleWeight }
}

function fittedOn(data: string, C: number) {
  const found = fitted.get(data) ?? fit(data, C)
  fitted.set(data, found)
  return found
}

describe('scorers of three and more classes', () => {
  it.each(cases)("$scorer on $data equals scikit-learn's", ({ data, C, scorer, score, weighted }) => {
    const { model, X, y, sampleWeight } = fittedOn(data, C)
    expect(Math.abs(getScorer(scorer)(model, X, y) - score)).toBeLessThan(1e-8)
    if (weighted === undefined) return
    expect(Math.abs(getScorer(scorer)(model, X, y, { sampleWeight }) - weighted)).toBeLessThan(1e-8)
  })

  it.each<[ScorerName, string]>([
    ['f1', 'averages such as f1_macro are for more'],
    ['precision', 'this score is for two classes, got 3'],
    ['recall', 'this score is for two classes, got 3'],
    ['roc_auc', "'roc_auc_ovr' and 'roc_auc_ovo' are for more"],
    ['average_precision', 'average_precision is for two classes, got 3'],
    ['neg_brier_score', 'this score is for two classes, got 3'],
  ])('%s is for two', (scorer, message) => {
    const { model, X, y } = fittedOn('iris', 0.01)
    expect(() => getScorer(scorer)(model, X, y)).toThrow(ValidationError)
    expect(() => getScorer(scorer)(model, X, y)).toThrow(message)
  })

  it('take probabilities where a model has no decision function, and say so where it has none of both', () => {
    const { model, X, y } = fittedOn('iris', 0.01)
    const plain: Predictor = { predict: Z => model.predict(Z as MatrixLike), classes: model.classes }
    expect(getScorer('f1_macro')(plain, X, y)).toBe(getScorer('f1_macro')(model, X, y))
    expect(() => getScorer('roc_auc_ovr')(plain, X, y)).toThrow('needs probabilities')
    const random: Predictor = { ...plain, predictProba: Z => model.predictProba(Z as MatrixLike) }
    expect(getScorer('roc_auc_ovo')(random, X, y)).toBe(getScorer('roc_auc_ovo')(model, X, y))
  })
})

describe('a name that is no score', () => {
  it('is refused with those there are', () => {
    for (const name of ['roc_auc_macro', '__proto__', 3]) {
      expect(() => getScorer(name as ScorerName)).toThrow(/scoring must be a function or one of accuracy, /)
    }
  })
})

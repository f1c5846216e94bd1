/** One rule for what metrics take as probabilities and as labels. */

import { describe, expect, test } from 'vitest'
import {
  accuracyScore,
  averagePrecisionScore,
  brierScoreLoss,
  calibrationCurve,
  d2LogLossScore,
  detCurve,
  expectedCalibrationError,
  f1Score,
  LogisticRegression,
  logLoss,
  precisionRecallCurve,
  rocAucScore,
  rocCurve,
  topKAccuracyScore,
  ValidationError,
} from '../../src'
import { metricAtThresholds } from '../../src/decisions'
import { calibrationFigure, precisionRecallFigure, rocFigure } from '../../src/figures'

describe('the probabilities of both classes, where one column is wanted', () => {
  const X = [[0], [1], [2], [3], [4], [5]]
  const y = [0, 0, 1, 0, 1, 1]
  const both = new LogisticRegression().fit(X, y).predictProba(X)
  const ofScores: [string, (y: number[], yScore: never) => unknown][] = [
    ['rocAucScore', rocAucScore],
    ['rocCurve', rocCurve],
    ['averagePrecisionScore', averagePrecisionScore],
    ['precisionRecallCurve', precisionRecallCurve],
    ['detCurve', detCurve],
    ['rocFigure', rocFigure],
    ['precisionRecallFigure', precisionRecallFigure],
    ['metricAtThresholds', (truth, yScore) => metricAtThresholds(truth, yScore, accuracyScore)],
  ]
  const ofProbabilities: typeof ofScores = [
    ['brierScoreLoss', brierScoreLoss],
    ['calibrationCurve', calibrationCurve],
    ['calibrationFigure', calibrationFigure],
  ]

  test.each([...ofScores, ...ofProbabilities])('%s says to pass column 1', (metric, score) => {
    const name = ofScores.some(([other]) => other === metric) ? 'yScore' : 'yProba'
    for (const matrix of [both, both.toArray()]) {
      expect(() => score(y, matrix as never)).toThrow(ValidationError)
      expect(() => score(y, matrix as never)).toThrow(
        `${name} is a matrix, but of two classes it is one column, that of the positive class: predictProba(X).pick(null, 1)`,
      )
    }
    expect(() => score(y, both.pick(null, 1) as never)).not.toThrow()
  })

  test('those that judge every class take the matrix', () => {
    for (const score of [logLoss, d2LogLossScore, expectedCalibrationError, topKAccuracyScore]) {
      expect(score(y, both)).toBeGreaterThan(0)
    }
    expect(averagePrecisionScore(y, both, { average: 'macro' })).toBeGreaterThan(0.5)
    expect(rocAucScore(y, both, { multiClass: 'ovr' })).toBeGreaterThan(0.5)
  })
})

describe('rows of probabilities that do not add up to 1', () => {
  test.each([
    ['logLoss', () => logLoss([1], [[0.2, 0.3]], { labels: [0, 1] })],
    [
      'logLoss, three classes',
      () =>
        logLoss(
          [0, 1, 2],
          [
            [1, 0, 0],
            [0, 1, 0],
            [0.5, 0.2, 0.2],
          ],
        ),
    ],
    [
      'rocAucScore',
      () =>
        rocAucScore(
          [0, 1, 2],
          [
            [1, 0, 0],
            [0, 1, 0],
            [0.5, 0.2, 0.2],
          ],
          { multiClass: 'ovr' },
        ),
    ],
  ])('are refused: %s', (_, score) => {
    expect(score).toThrow(ValidationError)
    expect(score).toThrow(/must be probabilities, but those of row \d add up to 0\.(5|89)/)
  })

  test('may be off by rounding', () => {
    const third = Math.fround(1 / 3)
    const rows = [
      [third, third, third],
      [0.1 + 0.2, 0.3, 0.4],
      [0, 0, 1],
    ]
    expect(logLoss([0, 1, 2], rows)).toBeGreaterThan(0)
    expect(rocAucScore([0, 1, 2], rows, { multiClass: 'ovr' })).toBeGreaterThan(0)
  })

  test('no value is below 0 or above 1', () => {
    const rows = [
      [-0.5, 1.5, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]
    expect(() => rocAucScore([0, 1, 2], rows, { multiClass: 'ovr' })).toThrow(/yScore\[0, 0\] is -0.5/)
  })
})

test('measurements are no labels', () => {
  expect(() => accuracyScore([0.2, 0.7], [0.2, 0.7])).toThrow(/regression/)
  expect(() => f1Score([0, 1], [0.4, 0.9])).toThrow(/yPred has the value 0.4/)
  expect(() => rocAucScore([0.1, 0.8], [0, 1])).toThrow(/yTrue has the value 0.1/)
})

describe('the first threshold of a ROC curve', () => {
  test('is infinite, and reached by no score', () => {
    const score = [3e17, 3e17 - 64, 1]
    const { fpr, tpr, thresholds } = rocCurve([1, 0, 0], score)
    expect([fpr.get(0), tpr.get(0), thresholds.get(0)]).toEqual([0, 0, Infinity])
    expect(thresholds.get(1)).toBe(3e17)
    expect(score.some(value => value >= thresholds.get(0))).toBe(false)
  })
})

describe('the positive class of rocAucScore', () => {
  const y = ['cancer', 'healthy', 'cancer', 'healthy']
  const score = [0.9, 0.2, 0.8, 0.85]

  test('is the greater label, or posLabel', () => {
    expect(rocAucScore(y, score)).toBe(0.25)
    expect(rocAucScore(y, score, { posLabel: 'cancer' })).toBe(0.75)
    expect(rocAucScore(['a', 'b', 'c', 'a'], [0.9, 0.1, 0.2, 0.8], { posLabel: 'a' })).toBe(1)
    expect(() => rocAucScore(y, score, { posLabel: 'flu' })).toThrow(/posLabel must be one of/)
  })

  test('is advised of for both columns of predictProba', () => {
    const X = [[0], [1], [2], [3]]
    const proba = new LogisticRegression().fit(X, y).predictProba(X)
    expect(() => rocAucScore(y, proba)).toThrow(/predictProba\(X\)\.pick\(null, 1\)/)
    expect(() => rocAucScore(y, proba, { posLabel: 'cancer' })).toThrow(/pick/)
    expect(rocAucScore(y, proba.pick(null, 1))).toBe(
      rocAucScore(y, proba.pick(null, 0), { posLabel: 'cancer' }),
    )
  })
})

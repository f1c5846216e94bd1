/** Metrics of agreement, sets, several guesses and calibration, against scikit-learn (make_metrics_agreement.py). */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../src/data/ndview'
import { hammingLoss } from '../../src/metrics/accuracy'
import { cohenKappaScore, matthewsCorrcoef } from '../../src/metrics/agreement'
import { expectedCalibrationError } from '../../src/metrics/calibration-error'
import { d2LogLossScore } from '../../src/metrics/d2-log-loss'
import { detCurve } from '../../src/metrics/det-curve'
import { jaccardScore } from '../../src/metrics/jaccard'
import { averagePrecisionScore } from '../../src/metrics/precision-recall-curve'
import { topKAccuracyScore } from '../../src/metrics/top-k-accuracy'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface Valued<O> {
  options: O
  value: number | number[]
}
interface CalibrationCase {
  bins: number | number[]
  strategy: 'uniform' | 'quantile' | null
  norm: 'l1' | 'l2' | 'max'
}
interface TopK {
  k: number
  normalize: boolean
  value: number
}
interface Weighted {
  name: string
  yTrue: number[]
  sampleWeight: number[] | null
}

const { labels, scores, multiclass } = readFixture<{
  labels: (Weighted & {
    yPred: number[]
    matthews: number
    hamming: number
    kappa: { labels: number[] | null; weights: 'linear' | 'quadratic' | null; value: number | null }[]
    jaccard: Valued<{ average?: 'micro' | 'macro'; labels: number[] | null; zeroDivision?: 0 | 1 }>[]
  })[]
  scores: (Weighted & {
    score: number[]
    posLabel: number | null
    det?: { fpr: number[]; fnr: number[]; thresholds: (number | null)[] }
    errors: Valued<CalibrationCase>[]
    topK: TopK[]
  })[]
  multiclass: (Weighted & {
    proba: number[][]
    d2: number
    averagePrecision?: Record<'micro' | 'macro' | 'weighted' | 'none', number | number[]>
    topK?: TopK[]
    errors: Valued<CalibrationCase>[]
  })[]
}>('metrics_agreement.json')

function expectEqual(got: number | NdArray, expected: number | number[] | null): void {
  if (expected === null) expect(got).toBeNaN()
  else if (typeof expected === 'number')
    expect(Math.abs((got as number) - expected)).toBeLessThanOrEqual(1e-12)
  else {
    expect((got as NdArray).shape).toEqual([expected.length])
    for (const [k, value] of expected.entries()) expectEqual((got as NdArray).get(k), value)
  }
}

describe("metrics of labels equal scikit-learn's", () => {
  it.each(labels)('$name, weights $sampleWeight', reference => {
    const { yTrue, yPred } = reference
    const weight = given({ sampleWeight: reference.sampleWeight })
    expectEqual(matthewsCorrcoef(yTrue, yPred, weight), reference.matthews)
    expectEqual(hammingLoss(yTrue, yPred, weight), reference.hamming)
    for (const { value, ...options } of reference.kappa) {
      expectEqual(cohenKappaScore(yTrue, yPred, { ...weight, ...given(options) }), value)
    }
    for (const { value, options } of reference.jaccard) {
      expectEqual(jaccardScore(yTrue, yPred, { ...weight, ...given(options) }), value)
    }
  })

  it("Matthews' correlation is 0 where one side has one class, whatever the weights add up to", () => {
    // 0.1 + 0.1 + 0.1 and so on are not what 0.3 and 0.7 add up to.
    const yTrue = Array.from({ length: 60 }, (_, i) => i % 3 === 0)
    const yPred = yTrue.map(() => false)
    const weight = { sampleWeight: yTrue.map(() => 0.1) }
    expect(matthewsCorrcoef(yTrue, yPred, weight)).toBe(0)
    expect(matthewsCorrcoef(yPred, yTrue, weight)).toBe(0)
    expect(matthewsCorrcoef([0, 1], [0, 1], { sampleWeight: [1e-9, 1e9] })).toBeCloseTo(1, 12)
    expect(matthewsCorrcoef([0, 1], [1, 0], { sampleWeight: [1e-9, 1e9] })).toBeCloseTo(-1, 12)
  })

  it('are symmetric where both sides are raters, and 1 where they agree', () => {
    const rows = fc.array(fc.record({ a: fc.nat(3), b: fc.nat(3) }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(rows, pairs => {
        const [a, b] = [pairs.map(pair => pair.a), pairs.map(pair => pair.b)]
        expect(matthewsCorrcoef(a, b)).toBeCloseTo(matthewsCorrcoef(b, a), 12)
        const [one, other] = [cohenKappaScore(a, b), cohenKappaScore(b, a)]
        if (Number.isNaN(one)) expect(other).toBeNaN()
        else expect(one).toBeCloseTo(other, 12)
        if (new Set(a).size > 1) {
          expect(matthewsCorrcoef(a, a)).toBeCloseTo(1, 12)
          expect(cohenKappaScore(a, a, { weights: 'quadratic' })).toBe(1)
        }
        expect(jaccardScore(a, a, { average: 'macro' })).toBe(1)
      }),
    )
  })
})

describe('metrics of scores', () => {
  it.each(scores)("equal scikit-learn's: $name, weights $sampleWeight", reference => {
    const { yTrue, score, posLabel, sampleWeight } = reference
    const options = given({ posLabel, sampleWeight })
    if (reference.det !== undefined) {
      const curve = detCurve(yTrue, score, options)
      const thresholds = reference.det.thresholds.map(value => value ?? Infinity)
      expect(curve.thresholds.toArray()).toEqual(thresholds)
      for (const name of ['fpr', 'fnr'] as const) expectEqual(curve[name], reference.det[name])
    }
    for (const { options: how, value } of reference.errors) {
      expectEqual(expectedCalibrationError(yTrue, score, { ...options, ...given({ ...how }) }), value)
    }
    for (const { value, ...how } of reference.topK) {
      expectEqual(topKAccuracyScore(yTrue, score, { ...given({ sampleWeight }), ...how }), value)
    }
  })

  it.each(multiclass)("of several classes equal scikit-learn's: $name, weights $sampleWeight", reference => {
    const { yTrue, proba, sampleWeight, averagePrecision = {}, topK = [] } = reference
    const weight = given({ sampleWeight })
    expectEqual(d2LogLossScore(yTrue, proba, weight), reference.d2)
    for (const [average, value] of Object.entries(averagePrecision as Record<string, number>)) {
      expectEqual(averagePrecisionScore(yTrue, proba, { ...weight, average: average as 'macro' }), value)
    }
    for (const { value, ...how } of topK)
      expectEqual(topKAccuracyScore(yTrue, proba, { ...weight, ...how }), value)
    for (const { options, value } of reference.errors) {
      expectEqual(expectedCalibrationError(yTrue, proba, { ...weight, ...given({ ...options }) }), value)
    }
  })

  it.each([
    [[0, 1, 0, 1, 0], [0.9, 0.8, 0.3, 0.6, 0.1], undefined, [1 / 3, 1 / 3, 1 / 3, 0], [0, 0.5, 1, 1], 0.6],
    [
      [0, 1, 0, 1, 0],
      [0.9, 0.8, 0.9, 0.6, 0.1],
      [1, 2, 0.5, 1, 1],
      [0.6, 0.6, 0.6, 0],
      [0, 1 / 3, 1, 1],
      0.6,
    ],
    [[0, 0, 1], [0.9, 0.8, 0.3], undefined, [1, 1, 0.5, 0], [0, 1, 1, 1], 0.3],
    [[0, 1], [0.5, 0.5], undefined, [1, 0], [0, 1], 0.5],
  ])('DET ends without false alarms, as in scikit-learn 1.9.1: %j %j', (y, score, sampleWeight, fpr, fnr, first) => {
    const curve = detCurve(y, score, given({ sampleWeight }))
    expectEqual(curve.fpr, fpr)
    expectEqual(curve.fnr, fnr)
    expect(curve.thresholds.get(0)).toBe(first)
    expect(curve.thresholds.toArray().at(-1)).toBe(Infinity)
  })

  it('several guesses of two classes, of which one occurs', () => {
    expect(topKAccuracyScore([1, 1], [0.8, 0.3], { k: 1, labels: [0, 1] })).toBe(0.5)
  })

  it('D² of one class says that there is nothing to explain', () => {
    expect(d2LogLossScore([1, 1], [0.5, 0.5], { labels: [0, 1] })).toBeNaN()
  })

  it('refuse what does not fit, by name', () => {
    const matrix = [
      [0.5, 0.5],
      [0.2, 0.8],
    ]
    const refused: [() => unknown, RegExp][] = [
      [() => detCurve([1, 1], [0.1, 0.2]), /both sides/],
      [() => topKAccuracyScore([0, 1, 2], [0.1, 0.2, 0.3]), /a column for each of the 3 classes/],
      [() => topKAccuracyScore([0, 1], matrix, { k: 0 }), /k must be an integer >= 1/],
      [() => averagePrecisionScore([0, 1], [0.1, 0.2], { average: 'micro' }), /average goes with/],
      [
        () => averagePrecisionScore([0, 1], matrix, { posLabel: 1 }),
        /one column, that of the positive class/,
      ],
      [() => averagePrecisionScore([0, 1], matrix, { labels: [1, 0] }), /labels must be sorted/],
      [() => expectedCalibrationError([0, 1], [0.1, 0.2], { bins: [0.5, 0.4] }), /bins must increase/],
      [
        () => expectedCalibrationError([0, 1], [0.1, 0.2], { bins: [0.5], strategy: 'uniform' }),
        /strategy goes/,
      ],
      [() => expectedCalibrationError([0, 1], matrix, { posLabel: 1 }), /posLabel goes with/],
      [() => cohenKappaScore([0, 1], [0, 1], { weights: 'cubic' as 'linear' }), /weights must be one of/],
      [() => cohenKappaScore([3, 3], [3, 7], { labels: [7] }), /at least one label of yTrue/],
      [() => topKAccuracyScore([1, 1], [0.8, 0.9]), /yTrue has one; name both with the option labels/],
      [() => topKAccuracyScore([1, 1], [0.8, 0.9], { labels: [1] }), /labels has one/],
      [() => topKAccuracyScore([1, 2], [0.8, 0.9], { labels: [0, 1] }), /not among labels/],
      [() => jaccardScore([0, 1, 2], [0, 1, 2]), /average 'binary' is for two classes/],
    ]
    for (const [call, message] of refused) {
      expect(call).toThrow(ValidationError)
      expect(call).toThrow(message)
    }
  })
})

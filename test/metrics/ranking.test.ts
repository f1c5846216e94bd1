import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type NdArray, ndview } from '../../src/data/ndview'
import { brierScoreLoss, calibrationCurve } from '../../src/metrics/calibration'
import { averagePrecisionScore, precisionRecallCurve } from '../../src/metrics/precision-recall-curve'
import { type RocAucAverage, rocAucScore } from '../../src/metrics/roc-auc'
import { auc, rocCurve } from '../../src/metrics/roc-curve'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

type Rates = (number | null)[]
interface Roc {
  fpr: Rates
  tpr: Rates
  thresholds: number[]
}
interface ScoreCase {
  name: string
  yTrue: number[]
  score: number[]
  posLabel: number | null
  sampleWeight: number[] | null
  roc: Roc
  rocFull: Roc
  precisionRecall: { precision: number[]; recall: number[]; thresholds: number[] }
  averagePrecision: number
  brier: number
  calibration: { strategy: 'uniform' | 'quantile'; nBins: number; probTrue: number[]; probPred: number[] }[]
  rocAuc?: number
  partial?: { maxFpr: number; value: number }[]
}
interface MulticlassCase {
  name: string
  yTrue: number[]
  score: number[][]
  options: {
    multiClass: 'ovr' | 'ovo'
    average: RocAucAverage
    sampleWeight: number[] | null
    labels: number[] | null
  }
  value: number | number[]
}

const fixture = readFixture<{
  scores: ScoreCase[]
  multiclass: MulticlassCase[]
  auc: { x: number[]; y: number[]; value: number }[]
}>('metrics_more.json')

function expectEqual(got: NdArray, expected: Rates): void {
  expect(got.shape).toEqual([expected.length])
  expected.forEach((value, k) => {
    if (value === null) expect(got.get(k)).toBeNaN()
    else expect(Math.abs(got.get(k) - value)).toBeLessThanOrEqual(1e-12)
  })
}

/** Labels and scores with ties, at least one sample of either class, and whole weights. */
const samples = fc
  .array(fc.record({ y: fc.nat(1), score: fc.nat(6), weight: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 2,
    maxLength: 25,
  })
  .filter(rows => rows.some(({ y }) => y === 1) && rows.some(({ y }) => y === 0))
  .map(rows => ({
    y: rows.map(row => row.y),
    score: rows.map(row => row.score / 6),
    sampleWeight: rows.map(row => row.weight),
  }))

describe('metrics of scores for two classes', () => {
  it.each(fixture.scores)("equal scikit-learn's: $name, weights $sampleWeight", reference => {
    const { yTrue, score, posLabel, sampleWeight } = reference
    const options = given({ posLabel, sampleWeight })
    for (const [curve, dropIntermediate] of [
      [reference.roc, true],
      [reference.rocFull, false],
    ] as const) {
      const { fpr, tpr, thresholds } = rocCurve(yTrue, score, { ...options, dropIntermediate })
      expectEqual(fpr, curve.fpr)
      expectEqual(tpr, curve.tpr)
      // The reference is older than version 1.3, from which on the first threshold is infinite.
      expect(thresholds.get(0)).toBe(Infinity)
      expectEqual(thresholds.lo(1), curve.thresholds.slice(1))
    }
    const { precision, recall, thresholds } = precisionRecallCurve(yTrue, score, options)
    expectEqual(precision, reference.precisionRecall.precision)
    expectEqual(recall, reference.precisionRecall.recall)
    expectEqual(thresholds, reference.precisionRecall.thresholds)
    expect(averagePrecisionScore(yTrue, score, options)).toBeCloseTo(reference.averagePrecision, 12)
    expect(brierScoreLoss(yTrue, score, options)).toBeCloseTo(reference.brier, 12)
    for (const { strategy, nBins, probTrue, probPred } of reference.calibration) {
      const curve = calibrationCurve(yTrue, score, { ...options, strategy, nBins })
      expectEqual(curve.probTrue, probTrue)
      expectEqual(curve.probPred, probPred)
    }
    const weighted = given({ sampleWeight })
    if (reference.rocAuc !== undefined)
      expect(rocAucScore(yTrue, score, weighted)).toBeCloseTo(reference.rocAuc, 12)
    for (const { maxFpr, value } of reference.partial ?? []) {
      expect(rocAucScore(yTrue, score, { ...weighted, maxFpr })).toBeCloseTo(value, 12)
    }
  })

  it('has the area that Mann and Whitney count', () => {
    fc.assert(
      fc.property(samples, ({ y, score, sampleWeight }) => {
        let wins = 0
        let pairs = 0
        y.forEach((a, i) => {
          y.forEach((b, j) => {
            if (a !== 1 || b !== 0) return
            const weight = sampleWeight[i] * sampleWeight[j]
            wins += weight * (score[i] > score[j] ? 1 : score[i] === score[j] ? 0.5 : 0)
            pairs += weight
          })
        })
        expect(rocAucScore(y, score, { sampleWeight })).toBeCloseTo(wins / pairs, 12)
        const { fpr, tpr } = rocCurve(y, score, { sampleWeight, dropIntermediate: false })
        expect(auc(fpr, tpr)).toBeCloseTo(wins / pairs, 12)
      }),
      { seed: 1 },
    )
  })

  it('takes a weight for a number of copies', () => {
    fc.assert(
      fc.property(samples, ({ y, score, sampleWeight }) => {
        const copies = (values: number[]): number[] =>
          values.flatMap((value, i) => new Array<number>(sampleWeight[i]).fill(value))
        const [manyY, many] = [copies(y), copies(score)]
        expect(averagePrecisionScore(y, score, { sampleWeight })).toBeCloseTo(
          averagePrecisionScore(manyY, many),
          12,
        )
        expect(brierScoreLoss(y, score, { sampleWeight })).toBeCloseTo(brierScoreLoss(manyY, many), 12)
        const weighted = calibrationCurve(y, score, { sampleWeight })
        const copied = calibrationCurve(manyY, many)
        expectEqual(weighted.probTrue, [...copied.probTrue.data])
        expectEqual(weighted.probPred, [...copied.probPred.data])
        expect([...precisionRecallCurve(y, score, { sampleWeight }).recall.data]).toEqual([
          ...precisionRecallCurve(manyY, many).recall.data,
        ])
      }),
      { seed: 1 },
    )
  })

  it('does not care for the order of the samples, nor for the scale of the scores', () => {
    fc.assert(
      fc.property(samples, ({ y, score }) => {
        const area = rocAucScore(y, score)
        expect(rocAucScore([...y].reverse(), [...score].reverse())).toBeCloseTo(area, 12)
        expect(
          rocAucScore(
            y,
            score.map(s => Math.exp(7 * s)),
          ),
        ).toBe(area)
        expect(
          rocAucScore(
            y,
            score.map(s => -s),
          ),
        ).toBeCloseTo(1 - area, 12)
      }),
      { seed: 1 },
    )
  })

  it('keeps up with many distinct scores', () => {
    const n = 200_000
    const y = Int32Array.from({ length: n }, (_, i) => i % 2)
    const score = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n)
    expect(rocCurve(y, score, { dropIntermediate: false }).fpr.size).toBe(n + 1)
    expect(precisionRecallCurve(y, score).recall.size).toBe(n + 1)
    expect(Math.abs(rocAucScore(y, score) - 0.5)).toBeLessThan(1e-4)
  })
})

describe('rocAucScore of several classes', () => {
  it.each(fixture.multiclass)("equals scikit-learn's: $name, $options", ({
    yTrue,
    score,
    options,
    value,
  }) => {
    const view = ndview(Float64Array.from(score.flat()), [score.length, score[0].length])
    for (const proba of [score, view]) {
      const area = rocAucScore<RocAucAverage>(yTrue, proba, given(options))
      if (typeof area === 'number') expect(area).toBeCloseTo(value as number, 12)
      else expectEqual(area, value as number[])
    }
  })

  it('gives a vector only for average none', () => {
    const proba = [
      [0.8, 0.1, 0.1],
      [0.1, 0.8, 0.1],
      [0.1, 0.1, 0.8],
    ]
    const each = rocAucScore([0, 1, 2], proba, { multiClass: 'ovr', average: 'none' })
    expectTypeOf(each).toEqualTypeOf<NdArray>()
    expect([...each.data]).toEqual([1, 1, 1])
    expectTypeOf(rocAucScore([0, 1, 2], proba, { multiClass: 'ovo' })).toEqualTypeOf<number>()
  })
})

describe('auc', () => {
  it.each(fixture.auc)("equals scikit-learn's: $x, $y", ({ x, y, value }) => {
    expect(auc(x, y)).toBeCloseTo(value, 12)
  })
})

describe('bad input', () => {
  const proba = [
    [0.5, 0.25, 0.25],
    [0, 1, 0],
    [0, 0, 1],
  ]
  const three =
    (options: object, scores = proba) =>
    (): unknown =>
      rocAucScore([0, 1, 2], scores, options)
  it.each<[string, () => unknown, string]>([
    ['text labels without posLabel', () => rocCurve(['a', 'b'], [0, 1]), 'posLabel is missing'],
    [
      'numbers that do not say which is positive',
      () => averagePrecisionScore([1, 2], [0, 1]),
      'posLabel is missing',
    ],
    [
      'a posLabel that does not occur',
      () => rocCurve([0, 1], [0, 1], { posLabel: 2 }),
      'posLabel must be one of the labels 0, 1',
    ],
    [
      'scores that are NaN',
      () => rocCurve([0, 1], [0, Number.NaN]),
      'yScore[1] is NaN; values must be finite numbers',
    ],
    [
      'lengths that differ',
      () => precisionRecallCurve([0, 1], [0]),
      'yScore must have one value for each of the 2 in yTrue, got 1',
    ],
    [
      'an unknown option',
      () => precisionRecallCurve([0, 1], [0, 1], { weights: [] } as object),
      "unknown option 'weights'",
    ],
    [
      'a probability above 1',
      () => brierScoreLoss([0, 1], [0, 2]),
      'yProba[1] is 2; probabilities must be >= 0 and <= 1',
    ],
    [
      'three classes to calibrate',
      () => calibrationCurve([0, 1, 2], [0, 1, 0], { posLabel: 1 }),
      'yTrue must have at most two classes, got 3',
    ],
    ['no bins', () => calibrationCurve([0, 1], [0, 1], { nBins: 0 }), 'nBins must be an integer >= 1, got 0'],
    [
      'an unknown strategy',
      () => calibrationCurve([0, 1], [0, 1], { strategy: 'log' as 'uniform' }),
      "strategy must be one of 'uniform', 'quantile'",
    ],
    ['an area of one class', () => rocAucScore([1, 1], [0, 1]), 'samples of positive weight on both sides'],
    [
      'a class of weight 0',
      () => rocAucScore([0, 1], [0, 1], { sampleWeight: [1, 0] }),
      'samples of positive weight on both sides',
    ],
    [
      'a false positive rate of 0',
      () => rocAucScore([0, 1], [0, 1], { maxFpr: 0 }),
      'maxFpr must be a finite number > 0 and <= 1',
    ],
    [
      'a vector for three classes',
      () => rocAucScore([0, 1, 2], [0, 1, 1]),
      'yScore must have a column for each of the 3 classes, got a vector',
    ],
    [
      'several classes and no multiClass',
      three({}),
      "multiClass must be 'ovr' or 'ovo' for several classes, got undefined",
    ],
    [
      'a partial area of several classes',
      three({ multiClass: 'ovr', maxFpr: 0.5 }),
      'maxFpr is for two classes',
    ],
    [
      'weighted pairs',
      three({ multiClass: 'ovo', sampleWeight: [1, 1, 1] }),
      "sampleWeight needs multiClass 'ovr'",
    ],
    [
      'pairs one by one',
      three({ multiClass: 'ovo', average: 'none' }),
      "needs average 'macro' or 'weighted', got 'none'",
    ],
    [
      'rows that are no probabilities',
      three({ multiClass: 'ovr' }, [
        [1, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
      'those of row 0 add up to 2',
    ],
    [
      'a column too few',
      three({ multiClass: 'ovr' }, [
        [1, 0],
        [0, 1],
        [0, 1],
      ]),
      'yScore must have a column for each of the 3 classes, got 2',
    ],
    ['labels out of order', three({ multiClass: 'ovr', labels: [2, 1, 0] }), 'labels must be sorted'],
    [
      'a label that is not among labels',
      three({ multiClass: 'ovr', labels: [0, 1, 3] }),
      'yTrue[2] is 2, which is not among labels',
    ],
    ['a curve of one point', () => auc([1], [1]), 'a curve needs at least 2 points, got 1'],
    ['a curve that turns back', () => auc([0, 2, 1], [0, 1, 1]), 'x must be increasing or decreasing'],
    ['ordinates of another length', () => auc([0, 1], [0]), 'x and y must have one length, got 2 and 1'],
  ])('%s is refused', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})

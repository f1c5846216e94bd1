/** Thresholds and the prior correction, against brute force and the identities that they must keep. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctIntercept, metricAtThresholds, TunedThresholdClassifierCV } from '../../src/decisions'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { accuracyScore } from '../../src/metrics/accuracy'
import { balancedAccuracyScore } from '../../src/metrics/balanced-accuracy'
import { rocCurve } from '../../src/metrics/roc-curve'
import { crossValScore } from '../../src/model-selection/cross-validate'
import { KFold } from '../../src/model-selection/splitters/k-fold'
import { NotFittedError, UnsupportedError, ValidationError } from '../../src/support/errors'

const X = Array.from({ length: 90 }, (_, i) => [i % 10, (i * 3) % 7])
const y = X.map(([a, b], i) => (a + b > 10 && (i * 7) % 11 > 3 ? 'rare' : 'common'))

describe('metricAtThresholds', () => {
  it('is the metric of the labels at every distinct score', () => {
    const rows = fc.array(
      fc.record({ label: fc.nat(1), score: fc.nat(9), weight: fc.integer({ min: 1, max: 3 }) }),
      {
        minLength: 4,
        maxLength: 20,
      },
    )
    fc.assert(
      fc.property(rows, samples => {
        const labels = [0, 1, ...samples.map(({ label }) => label)]
        const scores = [0.5, 0.5, ...samples.map(({ score }) => score)]
        const sampleWeight = [1, 1, ...samples.map(({ weight }) => weight)]
        const { thresholds, values } = metricAtThresholds(labels, scores, accuracyScore, { sampleWeight })
        expect([...thresholds.data]).toEqual([...new Set(scores)].sort((a, b) => a - b))
        thresholds.data.forEach((threshold, k) => {
          const predicted = scores.map(score => (score >= threshold ? 1 : 0))
          expect(values.get(k)).toBe(accuracyScore(labels, predicted, { sampleWeight }))
        })
        const { tpr, fpr } = rocCurve(labels, scores)
        const best = Math.max(...tpr.data.map((rate, k) => (rate + 1 - fpr.get(k)) / 2))
        const balanced = metricAtThresholds(labels, scores, balancedAccuracyScore).values
        expect(Math.max(0.5, ...balanced.data)).toBeCloseTo(best, 12)
      }),
    )
  })

  it('takes thresholds and the positive label, and refuses what does not fit', () => {
    const options = { posLabel: 'a', thresholds: [0.5] }
    expect(metricAtThresholds(['a', 'b'], [0.9, 0.1], accuracyScore, options).values.get(0)).toBe(1)
    expect(() => metricAtThresholds([0, 1, 2], [1, 2, 3], accuracyScore)).toThrow(/two classes/)
    expect(() => metricAtThresholds([0, 1], [1], accuracyScore)).toThrow(ValidationError)
    expect(() => metricAtThresholds([0, 1], [1, 2], 'f1' as never)).toThrow(/metric must be a function/)
  })
})

describe('TunedThresholdClassifierCV', () => {
  it('chooses the best threshold over the folds, and refits on all rows', async () => {
    const cv = new KFold({ nSplits: 3 })
    const tuned = new TunedThresholdClassifierCV(new LogisticRegression(), { cv, thresholds: 50 })
    const fitted = await tuned.fit(X, y)
    const folds = [...cv.split(X)].map(({ train, test }) => {
      const model = new LogisticRegression().fit(
        Array.from(train, i => X[i]),
        Array.from(train, i => y[i]),
      )
      const labels = Array.from(test, i => y[i])
      const scores = [...model.decisionFunction(Array.from(test, i => X[i])).data]
      const at = (t: number) => scores.map(score => (score >= t ? 'rare' : 'common'))
      return (t: number) => balancedAccuracyScore(labels, at(t))
    })
    const { thresholds, scores } = fitted.cvResults
    thresholds.data.forEach((t, k) => {
      expect(scores.get(k)).toBeCloseTo((folds[0](t) + folds[1](t) + folds[2](t)) / 3, 12)
    })
    expect(fitted.bestScore).toBe(Math.max(...scores.data))
    const all = new LogisticRegression().fit(X, y)
    expect(fitted.predictProba(X).data).toEqual(all.predictProba(X).data)
    const own = [...all.decisionFunction(X).data].map(z => (z >= fitted.bestThreshold ? 'rare' : 'common'))
    expect(fitted.predict(X)).toEqual(own)
    expect([...fitted.decisionFunction(X).data].map(z => (z >= 0 ? 'rare' : 'common'))).toEqual(own)
    expect(balancedAccuracyScore(y, own)).toBeGreaterThan(balancedAccuracyScore(y, all.predict(X)))
    expect(fitted.classes).toEqual(['common', 'rare'])
  })

  it('takes thresholds of its own, of probabilities where asked', async () => {
    const options = { thresholds: [0.5, 0.2, 0.3], responseMethod: 'predictProba', cv: 3 } as const
    const tuned = await new TunedThresholdClassifierCV(new LogisticRegression(), options).fit(X, y)
    expect([...tuned.cvResults.thresholds.data]).toEqual(options.thresholds)
    const P = new LogisticRegression().fit(X, y).predictProba(X)
    const own = X.map((_, i) => (P.get(i, 1) >= tuned.bestThreshold ? 'rare' : 'common'))
    expect(tuned.bestThreshold).toBeLessThan(0.5)
    expect(tuned.predict(X)).toEqual(own)
    const back = TunedThresholdClassifierCV.fromJSON(JSON.parse(JSON.stringify(tuned)), LogisticRegression)
    expect(back.predict(X)).toEqual(own)
    const bare = { thresholds: [], responseMethod: 'predict' } as object
    expect(() => new TunedThresholdClassifierCV(new LogisticRegression(), bare)).toThrow(/responseMethod/)
    expect(() => new TunedThresholdClassifierCV(new LogisticRegression(), { thresholds: [] })).toThrow(
      /empty/,
    )
    const lost = new TunedThresholdClassifierCV(new LogisticRegression(), { scoring: () => Number.NaN })
    await expect(lost.fit(X, y)).rejects.toThrow(ValidationError)
  })

  it('is an estimator: cloned, with options by path, cross-validated', async () => {
    const tuned = new TunedThresholdClassifierCV(new LogisticRegression({ C: 3 }), { cv: 2, thresholds: 10 })
    expect(tuned.getParams().estimator__C).toBe(3)
    expect(tuned.clone().setParams({ estimator__C: 2 }).getParams().estimator__C).toBe(2)
    const scores = await crossValScore(tuned, X, y, { cv: 3, scoring: 'balanced_accuracy' })
    expect([...scores.data].every(score => score > 0.5)).toBe(true)
  })

  it('refuses what does not fit, by name', async () => {
    const tuned = new TunedThresholdClassifierCV(new LogisticRegression())
    expect(() => tuned.predict(X)).toThrow(NotFittedError)
    expect(() => new TunedThresholdClassifierCV(new LogisticRegression(), { thresholds: 1 })).toThrow(
      /thresholds/,
    )
    const three = X.map((_, i) => i % 3)
    await expect(tuned.fit(X, three as never)).rejects.toThrow(/two classes, got 3/)
    const probabilities = new TunedThresholdClassifierCV(new LogisticRegression(), {
      scoring: 'roc_auc',
      cv: 2,
    })
    await expect(probabilities.fit(X, y)).rejects.toThrow(UnsupportedError)
  })
})

describe('correctIntercept', () => {
  it('undoes class weights in a saturated model, exactly', () => {
    // One column of 0 and 1: the fit meets the frequencies, weighted or not.
    const Z = X.map(([a]) => [a > 4 ? 1 : 0])
    const labels: number[] = X.map(([a], i) => ((a > 4 ? i % 3 : i % 6) === 0 ? 1 : 0))
    const options = { penalty: 'none', tol: 1e-12 } as const
    const plain = new LogisticRegression(options).fit(Z, labels)
    const balanced = new LogisticRegression({ ...options, classWeight: 'balanced' }).fit(Z, labels)
    const share = labels.reduce((sum, label) => sum + label, 0) / labels.length
    const corrected = correctIntercept(balanced, {
      population: { 0: 1 - share, 1: share },
      sample: new Map([
        [0, 0.5],
        [1, 0.5],
      ]),
    })
    expect(corrected.intercept.get(0)).toBeCloseTo(plain.intercept.get(0), 8)
    expect(corrected.coef.get(0, 0)).toBe(balanced.coef.get(0, 0))
  })

  it('of a softmax multiplies probabilities with the ratio of the shares', () => {
    const model = new LogisticRegression().fit(
      X,
      X.map((_, i) => 'abc'[i % 3]),
    )
    const [population, sample] = [
      { a: 0.2, b: 0.3, c: 0.5 },
      { a: 0.4, b: 0.4, c: 0.2 },
    ]
    const [before, after] = [model, correctIntercept(model, { population, sample })].map(m =>
      m.predictProba([X[3]]),
    )
    const raw = (['a', 'b', 'c'] as const).map(
      (name, k) => (before.get(0, k) * population[name]) / sample[name],
    )
    const total = raw.reduce((sum, value) => sum + value, 0)
    raw.forEach((value, k) => {
      expect(after.get(0, k)).toBeCloseTo(value / total, 12)
    })
    const ovr = new LogisticRegression({ multiClass: 'ovr' }).fit(
      X,
      X.map((_, i) => 'abc'[i % 3]),
    )
    const shifted = correctIntercept(ovr, { population, sample })
    const logit = (p: number) => Math.log(p / (1 - p))
    expect(shifted.intercept.get(0) - ovr.intercept.get(0)).toBeCloseTo(logit(0.2) - logit(0.4), 12)
  })

  it('refuses shares that are none', () => {
    const model = LogisticRegression.fromCoefficients({ coef: [[1]], intercept: [0], classes: ['a', 'b'] })
    const half = { a: 0.5, b: 0.5 }
    const of = (population: object) => () =>
      correctIntercept(model, { population: population as never, sample: half })
    expect(of({ a: 0.5 })).toThrow(/population of class 'b'/)
    expect(of({ a: 0.5, b: 0.4 })).toThrow(/add up to 1/)
    expect(of({ a: 0.25, b: 0.25, c: 0.5 })).toThrow(ValidationError)
    expect(of({ a: 0, b: 1 })).toThrow(/> 0 and < 1/)
  })
})

/** CalibratedClassifierCV is scikit-learn's on the same folds. */

import { describe, expect, it } from 'vitest'
import { KFold, LogisticRegression, ValidationError } from '../../src'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../src/decisions'
import { fitIsotonic, inverseTemperature, isotonicAt } from '../../src/decisions/calibrators'
import { readFixture } from '../fixtures/read-fixture'

const { X, y, cases } = readFixture<{
  X: number[][]
  y: number[]
  cases: {
    two: boolean
    weighted: boolean
    ensemble: boolean
    method: 'sigmoid' | 'isotonic' | 'temperature'
    proba: number[][]
  }[]
}>('calibration.json')

const rows = X.map((_, i) => i)
const cv = [0, 1, 2].map(k => ({
  train: Int32Array.from(rows.filter(i => i % 3 !== k)),
  test: Int32Array.from(rows.filter(i => i % 3 === k)),
}))

describe('CalibratedClassifierCV', () => {
  it.each(cases)('$method, two classes $two, weights $weighted, ensemble $ensemble', async job => {
    const { two, weighted, ensemble, method, proba } = job
    const model = new CalibratedClassifierCV(new LogisticRegression({ tol: 1e-11 }), { method, cv, ensemble })
    const labels = two ? y.map(code => (code === 2 ? 1 : 0)) : y
    await model.fit(X, labels, weighted ? { sampleWeight: rows.map(i => 1 + (i % 4)) } : {})
    const P = model.predictProba(X)
    proba.forEach((row, i) => {
      row.forEach((p, k) => {
        expect(Math.abs(P.get(5 * i, k) - p)).toBeLessThan(1e-6)
      })
    })
    expect(model.predict(X)[0]).toBe(two ? 0 : 0)
    expect(model.classes).toEqual(two ? [0, 1] : [0, 1, 2])
  })

  it('leaves what it was given alone, and is an estimator', async () => {
    const inner = new LogisticRegression({ C: 0.5 })
    const model = new CalibratedClassifierCV(inner, { method: 'temperature', cv: 3 })
    expect(() => model.predict(X)).toThrow(/needs a fitted model/)
    await model.fit(X, y)
    expect(() => inner.coef).toThrow(/needs a fitted model/)
    expect(model.getParams()).toMatchObject({ estimator__C: 0.5 })
    expect(model.clone().setParams({ estimator__C: 2 }).getParams()).toMatchObject({ estimator__C: 2 })
  })

  it('refuses unknown options and splits without a class', async () => {
    const make = (options: object) => () => new CalibratedClassifierCV(new LogisticRegression(), options)
    expect(make({ method: 'platt' })).toThrow(/method must be/)
    expect(make({ ensemble: 1 })).toThrow(ValidationError)
    expect(make({ folds: 3 })).toThrow(/folds/)
    const bad = [{ train: rows.filter(i => y[i] !== 2), test: rows.filter(i => y[i] === 2) }]
    await expect(make({ cv: bad })().fit(X, y)).rejects.toThrow(/split 0 has no row of the class/)
  })
})

describe('JSON', () => {
  it.each([
    'sigmoid',
    'isotonic',
    'temperature',
  ] as const)('%s comes back, and predicts to the bit', async method => {
    for (const [labels, ensemble] of [
      [y, true],
      [y.map(code => (code === 2 ? 'b' : 'a')), false],
    ] as const) {
      const model = new CalibratedClassifierCV(new LogisticRegression(), { method, cv: 3, ensemble })
      await model.fit(X, labels as number[])
      const saved = JSON.parse(JSON.stringify(model))
      const read = CalibratedClassifierCV.fromJSON(saved, LogisticRegression)
      expect(read.predictProba(X).data).toEqual(model.predictProba(X).data)
      expect(read.predict(X)).toEqual(model.predict(X))
      expect(JSON.parse(JSON.stringify(read))).toEqual(saved)
      expect((await read.fit(X, labels as number[])).predict(X)).toEqual(model.predict(X))
      saved.fitted.parts[0].map.extra = 1
      expect(() => CalibratedClassifierCV.fromJSON(saved, LogisticRegression)).toThrow(
        /unknown field 'extra'/,
      )
    }
  })

  it('is asked for what it does not hold', () => {
    const model = new CalibratedClassifierCV(new LogisticRegression(), { cv: new KFold({ nSplits: 2 }) })
    const saved = JSON.parse(JSON.stringify(model))
    expect(() => CalibratedClassifierCV.fromJSON(saved, LogisticRegression)).toThrow(
      /options.cv|cv was a KFold/,
    )
    const cv = new KFold({ nSplits: 2 })
    expect(CalibratedClassifierCV.fromJSON(saved, LogisticRegression, { cv })).toBeInstanceOf(
      CalibratedClassifierCV,
    )
  })

  it('a tuned threshold', async () => {
    const labels = y.map(code => (code === 2 ? 'b' : 'a'))
    const model = await new TunedThresholdClassifierCV(new LogisticRegression(), {
      cv: 3,
      thresholds: 20,
    }).fit(X, labels)
    const saved = JSON.parse(JSON.stringify(model))
    const read = TunedThresholdClassifierCV.fromJSON(saved, LogisticRegression)
    expect(read.predict(X)).toEqual(model.predict(X))
    expect([read.bestThreshold, read.bestScore]).toEqual([model.bestThreshold, model.bestScore])
    expect(read.cvResults).toEqual(model.cvResults)
    expect(JSON.parse(JSON.stringify(read))).toEqual(saved)
  })
})

describe('the maps', () => {
  it('isotonic pools what would fall, and goes straight between the steps', () => {
    const curve = fitIsotonic(Float64Array.of(1, 2, 3, 4, 4), [0, 1, 0, 1, 0], Float64Array.of(1, 1, 3, 1, 1))
    expect(Array.from(isotonicAt(curve, Float64Array.of(0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 9)))).toEqual([
      0, 0, 0.125, 0.25, 0.25, 0.25, 0.375, 0.5, 0.5,
    ])
  })

  it('a temperature is 1 where the scores are the truth, and infinite where they say nothing', () => {
    const z = Float64Array.of(0, Math.log(3), 0, Math.log(3), 0, Math.log(3), 0, Math.log(3))
    expect(inverseTemperature(z, [1, 1, 1, 0], new Float64Array(4).fill(1), 2)).toBeCloseTo(1, 12)
    expect(inverseTemperature(z, [1, 0, 1, 0], new Float64Array(4).fill(1), 2)).toBeLessThan(1e-12)
    expect(inverseTemperature(z, [1, 1, 1, 1], new Float64Array(4).fill(1), 2)).toBeGreaterThan(30)
  })
})

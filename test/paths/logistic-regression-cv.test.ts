import { describe, expect, expectTypeOf, test } from 'vitest'
import { loadDigits } from '../../src/datasets/digits'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValScore } from '../../src/model-selection/cross-validate'
import { LogisticRegressionCV } from '../../src/paths/logistic-regression-cv'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { loadModel } from '../../src/predict'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { breastCancer, expectClose, modelSelection } from '../model-selection/reference'

const digits = loadDigits()
const Z = new StandardScaler().fitTransform(digits.data)
const large = Array.from(digits.target.data, digit => digit > 4)

describe('on the digits, as scikit-learn with liblinear', () => {
  test.each(modelSelection.path)('$penalty by $scoring', async expected => {
    const { penalty, scoring } = expected
    const Cs = penalty === 'l1' ? 10 : expected.Cs
    const model = new LogisticRegressionCV({ penalty, scoring, Cs, penalizeIntercept: true, tol: 1e-9 })
    await model.fit(Z, large)
    expectClose(model.Cs, expected.Cs)
    expectClose(model.testScores, expected.scores.flat())
    expect(model.testScores.shape).toEqual([5, expected.Cs.length])
    expect(model.C).toBeCloseTo(expected.C, 12)
    expectClose(model.coef, expected.coef)
    expect(model.intercept.get(0)).toBeCloseTo(expected.intercept, 6)
  })
})

const data = breastCancer()
const X = new StandardScaler().fitTransform(data.X)
const { y } = data
const Cs = [0.3, 0.01, 0.05]

describe('the search', () => {
  test('each point of a path is the fit on its fold', async () => {
    const model = await new LogisticRegressionCV({ penalty: 'l1', Cs, cv: 3, tol: 1e-8 }).fit(X, y)
    expect(model.coefs.shape).toEqual([3, 3, 1, 30])
    expect(model.intercepts.shape).toEqual([3, 3, 1])
    for (const [k, C] of Cs.entries()) {
      const single = new LogisticRegression({ penalty: 'l1', C, tol: 1e-8 })
      const scores = await crossValScore(single, X, y, { cv: 3 })
      for (let fold = 0; fold < 3; fold++) expect(model.testScores.get(fold, k)).toBe(scores.get(fold))
      const mean = scores.data.reduce((sum, score) => sum + score, 0) / 3
      const squares = scores.data.reduce((sum, score) => sum + (score - mean) ** 2, 0)
      expect(model.meanTestScores.get(k)).toBeCloseTo(mean, 14)
      expect(model.standardErrors.get(k)).toBeCloseTo(Math.sqrt(squares / 2 / 3), 14)
    }
    expectTypeOf(model.predict(X)).toEqualTypeOf<number[]>()
    const chosen = new LogisticRegression({ penalty: 'l1', C: model.C, tol: 1e-8 }).fit(X, y)
    expect(model.coef.data).toEqual(chosen.coef.data)
    expect(model.predict(X)).toEqual(chosen.predict(X))
    expect(model.predictProba(X).data).toEqual(chosen.predictProba(X).data)
    expect(model.score(X, y)).toBe(chosen.score(X, y))
    expect(model.convergence!.converged).toBe(true)
  })

  test('the one-standard-error rule takes the smallest C within one error of the best', async () => {
    const options = { penalty: 'l1', scoring: 'neg_log_loss', Cs: [0.01, 0.03, 0.1, 0.3, 1, 3, 10] } as const
    const best = await new LogisticRegressionCV(options).fit(X, y)
    const simple = await new LogisticRegressionCV({ ...options, selection: '1se' }).fit(X, y)
    const means = [...best.meanTestScores.data]
    const at = means.indexOf(Math.max(...means))
    expect(best.C).toBe(best.Cs.get(at))
    const bar = means[at] - best.standardErrors.get(at)
    expect(simple.C).toBe(best.Cs.get(means.findIndex(mean => mean >= bar)))
    expect(simple.C).toBeLessThan(best.C)
  })

  test('chooses among l1Ratios too', async () => {
    const l1Ratios = [0.2, 0.9]
    const model = await new LogisticRegressionCV({
      penalty: 'elasticnet',
      l1Ratios,
      Cs,
      cv: 2,
      scoring: 'neg_log_loss',
      tol: 1e-8,
    }).fit(X, y)
    expect(model.testScores.shape).toEqual([2, 3, 2])
    expect(model.coefs.shape).toEqual([2, 3, 2, 1, 30])
    const best = Math.max(...model.meanTestScores.data)
    expect(model.meanTestScores.get(Cs.indexOf(model.C), l1Ratios.indexOf(model.l1Ratio!))).toBe(best)
    const single = new LogisticRegression({ penalty: 'elasticnet', l1Ratio: 0.9, C: 0.05, tol: 1e-8 })
    const scores = await crossValScore(single, X, y, { cv: 2, scoring: 'neg_log_loss' })
    expect(model.testScores.get(1, 2, 1)).toBeCloseTo(scores.get(1), 7)
  })

  test('stands in a pipeline and in cross-validation, and is saved as the model that it chose', async () => {
    const make = () => makePipeline(new StandardScaler(), new LogisticRegressionCV({ Cs, cv: 2 }))
    const scores = await crossValScore(make(), data.X, y, { cv: 2 })
    expect(Math.min(...scores.data)).toBeGreaterThan(0.93)
    const pipeline = await make().fitAsync(data.X, y)
    const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)))
    expect(back.predictProba(data.X).data).toEqual(pipeline.predictProba(data.X).data)
    expect(pipeline.setParams({ logisticRegressionCV__penalty: 'l1' }).getParams()).toMatchObject({
      logisticRegressionCV__Cs: Cs,
      logisticRegressionCV__penalty: 'l1',
    })
  })

  test('without refit chooses but has no model', async () => {
    const model = await new LogisticRegressionCV({ Cs, cv: 2, refit: false }).fit(X, y)
    expect(Cs).toContain(model.C)
    expect(() => model.coef).toThrow('refit: false')
  })

  test('reports its paths and can be stopped', async () => {
    const seen: number[] = []
    const signal = AbortSignal.abort(new Error('no'))
    await new LogisticRegressionCV({ Cs, cv: 3 }).fit(X, y, { onProgress: ({ done }) => seen.push(done) })
    expect(seen).toEqual([1, 2, 3])
    await expect(new LogisticRegressionCV({ Cs }).fit(X, y, { signal })).rejects.toThrow('no')
  })

  test('names the fold and the C of what fails', async () => {
    const scoring = () => Number.NaN
    await expect(new LogisticRegressionCV({ Cs, scoring }).fit(X, y)).rejects.toThrow(
      'the test score (fold 0, C = 0.01) failed: a score must be a number, got NaN',
    )
    const ones = Int32Array.from([...y.keys()].filter(i => y[i] === 1))
    const cv = [{ train: ones, test: Int32Array.of(0) }]
    await expect(new LogisticRegressionCV({ Cs, cv }).fit(X, y)).rejects.toThrow(
      'the fit failed (fold 0): y has one class only',
    )
    await expect(new LogisticRegressionCV({ Cs, penaltyFactor: [1, 2] }).fit(X, y)).rejects.toThrow(
      'the fit failed (fold 0, C = 0.01): penaltyFactor has 2 values, but X has 30 features',
    )
  })

  test('refuses bad options', async () => {
    const make = (options: object) => new LogisticRegressionCV(options)
    expect(() => make({ Cs: [] })).toThrow('Cs is empty')
    expect(() => make({ Cs: [1, 0] })).toThrow('Cs[1] must be a finite number > 0, got 0')
    expect(() => make({ Cs: 0 })).toThrow('Cs must be an integer >= 1, got 0')
    expect(() => make({ C: 1 })).toThrow("unknown option 'C'; use Cs")
    expect(() => make({ selection: 'first' })).toThrow("selection must be one of 'best', '1se'")
    expect(() => make({ scoring: 'acc' })).toThrow("got 'acc'")
    expect(() => make({ penalty: 'elasticnet' })).toThrow('l1Ratios[0] must be a finite number')
    expect(() => make({ penalty: 'l1', l1Ratios: 1 })).toThrow("l1Ratios goes with penalty 'elasticnet' only")
    expect(() => make({ penalty: 'none' })).toThrow("penalty must be one of 'l2', 'l1', 'elasticnet'")
    expect(() => make({ tol: -1 })).toThrow('tol must be')
    expect(() => make({}).C).toThrow('C needs a fitted model')
    const cv = [{ train: Int32Array.of(0, 20), test: Int32Array.of(1) }]
    await expect(make({ cv, selection: '1se' }).fit(X, y)).rejects.toThrow("'1se' needs at least 2 splits")
  })
})

test('comes back from JSON with its scores and its model; the model alone is read by the class of models', async () => {
  const X = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i % 7])
  const y = X.map(([a, b], i) => (a + b + (i % 5) / 5 > 0.4 ? 'yes' : 'no'))
  const options = {
    penalty: 'elasticnet',
    l1Ratios: [0.2, 0.8],
    Cs: { count: 3, ratio: 100 },
    cv: 3,
  } as const
  for (const refit of [true, false]) {
    const cv = await new LogisticRegressionCV({ ...options, refit }).fit(X, y)
    const saved = JSON.parse(JSON.stringify(cv))
    const read = LogisticRegressionCV.fromJSON(saved)
    for (const name of ['testScores', 'meanTestScores', 'standardErrors', 'C', 'l1Ratio', 'Cs'] as const) {
      expect(read[name], name).toEqual(cv[name])
    }
    expect(JSON.parse(JSON.stringify(read))).toEqual(saved)
    expect(read.getParams()).toEqual(cv.getParams())
    expect(() => read.coefs).toThrow(/were not saved/)
    if (!refit) continue
    expect(read.predictProba(X).data).toEqual(cv.predictProba(X).data)
    expect(LogisticRegression.fromJSON(saved).coef.data).toEqual(cv.coef.data)
    expect(loadModel(saved).predict(X)).toEqual(cv.predict(X))
    saved.search.scores[0] = 'high'
    expect(() => LogisticRegressionCV.fromJSON(saved)).toThrow(/search.scores must be a number/)
  }
})

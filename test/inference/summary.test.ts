/** Standard errors, tests and intervals against R's glm, sandwich and statsmodels (test/fixtures/make_inference.py). */

import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import type { NdArray } from '../../src/data/ndview'
import { ndview } from '../../src/data/ndview'
import { firthLogisticRegression, likelihoodRatioTest, summary, waldTest } from '../../src/inference'
import type { CovarianceType } from '../../src/inference/covariance'
import type { ModelSummary } from '../../src/inference/results'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import type { LogisticRegressionOptions } from '../../src/linear-model/options'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { NotFittedError, UnsupportedError, ValidationError } from '../../src/support/errors'
import { setWarningHandler } from '../../src/support/warnings'
import { given, readFixture } from '../fixtures/read-fixture'

type Numbers = number[]
interface GlmCase extends Record<CovarianceType, Numbers> {
  name: string
  X: Numbers[]
  y: Numbers
  intercept: boolean
  sampleWeight: Numbers | null
  estimate: Numbers
  standardError: Numbers
  z: Numbers
  pValue: Numbers
  interval: Numbers
  covariance: Numbers
  logLikelihood: Numbers
  deviance: Numbers
  nullDeviance: Numbers
  aic: Numbers
  bic: Numbers
  wald: Numbers
  likelihoodRatio: Numbers
  statsmodels: { standardError: Numbers; logLikelihood: number }
}
interface RidgeCase {
  name: string
  X: Numbers[]
  y: Numbers
  C: number
  estimate: Numbers
  covariance: Numbers[]
  HC0: Numbers[]
  bias: Numbers
  parameters: number
}

const { glm, ridge } = readFixture<{ glm: (GlmCase & { clusters: Numbers })[]; ridge: RidgeCase[] }>(
  'inference.json',
)

/** Relative to the size of the value, absolute below 1. */
function expectEqual(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-8): void {
  expect(got.length).toBe(expected.length)
  for (let k = 0; k < got.length; k++) {
    expect(Math.abs(got[k] - expected[k])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[k])))
  }
}

/** Of covariances relative to the standard errors, however small those are. */
function expectCovariance(got: NdArray, expected: ArrayLike<number>): void {
  const [k] = got.shape
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const scale = Math.sqrt(expected[i * k + i] * expected[j * k + j])
      expect(Math.abs(got.get(i, j) - expected[i * k + j]) / scale).toBeLessThanOrEqual(1e-8)
    }
  }
}

function fit(X: readonly Numbers[], y: Numbers, options: object, sampleWeight?: Numbers): LogisticRegression {
  const all = { penalty: 'none', tol: 1e-12, maxIter: 1000, ...options } as LogisticRegressionOptions
  return new LogisticRegression(all).fit(X, y, given({ sampleWeight: sampleWeight ?? null }))
}

describe("a summary equals R's glm", () => {
  it.each(glm)('$name, intercept $intercept, weights $sampleWeight.length', expected => {
    const { X, y, intercept } = expected
    const weight = given({ sampleWeight: expected.sampleWeight })
    const model = fit(X, y, { fitIntercept: intercept }, weight.sampleWeight)
    const found = summary(model, X, y, weight)
    const of = (name: keyof ModelSummary['terms'][number]) => found.terms.map(term => term[name] as number)
    expectEqual(of('estimate'), expected.estimate)
    expectEqual(of('standardError'), expected.standardError)
    expectEqual(of('standardError'), expected.statsmodels.standardError)
    expectEqual(of('z'), expected.z)
    expected.pValue.forEach((p, j) => {
      expect(Math.abs(found.terms[j].pValue / p - 1)).toBeLessThan(1e-6)
    })
    const ends = [0, 1].flatMap(side => found.terms.map(({ interval }) => interval[side]))
    expectEqual(ends, expected.interval)
    expect(found.terms[0].oddsRatioInterval[1]).toBe(Math.exp(ends[found.terms.length]))
    expectCovariance(found.covariance, expected.covariance)
    expectEqual([found.logLikelihood, found.deviance], [...expected.logLikelihood, ...expected.deviance])
    expectEqual([found.logLikelihood], [expected.statsmodels.logLikelihood])
    expectEqual(
      [found.nullDeviance, found.aic, found.bic],
      [...expected.nullDeviance, ...expected.aic, ...expected.bic],
    )
    expect(found.pseudoR2).toBeCloseTo(1 - found.deviance / found.nullDeviance, 12)
    for (const type of ['HC0', 'HC1', 'HC2', 'HC3', 'cluster'] as const) {
      const clusters = type === 'cluster' ? { clusters: expected.clusters } : {}
      const robust = summary(model, X, y, { ...weight, ...clusters, covariance: type })
      expectCovariance(robust.covariance, expected[type])
      expect(robust.covarianceType).toBe(type)
    }
    const last = found.terms.slice(-2).map(({ name }) => name)
    const wald = waldTest(found, last)
    expectEqual([wald.statistic, wald.pValue], expected.wald)
    const Z = X.map(row => row.slice(0, -2))
    const restricted = summary(fit(Z, y, { fitIntercept: intercept }, weight.sampleWeight), Z, y, weight)
    const ratio = likelihoodRatioTest(found, restricted)
    expectEqual([ratio.statistic, ratio.pValue], expected.likelihoodRatio)
    expect([wald.df, ratio.df]).toEqual([2, 2])
  })
})

describe('a ridge penalty', () => {
  it.each(ridge)('has the covariance of the penalised estimate, and says its bias: $name, C $C', expected => {
    const { X, y, C } = expected
    const model = fit(X, y, { penalty: 'l2', C })
    const found = summary(model, X, y)
    expectEqual(
      found.terms.map(({ estimate }) => estimate),
      expected.estimate,
    )
    expectCovariance(found.covariance, expected.covariance.flat())
    expectCovariance(summary(model, X, y, { covariance: 'HC0' }).covariance, expected.HC0.flat())
    expectEqual(
      found.terms.map(({ bias }) => bias),
      expected.bias,
    )
    expectEqual([found.parameters], [expected.parameters])
    expect(found.penalty).toBe('l2')
    expect(found.likelihoodRatio).toBeUndefined()
    expect(String(found)).toContain('Ridge penalty: estimates are drawn towards 0')
  })

  it('knows the intercept that LIBLINEAR penalises, and penalty factors', () => {
    const { X, y } = ridge[0]
    const scaled = fit(X, y, { penalty: 'l2', penalizeIntercept: true, interceptScaling: 2 })
    const [intercept] = summary(scaled, X, y).terms
    const constant = fit(
      X.map(row => [2, ...row]),
      y,
      { penalty: 'l2', fitIntercept: false },
    )
    const [first] = summary(
      constant,
      X.map(row => [2, ...row]),
      y,
    ).terms
    expect(intercept.standardError).toBeCloseTo(2 * first.standardError, 8)
    const factors = fit(X, y, { penalty: 'l2', penaltyFactor: [0, 1, 1, 1] })
    expect(summary(factors, X, y).parameters).toBeGreaterThan(
      summary(fit(X, y, { penalty: 'l2' }), X, y).parameters,
    )
  })
})

/** A regression with noise: 40 rows, 2 columns. */
const noisy = fc.integer({ min: 0, max: 1e6 }).map(seed => {
  let state = seed + 1
  const next = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const X = Array.from({ length: 40 }, () => [4 * next() - 2, next()])
  const y = X.map(([a], i) => (i < 4 ? i % 2 : next() < 1 / (1 + Math.exp(-a)) ? 1 : 0))
  return { X, y, weight: X.map(() => 1 + Math.floor(3 * next())) }
})

describe('what a summary does not depend on', () => {
  it('an integer weight equals repeating the row, for every covariance', () => {
    fc.assert(
      fc.property(noisy, ({ X, y, weight }) => {
        const rows = weight.flatMap((count, i) => new Array<number>(count).fill(i))
        const [XX, yy] = [rows.map(i => X[i]), rows.map(i => y[i])]
        const [once, repeated] = [fit(X, y, {}, weight), fit(XX, yy, {})]
        for (const covariance of ['model', 'HC0', 'HC1', 'HC2', 'HC3'] as const) {
          const one = summary(once, X, y, { sampleWeight: weight, covariance })
          const other = summary(repeated, XX, yy, { covariance })
          expectCovariance(one.covariance, other.covariance.data)
          expectEqual([one.bic, one.deviance], [other.bic, other.deviance])
        }
      }),
      { numRuns: 15 },
    )
  })

  it('the scale of a column, the layout of the matrix, the names of the labels', () => {
    const { X, y } = glm[0]
    const found = summary(fit(X, y, {}), X, y)
    const scaled = X.map(([a, ...rest]) => [1e6 * a, ...rest])
    const zs = (other: ModelSummary) => other.terms.map(({ z }) => z)
    expectEqual(zs(summary(fit(scaled, y, {}), scaled, y)), zs(found), 1e-6)
    expectEqual(zs(summary(fit(X, y, {}), CsrMatrix.fromDense(X), y)), zs(found), 1e-12)
    const view = ndview(Float64Array.from(X.flat()), [X.length, 4])
    expectEqual(zs(summary(fit(X, y, {}), view, y)), zs(found), 1e-12)
    const named = y.map(label => (label === 1 ? 'yes' : 'no'))
    const words = summary(new LogisticRegression({ penalty: 'none', tol: 1e-12 }).fit(X, named), X, named)
    expectEqual(zs(words), zs(found), 1e-6)
    expect(words.classes).toEqual(['no', 'yes'])
  })

  it('the tolerance of the fit: Newton steps give the digits that it left open', () => {
    const { X, y } = glm[0]
    const model = new LogisticRegression({ penalty: 'none' }).fit(X, y)
    expectEqual(
      summary(model, X, y).terms.map(({ z }) => z),
      summary(fit(X, y, {}), X, y).terms.map(({ z }) => z),
      1e-8,
    )
  })
})

describe('where there is nothing to be told', () => {
  // Every row twice, and two of them with both labels: nothing separates the classes.
  const rows = [
    [1, 5, 0],
    [2, 3, 1],
    [3, 8, 0],
    [4, 1, 1],
    [5, 4, 0],
    [6, 2, 1],
    [7, 9, 0],
    [8, 6, 1],
  ]
  const X = [...rows, ...rows]
  const once = ['no', 'no', 'yes', 'no', 'yes', 'no', 'yes', 'yes']
  const y = [...once, ...once.map((label, i) => (i === 1 ? 'yes' : i === 6 ? 'no' : label))]
  const withFirst = (label: string) => [label, ...y.slice(1)]
  const featureNames = ['dose', 'age', 'sex']
  const of = (data: Numbers[], options: object = {}, labels: string[] = y) => {
    const model = new LogisticRegression({
      penalty: 'none',
      tol: 1e-10,
      ...options,
    } as LogisticRegressionOptions)
    return () => summary(model.fit(data, labels), data, labels, { featureNames })
  }

  it('names collinear columns', () => {
    const sum = X.map(([a, b]) => [a, b, 2 * a - b + 3])
    const quiet = { C: 1, penalty: 'l2' }
    expect(of(sum, quiet)).toThrow(ValidationError)
    expect(of(sum, quiet)).toThrow(
      'column sex is a linear combination of (intercept), dose and age (collinear columns)',
    )
    expect(
      of(
        X.map(([a, b]) => [a, b, 0]),
        quiet,
      ),
    ).toThrow('column sex is all zeros')
    expect(
      of(
        X.map(([a]) => [a, 7, a]),
        quiet,
      ),
    ).toThrow('column age is a linear combination of (intercept)')
  })

  it('leaves rows of weight 0 out, also where they alone hold columns apart, and clusters that have no others', () => {
    const absent = [
      [9, 1, 1],
      [2, 9, 0],
      [5, 5, 5],
    ]
    const [all, labels] = [
      [...absent, ...X],
      ['no', 'yes', 'no', ...y],
    ]
    const sampleWeight = labels.map((_, i) => (i < 3 ? 0 : 1))
    const model = new LogisticRegression({ penalty: 'none', tol: 1e-10 }).fit(all, labels, { sampleWeight })
    const clusters = labels.map((_, i) => (i < 3 ? `absent ${i}` : `${i % 5}`))
    for (const covariance of ['model', 'HC0', 'HC1', 'HC2', 'HC3', 'cluster'] as const) {
      const groups = (from: number) => (covariance === 'cluster' ? { clusters: clusters.slice(from) } : {})
      const found = summary(model, all, labels, { sampleWeight, covariance, ...groups(0) })
      const without = summary(model, X, y, { covariance, ...groups(3) })
      found.terms.forEach((term, j) => {
        expect(Math.abs(term.standardError / without.terms[j].standardError - 1)).toBeLessThan(1e-9)
      })
    }
    const copied = all.map(([a, b], i) => [a, b, i < 3 ? b : 2 * a])
    const quiet = new LogisticRegression().fit(copied, labels, { sampleWeight })
    const refused = /column x2 is a linear combination of x0 \(collinear columns\)/
    expect(() => summary(quiet, copied, labels, { sampleWeight })).toThrow(refused)
    expect(() => firthLogisticRegression(copied, labels, { sampleWeight })).toThrow(refused)
  })

  it('takes a fit that is as near to the optimum as its tol asks, and gives the digits that are open', () => {
    const exact = of(X)()
    for (const tol of [0.1, 1e-2, 1e-3, 1e-4]) {
      const found = of(X, { tol })()
      found.terms.forEach((term, j) => {
        expect(Math.abs(term.estimate - exact.terms[j].estimate)).toBeLessThan(1e-8)
      })
    }
    const cut = { tol: 1e-10, maxIter: 1 }
    setWarningHandler(() => undefined)
    onTestFinished(() => void setWarningHandler())
    expect(of(X, cut)).toThrow(/not at the optimum of these data: .* larger maxIter/)
  })

  it('has no sandwich where its correction for few observations is undefined', () => {
    const thin = y.map(() => 0.1)
    const model = new LogisticRegression({ penalty: 'none', tol: 1e-10 }).fit(X, y, { sampleWeight: thin })
    const ask = (covariance: 'HC0' | 'HC1' | 'HC2' | 'HC3' | 'cluster') => () =>
      summary(model, X, y, { sampleWeight: thin, covariance, clusters: y.map((_, i) => i % 6) })
    expect(ask('HC0')().terms.every(({ standardError }) => standardError > 0)).toBe(true)
    expect(ask('HC1')).toThrow("covariance 'HC1' needs over 1.6 observations")
    expect(ask('cluster')).toThrow(/'cluster' needs over/)
    for (const type of ['HC2', 'HC3'] as const) {
      expect(ask(type)).toThrow(/'HC[23]' needs over/)
    }
  })

  it('names the columns that separate the classes, wholly or in part, however the fit ended', () => {
    setWarningHandler(() => undefined)
    onTestFinished(() => void setWarningHandler())
    for (const tol of [1e-2, 1e-4, 1e-8]) {
      for (const maxIter of [5, 20]) {
        const options = { tol, maxIter }
        const whole = X.map(([a, b, c], i) => [y[i] === 'yes' ? b + 20 : b, a, c])
        expect(of(whole, options)).toThrow(/classes are separated: .*dose.* all rows apart/)
        const part = X.map(([a, b], i) => [a, b, i === 2 || i === 4 ? 1 : 0])
        expect(of(part, options)).toThrow(/classes are separated: .*sex.* 2 of 16 rows apart without error/)
      }
    }
  })

  it('refuses models, data and options that do not fit, by name', () => {
    const data = X.map(([a, b]) => [a, b])
    const model = new LogisticRegression({ penalty: 'none', tol: 1e-10 }).fit(data, y)
    const refused: [() => unknown, new (...given: never[]) => Error, RegExp][] = [
      [
        () => summary(new LogisticRegression({ penalty: 'none' }), data, y),
        NotFittedError,
        /needs a fitted model/,
      ],
      [of(X, { penalty: 'l1' }), UnsupportedError, /no standard errors for penalty 'l1'/],
      [of(X, { penalty: 'elasticnet', l1Ratio: 0.5 }), UnsupportedError, /stabilitySelection/],
      [of(X, { penalty: 'none', positive: true }), UnsupportedError, /coefficients with bounds/],
      [
        of(X, { classWeight: 'balanced', penalty: 'l2' }),
        ValidationError,
        /classWeight changes what is estimated/,
      ],
      [() => summary(model, X, y), ValidationError, /X has 3 features, but the model was fitted on 2/],
      [
        () => summary(model, data, withFirst('maybe')),
        ValidationError,
        /y\[0\] is 'maybe', but the model knows/,
      ],
      [() => summary(model, data, withFirst('yes')), ValidationError, /not at the optimum of these data/],
      [() => summary(model, data, y, { level: 1 }), ValidationError, /level/],
      [
        () => summary(model, data, y, { featureNames: ['a'] }),
        ValidationError,
        /featureNames must be 2 strings/,
      ],
      [() => summary(model, data, y, { featureNames: ['a', 'a'] }), ValidationError, /must be distinct/],
      [() => summary(model, data, y, { covariance: 'cluster' }), ValidationError, /clusters is missing/],
      [
        () => summary(model, data, y, { covariance: 'HC4' as 'HC3' }),
        ValidationError,
        /covariance must be one of/,
      ],
      [() => summary(model, data, y, { names: ['a'] } as object), ValidationError, /unknown option 'names'/],
    ]
    for (const [call, kind, message] of refused) {
      expect(call).toThrow(kind)
      expect(call).toThrow(message)
    }
    const three = X.map((_, i) => 'abc'[i % 3])
    const many = new LogisticRegression().fit(data, three)
    expect(() => summary(many, data, three)).toThrow(/models of two classes, got 3/)
    const scaled = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'none' })).fit(
      data,
      y,
    )
    expect(() => summary(scaled as never, data, y)).toThrow(
      'the model must be a LogisticRegression, got a Pipeline',
    )
  })

  it('refuses tests that make no sense', () => {
    const data = X.map(([a, b]) => [a, b])
    const at = (rows: Numbers[], options: object = {}) =>
      summary(
        fit(
          rows,
          y.map(label => (label === 'yes' ? 1 : 0)),
          options,
        ),
        rows,
        y.map(label => (label === 'yes' ? 1 : 0)),
      )
    const found = at(data)
    const model = fit([[0], [1]], [0, 1], { penalty: 'l2' }) as never
    const advice =
      'must be what summary gives of a model, got a LogisticRegression: take summary(model, X, y)'
    expect(() => waldTest(model, ['x0'])).toThrow(`waldTest: found ${advice}`)
    expect(() => likelihoodRatioTest(found, model)).toThrow(`likelihoodRatioTest: restricted ${advice}`)
    expect(() => waldTest(found, ['dose'])).toThrow(/distinct names among \(intercept\), x0, x1, got 'dose'/)
    expect(() => waldTest(found, [])).toThrow(/at least one term/)
    expect(() => waldTest(found, { contrasts: [[1, 1]] })).toThrow(/rows of 3 numbers/)
    expect(() =>
      waldTest(found, {
        contrasts: [
          [0, 1, 1],
          [0, 2, 2],
        ],
      }),
    ).toThrow(/depend on each other/)
    expect(waldTest(found, { contrasts: [[0, 1, 0]], values: [found.terms[1].estimate] }).statistic).toBe(0)
    const one = at(data.map(([a]) => [a]))
    expect(() => likelihoodRatioTest(one, found)).toThrow(/has the term x1/)
    expect(() => likelihoodRatioTest(found, found)).toThrow(/fewer terms/)
    expect(() => likelihoodRatioTest(at(data, { penalty: 'l2' }), one)).toThrow(/full has penalty 'l2'/)
    expect(likelihoodRatioTest(found, one).df).toBe(1)
  })
})

it('prints a table', () => {
  const { X, y } = glm[0]
  const featureNames = ['sepal length', 'sepal width', 'petal length', 'petal width']
  expect(String(summary(fit(X, y, {}), X, y, { featureNames, level: 0.9 }))).toMatchInlineSnapshot(`
    "Logistic regression of 1 against 0, 100 observations

                    estimate  std. error           z     p-value         5 %        95 %  odds ratio
    (intercept)     -42.6378     25.7077     -1.6586      0.0972    -84.9231     -0.3525   3.038e-19
    sepal length     -2.4652      2.3943     -1.0296      0.3032     -6.4035      1.4731      0.0850
    sepal width      -6.6809      4.4796     -1.4914      0.1359    -14.0491      0.6873      0.0013
    petal length      9.4294      4.7372      1.9905      0.0465      1.6374     17.2214  12448.8702
    petal width      18.2861      9.7426      1.8769      0.0605      2.2610     34.3113    8.741e+7

    Covariance: model
    Log-likelihood -5.9493, null -69.3147, McFadden's R² 0.9142
    Deviance 11.8985 on 95 degrees of freedom, null 138.6294
    AIC 21.8985, BIC 34.9244
    Likelihood ratio against no columns: 126.7309 on 4 degrees of freedom, p = 1.95e-26"
  `)
})

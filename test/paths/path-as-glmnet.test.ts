/** Paths as glmnet has them: deviance explained, rules that end a path, relaxed refits, the table. */

import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  CsrMatrix,
  LogisticRegression,
  logisticRegressionPath,
  type PathOptions,
  ValidationError,
} from '../../src'
import { readFixture } from '../fixtures/read-fixture'

interface Explained {
  readonly name: string
  readonly devRatio: number[]
  readonly nullDeviance: number
  readonly df: number[]
  readonly relaxedCoef?: number[][][]
  readonly relaxedIntercept?: number[][]
  readonly relaxedDevRatio?: number[]
}

const { X, y, y3, offset, offset3, p2, p3, path, stops, deviances } = readFixture<{
  X: number[][]
  y: number[]
  y3: number[]
  offset: number[]
  offset3: number[][]
  p2: number[]
  p3: number[][]
  path: {
    lambda: number[]
    devRatio: number[]
    df: number[]
    nullDeviance: number
    gammas: number[]
    relaxed: number[][][]
  }
  stops: {
    lambda: number[]
    devRatio: number[]
    df: number[]
    rules: { rule: string; value: number; length: number }[]
  }
  deviances: Explained[]
}>('statistics.json')

const n = X.length
const TIGHT = { tol: 1e-11, maxIter: 500 }
const atLambdas = (lambdas: readonly number[], weight = n) => lambdas.map(lambda => 1 / (weight * lambda))

function expectClose(found: ArrayLike<number>, expected: readonly number[], within = 1e-6): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, q) => {
    expect(Math.abs(found[q] - value), `number ${q}`).toBeLessThan(within)
  })
}

describe('the share of deviance explained', () => {
  it("is glmnet's along a path, with its numbers of non-zeros", () => {
    const found = logisticRegressionPath(X, y, { ...TIGHT, Cs: atLambdas(path.lambda) })
    expectClose(found.devRatio, path.devRatio, 1e-9)
    expect([...found.nonZero]).toEqual(path.df)
    expect(found.nullDeviance / path.nullDeviance).toBeCloseTo(1, 12)
    expect(found.relaxed).toBe(undefined)
  })

  const cases: Record<string, [unknown, PathOptions]> = {
    offset: [y, { offset }],
    'no intercept': [y, { fitIntercept: false }],
    proportions: [p2, { target: 'probability' }],
    'proportions of three': [p3, { target: 'probability' }],
    'offset of three': [y3, { offset: offset3 }],
    three: [y3, { relax: true }],
    weights: [y, { relax: true, sampleWeight: X.map((_, i) => 1 + ((5 * (i + 1)) % 3)) }],
  }
  const sequence = Array.from({ length: 6 }, (_, k) => 0.2 * 0.01 ** (k / 5))

  /** What several classes have in common says nothing: without a penalty it could be anything. */
  const centred = (coefs: ArrayLike<number>): number[] => {
    if (coefs.length === 6 * 6) return Array.from(coefs)
    return Array.from(coefs, (w, q) => {
      const [point, feature] = [Math.floor(q / 18) * 18, q % 6]
      return w - [0, 6, 12].reduce((sum, k) => sum + coefs[point + k + feature], 0) / 3
    })
  }

  it.each(deviances)("is glmnet's: $name", ({ name, relaxedCoef, ...expected }) => {
    const [target, options] = cases[name]
    const total = Array.from((options.sampleWeight ?? []) as number[]).reduce((sum, w) => sum + w, 0) || n
    const Cs = atLambdas(sequence, total)
    const found = logisticRegressionPath(X, target as number[], { ...TIGHT, ...options, Cs })
    expectClose(found.devRatio, expected.devRatio, 1e-8)
    if (name !== 'weights') expect(found.nullDeviance / expected.nullDeviance).toBeCloseTo(1, 9)
    if (found.classes.length === 2) expect([...found.nonZero]).toEqual(expected.df)
    if (relaxedCoef === undefined) return
    expectClose(centred(found.relaxed!.coefs.data), centred(relaxedCoef.flat(2)))
    expectClose(found.relaxed!.devRatio, expected.relaxedDevRatio!, 1e-8)
  })

  it('is that of each class against the rest, for those models', () => {
    const Cs = [0.1, 1]
    const found = logisticRegressionPath(X, y3, { ...TIGHT, Cs, multiClass: 'ovr' })
    const own = [0, 1, 2].map(k =>
      logisticRegressionPath(
        X,
        y3.map(label => label === k),
        { ...TIGHT, Cs },
      ),
    )
    const total = own.reduce((sum, { nullDeviance }) => sum + nullDeviance, 0)
    expect(found.nullDeviance).toBeCloseTo(total, 9)
    const explained = own.reduce((sum, { nullDeviance, devRatio }) => sum + nullDeviance * devRatio[1], 0)
    expect(found.devRatio[1]).toBeCloseTo(explained / total, 9)
  })
})

describe('a path ends', () => {
  const Cs = atLambdas(stops.lambda)

  it.each(stops.rules)('where glmnet ends it: $rule', ({ rule, value, length }) => {
    const found = logisticRegressionPath(X, y, { ...TIGHT, Cs, [rule]: value })
    // glmnet keeps the first model that has too many.
    expect(found.Cs.length).toBe(rule === 'maxNonZero' ? length - 1 : length)
    expectClose(found.devRatio, stops.devRatio.slice(0, found.Cs.length), 1e-9)
    expect(found.coefs.shape).toEqual([found.Cs.length, 1, 6])
    expect(found.convergence.length).toBe(found.Cs.length)
  })

  it('from the smallest C on, whatever the order of the Cs', () => {
    const some = [Cs[30], Cs[3], Cs[0], Cs[12]]
    const found = logisticRegressionPath(X, y, { Cs: some, maxNonZero: stops.df[12] })
    expect([...found.Cs]).toEqual([Cs[3], Cs[0], Cs[12]])
    expect([...found.nonZero]).toEqual([stops.df[3], 0, stops.df[12]])
  })

  it('not while the model is empty', () => {
    const found = logisticRegressionPath(X, y, { Cs: [1e-5, 1e-4, 0.1, 1], minDevChange: 0.05 })
    expect(found.Cs.length).toBe(4)
  })

  it.each([
    [{ devMax: 2 }, /devMax must be a finite number >= 0 and <= 1, got 2/],
    [{ minDevChange: -1 }, /minDevChange/],
    [{ maxNonZero: 1.5 }, /maxNonZero must be an integer >= 0, got 1.5/],
    [
      { maxNonZero: 1, Cs: [10] },
      /the smallest C, 10, has 6 coefficients other than zero; begin with a smaller/,
    ],
    [{ relax: 1 }, /relax must be true or false, got 1/],
    [{ devmax: 0.5 }, /did you mean devMax/],
  ])('or refuses: %o', (options, message) => {
    expect(() => logisticRegressionPath(X, y, options as PathOptions)).toThrow(ValidationError)
    expect(() => logisticRegressionPath(X, y, options as PathOptions)).toThrow(message)
  })
})

describe('relaxed refits', () => {
  const found = logisticRegressionPath(X, y, { ...TIGHT, Cs: atLambdas(path.lambda), relax: true })
  const { relaxed } = found

  it.each(path.gammas)("are glmnet's, also between the path and them: γ = %d", gamma => {
    const expected = path.relaxed[path.gammas.indexOf(gamma)]
    // glmnet takes 1e-5 for 0.
    const { coefs, intercepts } = relaxed!.blend(Math.max(gamma, 1e-5))
    expectClose(
      intercepts.data,
      expected.map(([b]) => b),
    )
    expectClose(
      coefs.data,
      expected.flatMap(([, ...w]) => w),
    )
  })

  it('are models without a penalty of the features that were chosen, dense or sparse', () => {
    const [k, active] = [2, [0, 1, 2, 5]]
    expect([...found.coefs.data.subarray(k * 6, k * 6 + 6)].flatMap((w, j) => (w === 0 ? [] : [j]))).toEqual(
      active,
    )
    const Z = X.map(row => active.map(j => row[j]))
    const model = new LogisticRegression({ penalty: 'none', tol: 1e-11 }).fit(Z, y)
    expectClose(
      active.map(j => relaxed!.coefs.get(k, 0, j)),
      [...model.coef.data],
      1e-8,
    )
    const Cs = atLambdas(path.lambda.slice(0, 5))
    const sparse = logisticRegressionPath(CsrMatrix.fromDense(X), y, { ...TIGHT, Cs, relax: true })
    expectClose(sparse.relaxed!.coefs.data, [...relaxed!.coefs.data.subarray(0, 30)], 1e-7)
    expect(relaxed!.devRatio.every((share, p) => share >= found.devRatio[p] - 1e-12)).toBe(true)
    expect(relaxed!.coefs.data.subarray(0, 6).every(w => w === 0)).toBe(true)
  })

  it('keep to bounds and offsets', () => {
    const options = { ...TIGHT, Cs: [1, 5], relax: true, offset, lowerBounds: [0, -1, 0, 0, 0, 0] }
    const { coefs, relaxed } = logisticRegressionPath(X, y, options)
    const active = [0, 1, 2, 3, 4, 5].filter(j => coefs.get(1, 0, j) !== 0)
    const bounded = new LogisticRegression({
      ...TIGHT,
      penalty: 'none',
      lowerBounds: active.map(j => options.lowerBounds[j]),
    }).fit(
      X.map(row => active.map(j => row[j])),
      y,
      { offset },
    )
    expectClose(
      active.map(j => relaxed!.coefs.get(1, 0, j)),
      [...bounded.coef.data],
      1e-7,
    )
  })

  it('refuse a γ that is none', () => {
    expect(() => relaxed!.blend(1.5)).toThrow(/gamma must be a finite number >= 0 and <= 1, got 1.5/)
  })
})

it('a path prints as a table', () => {
  const found = logisticRegressionPath(X, y, { Cs: [0.02, 0.2, 2], relax: true })
  const table = [
    'Path of 3 models, null deviance 110.9',
    '',
    '   C  non-zero  % deviance  % relaxed',
    '0.02         0        0.00       0.00',
  ]
  expect(String(found).split('\n').slice(0, 4)).toEqual(table)
  expect(inspect(found)).toBe(String(found))
  expect(structuredClone(found).devRatio).toEqual(found.devRatio)
})

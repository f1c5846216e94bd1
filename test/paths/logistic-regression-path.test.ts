import { describe, expect, it } from 'vitest'
import {
  CsrMatrix,
  type L1MinCOptions,
  LogisticRegression,
  type LogisticRegressionOptions,
  l1MinC,
  logisticRegressionPath,
  logisticRegressionPathAsync,
  type PathOptions,
  ValidationError,
} from '../../src'
import { readFixture } from '../fixtures/read-fixture'
import { referenceData } from '../support/reference-data'

interface Point {
  readonly C: number
  readonly coef: readonly number[] | { readonly index: readonly number[]; readonly value: readonly number[] }
  readonly intercept: number
  readonly objective: number
}
const { path, l1MinC: minC } = readFixture<{
  path: Point[]
  l1MinC: { free: number; penalised: number }
}>('family.json')
const { X, rows, y } = referenceData('breast-cancer')
const iris = referenceData('iris')
const features = rows[0].length

function dense({ coef }: Point): number[] {
  if (!('index' in coef)) return [...coef]
  const all = new Array<number>(features).fill(0)
  coef.index.forEach((j, k) => {
    all[j] = coef.value[k]
  })
  return all
}

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6) {
  expect(got.length).toBe(expected.length)
  for (let q = 0; q < got.length; q++) expect(Math.abs(got[q] - expected[q])).toBeLessThan(tolerance)
}

describe('l1MinC', () => {
  it('equals the references, with a free and with a penalised intercept', () => {
    expect(Math.abs(l1MinC(X, y) / minC.free - 1)).toBeLessThan(1e-9)
    expect(
      Math.abs(l1MinC(X, y, { penalty: 'l1', penalizeIntercept: true }) / minC.penalised - 1),
    ).toBeLessThan(1e-9)
  })

  const variants: readonly (readonly [string, L1MinCOptions])[] = [
    ['no intercept', { penalty: 'l1', fitIntercept: false }],
    ['one against the rest', { penalty: 'l1', multiClass: 'ovr' }],
    ['the softmax', { penalty: 'l1', multiClass: 'multinomial' }],
    ['a free feature', { penalty: 'l1', penaltyFactor: [1, 0, 2, 1] }],
    ['weights', { penalty: 'l1', sampleWeight: iris.y.map((_, i) => i % 3) }],
    ['the elastic net', { penalty: 'elasticnet', l1Ratio: 0.4 }],
  ]
  it.each(variants)('is where the first coefficient leaves zero: %s', (_, options) => {
    const C = l1MinC(iris.X, iris.y, options)
    const { sampleWeight, ...model } = options
    const nonZero = (factor: number) =>
      new LogisticRegression({ ...(model as LogisticRegressionOptions), tol: 1e-10, C: factor * C })
        .fit(iris.X, iris.y, { sampleWeight })
        .coef.data.filter((w, q) => w !== 0 && model.penaltyFactor?.[q % 4] !== 0).length
    expect(nonZero(0.999)).toBe(0)
    expect(nonZero(1.001)).toBeGreaterThan(0)
  })

  it('refuses what has no such C', () => {
    const bad = (options: unknown) => () => l1MinC(X, y, options as L1MinCOptions)
    expect(() => l1MinC([[1], [1]], [0, 1])).toThrow(/no feature of X/)
    expect(bad({ penalty: 'l2' })).toThrow(/l1 part, got penalty 'l2'/)
    expect(bad({ penalty: 'elasticnet', l1Ratio: 0 })).toThrow(/l1Ratio 0/)
    expect(bad(null)).toThrow(/options must be an object, got null/)
    expect(bad({ weights: [] })).toThrow(/l1MinC: unknown option 'weights'/)
  })
})

describe('logisticRegressionPath', () => {
  it('equals the references', () => {
    const got = logisticRegressionPath(X, y, { Cs: path.map(({ C }) => C), tol: 1e-10 })
    expect(got.coefs.shape).toEqual([path.length, 1, features])
    path.forEach((point, k) => {
      const { converged, objective } = got.convergence[k]
      expect(converged).toBe(true)
      expectClose(got.coefs.data.subarray(k * features, (k + 1) * features), dense(point))
      expect(Math.abs(got.intercepts.get(k, 0) - point.intercept)).toBeLessThan(1e-6)
      expect(Math.abs(objective / point.objective - 1)).toBeLessThan(1e-9)
    })
  })

  const pairs = (['multinomial', 'ovr'] as const).flatMap(multiClass =>
    (['l1', 'l2'] as const).map(penalty => ({ multiClass, penalty })),
  )
  it.each(
    pairs,
  )('gives the models of cold fits, in the order of the Cs: $multiClass, $penalty', async pair => {
    const Cs = [1, 0.01, 10, 0.1]
    const options = { ...pair, Cs, tol: 1e-10 }
    const got = logisticRegressionPath(iris.X, iris.y, options)
    expect(got.coefs.shape).toEqual([4, 3, 4])
    expect(got.intercepts.shape).toEqual([4, 3])
    expect(got.classes).toEqual([0, 1, 2])
    Cs.forEach((C, k) => {
      const cold = new LogisticRegression({ ...pair, C, tol: 1e-10 }).fit(iris.X, iris.y)
      expectClose(got.coefs.data.subarray(k * 12, (k + 1) * 12), cold.coef.data)
      expectClose(got.intercepts.data.subarray(k * 3, (k + 1) * 3), cold.intercept.data)
    })
    const sparse = CsrMatrix.fromDense(iris.rows.map(row => [...row]))
    const later = await logisticRegressionPathAsync(sparse, iris.y, options)
    expectClose(later.coefs.data, got.coefs.data)
  })

  it('goes from the first C with a model to 10,000 times it, a hundred of them, telling of each', () => {
    const seen: number[] = []
    const got = logisticRegressionPath(X, y, {
      onProgress: ({ type, index, nonZero, done, total }) => {
        expect([type, done, total]).toEqual(['point', index + 1, 100])
        seen.push(index, nonZero)
      },
    })
    expect(got.Cs.length).toBe(100)
    expect(Math.abs(got.Cs[0] / minC.free - 1)).toBeLessThan(1e-9)
    expect(got.Cs[99] / got.Cs[0]).toBeCloseTo(1e4, 6)
    expect(got.convergence.every(({ converged }) => converged)).toBe(true)
    expect(seen.slice(0, 2)).toEqual([0, 0])
    expect(seen.length).toBe(200)
  })

  it('refuses what it cannot follow', () => {
    const bad: unknown[] = [
      { C: 1 },
      { warmStart: true },
      { Cs: [] },
      { Cs: [0] },
      { Cs: 0 },
      { Cs: {} },
      { Cs: { count: 2, list: [1] } },
      { Cs: { count: 0 } },
      { Cs: { ratio: 1 } },
      { Cs: 'x' },
      { Cs: new Map() },
      { Cs: null },
      { foo: 1 },
      null,
    ]
    for (const options of bad) {
      expect(() => logisticRegressionPath(X, y, options as PathOptions)).toThrow(ValidationError)
    }
  })

  it('stops when told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    expect(() => logisticRegressionPath(X, y, { signal })).toThrow('enough')
    await expect(logisticRegressionPathAsync(X, y, { signal })).rejects.toThrow('enough')
  })
})

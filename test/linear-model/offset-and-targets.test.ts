/** Offsets, and targets that are shares of the classes: the optimum of glmnet and of R's glm, and laws. */

import { describe, expect, it } from 'vitest'
import {
  LogisticRegression,
  LogisticRegressionCV,
  type LogisticRegressionCVOptions,
  type LogisticRegressionOptions,
  l1MinC,
  logisticRegressionPath,
  logLoss,
  type NdArray,
  UnsupportedError,
} from '../../src'
import { ndview } from '../../src/data/ndview'
import { given, readFixture } from '../fixtures/read-fixture'

interface Fit {
  readonly family: 'binomial' | 'multinomial'
  readonly penalty: 'l1' | 'l2' | 'elasticnet' | 'none'
  readonly l1Ratio: number | null
  readonly C: number | null
  readonly coef: number[][]
  readonly intercept: number[]
}

const fixture = readFixture<{
  X: number[][]
  y: number[]
  y3: number[]
  offset: number[]
  offset3: number[][]
  offsets: Fit[]
  glm: { coef: number[]; intercept: number; deviance: number; fitted: number[] }
  counts: { trials: number[]; successes: number[]; coef: number[]; intercept: number }
  p2: number[]
  p3: number[][]
  proportions: { C: number; l1Ratio: number; coef: number[][]; intercept: number[] }[]
}>('statistics.json')

const { X, y, y3, offset, offset3, offsets, glm, counts, p2, p3, proportions } = fixture

const TIGHT = { tol: 1e-11, maxIter: 500 }
const make = (options: object) =>
  new LogisticRegression({ ...TIGHT, ...options } as LogisticRegressionOptions)

function expectClose(found: NdArray, expected: readonly number[], within = 1e-6): void {
  expect(found.size).toBe(expected.length)
  expected.forEach((value, q) => {
    expect(Math.abs(found.data[q] - value), `number ${q}`).toBeLessThan(within)
  })
}

describe('offset', () => {
  it.each(offsets)("is glmnet's: $family $penalty, C $C", ({
    family,
    penalty,
    l1Ratio,
    C,
    coef,
    intercept,
  }) => {
    const model = make(given({ penalty, l1Ratio, C })).fit(X, family === 'binomial' ? y : y3, {
      offset: family === 'binomial' ? offset : offset3,
    })
    expectClose(model.coef, coef.flat())
    expectClose(model.intercept, intercept)
  })

  it("is that of R's glm, with its predictions", () => {
    const model = make({ penalty: 'none' }).fit(X, y, { offset })
    expectClose(model.coef, glm.coef, 1e-8)
    expectClose(model.intercept, [glm.intercept], 1e-8)
    expect(Math.abs(2 * model.convergence.objective - glm.deviance)).toBeLessThan(1e-9)
    const P = model.predictProba(X, { offset })
    glm.fitted.forEach((p, i) => {
      expect(Math.abs(P.get(i, 1) - p)).toBeLessThan(1e-8)
    })
  })

  it('is added to the margins of every prediction', () => {
    const model = make({}).fit(X, y3, { offset: offset3 })
    const z = model.decisionFunction(X)
    const shifted = model.decisionFunction(X, { offset: ndview(Float64Array.from(offset3.flat()), [80, 3]) })
    offset3.flat().forEach((o, p) => {
      expect(shifted.data[p]).toBe(z.data[p] + o)
    })
    const large = X.map(() => [0, 1e6, 0])
    expect(new Set(model.predict(X, { offset: large }))).toEqual(new Set([1]))
    expect(model.predictProba(X, { offset: large }).get(0, 1)).toBe(1)
    expect(model.predictLogProba(X, { offset: large }).get(0, 1)).toBe(0)
    expect(model.score(X, y3, { offset: large })).toBe(y3.filter(k => k === 1).length / 80)
  })

  it('that is the same for all rows goes into the intercept', () => {
    const plain = make({ penalty: 'l1' }).fit(X, y)
    const moved = make({ penalty: 'l1' }).fit(X, y, { offset: X.map(() => 0.75) })
    expectClose(moved.coef, [...plain.coef.data], 1e-8)
    expectClose(moved.intercept, [plain.intercept.get(0) - 0.75], 1e-8)
  })

  it('of one-vs-rest has a column a class', () => {
    const model = make({ multiClass: 'ovr' }).fit(X, y3, { offset: offset3 })
    const own = make({}).fit(
      X,
      y3.map(k => k === 2),
      { offset: offset3.map(row => row[2]) },
    )
    expectClose(own.coef, [...model.coef.data.slice(12)], 1e-8)
  })

  it('goes along paths and into cross-validation', async () => {
    const Cs = [0.05, 0.5]
    const { coefs } = logisticRegressionPath(X, y, { Cs, offset, tol: 1e-10 })
    const model = make({ penalty: 'l1', C: 0.5 }).fit(X, y, { offset })
    expectClose(model.coef, [...coefs.data.slice(6)], 1e-6)
    expect(l1MinC(X, y, { offset })).not.toBe(l1MinC(X, y))
    const rows = X.map((_, i) => i)
    const cv = [0, 1].map(k => ({
      train: rows.filter(i => i % 2 !== k),
      test: rows.filter(i => i % 2 === k),
    }))
    const options = { Cs, cv, scoring: 'neg_log_loss', tol: 1e-10 } as unknown as LogisticRegressionCVOptions
    const chosen = await new LogisticRegressionCV(options).fit(X, y, { offset })
    const { train, test } = cv[1]
    const at = <T>(list: readonly T[], own: ArrayLike<number>) => Array.from(own, i => list[i])
    const fold = make({ C: 0.05 }).fit(at(X, train), at(y, train), { offset: at(offset, train) })
    const P = fold.predictProba(at(X, test), { offset: at(offset, test) })
    expect(Math.abs(chosen.testScores.get(1, 0) + logLoss(at(y, test), P))).toBeLessThan(1e-6)
    expect(chosen.score(X, y, { offset })).toBe(-logLoss(y, chosen.predictProba(X, { offset })))
    expect(chosen.predict(X, { offset })).toEqual(chosen.bestModel.predict(X, { offset }))
  })

  it('is refused by name where it does not fit', () => {
    const fit =
      (given: unknown, labels = y) =>
      () =>
        make({}).fit(X, labels, { offset: given as number[] })
    expect(fit([1, 2])).toThrow(/offset has 2 rows, but X has 80/)
    expect(fit(1 as never)).toThrow(/offset has 0 rows, but X has 80/)
    expect(fit(offset3)).toThrow(/offset must be one number a row for two classes, got 3/)
    expect(fit(offset, y3)).toThrow(/offset must have a column for each of the 3 classes, got 1/)
    expect(fit(X.map(() => Number.NaN))).toThrow(/offset\[0, 0\] is NaN/)
    expect(fit(X.map(() => 1e200))).toThrow(/offset must be within/)
    expect(() =>
      make({})
        .fit(X, y)
        .predict(X, { ofset: offset } as object),
    ).toThrow(/ofset/)
    expect(() => make({ solver: 'dual-cd', penalizeIntercept: true }).fit(X, y, { offset })).toThrow(
      UnsupportedError,
    )
  })
})

describe('targets', () => {
  it.each(proportions)('are proportions as in glmnet: C $C, l1Ratio $l1Ratio', ({
    C,
    l1Ratio,
    ...expected
  }) => {
    const two = expected.coef.length === 1
    const model = make({ penalty: 'elasticnet', C, l1Ratio }).fit(X, (two ? p2 : p3) as number[], {
      target: 'probability',
    })
    expectClose(model.coef, expected.coef.flat())
    expectClose(model.intercept, expected.intercept)
    expect(model.classes).toEqual(two ? [0, 1] : [0, 1, 2])
  })

  it("are successes of trials as in R's glm", () => {
    const { trials, successes, coef, intercept } = counts
    const model = make({ penalty: 'none' }).fit(X, successes, { trials })
    expectClose(model.coef, coef, 1e-8)
    expectClose(model.intercept, [intercept], 1e-8)
    const both = successes.map((k, i) => [trials[i] - k, k])
    expectClose(make({ penalty: 'none' }).fit(X, both, { trials }).coef, coef, 1e-8)
  })

  it('of 0 and 1 are labels, to the bit', () => {
    const labels = make({ penalty: 'l1' }).fit(X, y)
    const shares = make({ penalty: 'l1' }).fit(X, y, { target: 'probability' })
    expect(shares.coef.data).toEqual(labels.coef.data)
    const rows = y3.map(code => [0, 1, 2].map(k => +(k === code)))
    expect(make({}).fit(X, rows, { target: 'probability' }).coef.data).toEqual(make({}).fit(X, y3).coef.data)
  })

  it.each([
    'l1',
    'l2',
    'none',
  ])('are rows of each class with their weight: %s, with class weights', penalty => {
    const options = { penalty, classWeight: { 0: 2, 1: 0.5, 2: 1 } }
    const model = make(options).fit(X, p3, { target: 'probability', sampleWeight: counts.trials })
    const repeated = X.flatMap(row => [row, row, row])
    const labels = X.flatMap(() => [0, 1, 2])
    const sampleWeight = p3.flatMap((row, i) => row.map(t => Math.max(t, 0) * counts.trials[i]))
    expectClose(model.coef, [...make(options).fit(repeated, labels, { sampleWeight }).coef.data], 1e-7)
    const ovr = { ...options, multiClass: 'ovr' }
    const each = make(ovr).fit(X, p3, { target: 'probability', sampleWeight: counts.trials })
    expectClose(each.coef, [...make(ovr).fit(repeated, labels, { sampleWeight }).coef.data], 1e-7)
  })

  it('balanced class weights weigh shares', () => {
    const model = make({ classWeight: 'balanced' }).fit(X, p2, { target: 'probability' })
    const twice = X.flatMap(row => [row, row])
    const sampleWeight = p2.flatMap(t => [1 - t, t])
    const labels = X.flatMap(() => [0, 1])
    // The weights add up to half as many rows.
    expectClose(
      model.coef,
      [...make({ classWeight: 'balanced' }).fit(twice, labels, { sampleWeight }).coef.data],
      1e-7,
    )
  })

  it('go along paths, and have a minimum without a penalty where labels are separated', () => {
    const { coefs } = logisticRegressionPath(X, p2, { Cs: [0.1, 1], target: 'probability', tol: 1e-10 })
    expectClose(make({ penalty: 'l1', C: 1 }).fit(X, p2, { target: 'probability' }).coef, [
      ...coefs.data.slice(6),
    ])
    const column = [[-2], [-1], [1], [2]]
    const soft = make({ penalty: 'none' }).fit(column, [0.1, 0.2, 0.8, 0.9], { target: 'probability' })
    expect(soft.convergence.converged).toBe(true)
    const hard = new LogisticRegression({ penalty: 'none' }).fit(column, [0, 0, 1, 1], {
      target: 'probability',
    })
    expect(hard.convergence.ending).toBe('separated')
  })

  it.each([
    { penalty: 'none' },
    { penalty: 'none', positive: true },
    { penalty: 'l2', C: 1e9 },
  ])('that more features than rows can meet are met, and proven: %o', options => {
    const [few, shares] = [X.slice(0, 4), p3.slice(0, 4)]
    // Every feature with both signs, so that bounds at 0 leave all predictors.
    const wide = few.map(row => row.flatMap(x => [x, -x, x * x]))
    const model = new LogisticRegression({ ...options, tol: 1e-6 } as LogisticRegressionOptions)
    model.fit(wide, shares, { target: 'probability' })
    expect(model.convergence.converged).toBe(true)
    expectClose(model.predictProba(wide), shares.flat(), 2e-3)
  })

  it('are refused by name where they are none', () => {
    const fit = (target: unknown, options: object) => () => make({}).fit(X, target as number[], options)
    const probability = { target: 'probability' }
    expect(fit(p2, {})).toThrow(/target: 'probability'/)
    expect(fit(p2, { target: 'regression' })).toThrow(/target must be/)
    expect(
      fit(
        X.map(() => 1.5),
        probability,
      ),
    ).toThrow(/the value 1.5 of row 0 is not a probability/)
    expect(
      fit(
        X.map(() => [0.5, 0.6]),
        probability,
      ),
    ).toThrow(/row 0 must add up to 1, got 1.1/)
    expect(
      fit(
        X.map(() => 0),
        probability,
      ),
    ).toThrow(/the class 1 no share/)
    expect(fit([0.5], probability)).toThrow(/y has 1 row, but X has 80/)
    expect(
      fit(
        X.map(() => 3),
        { trials: X.map(() => 2) },
      ),
    ).toThrow(/not a count of 2 trials/)
    expect(
      fit(
        X.map(() => 1),
        { trials: X.map(() => -2) },
      ),
    ).toThrow(/trials\[0\] is -2/)
    expect(fit(y, { trials: X.map(() => 2), target: 'label' })).toThrow(/trials goes with/)
    expect(fit(y.map(String), probability)).toThrow(/y\[0, 0\] is/)
  })
})

describe('shares of rows that are as good as certain', () => {
  it.each([
    {
      X: [
        [0, 0.62, 0],
        [0, 36.6, 0],
      ],
      counts: [
        [2, 6, 8, 4, 3],
        [0, 0, 0, 17, 0],
      ],
      trials: [23, 17],
      sampleWeight: [320.54559076392496, 1.1022790144607115],
    },
    {
      X: [
        [0, 342],
        [1, 41],
      ],
      counts: [
        [3, 1, 2, 4, 3],
        [0, 4, 0, 0, 0],
      ],
      trials: [13, 4],
      sampleWeight: [1000, 1000],
    },
  ])('are proven: $X', ({ X, counts, trials, sampleWeight }) => {
    const { convergence } = new LogisticRegression({ penalty: 'l2' }).fit(X, counts, { trials, sampleWeight })
    expect(convergence).toMatchObject({ converged: true })
  })
})

it.each([
  [2, undefined],
  [3, 'ovr'],
  [3, 'multinomial'],
] as const)('shares that class weights bring next to 1 keep the digits of the others: %d classes, %s', (classes, multiClass) => {
  // The verifier compares the objective with one of rows of labels and weights.
  const trials = X.slice(0, 12).map((_, i) => 10 + i)
  const counts = trials.map(all => [all - classes + 1, ...new Array<number>(classes - 1).fill(1)])
  const classWeight = Object.fromEntries(counts[0].map((_, k) => [k, k === 0 ? 1 : 1e-11]))
  const model = make({ C: 1e6, classWeight, ...(multiClass && { multiClass }), tol: 1e-6 })
  expect(model.fit(X.slice(0, 12), counts, { trials }).convergence.converged).toBe(true)
})

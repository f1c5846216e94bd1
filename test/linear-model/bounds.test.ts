/** Bounds on the coefficients: glmnet's optimum under lower.limits and upper.limits, and what is said of them. */

import { describe, expect, it } from 'vitest'
import {
  CsrMatrix,
  LogisticRegression,
  LogisticRegressionCV,
  type LogisticRegressionOptions,
  l1MinC,
  logisticRegressionPath,
  type NdArray,
  UnsupportedError,
  ValidationError,
  withFeatureNames,
} from '../../src'
import { given, readFixture } from '../fixtures/read-fixture'

interface Case {
  readonly family: 'binomial' | 'multinomial'
  readonly penalty: 'l1' | 'l2' | 'elasticnet' | 'none'
  readonly l1Ratio: number | null
  readonly C: number | null
  readonly lower: (number | null)[]
  readonly upper: (number | null)[]
  readonly coef: number[][]
  readonly intercept: number[]
}

const { X, y, y3, bounded } = readFixture<{ X: number[][]; y: number[]; y3: number[]; bounded: Case[] }>(
  'statistics.json',
)

const TIGHT = { tol: 1e-10, maxIter: 500 }

function optionsOf({ penalty, l1Ratio, C, lower, upper }: Case): LogisticRegressionOptions {
  return {
    ...TIGHT,
    ...given({ penalty, l1Ratio, C }),
    lowerBounds: lower,
    upperBounds: upper,
  } as LogisticRegressionOptions
}

describe.each(['newton-cd', 'newton-cd-gram', 'auto'] as const)("glmnet's limits, %s", solver => {
  it.each(bounded)('$family $penalty, C $C, $lower to $upper', job => {
    const labels = job.family === 'binomial' ? y : y3
    const model = new LogisticRegression({ ...optionsOf(job), solver } as LogisticRegressionOptions)
    const { coef, intercept, convergence } = model.fit(X, labels)
    expect(convergence.converged).toBe(true)
    job.coef.flat().forEach((w, q) => {
      expect(Math.abs(coef.data[q] - w), `coefficient ${q}`).toBeLessThan(1e-6)
    })
    job.intercept.forEach((b, k) => {
      expect(Math.abs(intercept.get(k) - b)).toBeLessThan(1e-6)
    })
    // What is at a bound is exactly there.
    coef.data.forEach((w, q) => {
      const bounds = [job.lower[q % 6], job.upper[q % 6]]
      for (const bound of bounds) if (bound !== null && Math.abs(w - bound) < 1e-9) expect(w).toBe(bound)
    })
  })
})

describe('bounds', () => {
  const fit = (options: LogisticRegressionOptions, data: number[][] | CsrMatrix = X) =>
    new LogisticRegression({ ...TIGHT, ...options }).fit(data, y)

  it('positive is lowerBounds 0', () => {
    const { coef } = fit({ positive: true })
    expect(coef.data.every(w => w >= 0)).toBe(true)
    expect(coef.data).toEqual(fit({ lowerBounds: 0 }).coef.data)
  })

  it('that do not bind change nothing', () => {
    const free = fit({ penalty: 'l1' }).coef.data
    const wide = fit({ penalty: 'l1', lowerBounds: -100, upperBounds: 100 }).coef.data
    wide.forEach((w, j) => {
      expect(Math.abs(w - free[j])).toBeLessThan(1e-8)
    })
  })

  it('hold for sparse data, and for columns that are measured in units of their own', () => {
    const sparse = fit({ positive: true }, CsrMatrix.fromDense(X))
    const dense = fit({ positive: true })
    sparse.coef.data.forEach((w, j) => {
      expect(Math.abs(w - dense.coef.data[j])).toBeLessThan(1e-8)
    })
    const scaled = X.map(row => row.map((x, j) => x * 10 ** (2 * j) + (j === 1 ? 1e4 : 0)))
    const upperBounds = [0.1, 0.1, 1e-5, 1e-7, 1e-9, 1e-11]
    const { coef } = fit({ penalty: 'none', upperBounds, positive: true }, scaled)
    coef.data.forEach((w, j) => {
      expect(w >= 0 && w <= upperBounds[j]).toBe(true)
    })
    expect(coef.get(0, 0)).toBe(0.1)
  })

  it('make a model of one-vs-rest of models of two classes', () => {
    const model = new LogisticRegression({ ...TIGHT, positive: true, multiClass: 'ovr' }).fit(X, y3)
    const own = new LogisticRegression({ ...TIGHT, positive: true }).fit(
      X,
      y3.map(label => label === 1),
    )
    own.coef.data.forEach((w, j) => {
      expect(Math.abs(model.coef.get(1, j) - w)).toBeLessThan(1e-8)
    })
  })

  it('hold on a path, which begins where a coefficient may leave 0', () => {
    const smallest = l1MinC(X, y, { positive: true })
    expect(smallest).toBeGreaterThan(l1MinC(X, y))
    const { coefs } = logisticRegressionPath(X, y, { positive: true, Cs: 10, tol: 1e-10 })
    expect(coefs.data.every(w => w >= 0)).toBe(true)
    expect(coefs.data.slice(0, 6).every(w => w === 0)).toBe(true)
    const above = new LogisticRegression({ penalty: 'l1', positive: true, C: 1.01 * smallest }).fit(X, y)
    expect(above.coef.data.some(w => w > 0)).toBe(true)
  })

  it('say that there is no minimum where bounds leave room for separation, and find one where they do not', () => {
    const column = [[-2], [-1], [1], [2]]
    const up = [0, 0, 1, 1]
    const grows = new LogisticRegression({ penalty: 'none', positive: true }).fit(column, up)
    expect(grows.convergence.ending).toBe('separated')
    const held = new LogisticRegression({ penalty: 'none', upperBounds: 3, positive: true }).fit(column, up)
    expect(held.convergence.converged).toBe(true)
    expect(held.coef.get(0, 0)).toBe(3)
    const stays = new LogisticRegression({ penalty: 'none', upperBounds: 0 }).fit(column, up)
    expect(stays.convergence.converged).toBe(true)
    expect(stays.coef.get(0, 0)).toBe(0)
  })

  it('survive saving, with those that are infinite', () => {
    const model = fit({ lowerBounds: [0, -Infinity, null, -1, 0, 0], upperBounds: Infinity })
    const saved = JSON.parse(JSON.stringify(model.toJSON()))
    expect(saved).toEqual(model.toJSON())
    const read = LogisticRegression.fromJSON(saved)
    expect(read.getParams()).toEqual(model.getParams())
    expect(read.getParams().lowerBounds).toEqual([0, null, null, -1, 0, 0])
    expect(read.getParams().upperBounds).toBe(undefined)
    expect(model.clone().fit(X, y).coef.data).toEqual(model.coef.data)
  })

  it('go by name where X has names, in fits, paths and cross-validation', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const named = withFeatureNames([...X], names)
    const lowerBounds = { b: 0, d: -0.1 }
    const upperBounds = { a: 0.5, f: null }
    const list = {
      lowerBounds: [null, 0, null, -0.1, null, null],
      upperBounds: [0.5, null, null, null, null, null],
    }
    const byName = new LogisticRegression({ ...TIGHT, lowerBounds, upperBounds }).fit(named, y)
    expect(byName.coef.data).toEqual(new LogisticRegression({ ...TIGHT, ...list }).fit(X, y).coef.data)
    expect(byName.getParams()).toMatchObject({ lowerBounds, upperBounds })
    const read = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(byName)))
    expect(read.getParams()).toEqual(byName.getParams())
    const table = Object.fromEntries(names.map((name, j) => [name, X.map(row => row[j])]))
    const path = logisticRegressionPath(table, y, { Cs: [0.1, 1], lowerBounds, upperBounds, relax: true })
    const same = logisticRegressionPath(X, y, { Cs: [0.1, 1], ...list, relax: true })
    const close = (a: NdArray, b: NdArray) => {
      expect(Math.max(...a.data.map((w, q) => Math.abs(w - b.data[q])))).toBeLessThan(1e-9)
    }
    close(path.coefs, same.coefs)
    close(path.relaxed!.coefs, same.relaxed!.coefs)
    const search = await new LogisticRegressionCV({ penalty: 'l1', lowerBounds, Cs: [1] }).fit(table, y)
    expect(search.coefs.shape).toEqual([5, 1, 1, 6])
    for (let fold = 0; fold < 5; fold++) expect(search.coefs.get(fold, 0, 0, 1)).toBeGreaterThanOrEqual(0)
    expect(() => fit({ lowerBounds })).toThrow(/lowerBounds goes by name, but X has no names of features/)
    expect(() => new LogisticRegression({ lowerBounds: { B: 0 } }).fit(named, y)).toThrow(
      /lowerBounds: unknown feature 'B'; known: a, b, c, d, e, f; did you mean b/,
    )
    expect(() => new LogisticRegression({ lowerBounds: { b: 1 } })).toThrow(
      /lowerBounds.b must be a number <= 0/,
    )
  })

  it('a warm start comes within the bounds', () => {
    const model = new LogisticRegression({ ...TIGHT, warmStart: true }).fit(X, y)
    model.setParams({ positive: true }).fit(X, y)
    expect(model.coef.data.every(w => w >= 0)).toBe(true)
  })

  it('are refused where they make no sense, by name', () => {
    const make = (options: object) => () => new LogisticRegression(options as LogisticRegressionOptions)
    expect(make({ lowerBounds: 1 })).toThrow(/lowerBounds must be a number <= 0/)
    expect(make({ upperBounds: [1, -1] })).toThrow(/upperBounds\[1\] must be a number >= 0/)
    expect(make({ upperBounds: Number.NaN })).toThrow(ValidationError)
    expect(make({ lowerBounds: 'low' })).toThrow(/lowerBounds must be an array of numbers/)
    expect(make({ positive: 1 })).toThrow(ValidationError)
    expect(make({ positive: true, lowerBounds: -1 })).toThrow(/leave lowerBounds out/)
    expect(make({ penalty: 'l2', positive: true, solver: 'newton-cg' })).toThrow(UnsupportedError)
    expect(() => fit({ lowerBounds: [0, 0] })).toThrow(/lowerBounds has 2 values, but X has 6 features/)
  })
})

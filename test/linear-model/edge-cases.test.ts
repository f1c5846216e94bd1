/** Data that break fits elsewhere: here they converge, or say that they did not, with finite numbers. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LogisticRegression,
  type LogisticRegressionOptions,
  StandardScaler,
  setWarningHandler,
} from '../../src'
import { loadDigits } from '../../src/datasets'
import { randomProblem } from '../support/random-problem'

let warnings = 0
beforeAll(() => {
  setWarningHandler(() => {
    warnings++
  })
})
afterAll(() => {
  setWarningHandler()
})

const { rows, y } = randomProblem({ n: 60, d: 5, seed: 11 })

const wide = randomProblem({ n: 8, d: 40, seed: 2 })
const scaled = (factor: number) => rows.map(row => row.map((x, j) => (j % 2 === 0 ? x * factor : x)))

const data: Record<string, { X: number[][]; y: (string | number)[] }> = {
  'a constant column': { X: rows.map(row => [...row, 3]), y },
  'a column of zeros': { X: rows.map(row => [0, ...row]), y },
  'duplicated columns': { X: rows.map(row => [...row, ...row]), y },
  'separable data': { X: rows.map((row, i) => [...row, y[i] === 'yes' ? 1 : -1]), y },
  'one row per class': {
    X: [
      [1, 2],
      [3, 5],
    ],
    y: ['a', 'b'],
  },
  'more columns than rows': { X: wide.rows, y: wide.y },
  'features scaled by 1e12': { X: scaled(1e12), y },
  'features scaled by 1e-12': { X: scaled(1e-12), y },
  'features scaled by 1e150': { X: scaled(1e150), y },
  'features scaled by 1e-150': { X: scaled(1e-150), y },
  'features far from zero': { X: rows.map(row => row.map(x => x + 1000)), y },
  'identical rows of both classes': { X: [[1], [1], [1], [1]], y: [0, 1, 0, 1] },
  'all zeros': { X: [[0], [0], [0]], y: [0, 1, 1] },
}

const settings: LogisticRegressionOptions[] = [
  { penalty: 'l1' },
  { penalty: 'l2' },
  { penalty: 'elasticnet', l1Ratio: 0.5 },
  { penalty: 'none' },
  { penalty: 'l1', C: 1e10 },
  { penalty: 'l2', C: 1e10 },
  { penalty: 'l1', C: 1e-10 },
  { penalty: 'l2', C: 1e-10 },
  { penalty: 'l2', penalizeIntercept: true, solver: 'dual-cd' },
  { penalty: 'l1', solver: 'newton-cd' },
  { penalty: 'l2', solver: 'newton-cg' },
  { penalty: 'l2', solver: 'newton-cholesky' },
]

for (const [name, { X, y: labels }] of Object.entries(data)) {
  describe(name, () => {
    for (const options of settings) {
      it(JSON.stringify(options), () => {
        warnings = 0
        const model = new LogisticRegression(options).fit(X, labels)
        const { converged, objective, dualityGap } = model.convergence
        const numbers = [...model.coef.data, ...model.intercept.data, objective, dualityGap]
        expect(numbers.every(Number.isFinite)).toBe(true)
        expect(dualityGap).toBeGreaterThanOrEqual(0)
        expect(warnings).toBe(converged ? 0 : 1)
        if (converged) expect(dualityGap).toBeLessThanOrEqual(1e-4 * objective)
        expect(model.predictProba(X).data.every(p => p >= 0 && p <= 1)).toBe(true)
      })
    }
  })
}

describe('what must converge does', () => {
  for (const name of [
    'a constant column',
    'a column of zeros',
    'duplicated columns',
    'separable data',
    'one row per class',
    'more columns than rows',
    'features far from zero',
    'identical rows of both classes',
    'all zeros',
    'features scaled by 1e12',
    'features scaled by 1e-12',
  ]) {
    for (const penalty of ['l1', 'l2'] as const) {
      it(`${name}, ${penalty}`, () => {
        const { X, y: labels } = data[name]
        expect(new LogisticRegression({ penalty }).fit(X, labels).convergence.converged).toBe(true)
      })
    }
  }

  it('columns that tell nothing get exact zeros', () => {
    for (const penalty of ['l1', 'l2', 'none'] as const) {
      const model = new LogisticRegression({ penalty }).fit(data['a column of zeros'].X, y)
      expect(model.coef.get(0, 0)).toBe(0)
    }
  })

  it('separable data without a penalty have no optimum, and that is said', () => {
    const model = new LogisticRegression({ penalty: 'none' }).fit([[1], [2], [3], [4]], [0, 0, 1, 1])
    expect(model.convergence.converged).toBe(false)
    expect(model.predict([[1], [4]])).toEqual([0, 1])
  })
})

it('reaches the L1 optimum of features far from zero in as many steps as of centred ones', () => {
  const { rows, y } = randomProblem({ n: 300, d: 20, seed: 5 })
  for (const C of [0.1, 10]) {
    const fit = (offset: number) =>
      new LogisticRegression({ penalty: 'l1', C, tol: 1e-8 }).fit(
        rows.map(row => row.map(x => x + offset)),
        y,
      )
    const [near, far] = [fit(0).convergence, fit(100).convergence]
    expect([near.converged, far.converged]).toEqual([true, true])
    expect(far.iterations).toBeLessThanOrEqual(2 * near.iterations + 5)
    expect(Math.abs(far.objective / near.objective - 1)).toBeLessThan(1e-8)
  }
})

describe('derivatives that are small are no rounding error', () => {
  const { rows, y } = randomProblem({ n: 40, d: 3, seed: 11 })
  // Without an intercept: its derivative would be the scale of all.
  const options = { penalty: 'l2', fitIntercept: false, tol: 1e-8 } as const
  const offset = rows.map(([x]) => Math.sin(9 * x))

  it.each([2 ** -20, 2 ** -60])('columns of size %d have the coefficients of those of size 1', size => {
    const at = (factor: number) =>
      new LogisticRegression({ ...options, C: 0.1 / factor ** 2 }).fit(
        rows.map(row => row.map(x => factor * x)),
        y,
        { offset },
      )
    const [small, stated] = [at(size), at(1)]
    stated.coef.data.forEach((w, j) => {
      expect(Math.abs(size * small.coef.data[j] - w)).toBeLessThan(1e-7)
    })
    expect(small.convergence.iterations).toBe(stated.convergence.iterations)
  })

  it('where an offset leaves next to no loss, the step is that of the first order', () => {
    const X = rows.slice(0, 8)
    const signs = X.map((_, i) => (i % 2 === 0 ? 1 : -1))
    const { coef } = new LogisticRegression(options).fit(X, signs, { offset: signs.map(sign => 40 * sign) })
    coef.data.forEach((w, j) => {
      const expected = X.reduce((sum, row, i) => sum + (row[j] * signs[i]) / (1 + Math.exp(40)), 0)
      expect(Math.abs(w / expected - 1)).toBeLessThan(1e-8)
    })
  })
})

describe('a warm start where every row is surely of the wrong class', () => {
  const X = [
    [1, 0.3],
    [2, 1],
    [-1, 0.2],
    [-2, -1],
    [0.5, 1],
  ]
  const y = [1, 1, 0, 0, 0]
  const classes: number[] = [0, 1]
  for (const penalty of ['l1', 'l2'] as const) {
    for (const start of [-40, -300, -1e4]) {
      it(`ends at the optimum: ${penalty}, from ${start}`, () => {
        const options = { penalty, C: 10, tol: 1e-10 }
        const cold = new LogisticRegression(options).fit(X, y)
        const model = LogisticRegression.fromCoefficients({
          coef: [start, 0],
          intercept: [0],
          classes,
        })
        const warm = model.setParams({ ...options, warmStart: true }).fit(X, y)
        expect(warm.convergence.converged).toBe(true)
        expect(warm.convergence.objective).toBeCloseTo(cold.convergence.objective, 8)
        warm.coef.data.forEach((value, j) => {
          expect(value).toBeCloseTo(cold.coef.data[j], 6)
        })
      })
    }
  }

  for (const start of [-40, -300, -1e4]) {
    it(`ends at the optimum: three classes, from ${start}`, () => {
      const more = { X: [...X, [0, 3], [0.2, -3]], y: [...y, 2, 2] }
      const options = { C: 10, tol: 1e-10 }
      const cold = new LogisticRegression(options).fit(more.X, more.y)
      const coef = [
        [-start, 0],
        [start, 0],
        [0, start],
      ]
      const model = LogisticRegression.fromCoefficients({
        coef,
        intercept: [0, 0, 0],
        classes: [...classes, 2],
      })
      const warm = model.setParams({ ...options, warmStart: true }).fit(more.X, more.y)
      expect(warm.convergence.converged).toBe(true)
      expect(warm.convergence.objective).toBeCloseTo(cold.convergence.objective, 8)
    })
  }
})

it('without a penalty, the digits have no minimum: a pixel that only one class has separates it', () => {
  const { data, target } = loadDigits()
  const X = new StandardScaler().fitTransform(data)
  const large = Array.from(target.data, digit => digit > 4)
  const model = new LogisticRegression({ penalty: 'none' }).fit(X, large)
  const { converged, separated, objective } = model.convergence
  expect([converged, separated]).toEqual([false, true])
  // The infimum is 430.5969; coefficients stay moderate.
  expect(objective).toBeLessThan(430.61)
  expect(model.coef.data.every(w => Math.abs(w) < 100)).toBe(true)
})

it.each([
  [[-1870140.0111698399, 0, -851530.3452673038], 1],
  [[-1870140.0111698399, 0, -851530.3452673038], 1e3],
  [[5.1e6, 0.25, -3.3e6], 7],
] as const)('coefficients that cancel in columns far from 0: the objective is that of the numbers returned (%j)', (first, size) => {
  // One column less another is constant, and the classes are separated: coefficients of 1e11 and intercepts of 1e17.
  const steps = [0, 0.020787309828087835, 0.03118096474213175, 0.21826675319492225]
  const noise = [0.0, -0.01570997224189341, -0.011402752017602324, -0.015231237513944507]
  const X = steps.map((step, i) => [
    first[0] + size * noise[i],
    first[1] + size * step,
    first[2] + size * step,
  ])
  for (const y of [
    ['b', 'b', 'a', 'b'],
    ['a', 'b', 'a', 'c'],
  ]) {
    for (const multiClass of ['multinomial', 'ovr'] as const) {
      const { convergence } = new LogisticRegression({ penalty: 'none', multiClass }).fit(X, y)
      expect(convergence.objective).toBeGreaterThan(0)
    }
  }
})

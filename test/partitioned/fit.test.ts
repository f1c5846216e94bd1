/** Fits over partitions are those in memory, however the rows are cut, and say so themselves. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsrMatrix, LogisticRegression, type LogisticRegressionOptions, StandardScaler } from '../../src'
import { fitPartitioned, fitScaler, type PartitionedProgress } from '../../src/partitioned'
import { randomProblem } from '../support/random-problem'
import { verify } from '../support/verifier'
import { evenly, partitionsOf, type Table } from './rows'

const TOL = 1e-10

const { rows: X, y } = randomProblem({ n: 90, d: 6, seed: 11 })
const sampleWeight = X.map((_, i) => (i * 7) % 4)
const two: Table = { X, y }
const three: Table = { X, y: y.map((label, i) => (X[i][1] > 0.8 && i % 3 > 0 ? 'maybe' : label)) }

const CASES: readonly [string, Table, LogisticRegressionOptions][] = [
  ['l2', two, {}],
  ['l2 on the intercept too', two, { penalizeIntercept: true, interceptScaling: 3 }],
  ['l1', two, { penalty: 'l1', C: 0.3 }],
  ['l1 without intercept', two, { penalty: 'l1', fitIntercept: false }],
  ['elastic net, factors', two, { penalty: 'elasticnet', l1Ratio: 0.5, penaltyFactor: [1, 0, 2, 1, 1, 0.5] }],
  ['none', two, { penalty: 'none' }],
  ['sample and class weights', { ...two, sampleWeight }, { classWeight: { no: 2, yes: 0.5 } }],
  ['balanced', { ...two, sampleWeight }, { penalty: 'l1', classWeight: 'balanced' }],
  ['multinomial l2', three, { C: 10 }],
  ['multinomial l1', three, { penalty: 'l1' }],
  ['multinomial of two classes', two, { multiClass: 'multinomial' }],
  ['one-vs-rest l1', three, { penalty: 'l1', multiClass: 'ovr' }],
  ['one-vs-rest elastic net', three, { penalty: 'elasticnet', l1Ratio: 0.3, multiClass: 'ovr' }],
]

function inMemory(table: Table, options: LogisticRegressionOptions) {
  const weights = table.sampleWeight && { sampleWeight: table.sampleWeight }
  return new LogisticRegression({ ...options, tol: 1e-13 }).fit(
    table.X as number[][],
    table.y as string[],
    weights,
  )
}

function distance(a: LogisticRegression, b: LogisticRegression): number {
  const all = ({ coef, intercept }: LogisticRegression) => [...coef.data, ...intercept.data]
  const other = all(b)
  return Math.max(...all(a).map((value, k) => Math.abs(value - other[k])))
}

function findings(
  { X, y, sampleWeight }: Table,
  options: LogisticRegressionOptions,
  model: LogisticRegression,
) {
  const { coef, intercept, classes, convergence } = model
  const claim = { coef: coef.data, intercept: intercept.data, classes, convergence }
  return verify({ X, y, sampleWeight, options }, claim).findings
}

describe.each(CASES)('%s', (_, table, options) => {
  const reference = inMemory(table, options)

  test('any cut of the rows gives the fit in memory, and what it claims is true', async () => {
    const cut = fc.integer({ min: 0, max: table.X.length })
    const cuts = fc.array(cut, { maxLength: 6 })
    const sizes = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(cuts, sizes, async (places, counts) => {
        const all = { ...options, tol: TOL }
        const model = await fitPartitioned(partitionsOf(table, places, counts), all)
        expect(model.convergence.converged).toBe(true)
        expect(distance(model, reference)).toBeLessThan(1e-10)
        expect(findings(table, all, model)).toEqual([])
      }),
      {
        numRuns: 6,
        examples: [
          [[], []],
          [
            [0, 1, 1, 2],
            [0, 1, 1, 1],
          ],
        ],
      },
    )
  })

  test('at the default tolerance it takes the passes that it announces', async () => {
    const passes: PartitionedProgress[] = []
    const model = await fitPartitioned(evenly(table, 3), options, { onProgress: p => passes.push(p) })
    expect(findings(table, options, model)).toEqual([])
    const [first] = passes
    expect(first).toMatchObject({ type: 'start', pass: 0, expectedPasses: [6, 15], objective: undefined })
    expect(passes.at(-1)?.pass).toBeLessThanOrEqual(15)
    expect(passes.filter(({ type }) => type === 'partition')).toHaveLength(3 * (passes.at(-1)?.pass ?? 0))
  })
})

test('a class that only one partition has, and a row a partition', async () => {
  const own = three.y.flatMap((label, i) => (label === 'maybe' ? [i] : []))
  const rest = three.y.flatMap((label, i) => (label === 'maybe' ? [] : [i]))
  const part = (rows: readonly number[]) => () => [
    { X: rows.map(i => X[i]), y: rows.map(i => three.y[i] as string) },
  ]
  const model = await fitPartitioned([part(rest), part(own)], { penalty: 'l1', tol: TOL })
  expect(model.classes).toEqual(['maybe', 'no', 'yes'])
  expect(distance(model, inMemory(three, { penalty: 'l1' }))).toBeLessThan(1e-10)
  const single = await fitPartitioned(
    X.map((_, i) => part([i])),
    { penalty: 'l1', tol: TOL },
  )
  expect(distance(single, inMemory(three, { penalty: 'l1' }))).toBeLessThan(1e-10)
})

test('numbers and booleans are labels, rows of weight zero make no class, and the model is saved as any other', async () => {
  const labels = y.map((label, i) => (i === 5 ? 7 : label === 'yes' ? 1 : 0))
  const weights = y.map((_, i) => (i === 5 ? 0 : 1))
  const model = await fitPartitioned(evenly({ X, y: labels, sampleWeight: weights }, 4))
  expect(model.classes).toEqual([0, 1])
  const again = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)))
  expect(again.coef.data).toEqual(model.coef.data)
  expect(again.convergence).toEqual(model.convergence)
  const truths = await fitPartitioned(
    evenly({ X, y: y.map(label => label === 'yes') }, 2),
    {},
    {
      classes: [true, false],
    },
  )
  expect(truths.classes).toEqual([false, true])
})

test('sparse chunks give what dense ones give', async () => {
  const { rows, y } = randomProblem({ n: 120, d: 30, seed: 5, density: 0.1 })
  const dense = evenly({ X: rows, y }, 3)
  const sparse = dense.map(
    open => () => open().map(chunk => ({ ...chunk, X: CsrMatrix.fromDense(chunk.X as number[][]) })),
  )
  const reference = inMemory({ X: rows, y }, { penalty: 'l1' })
  expect(distance(await fitPartitioned(dense, { penalty: 'l1', tol: TOL }), reference)).toBeLessThan(1e-10)
  expect(distance(await fitPartitioned(sparse, { penalty: 'l1', tol: TOL }), reference)).toBeLessThan(1e-10)
})

test('wide problems: a working set, a Hessian of part of it, conjugate gradients', async () => {
  const { rows, y } = randomProblem({ n: 60, d: 400, seed: 8 })
  const table = { X: rows, y }
  const l1 = inMemory(table, { penalty: 'l1', C: 0.5 })
  const fit = (options: LogisticRegressionOptions, largestGram: number) =>
    fitPartitioned(evenly(table, 3), { ...options, tol: TOL }, { largestGram })
  expect(distance(await fit({ penalty: 'l1', C: 0.5 }, 2048), l1)).toBeLessThan(1e-10)
  expect(distance(await fit({ penalty: 'l1', C: 0.5, maxIter: 1000 }, 8), l1)).toBeLessThan(1e-7)
  const l2 = await fit({ C: 0.01 }, 100)
  expect(l2.convergence.converged).toBe(true)
  expect(distance(l2, inMemory(table, { C: 0.01 }))).toBeLessThan(1e-9)
})

test('columns far from zero and of very different sizes', async () => {
  const far = X.map(row => row.map((x, j) => (j === 0 ? 1.6e12 + x : j === 1 ? 1e9 * x : j === 2 ? 7 : x)))
  const options = { penalty: 'l1', penaltyFactor: [1, 1e6, 1, 1, 1, 1], tol: 1e-8 } as const
  const model = await fitPartitioned(evenly({ X: far, y }, 4), options)
  expect(model.convergence.converged).toBe(true)
  const reference = inMemory({ X: far, y }, options)
  const relative = Array.from(reference.coef.data, (value, j) =>
    value === 0 ? model.coef.get(0, j) : model.coef.get(0, j) / value - 1,
  )
  expect(Math.max(...relative.map(Math.abs))).toBeLessThan(1e-6)
})

test.each([
  'auto',
  'ovr',
] as const)('the objective is that of an intercept which has few digits left: %s', async multiClass => {
  const far = { X: X.map(([a, b]) => [1e8 + 1e-4 * a, b - 1e8]), y: three.y }
  // Where the slope is 0, as at the minimum, the digits that are missing would not show.
  const options = { penalty: 'none', multiClass, maxIter: 1 } as const
  const model = await fitPartitioned(evenly(far, 3), options)
  expect(Math.abs(model.intercept.get(0))).toBeGreaterThan(1e11)
  expect(findings(far, options, model)).toEqual([])
})

test('separable classes without a penalty are said to be so', async () => {
  const table = { X: [[-2], [-1], [1], [2], [3]], y: [0, 0, 1, 1, 1] }
  const model = await fitPartitioned(evenly(table, 2), { penalty: 'none' })
  expect(model.convergence.ending).toBe('separated')
})

test('the lead of one row does not make up for what others lose, wherever they are', async () => {
  const values = [-0.02, 0.01, 0.02, -0.01, 0.03, -0.03]
  const X = [...values, -5e6].map(x => [x])
  const table = { X, y: [0, 0, 1, 1, 1, 0, 0] }
  const options = { penalty: 'none' } as const
  const model = await fitPartitioned(evenly(table, 3), options)
  expect(inMemory(table, options).convergence.ending).toBe('converged')
  expect(model.convergence.ending).toBe('converged')
  expect(findings(table, options, model)).toEqual([])
})

test('a fit that runs out of steps says so, with a gap that holds', async () => {
  const options = { penalty: 'l1', C: 10, maxIter: 2, tol: 1e-12 } as const
  const model = await fitPartitioned(evenly(two, 3), options)
  expect(model.convergence).toMatchObject({ converged: false, ending: 'iterations', iterations: 2 })
  expect(model.convergence.dualityGap).toBeLessThan(0.9 * model.convergence.objective)
  expect(findings(two, options, model)).toEqual([])
})

test('a scaler learns from partitions what it learns in memory, and scales the chunks of a fit', async () => {
  const far = { X: X.map(row => row.map((x, j) => 1e6 * j + (1 + j) * x)), y, sampleWeight }
  const scaler = await fitScaler(evenly(far, 5))
  const reference = new StandardScaler().fit(far.X, { sampleWeight })
  for (const name of ['mean', 'scale'] as const) {
    const [ours, theirs] = [scaler[name].data, reference[name].data]
    for (let j = 0; j < 6; j++) expect(Math.abs(ours[j] / theirs[j] - 1) || 0).toBeLessThan(1e-10)
  }
  const plain = { X: far.X, y }
  const model = await fitPartitioned(evenly(plain, 5), { penalty: 'l1', tol: TOL }, { scaler: reference })
  const scaled = reference.transform(far.X)
  const expected = new LogisticRegression({ penalty: 'l1', tol: 1e-13 }).fit(scaled, y)
  expect(distance(model, expected)).toBeLessThan(1e-10)
})

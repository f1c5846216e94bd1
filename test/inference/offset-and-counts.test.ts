/** Summaries of models with an offset, and of counts: R's glm. */

import { describe, expect, it } from 'vitest'
import { LogisticRegression, LogisticRegressionCV } from '../../src'
import { likelihoodRatioTest, type SummaryOptions, summary } from '../../src/inference'
import { readFixture } from '../fixtures/read-fixture'

interface Glm {
  readonly estimate: number[]
  readonly standardError: number[]
  readonly pValue: number[]
  readonly logLikelihood: number
  readonly deviance: number
  readonly nullDeviance: number
  readonly aic: number
  readonly bic: number
}

const { X, y, offset, counts, summaries } = readFixture<{
  X: number[][]
  y: number[]
  offset: number[]
  counts: { trials: number[]; successes: number[] }
  summaries: Record<'offset' | 'counts' | 'both', Glm>
}>('statistics.json')

const { trials, successes } = counts
const fit = (options: SummaryOptions, target: number[] = successes, rows = X) =>
  new LogisticRegression({ penalty: 'none', tol: 1e-10 }).fit(rows, target, options)

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, q) => {
    expect(Math.abs(found[q] - value) / Math.max(1, Math.abs(value)), `number ${q}`).toBeLessThan(1e-8)
  })
}

describe("a summary is R's", () => {
  it.each([
    ['offset', y, { offset }],
    ['counts', successes, { trials }],
    ['both', successes, { trials, offset }],
  ] as const)('%s', (name, target, options) => {
    const found = summary(fit(options, [...target]), X, [...target], options)
    const expected = summaries[name]
    expectClose(
      found.terms.map(term => term.estimate),
      expected.estimate,
    )
    expectClose(
      found.terms.map(term => term.standardError),
      expected.standardError,
    )
    expectClose(
      found.terms.map(term => term.pValue),
      expected.pValue,
    )
    for (const field of ['logLikelihood', 'deviance', 'nullDeviance', 'aic', 'bic'] as const) {
      expectClose([found[field]], [expected[field]])
    }
    expect(found.observations).toBe(80)
    expect(String(found)).toContain('80 observations')
  })
})

describe('counts', () => {
  const found = summary(fit({ trials }), X, successes, { trials })
  const both = successes.map((k, i) => [trials[i] - k, k])
  const repeated = trials.flatMap((t, i) =>
    Array.from({ length: t }, (_, k) => ({ row: X[i], label: +(k < successes[i]), i })),
  )
  const rows = repeated.map(({ row }) => row)
  const labels = repeated.map(({ label }) => label)

  it('are rows of each outcome, but for what each set of columns has in common', () => {
    const single = summary(fit({}, labels, rows), rows, labels)
    const errors = (of: typeof found) => of.terms.map(({ standardError }) => standardError)
    expectClose(errors(found), errors(single))
    const fewer = (data: number[][]) => data.map(row => row.slice(0, 4))
    const small = summary(fit({ trials }, successes, fewer(X)), fewer(X), successes, { trials })
    const smallSingle = summary(fit({}, labels, fewer(rows)), fewer(rows), labels)
    expectClose(
      [likelihoodRatioTest(found, small).statistic],
      [likelihoodRatioTest(single, smallSingle).statistic],
    )
    // Clusters of the trials of a row are the rows.
    const robust = summary(fit({ trials }), X, successes, { trials, covariance: 'HC0' })
    const clusters = repeated.map(({ i }) => i)
    const byCluster = summary(fit({}, labels, rows), rows, labels, { covariance: 'cluster', clusters })
    const few = (80 / 79) * ((labels.length - 1) / (labels.length - 7))
    expectClose(
      errors(robust).map(error => error * Math.sqrt(few)),
      errors(byCluster),
    )
  })

  it('may be said as shares, or by both outcomes', () => {
    const model = new LogisticRegression({ penalty: 'none', tol: 1e-10 }).fit(X, both, { trials })
    expectClose(
      summary(model, X, both, { trials }).terms.map(({ estimate }) => estimate),
      summaries.counts.estimate,
    )
    const shares = successes.map((k, i) => k / trials[i])
    const options = { target: 'probability', sampleWeight: trials } as const
    const ofShares = summary(fit(options, shares), X, shares, options)
    expectClose([ofShares.deviance], [summaries.counts.deviance])
    expect(ofShares.logLikelihood).toBeLessThan(0)
  })

  it('do not separate where both outcomes are seen, and do where one is', () => {
    const column = [[-2], [-1], [1], [2]]
    const some = { trials: [4, 4, 4, 4] }
    expect(
      summary(fit(some, [1, 1, 3, 3], column), column, [1, 1, 3, 3], some).terms[1].estimate,
    ).toBeGreaterThan(0)
    expect(() => summary(fit(some, [0, 0, 4, 4], column), column, [0, 0, 4, 4], some)).toThrow(/separated/)
  })

  it('are refused with class weights, and where options do not fit', () => {
    const model = new LogisticRegression({ penalty: 'none', classWeight: 'balanced' }).fit(X, successes, {
      trials,
    })
    expect(() => summary(model, X, successes, { trials, covariance: 'HC0' })).toThrow(
      /classWeight does not go with targets/,
    )
    const plain = fit({}, y)
    expect(() => summary(plain, X, y, { offset })).toThrow(/sampleWeight and offset as they were fitted on/)
    expect(() => summary(plain, X, y, { offset: [1] })).toThrow(/offset has 1 row, but X has 80/)
    expect(() => summary(plain, X, successes, { trial: trials } as object)).toThrow(/did you mean trials/)
  })
})

it('a search has no summary of its own, but its model may', async () => {
  const search = await new LogisticRegressionCV({ Cs: [1e6], tol: 1e-10 }).fit(X, y, { offset })
  expect(summary(search.bestModel, X, y, { offset }).penalty).toBe('l2')
})

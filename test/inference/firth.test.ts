/** Firth's logistic regression against logistf's published figures, and a maximum found by SciPy. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firthLogisticRegression } from '../../src/inference'
import { chiSquareTail, normalQuantile, normalTails } from '../../src/inference/tail-probabilities'
import { UnsupportedError, ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

type Numbers = number[]
const { firth, published, tails, quantiles } = readFixture<{
  firth: {
    name: string
    X: Numbers[]
    y: Numbers
    sampleWeight: Numbers | null
    estimate: Numbers
    covariance: Numbers[]
    value: number
    chiSquare: Numbers
    interval: Numbers[]
  }[]
  published: Record<'estimate' | 'standardError' | 'low' | 'high' | 'chiSquare' | 'pValue', Numbers> & {
    names: string[]
    table: Numbers[]
  }
  tails: { x: number; df: number; value: number }[]
  quantiles: { alpha: number; value: number }[]
}>('inference.json')

function near(got: number, expected: number, tolerance: number): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))
}

describe('tails of distributions', () => {
  it.each(tails)('P(χ² > $x) with $df degrees of freedom', ({ x, df, value }) => {
    expect(Math.abs(chiSquareTail(x, df) / value - 1)).toBeLessThan(1e-11)
  })

  it.each(quantiles)('the normal quantile of $alpha', ({ alpha, value }) => {
    expect(Math.abs(normalQuantile(alpha) / value - 1)).toBeLessThan(1e-12)
    expect(Math.abs(normalTails(value) / alpha - 1)).toBeLessThan(1e-10)
  })
})

describe('the penalised likelihood', () => {
  it.each(firth)('has its maximum, profiles and intervals where SciPy finds them: $name', expected => {
    const { X, y, sampleWeight } = expected
    const found = firthLogisticRegression(X, y, given({ sampleWeight }))
    near(found.penalizedLogLikelihood, expected.value, 1e-10)
    found.terms.forEach((term, j) => {
      near(term.estimate, expected.estimate[j], 1e-8)
      near(term.standardError, Math.sqrt(expected.covariance[j][j]), 1e-8)
      near(term.chiSquare, expected.chiSquare[j], 1e-8)
      near(term.interval[0], expected.interval[j][0], 1e-7)
      near(term.interval[1], expected.interval[j][1], 1e-7)
    })
  })

  it("equals logistf's published figures", () => {
    const { names: featureNames, table } = published
    const [X, y, sampleWeight]: [Numbers[], string[], Numbers] = [[], [], []]
    for (const row of table) {
      for (const [label, count] of [
        ['case', row[6]],
        ['control', row[7]],
      ] as const) {
        if (count === 0) continue
        X.push(row.slice(0, 6))
        y.push(label === 'case' ? 'z' : 'a')
        sampleWeight.push(count)
      }
    }
    const found = firthLogisticRegression(X, y, { sampleWeight, featureNames })
    expect(found.observations).toBe(239)
    found.terms.forEach((term, j) => {
      // Their own rules of stopping leave digits open: the sixth of estimates, the fourth of the ends of intervals.
      near(term.estimate, published.estimate[j], 2e-6)
      near(term.standardError, published.standardError[j], 2e-5)
      near(term.chiSquare, published.chiSquare[j], 1e-4)
      near(term.pValue, published.pValue[j], 1e-5)
      near(term.interval[0], published.low[j], 5e-4)
      near(term.interval[1], published.high[j], 5e-4)
    })
    expect(String(found)).toContain('Firth logistic regression')
  })

  it('of one factor is the logit of counts with ½ added', () => {
    const counts = fc.record({ a: fc.nat(9), b: fc.nat(9), c: fc.nat(9), d: fc.nat(9) })
    const whole = counts.filter(({ a, b, c, d }) => a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0)
    fc.assert(
      fc.property(whole, ({ a, b, c, d }) => {
        const rows = [
          [0, 0, a],
          [0, 1, b],
          [1, 0, c],
          [1, 1, d],
        ].filter(([, , count]) => count > 0)
        const X = rows.map(([x]) => [x])
        const found = firthLogisticRegression(
          X,
          rows.map(([, label]) => label),
          { sampleWeight: rows.map(([, , count]) => count) },
        )
        near(found.terms[0].estimate, Math.log((b + 0.5) / (a + 0.5)), 1e-9)
        near(found.terms[1].estimate, Math.log(((d + 0.5) * (a + 0.5)) / ((c + 0.5) * (b + 0.5))), 1e-9)
      }),
      { numRuns: 40 },
    )
  })

  it('gives a model that predicts, and leaves the intercept out when told to', () => {
    const X = [[-2], [-1], [1], [2]]
    const y = [false, false, true, true]
    const { model, terms } = firthLogisticRegression(X, y, { fitIntercept: false })
    expect(model.predict(X)).toEqual(y)
    expect(terms.map(({ name }) => name)).toEqual(['x0'])
    expect(model.intercept.get(0)).toBe(0)
    expect(terms[0].interval[0]).toBeLessThan(terms[0].estimate)
  })

  it('refuses what it cannot do, by name', () => {
    const X = [
      [1, 2],
      [2, 4],
      [3, 6],
    ]
    expect(() => firthLogisticRegression(X, [0, 1, 0])).toThrow(/column x1 is a linear combination of x0/)
    expect(() => firthLogisticRegression(X, [0, 1, 2])).toThrow(UnsupportedError)
    expect(() => firthLogisticRegression(X, [0, 0, 0])).toThrow(/one class only/)
    expect(() => firthLogisticRegression(X, [0, 1])).toThrow(ValidationError)
    expect(() => firthLogisticRegression(X, [0, 1, 0], { level: 2 })).toThrow(/level/)
  })
})

/** The verifier accepts what is true, and finds each kind of false claim. */

import { describe, expect, it } from 'vitest'
import { LogisticRegression, type LogisticRegressionOptions } from '../../src'
import { productError, Sum } from './proof/twofold'
import { randomProblem } from './random-problem'
import { type Claim, type Fault, verify } from './verifier'

const { rows: X, y: labels } = randomProblem({ n: 60, d: 4, seed: 7 })
const y = labels.map((label, i) => (i % 3 === 0 ? 'other' : label))

function claimOf(options: LogisticRegressionOptions): Claim {
  const { coef, intercept, classes, convergence } = new LogisticRegression(options).fit(X, y)
  return { coef: coef.data, intercept: intercept.data, classes, convergence }
}

const faults = (options: LogisticRegressionOptions, claim: Claim): Fault[] => [
  ...new Set(verify({ X, y, options }, claim).findings.map(({ kind }) => kind)),
]

describe.each([
  { penalty: 'l1' },
  { penalty: 'l2', multiClass: 'ovr' },
  { penalty: 'elasticnet', l1Ratio: 0.5, penaltyFactor: [1, 0, 2, 1] },
  { penalty: 'none' },
] as LogisticRegressionOptions[])('%j', options => {
  const claim = claimOf(options)

  it('proves the bound of a true claim', () => {
    const verdict = verify({ X, y, options }, claim)
    expect(verdict.findings).toEqual([])
    expect(verdict.bound).toBe('proven')
  })

  it('finds an objective that is not that of the numbers', () => {
    const coef = Array.from(claim.coef, w => w * 1.001)
    expect(faults(options, { ...claim, coef })).toContain('objective')
  })

  it('finds a bound that does not hold, and a point that is not optimal', () => {
    const coef = Array.from(claim.coef, w => w * 1.01)
    const { objective } = verify({ X, y, options }, { ...claim, coef })
    const convergence = { converged: true, objective, dualityGap: 0 }
    expect(faults(options, { ...claim, coef, convergence })).toEqual(['violation', 'bound'])
  })

  it('finds a gap above the tolerance, and what is not finite', () => {
    const convergence = { ...claim.convergence, dualityGap: claim.convergence.objective }
    expect(faults(options, { ...claim, convergence })).toEqual(['gap'])
    const coef = Array.from(claim.coef, () => Number.NaN)
    expect(faults(options, { ...claim, coef })).toEqual(['not finite'])
  })
})

describe('a violation is measured in the units of the columns', () => {
  const scaled = X.map(([a, b, c, e]) => [1e7 * a, b, 1e9 + c, 1e-3 * e])
  const options = { penalty: 'l2', C: 10, tol: 1e-6, penaltyFactor: [1e10, 1, 1, 1e-8] } as const
  const model = new LogisticRegression(options).fit(scaled, labels)
  const claim = { coef: model.coef.data, intercept: model.intercept.data, classes: model.classes }
  const found = (own: readonly number[]) => {
    const question = { X: scaled, y: labels, options }
    const changed = { ...claim, coef: own }
    // The intercept that belongs to these coefficients, and the objective there.
    const shift = Array.from(claim.coef).reduce((sum, w, j) => sum + (j === 2 ? 1e9 * (w - own[j]) : 0), 0)
    const intercept = [claim.intercept[0] + shift]
    const at = { ...changed, intercept, convergence: { converged: true, objective: 1, dualityGap: 0 } }
    const { objective } = verify(question, at)
    const convergence = { converged: true, objective, dualityGap: 1e-7 * objective }
    return verify(question, { ...at, convergence }).findings.map(({ kind }) => kind)
  }

  it.each([0, 1, 2, 3])('of column %d too', j => {
    const moved = Array.from(claim.coef, (w, k) => (k === j ? w * (1 + 1e-3) : w))
    expect(found(Array.from(claim.coef))).toEqual([])
    expect(found(moved)).toContain('violation')
  })
})

it('a bounded column of ones is no intercept', () => {
  const rows = [
    [1, 1],
    [0, 1],
  ]
  const options = {
    penalty: 'l1',
    fitIntercept: false,
    penaltyFactor: [0.0014025288648712411, 0],
    upperBounds: 0,
  } as const
  const { coef, intercept, classes, convergence } = new LogisticRegression(options).fit(rows, [0, 1])
  const verdict = verify(
    { X: rows, y: [0, 1], options },
    { coef: coef.data, intercept: intercept.data, classes, convergence },
  )
  expect(verdict).toMatchObject({ findings: [], bound: 'proven' })
})

it('sums and products keep what doubles lose', () => {
  expect(new Sum().add(1e16).add(1).add(-1e16).value).toBe(1)
  const product = (1 + 2 ** -30) * (1 + 2 ** -30)
  expect(productError(1 + 2 ** -30, 1 + 2 ** -30, product)).toBe(2 ** -60)
  expect(new Sum().addProduct(1e8 + 1, 1e8 - 1).add(-1e16).value).toBe(-1)
})

/**
 * A zoo of matrices, each with its test ratio: the violation of the optimality conditions at tolerance 0, over what
 * rounding may make of it, ε · max Σᵢ |x_ij| (|Rᵢ| + hᵢ Σₖ |x_ik wₖ|). A ratio of some units says that the answer is the
 * optimum of a problem as close to the stated one as the numbers can tell.
 *
 * Source: the test ratios of LAPACK (Anderson et al., *LAPACK Users' Guide*, SIAM 1999, §4; *Installation Guide*).
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LogisticRegression, type LogisticRegressionOptions, setWarningHandler } from '../../src'
import { randomProblem } from '../support/random-problem'
import { verify } from '../support/verifier'

/** Of the unit roundoff: what a ratio may be at most. */
const MOST = 30

const UNIT_ROUNDOFF = 2 ** -53

const { rows, y } = randomProblem({ n: 40, d: 6, seed: 3 })
const wide = randomProblem({ n: 12, d: 30, seed: 4 })
const level = (i: number) => (i * i + 3 * i) % 7

const ZOO: Readonly<Record<string, { X: number[][]; y: string[] }>> = {
  'well conditioned': { X: rows, y },
  'rank 1': { X: rows.map(([x]) => [x, 2 * x, -3 * x]), y },
  duplicates: { X: rows.map(row => [...row, ...row, ...row.map(x => -x)]), y },
  'nearly duplicates': { X: rows.map(row => [...row, ...row.map(x => x * (1 + 1e-12))]), y },
  'columns 1e±150 apart': { X: rows.map(row => row.map((x, j) => x * [1e-150, 1, 1e150][j % 3])), y },
  'columns 1e±8 apart': { X: rows.map(row => row.map((x, j) => x * [1e-8, 1, 1e8][j % 3])), y },
  constant: { X: rows.map(row => [2024, ...row, 0]), y },
  'more columns than rows': { X: wide.rows, y: wide.y },
  'one-hot': { X: rows.map((_, i) => Array.from({ length: 7 }, (_, j) => (level(i) === j ? 1 : 0))), y },
  'shifted by 1e6': { X: rows.map(row => row.map(x => x + 1e6)), y },
  'powers of one column': { X: rows.map(([x]) => Array.from({ length: 8 }, (_, j) => x ** (j + 1))), y },
  'one row per class': {
    X: [
      [1, 2],
      [3, 5],
    ],
    y: ['no', 'yes'],
  },
}

const OPTIONS: readonly LogisticRegressionOptions[] = [
  { penalty: 'l1' },
  { penalty: 'l2' },
  { penalty: 'elasticnet', l1Ratio: 0.5 },
  { penalty: 'l1', C: 100, penalizeIntercept: true },
  { penalty: 'l2', multiClass: 'multinomial' },
]

/** What does not get there yet. */
const OPEN: ReadonlySet<string> = new Set(['nearly duplicates {"penalty":"l1"}'])

const ratios: string[] = []

beforeAll(() => {
  // At tolerance 0 no fit converges.
  setWarningHandler(() => {})
})

afterAll(() => {
  setWarningHandler()
  console.log(`test ratios, violation / (ε · scale)\n${ratios.join('\n')}`)
})

describe.each(Object.entries(ZOO))('%s', (name, data) => {
  it.each(OPTIONS)('%j', options => {
    if (OPEN.has(`${name} ${JSON.stringify(options)}`)) return
    const { X, y: labels } = data
    const { coef, intercept, classes, convergence } = new LogisticRegression({ ...options, tol: 0 }).fit(
      X,
      labels,
    )
    const claim = { coef: coef.data, intercept: intercept.data, classes, convergence }
    const { findings, violation, violationScale } = verify(
      { X, y: labels, options: { ...options, tol: 0 } },
      claim,
    )
    const ratio = violation / (UNIT_ROUNDOFF * violationScale)
    ratios.push(`${ratio.toFixed(2).padStart(14)}  ${name}, ${JSON.stringify(options)}`)
    expect(findings).toEqual([])
    expect(ratio).toBeLessThan(MOST)
  })
})

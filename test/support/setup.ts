/** Every fit that a test makes is verified: a claim that is not true of the returned numbers fails the test. */

import { expect } from 'vitest'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { KNOWN_FAULTS } from './known-faults'
import { verify } from './verifier'

/** Entries times outputs above which a fit is taken at its word, so that the tests stay quick. */
const LARGEST = 50_000

type Model = LogisticRegression

const { fit, fitAsync } = LogisticRegression.prototype

LogisticRegression.prototype.fit = function (this: Model, X, y, options) {
  const settings = this.getParams()
  const model = fit.call(this, X, y, options) as Model
  check(model, settings, X, y, options?.sampleWeight)
  return model
} as Model['fit']

// Options, labels and weights are those at the call.
LogisticRegression.prototype.fitAsync = async function (this: Model, X, y, options) {
  const settings = this.getParams()
  const [labels, weights] = [y, options?.sampleWeight].map(given =>
    Array.isArray(given) ? [...given] : given,
  )
  const model = (await fitAsync.call(this, X, y, options)) as Model
  check(model, settings, X, labels, weights)
  return model
} as Model['fitAsync']

function check(model: Model, options: object, X: unknown, y: unknown, sampleWeight: unknown): void {
  const { coef, intercept, classes, convergence } = model
  const rows = (y as { length?: number; shape?: number[] }).length ?? (y as { shape: number[] }).shape[0]
  if (rows * coef.data.length > LARGEST || isExempt()) return
  const claim = { coef: coef.data, intercept: intercept.data, classes, convergence }
  const { findings } = verify({ X, y, sampleWeight, options }, claim)
  if (findings.length === 0) return
  throw new Error(`The fit is not what it claims: ${findings.map(f => `${f.kind}: ${f.message}`).join('; ')}`)
}

/** The fuzzer verifies for itself. */
function isExempt(): boolean {
  const { currentTestName = '', testPath = '' } = expect.getState()
  return KNOWN_FAULTS.has(currentTestName) || testPath.endsWith('fuzz.test.ts')
}

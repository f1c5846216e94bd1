/** Every fit that a test makes is verified: a claim that is not true of the returned numbers fails the test. */

import { expect } from 'vitest'
import type { LabelsLike } from '../../src/data/labels'
import type { MatrixLike } from '../../src/data/matrix-like'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import type { LogisticRegressionOptions } from '../../src/linear-model/options'
import type { FitOptions } from '../../src/linear-model/targets'
import { KNOWN_FAULTS } from './known-faults'
import type { RowOptions } from './proof/statement'
import { verify } from './verifier'

/** Entries times outputs above which a fit is taken at its word, so that the tests stay quick. */
const LARGEST = 50_000

type Model = LogisticRegression

const { fit, fitAsync } = LogisticRegression.prototype

LogisticRegression.prototype.fit = function (
  this: Model,
  X: MatrixLike,
  y: LabelsLike,
  options?: FitOptions,
) {
  const settings = this.getParams()
  const model = fit.call(this, X, y as unknown as number[][], options as FitOptions) as Model
  check(model, settings, X, y, options ?? {})
  return model
} as Model['fit']

// Options, labels and weights are those at the call.
LogisticRegression.prototype.fitAsync = async function (
  this: Model,
  X: MatrixLike,
  y: LabelsLike,
  options?: FitOptions,
) {
  const settings = this.getParams()
  const kept = (given: unknown) => (Array.isArray(given) ? [...given] : given)
  const labels = kept(y)
  const rowOptions = Object.fromEntries(
    Object.entries(options ?? {}).map(([name, given]) => [name, kept(given)]),
  )
  const model = (await fitAsync.call(this, X, y as unknown as number[][], options as FitOptions)) as Model
  check(model, settings, X, labels, rowOptions)
  return model
} as Model['fitAsync']

function check(
  model: Model,
  options: LogisticRegressionOptions,
  X: unknown,
  y: unknown,
  rowOptions: RowOptions,
): void {
  const { coef, intercept, classes, convergence } = model
  const rows = (y as { length?: number; shape?: number[] }).length ?? (y as { shape: number[] }).shape[0]
  if (rows * coef.data.length > LARGEST || isExempt()) return
  const claim = { coef: coef.data, intercept: intercept.data, classes, convergence }
  const listed = { ...options, ...listBounds(options, model.featureNames ?? []) }
  const { findings } = verify({ ...pickRowOptions(rowOptions), X, y, options: listed }, claim)
  if (findings.length === 0) return
  throw new Error(`The fit is not what it claims: ${findings.map(f => `${f.kind}: ${f.message}`).join('; ')}`)
}

/** Bounds by name as lists, which the verifier knows. */
function listBounds(options: LogisticRegressionOptions, names: readonly string[]): object {
  const named = (['lowerBounds', 'upperBounds'] as const).filter(
    side => typeof options[side] === 'object' && !Array.isArray(options[side]),
  )
  return Object.fromEntries(
    named.map(side => {
      const own = options[side] as Readonly<Record<string, number | null>>
      return [side, names.map(name => (Object.hasOwn(own, name) ? own[name] : null))]
    }),
  )
}

function pickRowOptions({ sampleWeight, offset, target, trials }: RowOptions): RowOptions {
  return { sampleWeight, offset, target, trials }
}

/** The fuzzer verifies for itself. */
function isExempt(): boolean {
  const { currentTestName = '', testPath = '' } = expect.getState()
  return KNOWN_FAULTS.has(currentTestName) || testPath.endsWith('fuzz.test.ts')
}

/**
 * Saved models: a plain object, versioned, that survives JSON and structured cloning, and that is believed only after
 * every field has been checked. Numbers are written as JSON writes them, which reads back bit for bit.
 */

import type { Label } from '../matrix/labels'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkNumber, describe } from '../support/validate'
import type { Convergence, Fit } from './fit'
import { LinearClassifier } from './linear-classifier'
import { type LogisticRegressionOptions, type Settings, toOptions } from './options'

const TYPE = 'ndlogit/LogisticRegression'
const VERSION = 1

/** What `toJSON` gives. */
export interface SavedModel {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  readonly options: LogisticRegressionOptions
  /** absent from a model that was not fitted */
  readonly fitted?: {
    readonly classes: readonly Label[]
    /** a row of d coefficients per output */
    readonly coef: readonly (readonly number[])[]
    readonly intercept: readonly number[]
    readonly convergence: Convergence
  }
}

export function saveModel<L extends Label>(settings: Settings, fitted: Fit<L> | undefined): SavedModel {
  const head = { type: TYPE, version: VERSION, options: toOptions(settings) } as const
  if (fitted === undefined) return head
  const { model, convergence } = fitted
  return {
    ...head,
    fitted: {
      classes: [...model.classes],
      coef: [Array.from(model.coef.data)],
      intercept: Array.from(model.intercept.data),
      convergence: { ...convergence },
    },
  }
}

/** @throws ValidationError naming the first field that is not as it should be */
export function readModel(value: unknown): {
  options: LogisticRegressionOptions
  fitted: Fit<Label> | undefined
} {
  const saved = readObject('saved model', value)
  if (saved['type'] !== TYPE)
    throw new ValidationError(`type must be '${TYPE}', got ${describe(saved['type'])}`)
  if (saved['version'] !== VERSION) {
    throw new ValidationError(`version must be ${VERSION}, got ${describe(saved['version'])}`)
  }
  const options = readObject('options', saved['options']) as LogisticRegressionOptions
  if (saved['fitted'] === undefined) return { options, fitted: undefined }
  const fitted = readObject('fitted', saved['fitted'])
  const classes = readClasses(fitted['classes'])
  const rows = readArray('fitted.coef', fitted['coef'])
  if (rows.length !== 1) throw new ValidationError(`fitted.coef must have 1 row, got ${rows.length}`)
  const coef = readNumbers('fitted.coef[0]', rows[0])
  if (coef.length === 0)
    throw new ValidationError('fitted.coef[0] is empty; a model has at least one feature')
  const intercept = readNumbers('fitted.intercept', fitted['intercept'])
  if (intercept.length !== 1) {
    throw new ValidationError(`fitted.intercept must have 1 value, got ${intercept.length}`)
  }
  const model = new LinearClassifier(classes, coef, intercept)
  return { options, fitted: { model, convergence: readConvergence(fitted['convergence']) } }
}

function readConvergence(value: unknown): Convergence {
  const saved = readObject('fitted.convergence', value)
  return {
    converged: checkBoolean('fitted.convergence.converged', saved['converged']),
    iterations: checkNumber('fitted.convergence.iterations', saved['iterations'], { min: 0, integer: true }),
    objective: checkNumber('fitted.convergence.objective', saved['objective'], { min: 0 }),
    dualityGap: checkNumber('fitted.convergence.dualityGap', saved['dualityGap'], { min: 0 }),
  }
}

function readClasses(value: unknown): Label[] {
  const classes = readArray('fitted.classes', value)
  if (classes.length !== 2)
    throw new ValidationError(`fitted.classes must have 2 labels, got ${classes.length}`)
  const [first, second] = classes as [Label, Label]
  const type = typeof first
  const known = type === 'string' || type === 'boolean' || (type === 'number' && Number.isFinite(first))
  if (!known || typeof second !== type || !(first < second)) {
    throw new ValidationError(
      `fitted.classes must be two labels of one type in increasing order, got ${describe(first)} and ${describe(second)}`,
    )
  }
  return [first, second]
}

function readNumbers(name: string, value: unknown): Float64Array {
  const values = readArray(name, value)
  values.forEach((entry, i) => {
    checkNumber(`${name}[${i}]`, entry)
  })
  return Float64Array.from(values as number[])
}

function readArray(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new ValidationError(`${name} must be an array, got ${describe(value)}`)
  return value
}

function readObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ValidationError(`${name} must be an object, got ${describe(value)}`)
  }
  return value as Readonly<Record<string, unknown>>
}

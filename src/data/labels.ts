/** Reading the one-dimensional arguments: labels and weights. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { type AnyNdArray, isNdArray } from './ndview'

/** A class label. */
export type Label = number | string | boolean

/** Labels as users have them: an array, a typed array or a 1-d ndarray. */
export type LabelsLike<L extends Label = Label> = ArrayLike<L> | (L extends number ? AnyNdArray : never)

/** The labels as a plain array. @throws ValidationError when not 1-d, or a label is null, NaN or of another type than the first */
export function readLabels<L extends Label>(name: string, y: LabelsLike<L>): L[] {
  const labels = readVector(name, y) as L[]
  const type = typeof labels[0]
  for (let i = 0; i < labels.length; i++) {
    const label: unknown = labels[i]
    if ((type !== 'number' && type !== 'string' && type !== 'boolean') || typeof label !== type) {
      throw new ValidationError(
        `${name}[${i}] is ${describe(label)}; labels must be numbers, strings or booleans, all of one type`,
      )
    }
    if (typeof label === 'number' && !Number.isFinite(label)) {
      throw new ValidationError(`${name}[${i}] is ${label}; labels must be finite`)
    }
  }
  return labels
}

/** Numbers, one per row. @throws ValidationError when not 1-d, or a value is not a finite number */
export function readNumbers(name: string, values: LabelsLike<number>): Float64Array {
  const numbers = readVector(name, values)
  const bad = numbers.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new ValidationError(`${name}[${bad}] is ${describe(numbers[bad])}; values must be finite numbers`)
  }
  return Float64Array.from(numbers as number[])
}

/** Weights, one per row: finite, not negative, not all zero. `undefined` stands for all ones. */
export function readSampleWeight(weights: LabelsLike<number> | undefined, rows: number): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1)
  const values: readonly unknown[] = readVector('sampleWeight', weights)
  checkLength('sampleWeight', values.length, rows)
  let total = 0
  for (let i = 0; i < rows; i++) {
    const value = values[i]
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw new ValidationError(
        `sampleWeight[${i}] is ${describe(value)}; weights must be finite numbers and not negative`,
      )
    }
    total += value
  }
  if (total === 0)
    throw new ValidationError('sampleWeight is zero for every row; at least one must be positive')
  return Float64Array.from(values as number[])
}

/** Refuses a vector that does not go with the rows of the data. */
export function checkLength(name: string, length: number, rows: number): void {
  if (length !== rows) throw new ValidationError(`${name} has ${length} values, but there are ${rows} rows`)
}

/** The distinct labels, sorted: numbers by value, strings by code unit as NumPy does, `false` before `true`. */
export function uniqueLabels<L extends Label>(labels: readonly L[]): L[] {
  return [...new Set(labels)].sort(compareLabels)
}

/**
 * Refuses numbers of which one is not whole: they measure something, and every other row would be a class of its own.
 *
 * @param labels - the distinct ones are enough
 */
export function refuseMeasurements(name: string, labels: readonly Label[]): void {
  const measured = labels.find(label => typeof label === 'number' && !Number.isInteger(label))
  if (measured === undefined) return
  throw new ValidationError(
    `${name} has the value ${measured}, so it looks like the target of a regression, not like classes; ` +
      'make classes of it, such as y.map(value => value > 0.5), or name classes by whole numbers or strings',
  )
}

function compareLabels(a: Label, b: Label): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The position of every label in `classes`; a label that is not there gives -1. */
export function encodeLabels<L extends Label>(labels: readonly L[], classes: readonly L[]): Int32Array {
  const position = new Map(classes.map((label, k) => [label, k]))
  const codes = new Int32Array(labels.length)
  for (let i = 0; i < codes.length; i++) codes[i] = position.get(labels[i]) ?? -1
  return codes
}

/** The number of values of a vector. @throws ValidationError when it is not 1-d */
export function vectorLength(name: string, value: ArrayLike<unknown> | AnyNdArray): number {
  if (isNdArray(value)) {
    if (value.shape.length !== 1) {
      throw new ValidationError(`${name} must have 1 dimension, got ${value.shape.length}`)
    }
    return value.shape[0]
  }
  if (typeof value !== 'object' || value === null || typeof value.length !== 'number') {
    throw new ValidationError(
      `${name} must be an array, a typed array or a 1-d ndarray, got ${describe(value)}`,
    )
  }
  return value.length
}

/** The values of a vector, as they are. @throws ValidationError when it is not 1-d */
export function readVector(name: string, value: ArrayLike<unknown> | AnyNdArray): unknown[] {
  const length = vectorLength(name, value)
  // A loop: Array.from asks an iterator for each value, which took a third of the reading of 200,000 labels and rows.
  const values = new Array<unknown>(length)
  if (isNdArray(value)) for (let i = 0; i < length; i++) values[i] = value.get(i)
  else for (let i = 0; i < length; i++) values[i] = value[i]
  return values
}

/** @throws ValidationError unless `value` can be the label of a class */
export function checkLabel(name: string, value: unknown): Label {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value as Label
  throw new ValidationError(`${name} must be a finite number, a string or a boolean, got ${describe(value)}`)
}

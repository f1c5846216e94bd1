/** Reading the one-dimensional arguments: labels and weights. */

import { ValidationError } from '../support/errors'
import { describe, isSize, MOST_BELIEVED, refuseClaim } from '../support/validate'
import { type AnyNdArray, checkView, isNdArray, valueAt } from './ndview'

/** A class label. */
export type Label = number | string | boolean

/** Labels as users have them: an array, a typed array or a 1-d ndarray. */
export type LabelsLike<L extends Label = Label> = ArrayLike<L> | (L extends number ? AnyNdArray : never)

/**
 * The labels as a plain array.
 *
 * @param rows - how many there must be, if that is known: then nothing is read of a vector of another length
 * @throws ValidationError when not 1-d, or a label is null, NaN or of another type than the first
 */
export function readLabels<L extends Label>(name: string, y: LabelsLike<L>, rows?: number): L[] {
  const [length, at] = openVector(name, y, rows)
  const labels = roomFor<L>(length)
  const type = typeof at(0)
  // A loop: Array.from asks an iterator for each value, which took a third of the reading of 200,000 labels and rows.
  for (let i = 0; i < length; i++) labels[i] = checkedLabel(name, at(i), i, type)
  return labels
}

/** Distinct labels in order, and the position of that of each row among them. */
export interface Codes<L extends Label> {
  readonly distinct: L[]
  readonly codes: Int32Array
}

/** Up to so many labels are compared one by one: of 200,000 rows a `Map` takes four times as long. */
const COMPARED = 8

/**
 * The labels of so many rows as codes, without an array of them all, which takes as long again.
 *
 * @throws ValidationError as {@link readLabels}
 */
export function readCodes<L extends Label>(name: string, y: LabelsLike<L>, rows: number): Codes<L> {
  const [, at] = openVector(name, y, rows)
  const type = typeof at(0)
  const seen: L[] = []
  const position = new Map<L, number>()
  const codes = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const label = checkedLabel<L>(name, at(i), i, type)
    const code = seen.length <= COMPARED ? seen.indexOf(label) : (position.get(label) ?? -1)
    codes[i] = code < 0 ? seen.length : code
    if (code >= 0) continue
    position.set(label, seen.length)
    seen.push(label)
  }
  const distinct = seen.slice().sort(compareLabels)
  const places = encodeLabels(seen, distinct)
  for (let i = 0; i < rows; i++) codes[i] = places[codes[i]]
  return { distinct, codes }
}

/** @param type - of the first label */
function checkedLabel<L extends Label>(name: string, label: unknown, i: number, type: string): L {
  if (typeof label !== type || !isLabel(label)) {
    throw new ValidationError(
      `${name}[${i}] is ${describe(label)}; labels must be finite numbers, strings or booleans, of one type`,
    )
  }
  return label as L
}

/** Numbers, one per row. @throws ValidationError when not 1-d, or a value is not a finite number */
export function readNumbers(name: string, values: LabelsLike<number>): Float64Array {
  const [length, at] = openVector(name, values, undefined)
  const numbers = roomFor<number>(length)
  for (let i = 0; i < length; i++) {
    const value = at(i) as number
    if (!Number.isFinite(value)) {
      throw new ValidationError(`${name}[${i}] is ${describe(value)}; values must be finite numbers`)
    }
    numbers[i] = value
  }
  return Float64Array.from(numbers)
}

/** Weights, one per row: finite, not negative, not all zero. `undefined` stands for all ones. */
export function readSampleWeight(weights: LabelsLike<number> | undefined, rows: number): Float64Array {
  const values = readWeights(weights, rows)
  if (values.some(value => value > 0)) return values
  throw new ValidationError('sampleWeight is zero for every row; one must be positive')
}

/** As {@link readSampleWeight}, but all may be zero: of rows that are not all there are. */
export function readWeights(weights: LabelsLike<number> | undefined, rows: number): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1)
  const [, at] = openVector('sampleWeight', weights, rows)
  const values = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const value = at(i) as number
    if (!Number.isFinite(value) || value < 0) {
      throw new ValidationError(
        `sampleWeight[${i}] is ${describe(value)}; weights must be finite numbers >= 0`,
      )
    }
    values[i] = value
  }
  return values
}

/** Refuses a vector that does not go with the rows of the data. */
export function checkLength(name: string, length: number, rows: number): void {
  if (length !== rows) throw new ValidationError(`${name} must be of length ${rows}, got ${length}`)
}

/** The distinct labels, sorted: numbers by value, strings by code unit as NumPy does, `false` before `true`. */
export function uniqueLabels<L extends Label>(labels: readonly L[]): L[] {
  return [...new Set(labels)].sort(compareLabels)
}

/**
 * Refuses numbers of which one is not whole: they measure something, and every other row would be a class of its own.
 *
 * @param labels - the distinct ones are enough
 * @param otherwise - what else to do, where there is more
 */
export function refuseMeasurements(name: string, labels: readonly Label[], otherwise = ''): void {
  const measured = labels.find(label => typeof label === 'number' && !Number.isInteger(label))
  if (measured === undefined) return
  throw new ValidationError(
    `${name} has the value ${measured}: it looks like the target of a regression; ` +
      `make classes, such as y.map(value => value > 0.5), or name them by integers or strings${otherwise}`,
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
    checkView(name, value)
    return value.shape[0]
  }
  if (typeof value !== 'object' || !isSize(value?.length)) {
    throw new ValidationError(
      `${name} must be an array, a typed array or a 1-d ndarray, got ${describe(value)}`,
    )
  }
  return value.length
}

/** The values of a vector, as they are. @throws ValidationError when it is not 1-d */
export function readVector(name: string, value: ArrayLike<unknown> | AnyNdArray): unknown[] {
  const [length, at] = openVector(name, value, undefined)
  refuseClaim(name, value)
  const values = roomFor<unknown>(length)
  for (let i = 0; i < length; i++) values[i] = at(i)
  return values
}

/** @throws ValidationError unless `value` can be the label of a class */
export function checkLabel(name: string, value: unknown): Label {
  if (isLabel(value)) return value
  throw new ValidationError(`${name} must be a finite number, a string or a boolean, got ${describe(value)}`)
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** The length of a vector and its values, none of which has been looked at. */
function openVector(
  name: string,
  value: ArrayLike<unknown> | AnyNdArray,
  rows: number | undefined,
): readonly [length: number, at: (i: number) => unknown] {
  const length = vectorLength(name, value)
  if (rows !== undefined) checkLength(name, length, rows)
  return [length, isNdArray(value) ? i => valueAt(value, value.offset + i * value.stride[0]) : i => value[i]]
}

/** An array to be filled; an object that merely claims a length cannot make us allocate anything. */
function roomFor<T>(length: number): T[] {
  return length <= MOST_BELIEVED ? new Array<T>(length) : []
}

/** Predicted probabilities, as metrics take them. */

import { type DenseCopy, denseCopy } from '../data/dense-copy'
import { type LabelsLike, readNumbers } from '../data/labels'
import { type AnyNdArray, isNdArray, storedValues } from '../data/ndview'
import { ValidationError } from '../support/errors'

/** Probabilities `[n]` (of the second of two classes) or `[n, K]` (of every class): ndarrays or arrays. */
export type ProbabilitiesLike = AnyNdArray | ArrayLike<number> | readonly ArrayLike<number>[]

/**
 * How far the probabilities of a row may be from 1 together: what rounding makes of them, in single precision too; as in
 * scikit-learn.
 */
const OFF_ONE = 1e-5

/**
 * Probabilities as a matrix `[n, 1]` or `[n, K]` of the caller's own, in the precision in which they are held.
 *
 * @throws ValidationError when they are no vector or matrix, a value is not in 0 … 1, or those of a row of several do not
 * add up to 1
 */
export function readProbabilities(name: string, value: ProbabilitiesLike): DenseCopy {
  const copy = isMatrix(value) ? denseCopy(name, value) : readColumn(name, value)
  const bad = copy.data.findIndex(p => p < 0 || p > 1)
  if (bad >= 0) {
    const at = isMatrix(value) ? `${Math.floor(bad / copy.cols)}, ${bad % copy.cols}` : bad
    throw new ValidationError(`${name}[${at}] is ${copy.data[bad]}; probabilities must be >= 0 and <= 1`)
  }
  if (copy.cols > 1) checkRowSums(name, copy)
  return copy
}

function checkRowSums(name: string, { data, rows, cols }: DenseCopy): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let k = 0; k < cols; k++) sum += data[i * cols + k]
    if (!(Math.abs(1 - sum) <= OFF_ONE)) {
      throw new ValidationError(`${name} must be probabilities, but those of row ${i} add up to ${sum}`)
    }
  }
}

function readColumn(name: string, value: LabelsLike<number>): DenseCopy {
  const numbers = readNumbers(name, value)
  const held = isNdArray(value) ? storedValues(value) : value
  const data = held instanceof Float32Array ? Float32Array.from(numbers) : numbers
  return { data, rows: data.length, cols: 1 }
}

/** @throws ValidationError when a matrix stands where the column of one class is wanted */
export function refuseMatrix(name: string, value: ProbabilitiesLike): void {
  if (!isMatrix(value)) return
  throw new ValidationError(
    `${name} is a matrix, but of two classes it is one column, that of the positive class: predictProba(X).pick(null, 1)`,
  )
}

/** Whether `value` is two-dimensional; vectors may be typed arrays, arrays of numbers or 1-d ndarrays. */
export function isMatrix(value: ProbabilitiesLike): value is AnyNdArray | readonly ArrayLike<number>[] {
  if (isNdArray(value)) return value.shape.length !== 1
  return Array.isArray(value) && typeof value[0] === 'object'
}

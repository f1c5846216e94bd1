/** What users may pass as X, and the little that every function needs to know of it. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { type CsrMatrix, isCsr } from './csr-matrix'
import { checkShape, type DenseLike, denseShape } from './dense-like'
import { isNdArray } from './ndview'
import {
  inOrder,
  isTable,
  isTableOfColumns,
  numbersOf,
  type RowObject,
  readColumns,
  readTable,
  type TableLike,
  type TensorLike,
  tensorView,
} from './table'

/**
 * A matrix of numbers, one row per sample and one column per feature: a 2-d ndarray of any dtype, stride and
 * offset, an array of rows, a {@link CsrMatrix}, a table whose columns hold numbers, or a tensor by its fields.
 */
export type MatrixLike = DenseLike | CsrMatrix | TableLike | TensorLike

/**
 * Samples of any kind, for what only counts rows or hands them on: a {@link MatrixLike}, texts, or rows of your own.
 */
export type SamplesLike = MatrixLike | readonly (string | object)[]

/** A {@link MatrixLike} once tables and tensors have been read. */
export type Matrix = DenseLike | CsrMatrix

/**
 * `X` as a matrix: a table's columns become one, in the order of `names` if there are any.
 *
 * @throws ValidationError when a column is missing or not known, or holds a value that is not a finite number
 */
export function readMatrix(name: string, X: SamplesLike, names?: readonly string[]): Matrix {
  if (isCsr(X)) return X
  const tensor = tensorView(X)
  if (tensor !== undefined) return tensor
  if (!isTable(X)) return X as DenseLike
  const table = readTable(name, X)
  return numbersOf(name, names === undefined ? table : inOrder(name, table, names))
}

/**
 * `[rows, columns]` of `X`.
 *
 * @throws ValidationError when `X` is not a matrix, is empty, or its rows differ in length
 */
export function matrixShape(name: string, X: MatrixLike): readonly [rows: number, cols: number] {
  if (isCsr(X)) return checkShape(name, X.shape)
  const tensor = tensorView(X)
  if (tensor !== undefined || !isTable(X)) return denseShape(name, tensor ?? (X as DenseLike))
  const { rows, names } = readTable(name, X)
  return [rows, names.length]
}

/**
 * The number of samples.
 *
 * @throws ValidationError when `X` holds none, or is neither a matrix nor a list of texts or objects
 */
export function rowCount(name: string, X: SamplesLike): number {
  if (isCsr(X)) return checkShape(name, X.shape)[0]
  if (isTableOfColumns(X)) return readColumns(name, X).rows
  if (!isListOfSamples(X)) return denseShape(name, tensorView(X) ?? (X as DenseLike))[0]
  const rows = X as readonly unknown[]
  const first = typeof rows[0]
  const odd = rows.findIndex(row => typeof row !== first || row === null)
  if (odd >= 0) {
    throw new ValidationError(
      `${name}[${odd}] must be ${first === 'string' ? 'a text' : 'an object'}, as the first row is, got ${describe(rows[odd])}`,
    )
  }
  return rows.length
}

/** Whether `X` is a list of texts or of objects, by the first. */
function isListOfSamples(X: SamplesLike): boolean {
  const first: unknown = Array.isArray(X) ? X[0] : undefined
  if (typeof first === 'string') return true
  return typeof first === 'object' && first !== null && !Array.isArray(first) && !ArrayBuffer.isView(first)
}

/** One sample: a row object, an array of numbers, a text, or samples of which there is one. */
export type RowLike = SamplesLike | RowObject | ArrayLike<number> | string

/** One sample as a list of samples. */
export function asSamples(row: RowLike): SamplesLike {
  const single =
    typeof row === 'string' ||
    ArrayBuffer.isView(row) ||
    (Array.isArray(row)
      ? typeof row[0] === 'number'
      : !isCsr(row) && !isNdArray(row) && !tensorView(row) && !isTable(row))
  return (single ? [row] : row) as SamplesLike
}

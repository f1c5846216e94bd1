/** What users may pass as a dense matrix. */

import { ValidationError } from '../support/errors'
import { describe, isList, refuseClaim } from '../support/validate'
import { type AnyNdArray, checkView, isNdArray, valueAt } from './ndview'

/** A 2-d ndarray of any dtype, stride and offset, or an array of rows. */
export type DenseLike = AnyNdArray | readonly ArrayLike<number>[]

/** 64 GB of doubles. */
const MOST_VALUES = 2 ** 33

/** Whether `X` is an array of rows. */
export function isRows(X: unknown): X is readonly ArrayLike<number>[] {
  return Array.isArray(X)
}

/**
 * `[rows, columns]` of `X`.
 *
 * @throws ValidationError when `X` is not a dense matrix, is empty, or its rows differ in length
 */
export function denseShape(name: string, X: DenseLike): readonly [rows: number, cols: number] {
  const [rows, cols] = checkShape(name, axesOf(name, X))
  // A view can repeat what it has, and so claim anything.
  if (rows * cols > MOST_VALUES) throw new ValidationError(`${name} is too large: ${rows} × ${cols} values`)
  return [rows, cols]
}

/** @throws ValidationError unless there are two axes, neither of them empty */
export function checkShape(name: string, shape: readonly number[]): readonly [rows: number, cols: number] {
  if (shape.length !== 2) {
    throw new ValidationError(`${name} must have 2 dimensions, got ${shape.length}`)
  }
  const [rows, cols] = shape as [number, number]
  if (rows === 0 || cols === 0) {
    throw new ValidationError(`${name} is empty: its shape is ${rows} × ${cols}`)
  }
  return [rows, cols]
}

/** Entry (i, j) of a matrix whose shape is known to be right; a view may have lost its methods on the way here. */
export function denseElements(matrix: DenseLike): (i: number, j: number) => unknown {
  if (isRows(matrix)) return (i, j) => matrix[i][j]
  const { stride, offset } = matrix
  return (i, j) => valueAt(matrix, offset + i * stride[0] + j * stride[1])
}

function axesOf(name: string, X: DenseLike): readonly number[] {
  if (isNdArray(X)) {
    checkView(name, X)
    return X.shape
  }
  if (!isRows(X)) throw notAMatrix(name, X)
  if (X.length === 0) return [0, 0]
  const cols = X[0]?.length
  // Not forEach, which passes over holes.
  for (let i = 0; i < X.length; i++) {
    const row = X[i]
    if (!isList(row)) {
      throw new ValidationError(`${name}[${i}] must be an array of numbers, got ${describe(row)}`)
    }
    if (row.length !== cols) {
      throw new ValidationError(`${name} is ragged: row ${i} is of length ${row.length}, row 0 of ${cols}`)
    }
    refuseClaim(`${name}[${i}]`, row)
  }
  return [X.length, cols]
}

function notAMatrix(name: string, value: unknown): ValidationError {
  const fromJson = 'indptr' in Object(value)
  return new ValidationError(
    `${name} must be a 2-d ndarray, an array of rows or a CsrMatrix, got ${describe(value)}` +
      (fromJson ? '; CsrMatrix.fromJSON reads one that has been through JSON' : ''),
  )
}

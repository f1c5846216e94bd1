/** What users may pass as a matrix, and the little that every function needs to know of it. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import type { CsrMatrix } from './csr-matrix'
import { type AnyNdArray, isNdArray } from './ndview'

/**
 * A matrix of numbers, one row per sample and one column per feature: a 2-d ndarray of any dtype, stride and
 * offset, an array of rows, or a {@link CsrMatrix}.
 */
export type MatrixLike = AnyNdArray | readonly (readonly number[])[] | CsrMatrix

/** Whether `X` is a sparse matrix (by its fields: it may come from the other entry of the CommonJS build). */
export function isCsr(X: MatrixLike): X is CsrMatrix {
  return (X as Partial<CsrMatrix> | null | undefined)?.indptr instanceof Int32Array
}

/** Whether `X` is an array of rows. */
export function isRows(X: MatrixLike): X is readonly (readonly number[])[] {
  return Array.isArray(X)
}

/**
 * `[rows, columns]` of `X`.
 *
 * @throws ValidationError when `X` is not a matrix, is empty, or its rows differ in length
 */
export function matrixShape(name: string, X: MatrixLike): readonly [rows: number, cols: number] {
  const shape = anyShape(name, X)
  if (shape.length !== 2) {
    throw new ValidationError(`${name} must have 2 dimensions, got ${shape.length}`)
  }
  const [rows, cols] = shape as [number, number]
  if (rows === 0 || cols === 0) {
    throw new ValidationError(`${name} is empty: it has ${rows} rows and ${cols} columns`)
  }
  return [rows, cols]
}

function anyShape(name: string, X: MatrixLike): readonly number[] {
  if (typeof X !== 'object' || X === null) throw notAMatrix(name, X)
  if (isNdArray(X)) return X.shape
  if (isCsr(X)) return X.shape
  if (!isRows(X)) throw notAMatrix(name, X)
  if (X.length === 0) return [0, 0]
  const cols = X[0]?.length
  // Not forEach, which passes over holes.
  for (let i = 0; i < X.length; i++) {
    const row = X[i]!
    if (!Array.isArray(row) && !ArrayBuffer.isView(row)) {
      throw new ValidationError(`${name}[${i}] must be an array of numbers, got ${describe(row)}`)
    }
    if (row.length !== cols) {
      throw new ValidationError(`${name} is ragged: row ${i} has ${row.length} values, row 0 has ${cols}`)
    }
  }
  return [X.length, cols!]
}

function notAMatrix(name: string, value: unknown): ValidationError {
  return new ValidationError(
    `${name} must be a 2-d ndarray, an array of rows or a CsrMatrix, got ${describe(value)}`,
  )
}

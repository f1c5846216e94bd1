/** What the transformers of numbers have in common: a matrix is read once, dense or sparse, and the names go on. */

import { isCsr } from '../data/csr-matrix'
import { type DenseCopy, denseCopy } from '../data/dense-copy'
import { featureNamesOf } from '../data/feature-names'
import { type Matrix, type MatrixLike, matrixShape, readMatrix, type SamplesLike } from '../data/matrix-like'
import { isTable } from '../data/table'
import { counted } from '../support/counted'
import { UnsupportedError, ValidationError } from '../support/errors'
import type { SeenColumns } from './read-columns'

/** A matrix and what a fit keeps of its columns. */
export interface Numbers {
  readonly matrix: Matrix
  readonly rows: number
  readonly cols: number
  readonly seen: SeenColumns
}

/** @throws ValidationError when `X` is no matrix of numbers */
export function readNumbers(X: SamplesLike): Numbers {
  const matrix = readMatrix('X', X)
  const [rows, cols] = matrixShape('X', matrix)
  const names = featureNamesOf(X)
  return {
    matrix,
    rows,
    cols,
    seen: { names: names ?? Array.from({ length: cols }, (_, j) => `x${j}`), named: names !== undefined },
  }
}

/** @throws ValidationError when `X` is no matrix of numbers, or has not the columns that the fit saw */
export function readSameNumbers(owner: string, X: SamplesLike, seen: SeenColumns): Matrix {
  const matrix = readMatrix('X', X, seen.named && isTable(X) ? seen.names : undefined)
  const [, cols] = matrixShape('X', matrix as MatrixLike)
  if (cols === seen.names.length) return matrix
  throw new ValidationError(
    `X has ${counted(cols, 'feature')}, but ${owner} was fitted on ${seen.names.length}`,
  )
}

/** A row-major copy. @throws UnsupportedError when the matrix is sparse; ValidationError for a value that is not finite */
export function denseOnly(owner: string, matrix: Matrix): DenseCopy {
  if (isCsr(matrix)) {
    throw new UnsupportedError(
      `${owner} would fill a sparse matrix; MaxAbsScaler and Normalizer keep it sparse`,
    )
  }
  return denseCopy('X', matrix)
}

/** Column j of a row-major matrix. */
export function columnOf({ data, rows, cols }: DenseCopy, j: number): Float64Array {
  const column = new Float64Array(rows)
  for (let i = 0; i < rows; i++) column[i] = data[i * cols + j]
  return column
}

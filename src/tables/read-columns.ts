/** Samples as columns of values of any kind: from a table, from rows, or from a matrix. */

import { isCsr } from '../data/csr-matrix'
import { denseElements, denseShape } from '../data/dense-like'
import { featureNamesOf } from '../data/feature-names'
import { readMatrix, rowCount, type SamplesLike } from '../data/matrix-like'
import { columnPath, inOrder, isTable, readTable, type Table } from '../data/table'
import { counted } from '../support/counted'
import { UnsupportedError, ValidationError } from '../support/errors'

/** Columns with names; those that nobody named are `x0`, `x1`, … */
export interface Columns extends Table {
  readonly named: boolean
}

/** What a fit keeps of the columns that it saw. */
export interface SeenColumns {
  readonly names: readonly string[]
  readonly named: boolean
}

/** @throws ValidationError when `X` is empty or ragged; UnsupportedError when it is sparse */
export function readColumns(X: SamplesLike): Columns {
  if (isTable(X)) return { ...readTable('X', X), named: true }
  rowCount('X', X)
  const matrix = readMatrix('X', X)
  if (isCsr(matrix))
    throw new UnsupportedError('X is sparse; this transformer takes tables and dense matrices')
  const [rows, cols] = denseShape('X', matrix)
  const given = featureNamesOf(X)
  const at = denseElements(matrix)
  const columns = Array.from({ length: cols }, (_, j) => {
    const column = new Array<unknown>(rows)
    for (let i = 0; i < rows; i++) column[i] = at(i, j)
    return column
  })
  const names = given ?? Array.from({ length: cols }, (_, j) => `x${j}`)
  return { rows, names, columns, named: given !== undefined }
}

/** The columns that the fit saw, found by name in a table. @throws ValidationError when they are others */
export function readSameColumns(owner: string, X: SamplesLike, seen: SeenColumns): Columns {
  const columns = readColumns(X)
  if (seen.named && isTable(X)) return { ...inOrder('X', columns, seen.names), named: true }
  if (columns.names.length === seen.names.length) return { ...columns, names: seen.names, named: seen.named }
  throw new ValidationError(
    `X has ${counted(columns.names.length, 'feature')}, but ${owner} was fitted on ${seen.names.length}`,
  )
}

/** How a message names a value. */
export function valuePath(column: string, row: number): string {
  return `${columnPath('X', column)}[${row}]`
}

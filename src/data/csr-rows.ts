/**
 * Whether arrays are a matrix of compressed sparse rows, in one pass. They belong to the caller, who may have changed them
 * since the matrix was made, so whoever runs through them asks; the long messages stay with the class.
 */

import { ValidationError } from '../support/errors'

/** The arrays of a matrix of compressed sparse rows, as SciPy names them. */
export interface CsrArrays {
  readonly shape: readonly [number, number]
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array | Float32Array
}

/**
 * The first row that is none, by its pointers or, if they are looked at, its entries; −1 when the lengths do not go
 * together, `undefined` when all is well. No row is read before its end is known to lie within the entries.
 */
export function faultyRow(X: CsrArrays, entries: boolean): number | undefined {
  const { indptr, indices, data } = X
  const [rows, cols] = X.shape
  const nnz = data.length
  if (indptr.length !== rows + 1 || indices.length !== nnz || indptr[0] !== 0 || indptr[rows] !== nnz)
    return -1
  for (let i = 0; i < rows; i++) {
    const start = indptr[i]
    const end = indptr[i + 1]
    if (end < start || end > nnz) return i
    let last = -1
    for (let p = start; entries && p < end; p++) {
      const j = indices[p]
      // `x * 0` is 0 for finite x only
      if (j <= last || j >= cols || data[p] * 0 !== 0) return i
      last = j
    }
  }
  return undefined
}

/** @throws ValidationError when the arrays are no matrix any more */
export function refuseChanged(X: CsrArrays, { entries }: { entries: boolean }): void {
  const row = faultyRow(X, entries)
  if (row === undefined) return
  throw new ValidationError(
    `CsrMatrix: ${row < 0 ? 'indptr' : `row ${row}`} was changed after the matrix was made`,
  )
}

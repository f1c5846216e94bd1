/**
 * Shifting and scaling column by column,
 *
 *   z = (x − shift) / scale,   x = z · scale + shift,
 *
 * of dense matrices by rows and of sparse ones by stored entries. A shift would fill a sparse matrix: it has none there.
 */

import { type CsrMatrix, csrLike, isCsr } from '../data/csr-matrix'
import { refuseChanged } from '../data/csr-rows'
import { denseCopy } from '../data/dense-copy'
import { featureNamesOf, named } from '../data/feature-names'
import { type Matrix, type MatrixLike, matrixShape, readMatrix } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'

/** What is done to `d` columns; what is absent is not done. */
export interface ColumnScaling {
  /** what is taken from every value of a column `[d]`; must be absent for sparse matrices */
  readonly shift?: Float64Array | undefined
  /** what every value of a column is divided by `[d]` */
  readonly scale?: Float64Array | undefined
}

/** A matrix `[n, d]` and the names of its columns. */
export interface Features {
  readonly matrix: Matrix
  readonly names: readonly string[] | undefined
}

/** What scaling makes of a matrix: sparse stays sparse, single precision stays so, all else becomes `Float64Array`. */
export type Scaled<M extends MatrixLike> = M extends CsrMatrix
  ? CsrMatrix
  : M extends { readonly data: Float32Array }
    ? NdMatrix<Float32Array>
    : NdMatrix

/**
 * `X` as a matrix, and the names of its columns if it has any or the fit had.
 *
 * @throws ValidationError when `X` is no matrix, or has not the columns that `owner` was fitted on
 */
export function readFeatures(
  owner: string,
  X: MatrixLike,
  features: number,
  fitted: readonly string[] | undefined,
): Features {
  const matrix = readMatrix('X', X, fitted)
  const [, cols] = matrixShape('X', matrix)
  if (cols === features) return { matrix, names: fitted ?? featureNamesOf(X) }
  throw new ValidationError(`X has ${counted(cols, 'feature')}, but ${owner} was fitted on ${features}`)
}

/** `(X − shift) / scale` as a new matrix. @throws ValidationError when a value of X is not finite */
export function scaleColumns(X: Features, { shift, scale }: ColumnScaling): Matrix {
  return mapMatrix(
    X,
    row => {
      if (shift) for (let j = 0; j < row.length; j++) row[j] -= shift[j]
      if (scale) for (let j = 0; j < row.length; j++) row[j] /= scale[j]
    },
    (value, j) => (scale ? value / scale[j] : value),
  )
}

/** `Z · scale + shift` as a new matrix. @throws ValidationError when a value of Z is not finite */
export function unscaleColumns(Z: Features, { shift, scale }: ColumnScaling): Matrix {
  return mapMatrix(
    Z,
    row => {
      if (scale) for (let j = 0; j < row.length; j++) row[j] *= scale[j]
      if (shift) for (let j = 0; j < row.length; j++) row[j] += shift[j]
    },
    (value, j) => (scale ? value * scale[j] : value),
  )
}

/** Applies `mapRow` to a copy of every dense row, or `mapEntry` to every stored entry. */
export function mapMatrix(
  { matrix, names }: Features,
  mapRow: (row: Float64Array | Float32Array) => void,
  mapEntry: (value: number, j: number) => number,
): Matrix {
  if (isCsr(matrix)) {
    refuseChanged(matrix, { entries: true })
    const { shape, indptr, indices, data } = matrix
    const mapped = data.map((value, p) => mapEntry(value, indices[p]))
    return named(csrLike(matrix, { shape, indptr, indices, data: mapped }), names)
  }
  const { data, rows, cols } = denseCopy('X', matrix)
  for (let i = 0; i < rows; i++) mapRow(data.subarray(i * cols, (i + 1) * cols))
  return named(ndview(data, [rows, cols]), names)
}

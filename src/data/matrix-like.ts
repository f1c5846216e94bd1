/** What users may pass as a matrix, and the little that every function needs to know of it. */

import { type CsrMatrix, isCsr } from './csr-matrix'
import { checkShape, type DenseLike, denseShape } from './dense-like'

/**
 * A matrix of numbers, one row per sample and one column per feature: a 2-d ndarray of any dtype, stride and
 * offset, an array of rows, or a {@link CsrMatrix}.
 */
export type MatrixLike = DenseLike | CsrMatrix

/**
 * `[rows, columns]` of `X`.
 *
 * @throws ValidationError when `X` is not a matrix, is empty, or its rows differ in length
 */
export function matrixShape(name: string, X: MatrixLike): readonly [rows: number, cols: number] {
  return isCsr(X) ? checkShape(name, X.shape) : denseShape(name, X)
}

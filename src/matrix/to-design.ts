/** From what users pass to the design matrix that the solvers see: checked, and laid out for the work to come. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { copyColumns } from './dense-columns'
import { DenseMatrix } from './dense-matrix'
import type { DesignMatrix } from './design-matrix'
import { isCsr, isRows, type MatrixLike, matrixShape } from './matrix-like'
import type { AnyNdArray } from './ndview'
import { SparseMatrix } from './sparse-matrix'

/**
 * Below this share of non-zeros a dense matrix is compressed: a sparse entry takes 12 bytes and about three times
 * the time of a dense one, so a quarter is where both memory and time begin to gain.
 */
const COMPRESS_BELOW = 0.25

/**
 * The design matrix for predicting: any dense layout is used where it lies, nothing is copied. Values are not looked
 * at: see {@link refuseNonFinite}.
 *
 * @throws ValidationError when `X` is no matrix, or is empty or ragged
 */
export function toRowDesign(X: MatrixLike): DesignMatrix {
  if (isCsr(X)) {
    matrixShape('X', X)
    return new SparseMatrix(X)
  }
  return toDense(X)
}

/** @throws ValidationError that names the first row and column that hold NaN or an infinite value */
export function refuseNonFinite(X: MatrixLike): void {
  if (!isCsr(X)) countZeros(toDense(X))
}

/**
 * The design matrix for fitting: compressed when `X` is sparse (or dense but mostly zeros), else where it lies; only a
 * view whose rows and columns both have gaps is copied.
 *
 * @throws ValidationError when `X` is no matrix, is empty or ragged, or holds a value that is not finite
 */
export function toColumnDesign(X: MatrixLike): DesignMatrix {
  if (isCsr(X)) return toRowDesign(X)
  const dense = toDense(X)
  const zeros = countZeros(dense)
  if (zeros > (1 - COMPRESS_BELOW) * dense.rows * dense.cols) return compress(dense, zeros)
  if (dense.rowStride === 1 || dense.colStride === 1) return dense
  const { data, rows } = copyColumns(dense, dense.allColumns)
  return new DenseMatrix(data, rows, dense.cols, 1, rows, 0)
}

function toDense(X: Exclude<MatrixLike, { indptr: Int32Array }>): DenseMatrix {
  const [rows, cols] = matrixShape('X', X)
  if (isRows(X)) return flatten(X, rows, cols)
  const [rowStride, colStride] = X.stride as [number, number]
  const floats = asFloats(X)
  if (floats === undefined) return readElements(X, rows, cols)
  const [down, across] = [(rows - 1) * rowStride, (cols - 1) * colStride]
  const first = X.offset + Math.min(0, down) + Math.min(0, across)
  const last = X.offset + Math.max(0, down) + Math.max(0, across)
  if (!(first >= 0 && last < floats.length)) {
    throw new ValidationError(
      `X: the view reaches outside its data (shape ${X.shape}, stride ${X.stride}, offset ${X.offset}, ${floats.length} values)`,
    )
  }
  return new DenseMatrix(floats, rows, cols, rowStride, colStride, X.offset)
}

/**
 * The view's own memory if the kernels can read it; integer dtypes are widened once; `undefined` for stores with
 * accessors, and for big integers, which are not numbers.
 */
function asFloats({ data }: AnyNdArray): Float64Array | Float32Array | undefined {
  if (data instanceof Float64Array || data instanceof Float32Array) return data
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return undefined
  return ArrayBuffer.isView(data) ? Float64Array.from(data as ArrayLike<number>) : undefined
}

function readElements(X: AnyNdArray, rows: number, cols: number): DenseMatrix {
  const data = new Float64Array(rows * cols)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[i * cols + j] = checkedValue(X.get(i, j), i, j)
  }
  return new DenseMatrix(data, rows, cols, cols, 1, 0)
}

function flatten(X: readonly (readonly number[])[], rows: number, cols: number): DenseMatrix {
  const data = new Float64Array(rows * cols)
  X.forEach((row, i) => {
    for (let j = 0; j < cols; j++) data[i * cols + j] = checkedValue(row[j], i, j)
  })
  return new DenseMatrix(data, rows, cols, cols, 1, 0)
}

function checkedValue(value: unknown, i: number, j: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ValidationError(`X[${i}, ${j}] is ${describe(value)}; values must be finite numbers`)
  }
  return value
}

/** How many entries are zero; one pass that also refuses NaN and infinite values. */
function countZeros({ data, rows, cols, rowStride, colStride, offset }: DenseMatrix): number {
  const alongRows = Math.abs(rowStride) <= Math.abs(colStride)
  const [outer, inner] = alongRows ? [cols, rows] : [rows, cols]
  const [outerStride, innerStride] = alongRows ? [colStride, rowStride] : [rowStride, colStride]
  let zeros = 0
  for (let a = 0; a < outer; a++) {
    let poison = 0
    for (let b = 0, p = offset + a * outerStride; b < inner; b++, p += innerStride) {
      const value = data[p]!
      if (value === 0) zeros++
      poison += value * 0 // stays 0 for finite values, turns NaN for the others
    }
    if (poison !== 0) {
      for (let b = 0; b < inner; b++) {
        const value = data[offset + a * outerStride + b * innerStride]
        if (alongRows) checkedValue(value, b, a)
        else checkedValue(value, a, b)
      }
    }
  }
  return zeros
}

function compress(
  { data, rows, cols, rowStride, colStride, offset }: DenseMatrix,
  zeros: number,
): SparseMatrix {
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(rows * cols - zeros)
  const values =
    data instanceof Float32Array ? new Float32Array(indices.length) : new Float64Array(indices.length)
  let at = 0
  for (let i = 0; i < rows; i++) {
    for (let j = 0, p = offset + i * rowStride; j < cols; j++, p += colStride) {
      const value = data[p]!
      if (value !== 0) {
        indices[at] = j
        values[at++] = value
      }
    }
    indptr[i + 1] = at
  }
  return new SparseMatrix({ shape: [rows, cols], indptr, indices, data: values })
}

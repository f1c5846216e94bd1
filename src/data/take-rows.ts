/**
 * Copies of chosen rows that stay what they were: a dense view, an array of rows, a sparse matrix, a table, a list of
 * texts or of objects (which are not copied themselves); labels likewise.
 */

import type { Data } from 'ndarray'
import { ValidationError } from '../support/errors'
import { isList } from '../support/validate'
import { type CsrMatrix, csrLike, isCsr } from './csr-matrix'
import { refuseChanged } from './csr-rows'
import { isRows } from './dense-like'
import { givenNames, named } from './feature-names'
import { type LabelsLike, readNumbers, vectorLength } from './labels'
import { rowCount, type SamplesLike } from './matrix-like'
import { type AnyNdArray, isNdArray, type NdMatrix, ndview, storedValues } from './ndview'
import { isTableOfColumns, readColumns, type TensorLike, tensorView } from './table'

/** What rows taken from `M` are: the same kind of matrix, table or list with the same dtypes, row-major if dense. */
export type RowsOf<M extends SamplesLike | LabelsLike> = M extends CsrMatrix | ArrayBufferView
  ? M
  : M extends { readonly shape: readonly number[]; readonly data: infer D extends Data<number> }
    ? NdMatrix<D>
    : M extends readonly (infer R)[]
      ? (R extends readonly number[] ? number[] : R)[]
      : M extends TensorLike
        ? NdMatrix
        : { [K in keyof M]: M[K] extends readonly (infer T)[] ? T[] : M[K] }

/** What labels taken from `Y` are: a plain array, or a typed array or 1-d ndarray of the same dtype. */
export type LabelsOf<Y extends LabelsLike> = Y extends readonly (infer L)[] ? L[] : Y

/**
 * The rows of `X` at `indices`, in that order, as a copy of the same kind and dtype.
 *
 * @param X - samples `[n, …]`: a matrix, a table, texts, or rows of your own; or a value for each, `[n]`: labels, weights
 * @param indices - rows, each 0 … n − 1
 * @throws ValidationError when `X` is empty or ragged, or no list of samples, or has no row of such a number
 *
 * @example
 * ```ts
 * import { KFold, takeRows } from 'ndlogit'
 *
 * const X = [{ age: 22 }, { age: 38 }, { age: 26 }, { age: 35 }]
 * const weights = Float64Array.of(1, 2, 1, 3)
 * for (const { test } of new KFold({ nSplits: 2 }).split(X)) {
 *   console.log(takeRows(X, test)[0].age, takeRows(weights, test)[1]) // 22 2, then 26 3
 * }
 * ```
 */
export function takeRows<M extends SamplesLike | LabelsLike>(X: M, indices: Int32Array): RowsOf<M> {
  return takeKnownRows(X, checkPositions(indices, countOf('X', X)))
}

/** The number of samples, or of values. @throws ValidationError as {@link takeRows} */
export function countOf(name: string, X: SamplesLike | LabelsLike): number {
  return isVector(X) ? vectorLength(name, X) : rowCount(name, X)
}

/** As {@link takeRows}, of an `X` that has been checked, and rows that it has. */
export function takeKnownRows<M extends SamplesLike | LabelsLike>(X: M, rows: Int32Array): RowsOf<M> {
  return (isVector(X) ? takeLabels(X, rows) : takeSamples(X as SamplesLike, rows)) as RowsOf<M>
}

function checkPositions(indices: Int32Array, count: number): Int32Array {
  const given = indices instanceof Int32Array ? indices : readNumbers('indices', indices)
  const wrong = given.findIndex(i => !(i >= 0 && i < count && Number.isInteger(i)))
  if (wrong >= 0) {
    throw new ValidationError(`indices[${wrong}] is ${given[wrong]}; X has the rows 0 to ${count - 1}`)
  }
  return indices instanceof Int32Array ? indices : Int32Array.from(given)
}

/** Whether `X` holds a value for each row, and texts are not asked to be samples. */
function isVector(X: SamplesLike | LabelsLike): X is LabelsLike {
  if (isNdArray(X)) return X.shape.length === 1
  return isList(X) && (!Array.isArray(X) || (X.length > 0 && Object(X[0]) !== X[0]))
}

/** The labels at `indices`, in that order, as a copy of the same kind and dtype. */
export function takeLabels<Y extends LabelsLike>(y: Y, indices: Int32Array): LabelsOf<Y> {
  if (!isNdArray(y)) return pick(y, indices) as LabelsOf<Y>
  const data = pick(
    storedValues(y),
    indices.map(i => y.offset + i * y.stride[0]),
  )
  return ndview(data, [indices.length]) as unknown as LabelsOf<Y>
}

function takeSamples(X: SamplesLike, indices: Int32Array): SamplesLike {
  if (isRows(X)) {
    const rows = X as readonly (readonly number[])[]
    return Array.from(indices, i => (isList(rows[i]) ? rows[i].slice() : rows[i]))
  }
  if (isTableOfColumns(X)) {
    const { names, columns } = readColumns('X', X)
    return Object.fromEntries(names.map((name, j) => [name, pick(columns[j], indices)]))
  }
  const dense = tensorView(X) ?? (X as AnyNdArray)
  const taken = isCsr(X) ? takeSparse(X, indices) : takeDense(dense, indices, dense.shape[1])
  return named(taken, givenNames(X))
}

function takeDense(X: AnyNdArray, indices: Int32Array, cols: number): AnyNdArray {
  const source = storedValues(X)
  const out = allocateLike(source, indices.length * cols) as number[]
  const [rowStride, colStride] = X.stride as [number, number]
  let q = 0
  for (const i of indices) {
    for (let j = 0, p = X.offset + i * rowStride; j < cols; j++, p += colStride) out[q++] = source[p]
  }
  return ndview(out, [indices.length, cols])
}

function takeSparse(X: CsrMatrix, indices: Int32Array): CsrMatrix {
  refuseChanged(X, { entries: false })
  const { shape, indptr, indices: columns, data } = X
  const starts = new Int32Array(indices.length + 1)
  indices.forEach((i, k) => {
    starts[k + 1] = starts[k] + indptr[i + 1] - indptr[i]
  })
  const nnz = starts[indices.length]
  const outColumns = new Int32Array(nnz)
  const outData = allocateLike(data, nnz)
  indices.forEach((i, k) => {
    outColumns.set(columns.subarray(indptr[i], indptr[i + 1]), starts[k])
    outData.set(data.subarray(indptr[i], indptr[i + 1]), starts[k])
  })
  const parts = {
    shape: [indices.length, shape[1]],
    indptr: starts,
    indices: outColumns,
    data: outData,
  } as const
  return csrLike(X, parts)
}

function pick<T>(source: ArrayLike<T>, positions: Int32Array): T[] {
  const out = allocateLike(source, positions.length) as T[]
  positions.forEach((p, k) => {
    out[k] = source[p]
  })
  return out
}

/** A new array of the class of `source`: typed arrays keep theirs, everything else becomes a plain array. */
function allocateLike<A extends ArrayLike<unknown>>(source: A, length: number): A {
  const Kind = ArrayBuffer.isView(source) ? source.constructor : Array
  return new (Kind as unknown as new (length: number) => A)(length)
}

/**
 * A matrix on its way to other threads: typed arrays over shared memory, so that all threads read the same numbers.
 * Where there is no shared memory (a page that is not cross-origin isolated) every thread gets a copy.
 */

import { CsrMatrix, isCsr } from '../../data/csr-matrix'
import { denseCopy } from '../../data/dense-copy'
import { isRows } from '../../data/dense-like'
import type { MatrixLike } from '../../data/matrix-like'
import { ndview } from '../../data/ndview'

type Numbers = Float64Array | Float32Array | Int32Array

/** What structured cloning carries. */
export type PackedMatrix =
  | {
      readonly data: Float64Array | Float32Array
      readonly shape: readonly number[]
      readonly stride: readonly number[]
      readonly offset: number
    }
  | {
      readonly data: Float64Array | Float32Array
      readonly shape: readonly [number, number]
      readonly indptr: Int32Array
      readonly indices: Int32Array
    }

/** Copies X into shared memory, once, unless it is there already. */
export function packMatrix(X: MatrixLike): PackedMatrix {
  if (isCsr(X)) {
    const { shape, indptr, indices, data } = X
    return { shape, indptr: share(indptr), indices: share(indices), data: share(data) }
  }
  if (!isRows(X)) {
    const { data, shape, stride, offset } = X
    const isFloat = data instanceof Float64Array || data instanceof Float32Array
    if (isFloat && isShared(data)) return { data, shape: [...shape], stride: [...stride], offset }
  }
  const { data, rows, cols } = denseCopy('X', X)
  return { data: share(data), shape: [rows, cols], stride: [cols, 1], offset: 0 }
}

/** The matrix again, on the memory that was packed. */
export function unpackMatrix(packed: PackedMatrix): MatrixLike {
  if ('indptr' in packed) return new CsrMatrix(packed)
  return ndview(packed.data, packed.shape, packed.stride, packed.offset)
}

function share<T extends Numbers>(values: T): T {
  if (typeof SharedArrayBuffer === 'undefined' || isShared(values)) return values
  const Typed = values.constructor as new (buffer: SharedArrayBuffer) => T
  const shared = new Typed(new SharedArrayBuffer(values.byteLength))
  shared.set(values)
  return shared
}

function isShared({ buffer }: Numbers): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}

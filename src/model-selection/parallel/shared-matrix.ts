/**
 * A matrix on its way to other threads: typed arrays over shared memory, so that all threads read the same numbers.
 * Where there is no shared memory (a page that is not cross-origin isolated) every thread gets a copy; and of tables and
 * texts, which are cloned as they are.
 */

import { CsrMatrix, isCsr } from '../../data/csr-matrix'
import { denseCopy } from '../../data/dense-copy'
import { type DenseLike, isRows } from '../../data/dense-like'
import { readMatrix, type SamplesLike } from '../../data/matrix-like'
import { isNdArray, ndview } from '../../data/ndview'
import { isTable } from '../../data/table'
import { isShared, shared } from '../../support/shared-memory'

/** What structured cloning carries. */
export type PackedMatrix =
  | { readonly samples: SamplesLike }
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
export function packMatrix(X: SamplesLike): PackedMatrix {
  if (isCsr(X)) {
    const { shape, indptr, indices, data } = X
    return { shape, indptr: shared(indptr), indices: shared(indices), data: shared(data) }
  }
  if (isNdArray(X)) {
    const { data, shape, stride, offset } = X
    const isFloat = data instanceof Float64Array || data instanceof Float32Array
    if (isFloat && isShared(data)) return { data, shape: [...shape], stride: [...stride], offset }
  } else if (isTable(X) || (isRows(X) && typeof X[0] === 'string')) return { samples: X }
  const { data, rows, cols } = denseCopy('X', readMatrix('X', X) as DenseLike)
  return { data: shared(data), shape: [rows, cols], stride: [cols, 1], offset: 0 }
}

/** The matrix again, on the memory that was packed. */
export function unpackMatrix(packed: PackedMatrix): SamplesLike {
  if ('samples' in packed) return packed.samples
  if ('indptr' in packed) return new CsrMatrix(packed)
  return ndview(packed.data, packed.shape, packed.stride, packed.offset)
}

/** A design matrix on its way to other threads: its numbers, in memory that all of them see. */

import type { Values } from '../../kernels/layout'
import { shared } from '../../support/shared-memory'
import type { DenseMatrix } from '../dense-matrix'
import type { SparseMatrix } from '../sparse-matrix'
import { isSparse, type Shareable } from './parts'

/** What structured cloning carries. */
export type PackedDesign =
  | { readonly sparse: ConstructorParameters<typeof SparseMatrix>[0] }
  | { readonly dense: ConstructorParameters<typeof DenseMatrix> }

/** Copies what is not in shared memory yet. */
export function packDesign(x: Shareable): PackedDesign {
  if (isSparse(x)) {
    const { start, index, value } = x.byRow
    const [indptr, indices, data] = [shared(start), shared(index), shared(value)]
    return { sparse: { shape: [x.rows, x.cols], indptr, indices, data } }
  }
  const { rows, cols, rowStride, colStride, offset } = x
  const last = offset + (rows - 1) * rowStride + (cols - 1) * colStride
  const data: Values = shared(x.data.subarray(offset, last + 1))
  return { dense: [data, rows, cols, rowStride, colStride, 0] }
}

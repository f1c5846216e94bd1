/**
 * Parts of a matrix, as matrices of the same class over the same numbers. What shares a fit imports no class of matrices, so
 * that the package has no second copy of them.
 */

import type { Compressed, RowRange } from '../../kernels/layout'
import type { DenseMatrix } from '../dense-matrix'
import type { FeatureMatrix } from '../design-matrix'
import type { SparseMatrix } from '../sparse-matrix'

/** The matrices that threads can share. */
export type Shareable = DenseMatrix | SparseMatrix

/** Of rows, or columns, that lie farther apart than this many times their length, most would be shared for nothing. */
const FARTHEST_APART = 2

export function isShareable(design: FeatureMatrix): design is Shareable {
  if ('byRow' in design) return true
  if (!('colStride' in design)) return false
  const { rows, cols, rowStride, colStride } = design as DenseMatrix
  const [apart, length] = colStride === 1 ? [rowStride, cols] : [colStride, rows]
  return Math.min(rowStride, colStride) === 1 && apart >= length && apart <= FARTHEST_APART * length
}

export function isSparse(x: FeatureMatrix): x is SparseMatrix {
  return 'byRow' in x
}

/** Some rows of X. */
export function rowsOf(x: Shareable, { start, end }: RowRange): Shareable {
  if (isSparse(x)) {
    const { start: starts, index, value } = x.byRow
    const [from, to] = [starts[start], starts[end]]
    const own = {
      start: starts.slice(start, end + 1).map(place => place - from),
      index: index.subarray(from, to),
      value: value.subarray(from, to),
    }
    return sparseLike(x, end - start, x.cols, own)
  }
  const { data, cols, rowStride, colStride, offset } = x
  return denseLike(x, data, end - start, cols, rowStride, colStride, offset + start * rowStride)
}

/** The matrix, with some rows in memory of their own, and no others. */
export function withOwnRows(x: DenseMatrix, { start, end }: RowRange): DenseMatrix {
  const { data, rows, cols, rowStride, colStride, offset } = x
  const own = data.slice(offset + start * rowStride, offset + end * rowStride)
  return denseLike(x, own, rows, cols, rowStride, colStride, -start * rowStride)
}

/** The columns `first` to `end - 1` of compressed rows, in memory of their own. */
export function columnsOf(x: SparseMatrix, first: number, end: number): SparseMatrix {
  const { start, index, value } = x.byRow
  let entries = 0
  for (let p = start[0]; p < start[x.rows]; p++) if (index[p] >= first && index[p] < end) entries++
  const own: Compressed = {
    start: new Int32Array(x.rows + 1),
    index: new Int32Array(entries),
    value: value instanceof Float32Array ? new Float32Array(entries) : new Float64Array(entries),
  }
  let at = 0
  for (let i = 0; i < x.rows; i++) {
    for (let p = start[i]; p < start[i + 1]; p++) {
      if (index[p] < first || index[p] >= end) continue
      own.index[at] = index[p] - first
      own.value[at++] = value[p]
    }
    own.start[i + 1] = at
  }
  return sparseLike(x, x.rows, end - first, own)
}

type DenseParts = ConstructorParameters<typeof DenseMatrix>

function denseLike(x: DenseMatrix, ...parts: DenseParts): DenseMatrix {
  const Dense = x.constructor as typeof DenseMatrix
  return new Dense(...parts)
}

function sparseLike(
  x: SparseMatrix,
  rows: number,
  cols: number,
  { start, index, value }: Compressed,
): SparseMatrix {
  const Sparse = x.constructor as typeof SparseMatrix
  return new Sparse({ shape: [rows, cols], indptr: start, indices: index, data: value })
}

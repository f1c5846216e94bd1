/** Matrices side by side: sparse if one of them is and enough of the whole is zero, else dense and column by column. */

import { CsrMatrix, isCsr } from '../data/csr-matrix'
import { isRows } from '../data/dense-like'
import type { Matrix } from '../data/matrix-like'
import { matrixShape } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'

/**
 * `[rows, Σ columns]`.
 *
 * @param sparseThreshold - sparse below this share of non-zeros; dense matrices count as full
 */
export function stack(
  blocks: readonly Matrix[],
  rows: number,
  sparseThreshold: number,
): CsrMatrix | NdMatrix {
  const widths = blocks.map(block => matrixShape('X', block)[1])
  const cols = widths.reduce((sum, width) => sum + width, 0)
  const entries = blocks.reduce((sum, block, k) => sum + (isCsr(block) ? block.nnz : rows * widths[k]), 0)
  if (blocks.some(isCsr) && entries < sparseThreshold * rows * cols) {
    return stackSparse(blocks, widths, rows, cols, entries)
  }
  const data = new Float64Array(rows * cols)
  let start = 0
  blocks.forEach((block, k) => {
    forEachEntry(block, rows, widths[k], (i, j, value) => {
      data[(start + j) * rows + i] = value
    })
    start += widths[k]
  })
  return ndview(data, [rows, cols], [1, rows])
}

function stackSparse(
  blocks: readonly Matrix[],
  widths: readonly number[],
  rows: number,
  cols: number,
  entries: number,
): CsrMatrix {
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(entries)
  const data = new Float64Array(entries)
  let p = 0
  for (let i = 0; i < rows; i++) {
    let start = 0
    blocks.forEach((block, k) => {
      if (isCsr(block)) {
        for (let q = block.indptr[i]; q < block.indptr[i + 1]; q++) {
          indices[p] = start + block.indices[q]
          data[p++] = block.data[q]
        }
      } else {
        for (let j = 0; j < widths[k]; j++) {
          const value = isRows(block) ? block[i][j] : block.get(i, j)
          if (value === 0) continue
          indices[p] = start + j
          data[p++] = value
        }
      }
      start += widths[k]
    })
    indptr[i + 1] = p
  }
  return new CsrMatrix({ shape: [rows, cols], indptr, indices: indices.slice(0, p), data: data.slice(0, p) })
}

function forEachEntry(
  block: Matrix,
  rows: number,
  cols: number,
  visit: (i: number, j: number, value: number) => void,
): void {
  for (let i = 0; i < rows; i++) {
    if (isCsr(block)) {
      for (let q = block.indptr[i]; q < block.indptr[i + 1]; q++) visit(i, block.indices[q], block.data[q])
    } else for (let j = 0; j < cols; j++) visit(i, j, isRows(block) ? block[i][j] : block.get(i, j))
  }
}

/**
 * Weighted Gram blocks of dense columns, G += X_Lᵀ diag(d) X_R, over panels of at most {@link PANEL_ROWS} rows: the
 * columns are packed into strips of four (see dense-kernel.ts), and every strip of X_L meets those of X_R.
 *
 * Packing copies a panel, never the matrix, and reads Float32 values as they are. The products of a strip go to a small
 * buffer first and from there to G, a tenth of the time at 128 rows.
 * Source: the packing and blocking of Goto & van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM
 * Trans. Math. Softw. 34 (2008).
 */

import { denseKernel } from './choose-kernel'
import type { Block, DenseLayout } from './layout'

/** Rows in a panel: two strips (8 KB) fit the first-level cache, and 768 columns (0.8 MB) the second. */
export const PANEL_ROWS = 128

/** Which products are wanted of a block. Of `'lower'`, the left columns are the last of the right ones. */
type Part = 'all' | 'upper' | 'lower'

/**
 * Adds the products of the `left` and `right` columns of `x`, over the rows `start` to `end - 1` weighted with `d`, to
 * `gram`. Rows of weight 0 are not read. Next to the diagonal of a triangle, up to three entries a row more are added.
 */
export function addWeightedGram(
  x: DenseLayout,
  d: Float64Array,
  left: Int32Array,
  right: Int32Array,
  gram: Block,
  start: number,
  end: number,
  part: Part = gram.upper ? 'upper' : 'all',
): void {
  const kernel = denseKernel(left.length * right.length * (end - start))
  const leftStrips = (left.length + 3) >> 2
  const rightStrips = (right.length + 3) >> 2
  const strip = 4 * Math.min(PANEL_ROWS, end - start)
  const weights = strip
  const products = weights + strip / 4
  const rightPanel = products + 16 * rightStrips
  const leftPanel = left === right ? rightPanel : rightPanel + strip * rightStrips
  const heap = kernel.reserve(leftPanel + strip * leftStrips)
  const rows = new Int32Array(strip / 4)
  let i = start
  while (i < end) {
    let count = 0
    for (; i < end && count < rows.length; i++) {
      if (d[i] === 0) continue
      heap[weights + count] = d[i]
      rows[count++] = i
    }
    if (count === 0) return
    kernel.pack(x, right, rows, count, rightPanel)
    if (left !== right) kernel.pack(x, left, rows, count, leftPanel)
    for (let a = 0; a < leftStrips; a++) {
      const first = part === 'upper' ? a : 0
      const last = part === 'lower' ? rightStrips - leftStrips + a + 1 : rightStrips
      const at = leftPanel + 4 * count * a
      kernel.weightedProducts(at, weights, rightPanel + 4 * count * first, last - first, count, 0, products)
      addProducts(heap, products, 4 * (last - first), gram, left.length, 4 * a, right.length, 4 * first)
    }
  }
}

/** Adds four rows of products to the rows of `gram` from (a, b) on, as far as it has them. */
function addProducts(
  heap: Float64Array,
  products: number,
  stride: number,
  gram: Block,
  rows: number,
  a: number,
  cols: number,
  b: number,
): void {
  const { data } = gram
  const width = Math.min(stride, cols - b)
  for (let r = 0; r < Math.min(4, rows - a); r++) {
    const from = products + r * stride
    const to = gram.offset + (a + r) * gram.stride + b
    for (let k = 0; k < width; k++) data[to + k] += heap[from + k]
  }
}

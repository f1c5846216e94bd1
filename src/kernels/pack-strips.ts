/**
 * Columns of a dense matrix packed into strips of four: entry (r, c) of a strip is at 4 r + c, and strips follow each
 * other. The last strip is filled up with repetitions of the last column.
 */

import type { DenseLayout } from './layout'

/** Rows packed before the next strip where rows are contiguous, so that lines of the cache are used up while there. */
const PACKED_ROWS = 8

/** Packs the columns of these `rows` to `heap`, from `panel` on. */
export function packStrips(
  { data, rowStride, colStride, offset }: DenseLayout,
  columns: Int32Array,
  rows: Int32Array,
  heap: Float64Array,
  panel: number,
): void {
  const count = rows.length
  const last = columns.length - 1
  const step = colStride === 1 ? PACKED_ROWS : count
  for (let top = 0; top < count; top += step) {
    const bottom = Math.min(count, top + step)
    for (let c = 0; c <= last; c += 4) {
      const p0 = offset + columns[c] * colStride
      const p1 = offset + columns[Math.min(c + 1, last)] * colStride
      const p2 = offset + columns[Math.min(c + 2, last)] * colStride
      const p3 = offset + columns[Math.min(c + 3, last)] * colStride
      let at = panel + c * count + 4 * top
      for (let r = top; r < bottom; r++, at += 4) {
        const row = rows[r] * rowStride
        heap[at] = data[p0 + row]
        heap[at + 1] = data[p1 + row]
        heap[at + 2] = data[p2 + row]
        heap[at + 3] = data[p3 + row]
      }
    }
  }
}

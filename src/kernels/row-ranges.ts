/**
 * Sums over rows in ranges that the number of rows alone decides: each is summed by itself, and they are added in their order.
 * So the threads that share them come to the same bits, however many there are, and so does one thread.
 */

import type { RowRange } from './layout'

/** Divided evenly by two, three, four and six threads. */
export const RANGES = 12

/** Fewer rows than this are one range. */
const FEWEST_ROWS = 2048

/** Range k of 0 to {@link RANGES} - 1; those behind the last row are empty. */
export function rowRange(rows: number, k: number): RowRange {
  // The kernels take four rows at a time.
  const step = rows < FEWEST_ROWS ? rows : 4 * Math.ceil(rows / (4 * RANGES))
  return { start: Math.min(rows, k * step), end: Math.min(rows, (k + 1) * step) }
}

/** All rows in order, so many with a weight at a time: those of weight 0 cost nothing. */
export function* rangesOfWeighted(d: Float64Array, rows: number, most: number): Generator<RowRange> {
  for (let start = 0, end = 0; start < rows; start = end) {
    for (let weighted = 0; end < rows && weighted < most; end++) if (d[end] !== 0) weighted++
    yield { start, end }
  }
}

/** out = the sums of all rows. @param addTo - adds those of a range */
export function sumByRanges(
  rows: number,
  out: Float64Array,
  addTo: (range: RowRange, out: Float64Array) => void,
): void {
  out.fill(0)
  for (let k = 0; k < RANGES; k++) {
    const range = rowRange(rows, k)
    if (range.start === range.end) return
    const sums = new Float64Array(out.length)
    addTo(range, sums)
    for (let j = 0; j < out.length; j++) out[j] += sums[j]
  }
}

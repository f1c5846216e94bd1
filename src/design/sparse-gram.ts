/** Weighted Gram blocks of compressed rows, or some rows of one: of all columns, or those of a thread (parallel/gram-shares.ts). */

import type { Block, Compressed, RowRange } from '../kernels/layout'

/** Entries of the Gram matrix that are worked on at a time: 512 KB. */
const STRIP_ENTRIES = 65_536

/** Rows of a block, and what of it is wanted. */
export interface SparsePart {
  readonly right: { readonly length: number }
  readonly upper: boolean
  readonly from: number
  readonly to: number
}

/**
 * Adds rows `from` to `to - 1` of the block, which begin at `gram.offset`; of an upper block both sides are one list.
 *
 * @param cursor - the first entry of each row of the range that is in column `from` or behind it; goes on to the last
 */
export function addSparseGram(
  left: Compressed,
  right: Compressed,
  d: Float64Array,
  { right: { length }, upper, from, to }: SparsePart,
  { data, stride, offset }: Block,
  { start: first, end: last }: RowRange,
  cursor = left.start.slice(first, last),
): void {
  const { start, index, value } = right
  // Strips of the block that stay in the second-level cache; every row goes on where the last strip left it.
  const strip = Math.max(1, Math.floor(STRIP_ENTRIES / length))
  for (let stripStart = from; stripStart < to; stripStart += strip) {
    const stripEnd = Math.min(to, stripStart + strip)
    for (let i = first; i < last; i++) {
      const weight = d[i]
      if (weight === 0) continue
      const begin = start[i]
      const end = start[i + 1]
      const stop = left.start[i + 1]
      let e = cursor[i - first]
      for (; e < stop && left.index[e] < stripEnd; e++) {
        const scaled = weight * left.value[e]
        const row = offset + (left.index[e] - from) * stride
        // In an upper block both sides are one list, and positions increase within a row: the rest of it follows.
        for (let f = upper ? e : begin; f < end; f++) data[row + index[f]] += scaled * value[f]
      }
      cursor[i - first] = e
    }
  }
}

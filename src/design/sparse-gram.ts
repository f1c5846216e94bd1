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
        addRow(index, value, upper ? e : begin, end, scaled, data, row)
      }
      cursor[i - first] = e
    }
  }
}

/**
 * data[at + index[p]] += a · value[p] over the entries `start` to `end - 1`. Four at a time, as a store is in the way of the next
 * load, and the positions of a row are distinct: .8 of the time on rows of 12 and of 22 entries (Adult, mushrooms).
 */
function addRow(
  index: Int32Array,
  value: Compressed['value'],
  start: number,
  end: number,
  a: number,
  data: Float64Array,
  at: number,
): void {
  let p = start
  for (; p + 3 < end; p += 4) {
    const i = at + index[p]
    const j = at + index[p + 1]
    const k = at + index[p + 2]
    const l = at + index[p + 3]
    const x = data[i] + a * value[p]
    const y = data[j] + a * value[p + 1]
    const z = data[k] + a * value[p + 2]
    const u = data[l] + a * value[p + 3]
    data[i] = x
    data[j] = y
    data[k] = z
    data[l] = u
  }
  for (; p < end; p++) data[at + index[p]] += a * value[p]
}

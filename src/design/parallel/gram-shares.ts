/**
 * The shares of the threads in a weighted Gram block: rows of it, which are columns of the left list. Each entry is summed by
 * one thread from the first row of X to the last, so the bits are those of one thread.
 */

import type { Block, Compressed, RowRange } from '../../kernels/layout'
import type { SparseColumns } from '../sparse-columns'
import { addSparseGram } from '../sparse-gram'
import type { SparseMatrix } from '../sparse-matrix'
import type { GramColumns } from './board'
import { isSparse, type Shareable } from './parts'

/** Rows of a block. */
export interface GramPart extends GramColumns {
  /** rows `from` to `to - 1` of the block; `from` is a multiple of four */
  readonly from: number
  readonly to: number
}

/** Rows of X whose entries are counted for the shares of a sparse block. */
const COUNTED_ROWS = 500

/**
 * What adds rows `from` to `to - 1` of a block, which begin at `gram.offset`, over a range of the rows of X. Of an upper
 * block all that is left of column `from` is left out.
 */
export function gramAdder(
  x: Shareable,
  d: Float64Array,
  part: GramPart,
  gram: Block,
): (range: RowRange) => void {
  const { left, right, upper, from, to } = part
  if (from === to) return () => {}
  if (isSparse(x)) {
    const rows = rowsOf(x, left)
    const across = upper ? rows : rowsOf(x, right)
    return range => {
      const cursor = rows.start
        .slice(range.start, range.end)
        .map((_, i) => placeOf(part.from, rows, range.start + i))
      addSparseGram(rows, across, d, part, gram, range, cursor)
    }
  }
  const own = x.select(left.subarray(from, to))
  const beside = upper ? right.subarray(from) : right
  // Columns that meet themselves are packed once.
  const others = upper && to === right.length ? own : x.select(beside)
  const block = upper ? { ...gram, offset: gram.offset + from } : gram
  return range => own.addGram(d, others, block, range)
}

/** Writes where the shares of a block end, in rows of it: about as many products for each thread. */
export function cutGram(x: Shareable, columns: GramColumns, bounds: Int32Array): void {
  const work = isSparse(x) ? sparseWork(x, columns) : denseWork(columns)
  const threads = bounds.length - 1
  const each = work.reduce((total, own) => total + own, 0) / threads
  bounds.fill(work.length)
  bounds[0] = 0
  let done = 0
  for (let k = 0, thread = 1; k < work.length && thread < threads; k++) {
    if (k % 4 === 0 && done >= each * thread) bounds[thread++] = k
    done += work[k]
  }
}

/** The products of each row of a block. */
function denseWork({ left, right, upper }: GramColumns): Float64Array {
  return new Float64Array(left.length).map((_, k) => (upper ? right.length - k : right.length))
}

/** The same of a sparse one, in some rows of X. */
function sparseWork(x: SparseMatrix, { left, right, upper }: GramColumns): Float64Array {
  const { start, index } = x.byRow
  const work = new Float64Array(left.length)
  const [leftOf, rightOf] = [positionsOf(left, x.cols), positionsOf(right, x.cols)]
  const step = Math.max(1, Math.floor(x.rows / COUNTED_ROWS))
  for (let i = 0; i < x.rows; i += step) {
    let across = 0
    for (let p = start[i]; p < start[i + 1]; p++) if (rightOf[index[p]] >= 0) across++
    for (let p = start[i]; p < start[i + 1]; p++) {
      const k = leftOf[index[p]]
      if (k >= 0) work[k] += upper ? across-- : across
    }
  }
  return work
}

/** Where each column stands in a list, −1 if it does not. */
function positionsOf(list: Int32Array, cols: number): Int32Array {
  const positions = new Int32Array(cols).fill(-1)
  for (let k = 0; k < list.length; k++) positions[list[k]] = k
  return positions
}

function rowsOf(x: SparseMatrix, list: Int32Array): Compressed {
  const known = recent.get(x)?.find(({ indices }) => isSame(indices, list))
  if (known !== undefined) return known.rows
  const columns = x.select(list)
  remember(x, columns)
  return columns.rows
}

/** The last selections of each matrix: a list comes again and again. */
const recent = new WeakMap<SparseMatrix, readonly SparseColumns[]>()
const RECENT = 3

/** Keeps what has been laid out of these columns. */
export function remember(x: SparseMatrix, columns: SparseColumns): void {
  const others = (recent.get(x) ?? []).filter(other => other !== columns)
  recent.set(x, [columns, ...others.slice(0, RECENT - 1)])
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false
  return true
}

/** The first entry of row i in column `from` or behind it. */
function placeOf(from: number, { start, index }: Compressed, i: number): number {
  let low = start[i]
  let high = start[i + 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (index[middle] < from) low = middle + 1
    else high = middle
  }
  return low
}

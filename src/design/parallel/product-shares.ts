/**
 * The shares of the threads in products with X. The bits do not depend on how many threads there are:
 *
 *   contiguous rows     ranges of rows; Xᵀ v is the sum of those of the ranges (see kernels/row-ranges.ts)
 *   other layouts       rows of X v, and columns of Xᵀ v, each summed as by one thread
 */

import type { RowRange } from '../../kernels/layout'
import { RANGES, rowRange } from '../../kernels/row-ranges'
import type { DenseMatrix } from '../dense-matrix'
import type { Columns } from '../design-matrix'
import type { SparseMatrix } from '../sparse-matrix'
import type { Board } from './board'
import { columnsOf, isSparse, rowsOf, type Shareable, withOwnRows } from './parts'

/** What a thread does of an operation whose vectors are on the board. */
export interface ProductShares {
  /** Whether a product with Xᵀ H X reads the rows of X once; else it is one with X and one with Xᵀ. */
  readonly fuses: boolean
  /** Z = X v + shift, H Z for the weights `d`, and the sums of Xᵀ (H Z) of each range; of all columns */
  normal(thread: number): void
  /** Z = X v */
  times(thread: number): void
  /** Xᵀ d, by ranges where {@link ProductShares.fuses} */
  transpose(thread: number): void
  /** Gives back what has been laid out for that. */
  release(): void
}

/** The shares of X on this thread, 0 being the one that calls. */
export function productShares(x: Shareable, board: Board, thread: number): ProductShares {
  if (isSparse(x)) return new SparseShares(x, board)
  if (!x.byRows) return new ColumnShares(x, board)
  // Memory that threads share is slower to copy from.
  return new RowShares(thread === 0 ? x : withOwnRows(x, rowsOfThread(thread, board)), board)
}

/** The ranges of a thread, `first` to `last - 1`. */
function rangesOf(thread: number, { shape: { threads } }: Board): readonly [first: number, last: number] {
  return [Math.floor((RANGES * thread) / threads), Math.floor((RANGES * (thread + 1)) / threads)]
}

function rowsOfThread(thread: number, board: Board): RowRange {
  const [first, last] = rangesOf(thread, board)
  const { rows } = board.shape
  return { start: rowRange(rows, first).start, end: rowRange(rows, last).start }
}

/** Rows that lie one after another. */
class RowShares implements ProductShares {
  readonly fuses = true

  constructor(
    private readonly x: DenseMatrix,
    private readonly board: Board,
  ) {}

  normal(thread: number): void {
    const { x, board } = this
    const { v, d, shift: shifts, z, weighted } = board
    const weigh = ({ start, end }: RowRange): void => {
      for (let i = start; i < end; i++) weighted[i] = d[i] * z[i]
    }
    this.forRanges(thread, v.length, (range, out) => {
      const product = { outputs: 1, v, stride: v.length, shifts, z, weighted, weigh, out }
      x.addNormalTimes(product, range)
    })
  }

  times(thread: number): void {
    const { x, board } = this
    const range = rowsOfThread(thread, board)
    const part = selected(rowsOf(x, range), board.columns)
    part.timesInto(board.v, board.z.subarray(range.start, range.end))
  }

  transpose(thread: number): void {
    const { x, board } = this
    const columns = board.columns === undefined ? x.all : x.select(board.columns)
    this.forRanges(thread, columns.length, (range, out) => columns.addTransposeTimes(board.d, out, range))
  }

  release(): void {}

  /** @param length - of the sums of a range */
  private forRanges(
    thread: number,
    length: number,
    addTo: (range: RowRange, sums: Float64Array) => void,
  ): void {
    const { x, board } = this
    const [first, last] = rangesOf(thread, board)
    for (let k = first; k < last; k++) {
      const sums = board.sums.subarray(k * length, (k + 1) * length)
      sums.fill(0)
      addTo(rowRange(x.rows, k), sums)
    }
  }
}

/** Columns that lie one after another. */
class ColumnShares implements ProductShares {
  readonly fuses = false

  constructor(
    private readonly x: DenseMatrix,
    private readonly board: Board,
  ) {}

  normal(): void {}

  times(thread: number): void {
    const { x, board } = this
    const range = rowsOfThread(thread, board)
    selected(rowsOf(x, range), board.columns).timesInto(board.v, board.z.subarray(range.start, range.end))
  }

  transpose(thread: number): void {
    const { x, board } = this
    const { threads } = board.shape
    const list = selected(x, board.columns).indices
    const [start, end] = [0, 1].map(next => Math.floor((list.length * (thread + next)) / threads))
    x.select(list.subarray(start, end)).transposeTimesInto(board.d, board.sums.subarray(start, end))
  }

  release(): void {}
}

/** Compressed rows; products with all columns alone. Each thread has its rows laid out, and its columns. */
class SparseShares implements ProductShares {
  readonly fuses = false
  private readonly rows = new Map<number, SparseMatrix>()
  private readonly columns = new Map<number, SparseMatrix>()
  private bounds: readonly number[] | undefined = undefined

  constructor(
    private readonly x: SparseMatrix,
    private readonly board: Board,
  ) {}

  normal(): void {}

  times(thread: number): void {
    const { x, board, rows } = this
    const range = rowsOfThread(thread, board)
    const part = rows.get(thread) ?? (rowsOf(x, range) as SparseMatrix)
    rows.set(thread, part)
    part.storage.layOutRows(1).timesInto(board.v, board.z.subarray(range.start, range.end))
  }

  transpose(thread: number): void {
    const { x, board, columns } = this
    this.bounds ??= evenBounds(x, board.shape.threads)
    const [first, end] = [this.bounds[thread], this.bounds[thread + 1]]
    const part = columns.get(thread) ?? columnsOf(x, first, end)
    columns.set(thread, part)
    part.storage.layOutRows(1).transposeTimesInto([board.d], [board.sums.subarray(first, end)])
  }

  release(): void {
    for (const part of [...this.rows.values(), ...this.columns.values()]) part.release()
  }
}

function selected(x: Shareable, columns: Int32Array | undefined): Columns & { readonly indices: Int32Array } {
  return columns === undefined ? x.all : x.select(columns)
}

/** Where the columns of each thread begin, and the last ones end: about as many entries for each. */
function evenBounds({ byRow: { start, index }, rows, cols }: SparseMatrix, threads: number): number[] {
  const counts = new Int32Array(cols)
  for (let p = start[0]; p < start[rows]; p++) counts[index[p]]++
  const bounds = [0]
  let done = 0
  for (let j = 0; j < cols; j++) {
    if (done * threads >= (start[rows] - start[0]) * bounds.length && bounds.length < threads) bounds.push(j)
    done += counts[j]
  }
  while (bounds.length <= threads) bounds.push(cols)
  return bounds
}

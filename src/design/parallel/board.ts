/**
 * What the threads of one fit have before them: the vectors of an operation, in memory that all of them see, and for each
 * helper a few integers by which it is asked and answers. The calling thread is thread 0, helpers are 1, 2, …
 */

import { RANGES } from '../../kernels/row-ranges'

/** What is to be done; the shares of a thread are in product-shares.ts and gram-shares.ts. */
export const NORMAL = 1
export const TIMES = 2
export const TRANSPOSE = 3
export const GRAM = 4

export type Operation = typeof NORMAL | typeof TIMES | typeof TRANSPOSE | typeof GRAM

/** Numbers of a Gram block that helpers fill, 32 MB of them at most. Memory that is not touched costs nothing. */
const MOST_GRAM = 4_194_304

/** Integers of a helper, a line of the cache apart from those of the next. */
const STRIDE = 32

/** The lists of columns: of a product, and of the two sides of a Gram block, which is worked on between products. */
const COLUMNS = 0
const LEFT = 1
const RIGHT = 2

/** Behind their lengths: whether the block is an upper one. */
const UPPER = 3

/** What is known of a board without its memory. */
export interface BoardShape {
  readonly rows: number
  readonly cols: number
  readonly threads: number
}

/** The columns of a weighted Gram block. */
export interface GramColumns {
  readonly left: Int32Array
  /** the same list where the block is upper */
  readonly right: Int32Array
  readonly upper: boolean
}

export class Board {
  /** a number for each column of the list */
  readonly v: Float64Array
  /** a number a row: what a product takes, or the weights of it */
  readonly d: Float64Array
  /** added to each row of a product */
  readonly shift: Float64Array
  /** X v + shift */
  readonly z: Float64Array
  /** the weights times that */
  readonly weighted: Float64Array
  /** sums over the rows of each range, one after another; or sums over all rows, one a column */
  readonly sums: Float64Array
  /** the weights of a Gram block */
  readonly gramWeights: Float64Array
  /** where the shares of a Gram block end, in columns of its left list */
  readonly gramBounds: Int32Array
  /** the shares of the helpers */
  readonly gram: Float64Array
  private readonly integers: Int32Array
  private readonly lists: readonly Int32Array[]

  /** @param buffer - that of another thread's board of the same shape */
  constructor(
    readonly shape: BoardShape,
    readonly buffer: SharedArrayBuffer,
  ) {
    const { rows, cols, threads } = shape
    let at = 0
    const doubles = (length: number): Float64Array => {
      const part = new Float64Array(buffer, at, length)
      at += part.byteLength
      return part
    }
    const integers = (length: number): Int32Array => {
      const part = new Int32Array(buffer, at, length)
      at += 8 * Math.ceil(length / 2)
      return part
    }
    this.v = doubles(cols)
    this.d = doubles(rows)
    this.shift = doubles(1)
    this.z = doubles(rows)
    this.weighted = doubles(rows)
    this.sums = doubles(RANGES * cols)
    this.gramWeights = doubles(rows)
    this.gram = doubles(gramLength(shape))
    this.gramBounds = integers(threads + 1)
    this.lists = [integers(cols), integers(cols), integers(cols)]
    this.integers = integers(STRIDE * (threads + 1))
  }

  /** The bytes of a board. */
  static bytes(shape: BoardShape): number {
    const { rows, cols, threads } = shape
    const doubles = 4 * rows + (RANGES + 1) * cols + 1 + gramLength(shape)
    return 8 * (doubles + 2 * cols + STRIDE * (threads + 2))
  }

  /** The columns of a product; `undefined` stands for all of them. */
  get columns(): Int32Array | undefined {
    return this.integers[COLUMNS] < 0 ? undefined : this.readList(COLUMNS)
  }

  set columns(list: Int32Array | undefined) {
    if (list === undefined) this.integers[COLUMNS] = -1
    else this.writeList(COLUMNS, list)
  }

  /** Those of a Gram block. */
  get gramColumns(): GramColumns {
    const [left, right] = [this.readList(LEFT), this.readList(RIGHT)]
    return { left, right, upper: this.integers[UPPER] === 1 }
  }

  set gramColumns({ left, right, upper }: GramColumns) {
    this.writeList(LEFT, left)
    this.writeList(RIGHT, right)
    this.integers[UPPER] = upper ? 1 : 0
  }

  /** What is said to a helper and by it: see channel.ts. */
  channelOf(thread: number): Int32Array {
    return this.integers.subarray(STRIDE * thread, STRIDE * (thread + 1))
  }

  private writeList(which: number, list: Int32Array): void {
    this.lists[which].set(list)
    this.integers[which] = list.length
  }

  private readList(which: number): Int32Array {
    return this.lists[which].slice(0, this.integers[which])
  }
}

function gramLength({ cols }: BoardShape): number {
  return Math.min(cols * cols, MOST_GRAM)
}

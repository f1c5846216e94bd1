/**
 * The threads of one fit, from the side of the one that calls. Whoever does a share, the bits are the same: so those of
 * helpers that are not ready yet, or have failed, are done here.
 */

import type { Block, RowRange } from '../../kernels/layout'
import {
  Board,
  type BoardShape,
  GRAM,
  type GramColumns,
  NORMAL,
  type Operation,
  TIMES,
  type TRANSPOSE,
} from './board'
import { Caller } from './channel'
import { cutGram, type GramPart, gramAdder } from './gram-shares'
import type { Shareable } from './parts'
import { type ProductShares, productShares } from './product-shares'
import { type PackedDesign, packDesign } from './shared-design'

/** What a helper is sent. */
export interface Assignment {
  readonly shape: BoardShape
  readonly buffer: SharedArrayBuffer
  readonly thread: number
  readonly design: PackedDesign
}

export class Team {
  readonly board: Board
  readonly shares: ProductShares
  private readonly helpers: readonly Caller[]

  constructor(
    readonly x: Shareable,
    threads: number,
  ) {
    const shape = { rows: x.rows, cols: x.cols, threads }
    this.board = new Board(shape, new SharedArrayBuffer(Board.bytes(shape)))
    this.shares = productShares(x, this.board, 0)
    this.helpers = Array.from({ length: threads - 1 }, (_, h) => new Caller(this.board.channelOf(h + 1)))
  }

  /** What each helper is to be sent; they are asked for nothing before they are ready. */
  assignments(): Assignment[] {
    const { shape, buffer } = this.board
    const design = packDesign(this.x)
    return this.helpers.map((_, h) => ({
      shape,
      buffer,
      thread: h + 1,
      design,
    }))
  }

  /** A product, of which each thread does its share. */
  perform(operation: typeof NORMAL | typeof TIMES | typeof TRANSPOSE): void {
    const { helpers } = this
    const asked = helpers.filter(helper => helper.isFree)
    for (const helper of asked) helper.ask(operation)
    performShare(this.shares, operation, 0)
    for (const [h, helper] of helpers.entries()) {
      if (!asked.includes(helper) || !helper.wait()) performShare(this.shares, operation, h + 1)
    }
  }

  /**
   * Has helpers begin with their shares of a Gram block, all rows of X; `undefined` where no helper is free or the
   * block is too large.
   */
  beginGram(d: Float64Array, columns: GramColumns, gram: Block): GramWork | undefined {
    const { helpers, board, x } = this
    const { left, right } = columns
    if (!helpers.every(helper => helper.isFree)) return undefined
    cutGram(x, columns, board.gramBounds)
    if ((left.length - board.gramBounds[1]) * right.length > board.gram.length) return undefined
    board.gramColumns = columns
    board.gramWeights.set(d)
    const work = new GramWork(x, board, helpers, columns, gram)
    work.begin(d)
    return work
  }

  /** The helpers leave. */
  close(): void {
    for (const helper of this.helpers) helper.close()
  }

  /** Nothing is asked of a helper any more. */
  lose(thread: number): void {
    this.helpers[thread - 1].lose()
  }
}

/** A Gram block that helpers work on while this thread does its own share, range of rows by range of rows. */
export class GramWork {
  /** Adds this thread's rows of the block, over these rows of X. */
  addOwn: (range: RowRange) => void = () => {}

  constructor(
    private readonly x: Shareable,
    private readonly board: Board,
    private readonly helpers: readonly Caller[],
    private readonly columns: GramColumns,
    private readonly gram: Block,
  ) {}

  begin(d: Float64Array): void {
    const { x, board, helpers, columns, gram } = this
    for (const [h, helper] of helpers.entries()) {
      this.copyRows(gramPart(board, columns, h + 1), (own, theirs) => theirs.set(own))
      helper.ask(GRAM)
    }
    // Laid out while they lay out theirs.
    this.addOwn = gramAdder(x, d, gramPart(board, columns, 0), gram)
  }

  finish(): void {
    const { x, board, helpers, columns, gram } = this
    for (const [h, helper] of helpers.entries()) {
      const part = gramPart(board, columns, h + 1)
      if (helper.wait()) this.copyRows(part, (own, theirs) => own.set(theirs))
      else {
        const offset = gram.offset + part.from * gram.stride
        gramAdder(x, board.gramWeights, part, { ...gram, offset })({ start: 0, end: x.rows })
      }
    }
  }

  private copyRows({ from, to, right, upper, at }: BoardPart, copy: Copy): void {
    const { gram, board } = this
    const { length } = right
    const first = upper ? from : 0
    for (let r = from; r < to; r++) {
      const own = gram.offset + r * gram.stride
      const theirs = at + (r - from) * length
      copy(
        gram.data.subarray(own + first, own + length),
        board.gram.subarray(theirs + first, theirs + length),
      )
    }
  }
}

type Copy = (own: Float64Array, theirs: Float64Array) => void

/** A part of a block, and where on the board it is. */
interface BoardPart extends GramPart {
  readonly at: number
}

/** The part of a thread. */
export function gramPart({ gramBounds }: Board, columns: GramColumns, thread: number): BoardPart {
  const [from, to] = [gramBounds[thread], gramBounds[thread + 1]]
  return { ...columns, from, to, at: (from - gramBounds[1]) * columns.right.length }
}

/** A thread's share of a product. */
export function performShare(shares: ProductShares, operation: Operation, thread: number): void {
  if (operation === NORMAL) shares.normal(thread)
  else if (operation === TIMES) shares.times(thread)
  else shares.transpose(thread)
}

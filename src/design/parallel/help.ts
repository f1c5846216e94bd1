/** What a helper does: its shares, until the fit is over. */

import { PANEL_ROWS } from '../../kernels/gram'
import { rangesOfWeighted } from '../../kernels/row-ranges'
import { DenseMatrix } from '../dense-matrix'
import { SparseMatrix } from '../sparse-matrix'
import { Board, GRAM } from './board'
import { Listener } from './channel'
import { gramAdder } from './gram-shares'
import { productShares } from './product-shares'
import { type Assignment, gramPart, performShare } from './team'

/** Weighted rows that are worked on before a helper looks up. */
const LOOK_UP_EVERY = 16 * PANEL_ROWS

/** Takes this thread until the channel is closed. */
export function help({ shape, buffer, thread, design }: Assignment): void {
  const x = 'sparse' in design ? new SparseMatrix(design.sparse) : new DenseMatrix(...design.dense)
  const board = new Board(shape, buffer)
  const shares = productShares(x, board, thread)
  const listener = new Listener(board.channelOf(thread))
  listener.serve(operation => {
    if (operation !== GRAM) {
      performShare(shares, operation, thread)
      return
    }
    const { at, ...part } = gramPart(board, board.gramColumns, thread)
    const block = { data: board.gram, stride: part.right.length, offset: at, upper: part.upper }
    const add = gramAdder(x, board.gramWeights, part, block)
    for (const range of rangesOfWeighted(board.gramWeights, x.rows, LOOK_UP_EVERY)) {
      if (!listener.beat()) break
      add(range)
    }
  })
  shares.release()
}

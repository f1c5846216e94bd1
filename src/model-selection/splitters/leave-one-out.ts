import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { indexRange } from '../../support/arrays'
import { ValidationError } from '../../support/errors'
import { printAsCall } from '../../support/inspect'
import { checkKeys } from '../../support/validate'
import { foldSplits } from './folds'
import type { Split, Splitter } from './splitter'

/**
 * As many splits as rows: each row is held out alone. Of scores that need both classes, such as `roc_auc`, there are
 * none on a single row; take `neg_log_loss`, or {@link crossValPredict} and one score of all rows.
 *
 * @example
 * ```ts
 * import { LeaveOneOut } from 'ndlogit'
 *
 * for (const { test } of new LeaveOneOut().split([[1], [2], [3]])) console.log([...test]) // [0], then [1], then [2]
 * ```
 */
export class LeaveOneOut implements Splitter {
  /** @throws ValidationError for any option */
  constructor(options: object = {}) {
    checkKeys('LeaveOneOut', options, [])
    printAsCall(this, 'LeaveOneOut', {}, {})
  }

  /**
   * The n splits, in the order of the rows.
   *
   * @param X - samples `[n, d]`; only n matters
   * @throws ValidationError when there is one row only
   */
  split(X: SamplesLike): IterableIterator<Split> {
    const rows = rowCount('X', X)
    if (rows < 2) throw new ValidationError(`LeaveOneOut needs at least 2 rows, got ${rows}`)
    return foldSplits(indexRange(rows), rows)
  }
}

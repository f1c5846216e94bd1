import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { indexRange } from '../../support/arrays'
import { counted } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import { defineHidden } from '../../support/hidden'
import { printAsCall } from '../../support/inspect'
import { checkKeys, checkNumber } from '../../support/validate'
import { checkFoldCount } from './folds'
import type { Split, Splitter } from './splitter'

/** Options of {@link TimeSeriesSplit}. */
export interface TimeSeriesSplitOptions {
  /** number of splits, ≥ 2; default 5 */
  readonly nSplits?: number
  /** at most so many rows to train on, the last ones before the gap, ≥ 1; default: all of them */
  readonly maxTrainSize?: number
  /** rows to test on, ≥ 1; default ⌊n / (nSplits + 1)⌋ */
  readonly testSize?: number
  /** rows left out between training and testing, ≥ 0; default 0 */
  readonly gap?: number
}

/**
 * Splits of rows in the order of time: each tests on the rows that follow those it trains on. The same rows as
 * scikit-learn's `TimeSeriesSplit`.
 *
 * @example
 * ```ts
 * import { TimeSeriesSplit } from 'ndlogit'
 *
 * const X = [[1], [2], [3], [4], [5], [6]]
 * for (const { train, test } of new TimeSeriesSplit({ nSplits: 2 }).split(X)) {
 *   console.log([...train], [...test]) // [0, 1] [2, 3], then [0, 1, 2, 3] [4, 5]
 * }
 * ```
 */
export class TimeSeriesSplit implements Splitter {
  /** Number of splits. */
  readonly nSplits: number
  private declare readonly maxTrainSize: number
  private declare readonly testSize: number | undefined
  private declare readonly gap: number

  /** @throws ValidationError when an option is unknown or out of range; sizes are checked when the rows are known */
  constructor(options: TimeSeriesSplitOptions = {}) {
    checkKeys('TimeSeriesSplit', options, ['nSplits', 'maxTrainSize', 'testSize', 'gap'])
    const { nSplits = 5, maxTrainSize, testSize, gap = 0 } = options
    const count = { min: 1, integer: true }
    this.nSplits = checkFoldCount(nSplits)
    defineHidden(this, {
      maxTrainSize:
        maxTrainSize === undefined
          ? Number.POSITIVE_INFINITY
          : checkNumber('maxTrainSize', maxTrainSize, count),
      testSize: testSize === undefined ? undefined : checkNumber('testSize', testSize, count),
      gap: checkNumber('gap', gap, { min: 0, integer: true }),
    })
    printAsCall(this, 'TimeSeriesSplit', { ...options }, { nSplits: 5, gap: 0 })
  }

  /**
   * The splits, from the earliest test rows to the latest; rows in increasing order.
   *
   * @param X - samples `[n, d]` in the order of time; only n matters
   * @throws ValidationError when there are too few rows
   */
  split(X: SamplesLike): IterableIterator<Split> {
    const rows = rowCount('X', X)
    const size = this.testSize ?? Math.floor(rows / (this.nSplits + 1))
    const first = rows - this.nSplits * size
    if (size === 0 || first - this.gap <= 0) {
      throw new ValidationError(
        `TimeSeriesSplit: ${counted(this.nSplits, 'split')} of ${counted(Math.max(size, 1), 'test row')} and a gap of ${this.gap} leave nothing to ` +
          `train on, got ${counted(rows, 'row')}; lower nSplits, testSize or gap`,
      )
    }
    return this.splitsFrom(indexRange(rows), first, size)
  }

  private *splitsFrom(rows: Int32Array, first: number, size: number): Generator<Split> {
    for (let start = first; start < rows.length; start += size) {
      const end = start - this.gap
      yield {
        train: rows.slice(Math.max(0, end - this.maxTrainSize), end),
        test: rows.slice(start, start + size),
      }
    }
  }
}

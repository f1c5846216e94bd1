import { type LabelsLike, readNumbers } from '../../data/labels'
import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { ValidationError } from '../../support/errors'
import { defineHidden } from '../../support/hidden'
import { foldSplits } from './folds'
import type { Split, Splitter } from './splitter'

/**
 * Splits that are given: each fold is tested once and the other rows trained on, in the order of the folds' numbers. The
 * same rows as scikit-learn's `PredefinedSplit`.
 *
 * @example
 * ```ts
 * import { PredefinedSplit } from 'ndlogit'
 *
 * const splitter = new PredefinedSplit([0, 1, -1, 1])
 * for (const { train, test } of splitter.split([[1], [2], [3], [4]])) {
 *   console.log([...train], [...test]) // [1, 2, 3] [0], then [0, 2] [1, 3]
 * }
 * ```
 */
export class PredefinedSplit implements Splitter {
  /** Number of folds. */
  readonly nSplits: number
  /** the position of the fold of every row among the folds, −1 for none */
  private declare readonly foldOf: Int32Array

  /**
   * @param testFold - the fold of every row `[n]`: an integer ≥ 0, or −1 for a row that is never tested
   * @throws ValidationError when a value is anything else, or no row is tested
   */
  constructor(testFold: LabelsLike<number>) {
    const folds = readNumbers('testFold', testFold)
    const bad = folds.findIndex(fold => !Number.isInteger(fold) || fold < -1)
    if (bad >= 0) {
      throw new ValidationError(`testFold[${bad}] is ${folds[bad]}; folds must be integers >= -1`)
    }
    const distinct = [...new Set(folds)].filter(fold => fold >= 0).sort((a, b) => a - b)
    if (distinct.length === 0) throw new ValidationError('testFold tests no row; at least one must be >= 0')
    this.nSplits = distinct.length
    defineHidden(this, { foldOf: Int32Array.from(folds, fold => distinct.indexOf(fold)) })
  }

  /**
   * The splits; rows in increasing order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @throws ValidationError when there are not as many rows as `testFold` has values
   */
  split(X: SamplesLike): IterableIterator<Split> {
    const rows = rowCount('X', X)
    if (rows !== this.foldOf.length) {
      throw new ValidationError(`testFold must be of length ${rows}, got ${this.foldOf.length}`)
    }
    return foldSplits(this.foldOf, this.nSplits)
  }
}

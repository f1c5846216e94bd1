import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { indexRange } from '../../support/arrays'
import { thereAre } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import { defineHidden } from '../../support/hidden'
import { printAsCall } from '../../support/inspect'
import { RandomState } from '../../support/random'
import { FOLD_DEFAULTS, type FoldSettings, foldSplits, type KFoldOptions, readFoldOptions } from './folds'
import type { Split, Splitter } from './splitter'

/**
 * Cross-validation over k folds of consecutive rows, or of random rows with `shuffle: true`; the first `n mod k` folds
 * have one row more. The same rows as scikit-learn's `KFold`.
 *
 * @example
 * ```ts
 * import { KFold } from 'ndlogit'
 *
 * for (const { train, test } of new KFold({ nSplits: 2 }).split([[1], [2], [3], [4]])) {
 *   console.log([...train], [...test]) // [2, 3] [0, 1], then [0, 1] [2, 3]
 * }
 * ```
 */
export class KFold implements Splitter {
  private declare readonly settings: FoldSettings

  /** @throws ValidationError when an option is unknown, out of range, or a seed is given without `shuffle` */
  constructor(options: KFoldOptions = {}) {
    defineHidden(this, { settings: readFoldOptions('KFold', options) })
    printAsCall(this, 'KFold', this.settings, FOLD_DEFAULTS)
  }

  /** Number of folds k. */
  get nSplits(): number {
    return this.settings.nSplits
  }

  /**
   * The k splits; rows in increasing order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @throws ValidationError when there are fewer rows than folds
   */
  split(X: SamplesLike): IterableIterator<Split> {
    const { nSplits, shuffle, randomState } = this.settings
    const rows = rowCount('X', X)
    if (nSplits > rows) throw new ValidationError(`nSplits is ${nSplits}, but ${thereAre(rows, 'row')}`)
    const order = indexRange(rows)
    if (shuffle) new RandomState(randomState).shuffle(order)
    const foldOf = new Int32Array(rows)
    const larger = rows % nSplits
    let start = 0
    for (let fold = 0; fold < nSplits; fold++) {
      const end = start + Math.floor(rows / nSplits) + (fold < larger ? 1 : 0)
      for (; start < end; start++) foldOf[order[start]] = fold
    }
    return foldSplits(foldOf, nSplits)
  }
}

import type { LabelsLike } from '../../data/labels'
import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { argsort } from '../../support/argsort'
import { thereAre } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import { printAsCall } from '../../support/inspect'
import { checkKeys } from '../../support/validate'
import { checkFoldCount, foldSplits } from './folds'
import type { Split, Splitter } from './splitter'
import { readStrata } from './strata'

/** Options of {@link GroupKFold}. */
export interface GroupKFoldOptions {
  /** number of folds, ≥ 2; default 5 */
  readonly nSplits?: number
}

/**
 * Cross-validation over k folds that never part a group: all rows of one patient, author or day are tested together.
 * Groups go, the largest first, each to the fold with the fewest rows so far. The same rows as scikit-learn's
 * `GroupKFold`.
 *
 * @example
 * ```ts
 * import { GroupKFold } from 'ndlogit'
 *
 * const groups = ['ann', 'ann', 'bob', 'bob']
 * for (const { test } of new GroupKFold({ nSplits: 2 }).split([[1], [2], [3], [4]], undefined, groups)) {
 *   console.log([...test]) // [2, 3], then [0, 1]
 * }
 * ```
 */
export class GroupKFold implements Splitter {
  /** Number of folds k. */
  readonly nSplits: number

  /** @throws ValidationError when an option is unknown or `nSplits` is not an integer ≥ 2 */
  constructor(options: GroupKFoldOptions = {}) {
    checkKeys('GroupKFold', options, ['nSplits'])
    this.nSplits = checkFoldCount(options.nSplits ?? 5)
    printAsCall(this, 'GroupKFold', { nSplits: this.nSplits }, { nSplits: 5 })
  }

  /**
   * The k splits; rows in increasing order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @param _y - not used
   * @param groups - the group of every row `[n]`: numbers, strings or booleans
   * @throws ValidationError when `groups` does not fit or there are fewer groups than folds
   */
  split(X: SamplesLike, _y?: LabelsLike, groups?: LabelsLike): IterableIterator<Split> {
    const { nSplits } = this
    const rows = rowCount('X', X)
    if (groups === undefined)
      throw new ValidationError('groups is missing; GroupKFold needs the group of every row')
    const { codes, members } = readStrata('groups', groups, rows)
    if (nSplits > members.length) {
      throw new ValidationError(`nSplits is ${nSplits}, but ${thereAre(members.length, 'group')}`)
    }
    const foldOfGroup = new Int32Array(members.length)
    const load = new Float64Array(nSplits)
    for (const group of argsort(members.map(list => list.length)).reverse()) {
      const lightest = load.indexOf(Math.min(...load))
      load[lightest] += members[group].length
      foldOfGroup[group] = lightest
    }
    return foldSplits(
      codes.map(group => foldOfGroup[group]),
      nSplits,
    )
  }
}

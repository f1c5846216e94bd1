/** What the k-fold splitters share: their options, and the splits that follow once every row has its fold. */

import { ValidationError } from '../../support/errors'
import { checkSeed } from '../../support/random'
import { checkBoolean, checkCount, checkKeys } from '../../support/validate'
import type { Split } from './splitter'

/** Options of {@link KFold}, {@link StratifiedKFold} and {@link StratifiedGroupKFold}. */
export interface KFoldOptions {
  /** number of folds, ≥ 2; default 5 */
  readonly nSplits?: number
  /** whether to put the rows in random order first; default `false` */
  readonly shuffle?: boolean
  /** seed of the shuffle, an integer 0 … 2³² − 1; without one every call of `split` differs */
  readonly randomState?: number
}

/** Checked {@link KFoldOptions}. */
export interface FoldSettings {
  readonly nSplits: number
  readonly shuffle: boolean
  readonly randomState: number | undefined
}

/** What {@link KFoldOptions} are by default. */
export const FOLD_DEFAULTS = { nSplits: 5, shuffle: false } as const

/** @throws ValidationError for an option that is unknown, out of range, or without effect */
export function readFoldOptions(owner: string, options: KFoldOptions): FoldSettings {
  checkKeys(owner, options, ['nSplits', 'shuffle', 'randomState'])
  const { nSplits = FOLD_DEFAULTS.nSplits, shuffle = FOLD_DEFAULTS.shuffle, randomState } = options
  checkFoldCount(nSplits)
  checkBoolean('shuffle', shuffle)
  if (randomState !== undefined) {
    checkSeed(randomState)
    if (!shuffle) throw new ValidationError(`${owner}: randomState has no effect without shuffle: true`)
  }
  return { nSplits, shuffle, randomState }
}

/** Returns the option `nSplits` if it can be a number of folds, else throws. */
export function checkFoldCount(nSplits: unknown): number {
  return checkCount('nSplits', nSplits, 2)
}

/**
 * Every fold tested once, the other rows trained on; the rows of both sides in increasing order. A row of fold −1 is
 * never tested.
 */
export function* foldSplits(foldOf: Int32Array, nSplits: number): Generator<Split> {
  const sizes = new Int32Array(nSplits)
  for (const fold of foldOf) if (fold >= 0) sizes[fold]++
  for (let fold = 0; fold < nSplits; fold++) {
    const test = new Int32Array(sizes[fold])
    const train = new Int32Array(foldOf.length - test.length)
    let tested = 0
    let trained = 0
    for (let i = 0; i < foldOf.length; i++) {
      if (foldOf[i] === fold) test[tested++] = i
      else train[trained++] = i
    }
    yield { train, test }
  }
}

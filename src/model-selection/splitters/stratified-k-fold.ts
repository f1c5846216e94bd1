import type { LabelsLike } from '../../data/labels'
import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { counted } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import { defineHidden } from '../../support/hidden'
import { printAsCall } from '../../support/inspect'
import { checkSeed, RandomState } from '../../support/random'
import { checkCount, checkKeys } from '../../support/validate'
import { warn } from '../../support/warnings'
import {
  checkFoldCount,
  FOLD_DEFAULTS,
  type FoldSettings,
  foldSplits,
  type KFoldOptions,
  readFoldOptions,
} from './folds'
import type { Split, Splitter } from './splitter'
import { readClassStrata, type Strata } from './strata'

/**
 * Cross-validation over k folds that hold every class in the same proportion, as nearly as whole rows allow. The same
 * rows as scikit-learn's `StratifiedKFold`.
 *
 * @example
 * ```ts
 * import { StratifiedKFold } from 'ndlogit'
 *
 * const X = [[1], [2], [3], [4]]
 * for (const { test } of new StratifiedKFold({ nSplits: 2 }).split(X, ['a', 'a', 'b', 'b'])) {
 *   console.log([...test]) // [0, 2], then [1, 3]
 * }
 * ```
 */
export class StratifiedKFold implements Splitter {
  private declare readonly settings: FoldSettings

  /** @throws ValidationError when an option is unknown, out of range, or a seed is given without `shuffle` */
  constructor(options: KFoldOptions = {}) {
    defineHidden(this, { settings: readFoldOptions('StratifiedKFold', options) })
    printAsCall(this, 'StratifiedKFold', this.settings, FOLD_DEFAULTS)
  }

  /** Number of folds k. */
  get nSplits(): number {
    return this.settings.nSplits
  }

  /**
   * The k splits; rows in increasing order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @param y - classes `[n]`
   * @throws ValidationError when `y` does not fit or every class has fewer rows than there are folds
   */
  split(X: SamplesLike, y?: LabelsLike): IterableIterator<Split> {
    const { nSplits, shuffle, randomState } = this.settings
    const strata = readFoldStrata(X, y, nSplits)
    return foldSplits(
      stratifiedFolds(strata, nSplits, shuffle ? new RandomState(randomState) : undefined),
      nSplits,
    )
  }
}

/** Options of {@link RepeatedStratifiedKFold}. */
export interface RepeatedStratifiedKFoldOptions {
  /** number of folds of each repetition, ≥ 2; default 5 */
  readonly nSplits?: number
  /** number of repetitions, ≥ 1; default 10 */
  readonly nRepeats?: number
  /** seed, an integer 0 … 2³² − 1; without one every call of `split` differs */
  readonly randomState?: number
}

/**
 * Stratified k-fold cross-validation, repeated with a new shuffle each time. The same rows as scikit-learn's
 * `RepeatedStratifiedKFold`.
 *
 * @example
 * ```ts
 * import { RepeatedStratifiedKFold } from 'ndlogit'
 *
 * const splitter = new RepeatedStratifiedKFold({ nSplits: 2, nRepeats: 3, randomState: 0 })
 * console.log([...splitter.split([[1], [2], [3], [4]], [0, 0, 1, 1])].length, splitter.nSplits) // 6 6
 * ```
 */
export class RepeatedStratifiedKFold implements Splitter {
  private declare readonly folds: number
  private declare readonly repeats: number
  private declare readonly randomState: number | undefined

  /** @throws ValidationError when an option is unknown or out of range */
  constructor(options: RepeatedStratifiedKFoldOptions = {}) {
    checkKeys('RepeatedStratifiedKFold', { ...options }, ['nSplits', 'nRepeats', 'randomState'])
    const { nSplits = 5, nRepeats = 10, randomState } = options
    defineHidden(this, {
      folds: checkFoldCount(nSplits),
      repeats: checkCount('nRepeats', nRepeats),
      randomState: randomState === undefined ? undefined : checkSeed(randomState),
    })
    printAsCall(this, 'RepeatedStratifiedKFold', { ...options }, { nSplits: 5, nRepeats: 10 })
  }

  /** Number of splits in all: folds times repetitions. */
  get nSplits(): number {
    return this.folds * this.repeats
  }

  /**
   * The splits, repetition by repetition; rows in increasing order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @param y - classes `[n]`
   * @throws ValidationError when `y` does not fit or every class has fewer rows than there are folds
   */
  split(X: SamplesLike, y?: LabelsLike): IterableIterator<Split> {
    return this.repeat(readFoldStrata(X, y, this.folds), new RandomState(this.randomState))
  }

  private *repeat(strata: Strata, random: RandomState): Generator<Split> {
    for (let repeat = 0; repeat < this.repeats; repeat++) {
      yield* foldSplits(stratifiedFolds(strata, this.folds, random), this.folds)
    }
  }
}

/**
 * The classes of the rows. Where one has fewer rows than there are folds, some folds lack it: a warning.
 *
 * @throws ValidationError when there is no `y`, or every class has fewer rows than there are folds
 */
export function readFoldStrata(X: SamplesLike, y: LabelsLike | undefined, nSplits: number): Strata {
  const rows = rowCount('X', X)
  if (y === undefined)
    throw new ValidationError('y is missing; a stratified splitter needs the class of every row')
  const strata = readClassStrata(y, rows)
  const sizes = strata.members.map(members => members.length)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const rarest = `nSplits is ${nSplits}, but class ${String(strata.classes[sizes.indexOf(least)])} has only ${counted(least, 'row')}`
  if (most < nSplits)
    throw new ValidationError(`${rarest}, and no class has as many as there are folds; take fewer`)
  if (least < nSplits) warn(`${rarest}; folds without it cannot tell how well it is predicted`)
  return strata
}

/**
 * The fold of every row. Dealt out in turn, the rows sorted by class (in order of first appearance) say how many of a
 * class go to each fold; the rows of the class then fill the folds in order, or in random order.
 */
function stratifiedFolds(
  { codes, members }: Strata,
  nSplits: number,
  random: RandomState | undefined,
): Int32Array {
  const foldOf = new Int32Array(codes.length)
  let dealt = 0
  for (const rows of [...members].sort((a, b) => a[0] - b[0])) {
    const folds = rows.map((_, i) => (dealt + i) % nSplits).sort()
    random?.shuffle(folds)
    rows.forEach((row, i) => {
      foldOf[row] = folds[i]
    })
    dealt += rows.length
  }
  return foldOf
}

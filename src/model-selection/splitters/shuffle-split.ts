import type { LabelsLike } from '../../data/labels'
import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { ValidationError } from '../../support/errors'
import { defineHidden } from '../../support/hidden'
import { printAsCall } from '../../support/inspect'
import { checkSeed, RandomState } from '../../support/random'
import { checkCount, checkKeys } from '../../support/validate'
import { checkStratifiedSizes, randomSplit, stratifiedSplit } from './random-split'
import { type SplitSizeOptions, type SplitSizes, splitSizes } from './split-sizes'
import type { Split, Splitter } from './splitter'
import { readClassStrata } from './strata'

/** Options of {@link ShuffleSplit} and {@link StratifiedShuffleSplit}; `testSize` is 0.1 unless a size is given. */
export interface ShuffleSplitOptions extends SplitSizeOptions {
  /** number of splits, ≥ 1; default 10 */
  readonly nSplits?: number
  /** seed, an integer 0 … 2³² − 1; without one every call of `split` differs */
  readonly randomState?: number
}

const DEFAULT_TEST_SIZE = 0.1

/** What both classes keep and check. */
class ShuffleSettings {
  readonly nSplits: number
  readonly options: ShuffleSplitOptions

  constructor(owner: string, options: ShuffleSplitOptions) {
    checkKeys(owner, options, ['nSplits', 'testSize', 'trainSize', 'randomState'])
    const { nSplits = 10, randomState } = options
    this.nSplits = checkCount('nSplits', nSplits)
    if (randomState !== undefined) checkSeed(randomState)
    this.options = { ...options }
  }

  sizes(rows: number): SplitSizes {
    return splitSizes(rows, this.options, DEFAULT_TEST_SIZE)
  }

  *draw(split: (random: RandomState) => Split): Generator<Split> {
    const random = new RandomState(this.options.randomState)
    for (let k = 0; k < this.nSplits; k++) yield split(random)
  }
}

/**
 * Splits drawn at random and independently of each other, so that test sides may overlap. The same rows, in the same
 * order, as scikit-learn's `ShuffleSplit`.
 *
 * @example
 * ```ts
 * import { ShuffleSplit } from 'ndlogit'
 *
 * const splitter = new ShuffleSplit({ nSplits: 3, testSize: 0.25, randomState: 0 })
 * for (const { test } of splitter.split([[1], [2], [3], [4]])) console.log(test.length) // 1, three times
 * ```
 */
export class ShuffleSplit implements Splitter {
  private declare readonly settings: ShuffleSettings

  /** @throws ValidationError when an option is unknown or out of range; sizes are checked when the rows are known */
  constructor(options: ShuffleSplitOptions = {}) {
    defineHidden(this, { settings: new ShuffleSettings('ShuffleSplit', options) })
    printAsCall(this, 'ShuffleSplit', this.settings.options, { nSplits: 10 })
  }

  /** Number of splits. */
  get nSplits(): number {
    return this.settings.nSplits
  }

  /**
   * The splits; rows in random order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @throws ValidationError when the sizes do not fit n
   */
  split(X: SamplesLike): IterableIterator<Split> {
    const rows = rowCount('X', X)
    const sizes = this.settings.sizes(rows)
    return this.settings.draw(random => randomSplit(rows, sizes, random))
  }
}

/**
 * Random splits that hold every class in the same proportion on both sides. The same rows, in the same order, as
 * scikit-learn's `StratifiedShuffleSplit`.
 *
 * @example
 * ```ts
 * import { StratifiedShuffleSplit } from 'ndlogit'
 *
 * const y = ['a', 'a', 'b', 'b']
 * const splitter = new StratifiedShuffleSplit({ nSplits: 3, testSize: 0.5, randomState: 0 })
 * for (const { test } of splitter.split([[1], [2], [3], [4]], y)) {
 *   console.log(Array.from(test, i => y[i]).sort()) // ['a', 'b'], three times
 * }
 * ```
 */
export class StratifiedShuffleSplit implements Splitter {
  private declare readonly settings: ShuffleSettings

  /** @throws ValidationError when an option is unknown or out of range; sizes are checked when the rows are known */
  constructor(options: ShuffleSplitOptions = {}) {
    defineHidden(this, { settings: new ShuffleSettings('StratifiedShuffleSplit', options) })
    printAsCall(this, 'StratifiedShuffleSplit', this.settings.options, { nSplits: 10 })
  }

  /** Number of splits. */
  get nSplits(): number {
    return this.settings.nSplits
  }

  /**
   * The splits; rows in random order.
   *
   * @param X - samples `[n, d]`; only n matters
   * @param y - classes `[n]`
   * @throws ValidationError when `y` or the sizes do not fit, or a class has one row
   */
  split(X: SamplesLike, y?: LabelsLike): IterableIterator<Split> {
    const rows = rowCount('X', X)
    if (y === undefined)
      throw new ValidationError('y is missing; a stratified splitter needs the class of every row')
    const sizes = this.settings.sizes(rows)
    const strata = readClassStrata(y, rows)
    checkStratifiedSizes(strata, sizes)
    return this.settings.draw(random => stratifiedSplit(strata, sizes, random))
  }
}

/**
 * Folds that keep groups whole and classes in proportion, as nearly as both allow. Groups go, those with the most uneven
 * classes first, each to the fold where the mean over the classes of
 *
 *   the standard deviation over the folds of (rows of the class in the fold) / (rows of the class)
 *
 * comes out smallest; of folds that are as good, to the one with the fewest rows.
 */

import type { LabelsLike } from '../../data/labels'
import { rowCount, type SamplesLike } from '../../data/matrix-like'
import { indexRange, sum } from '../../support/arrays'
import { thereAre } from '../../support/counted'
import { ValidationError } from '../../support/errors'
import { defineHidden } from '../../support/hidden'
import { printAsCall } from '../../support/inspect'
import { RandomState } from '../../support/random'
import { FOLD_DEFAULTS, type FoldSettings, foldSplits, type KFoldOptions, readFoldOptions } from './folds'
import type { Split, Splitter } from './splitter'
import { readStrata } from './strata'
import { readFoldStrata } from './stratified-k-fold'

/**
 * Cross-validation over k folds that never part a group and hold the classes in about the same proportions. The same
 * rows as scikit-learn's `StratifiedGroupKFold`; with `shuffle`, as that of the groups in random order (scikit-learn 1.2
 * shuffles what it knows of the groups but not the groups, and loses the proportions).
 *
 * @example
 * ```ts
 * import { StratifiedGroupKFold } from 'ndlogit'
 *
 * const [y, groups] = [[0, 1, 0, 1, 0, 1, 0, 1], ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']]
 * const X = y.map(label => [label])
 * for (const { test } of new StratifiedGroupKFold({ nSplits: 2 }).split(X, y, groups)) {
 *   console.log([...test]) // [0, 1, 4, 5], then [2, 3, 6, 7]
 * }
 * ```
 */
export class StratifiedGroupKFold implements Splitter {
  private declare readonly settings: FoldSettings

  /** @throws ValidationError when an option is unknown, out of range, or a seed is given without `shuffle` */
  constructor(options: KFoldOptions = {}) {
    defineHidden(this, { settings: readFoldOptions('StratifiedGroupKFold', options) })
    printAsCall(this, 'StratifiedGroupKFold', this.settings, FOLD_DEFAULTS)
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
   * @param groups - the group of every row `[n]`
   * @throws ValidationError when `y` or `groups` does not fit, or a class has fewer rows, or there are fewer groups, than
   * there are folds
   */
  split(X: SamplesLike, y?: LabelsLike, groups?: LabelsLike): IterableIterator<Split> {
    const { nSplits, shuffle, randomState } = this.settings
    const rows = rowCount('X', X)
    const strata = readFoldStrata(X, y, nSplits)
    if (groups === undefined) {
      throw new ValidationError('groups is missing; StratifiedGroupKFold needs the group of every row')
    }
    const grouped = readStrata('groups', groups, rows)
    const count = grouped.members.length
    if (nSplits > count) throw new ValidationError(`nSplits is ${nSplits}, but ${thereAre(count, 'group')}`)
    const order = shuffle ? new RandomState(randomState).permutation(count) : indexRange(count)
    const classes = strata.members.length
    const counts = grouped.members.map(members => {
      const own = new Float64Array(classes)
      for (const row of members) own[strata.codes[row]]++
      return own
    })
    const sizes = strata.members.map(members => members.length)
    const foldOfGroup = dealGroups(counts, order, sizes, nSplits)
    return foldSplits(
      grouped.codes.map(group => foldOfGroup[group]),
      nSplits,
    )
  }
}

/** The fold of every group, from the rows of each class that it has. */
function dealGroups(
  counts: readonly Float64Array[],
  order: Int32Array,
  sizes: readonly number[],
  nSplits: number,
): Int32Array {
  const spread = counts.map(own => standardDeviation(own, pairwiseSum))
  // Array.sort is stable: groups that are equally uneven stay in order.
  const sorted = Array.from(order).sort((a, b) => spread[b] - spread[a])
  const folds = Array.from({ length: nSplits }, () => new Float64Array(sizes.length))
  const foldOfGroup = new Int32Array(counts.length)
  for (const group of sorted) {
    const fold = bestFold(folds, counts[group], sizes)
    foldOfGroup[group] = fold
    counts[group].forEach((count, k) => {
      folds[fold][k] += count
    })
  }
  return foldOfGroup
}

function bestFold(folds: readonly Float64Array[], own: Float64Array, sizes: readonly number[]): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  let fewest = Number.POSITIVE_INFINITY
  folds.forEach((fold, candidate) => {
    const ofClass = sizes.map((size, k) =>
      standardDeviation(
        folds.map((counts, f) => (counts[k] + (f === candidate ? own[k] : 0)) / size),
        sum,
      ),
    )
    const unevenness = pairwiseSum(ofClass) / sizes.length
    const rows = sum(fold)
    if (unevenness < least || (isClose(unevenness, least) && rows < fewest)) {
      best = candidate
      least = unevenness
      fewest = rows
    }
  })
  return best
}

/** As NumPy's `isclose`: scikit-learn takes folds for equally good that differ by less. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b)
}

/** Of a population. */
function standardDeviation(values: ArrayLike<number>, add: (values: ArrayLike<number>) => number): number {
  const mean = add(values) / values.length
  return Math.sqrt(add(Float64Array.from(values, value => (value - mean) ** 2)) / values.length)
}

/** Values up to which {@link pairwiseSum} does not halve. */
const BLOCK = 128

/**
 * Σᵢ vᵢ in the order in which NumPy adds up what lies together: eight sums at once, and halves of what is long. Groups that
 * are equally uneven but for rounding are then dealt in the order that scikit-learn deals them.
 */
function pairwiseSum(values: ArrayLike<number>, from = 0, to = values.length): number {
  const length = to - from
  if (length > BLOCK) {
    const middle = from + 8 * Math.floor(length / 16)
    return pairwiseSum(values, from, middle) + pairwiseSum(values, middle, to)
  }
  let k = from
  let total = 0
  if (length >= 8) {
    const r = new Float64Array(8)
    for (; k + 8 <= to; k += 8) for (let j = 0; j < 8; j++) r[j] += values[k + j]
    total = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]))
  }
  for (; k < to; k++) total += values[k]
  return total
}

/** The share of samples whose true class is among the k classes of the highest score. */

import { denseCopy } from '../data/dense-copy'
import { type LabelsLike, readNumbers, uniqueLabels } from '../data/labels'
import type { AnyNdArray } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkKeys, checkNumber } from '../support/validate'
import {
  checkSameLength,
  encodeTruth,
  readLabelOption,
  readSamples,
  type WeightOption,
  weightsAndTotal,
} from './label-pairs'
import { readColumnCodes } from './one-versus-rest'
import { isMatrix } from './probabilities'

/** Options of {@link topKAccuracyScore}. */
export interface TopKAccuracyOptions extends WeightOption {
  /** how many guesses count, ≥ 1; default 2 */
  readonly k?: number
  /** the classes of the columns of `yScore`, sorted; default: those of `yTrue` */
  readonly labels?: LabelsLike
  /** give the share of samples (default `true`) or their number, weighted */
  readonly normalize?: boolean
}

/**
 * Accuracy with several guesses: a sample is right when its true class is among the `k` that scored highest. Of equal
 * scores the greater label comes first, as in scikit-learn.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores of every class `[n, K]`, columns in sorted order; or of the greater of two labels `[n]`, where
 * those in 0 … 1 are cut at 0.5 and others at 0
 * @param options - `k = 2`, `labels`, `sampleWeight`, `normalize = true`
 * @returns a share in 0 … 1, or with `normalize: false` the (weighted) number of samples
 * @throws ValidationError when lengths differ, a score is not finite, or the classes do not fit the columns
 *
 * @example
 * ```ts
 * import { topKAccuracyScore } from 'ndlogit'
 *
 * const scores = [[0.5, 0.2, 0.3], [0.3, 0.4, 0.3], [0.6, 0.3, 0.1]]
 * console.log(topKAccuracyScore(['a', 'b', 'c'], scores, { k: 2 }).toFixed(2)) // 0.67
 * ```
 */
export function topKAccuracyScore(
  yTrue: LabelsLike,
  yScore: AnyNdArray | ArrayLike<number> | readonly ArrayLike<number>[],
  options: TopKAccuracyOptions = {},
): number {
  checkKeys('topKAccuracyScore', options, ['k', 'labels', 'normalize', 'sampleWeight'])
  const k = checkNumber('k', options.k ?? 2, { min: 1, integer: true })
  const normalize = checkBoolean('normalize', options.normalize ?? true)
  const truth = readSamples('yTrue', yTrue)
  const { weights, total } = weightsAndTotal(options.sampleWeight, truth.length)
  const isRight = isMatrix(yScore)
    ? amongBest(readMatrixScores(truth, yScore, options.labels), k)
    : amongTwo(truth, readNumbers('yScore', yScore), options.labels, k)
  const right = weights.reduce((sum, weight, i) => (isRight(i) ? sum + weight : sum), 0)
  return normalize ? right / total : right
}

function readMatrixScores(
  truth: ReturnType<typeof readSamples>,
  yScore: Parameters<typeof denseCopy>[1],
  labels: LabelsLike | undefined,
) {
  const { data, rows, cols } = denseCopy('yScore', yScore)
  checkSameLength('yScore', rows, truth.length)
  return { data, cols, codes: readColumnCodes(truth, labels, cols) }
}

function amongBest(
  { data, cols, codes }: ReturnType<typeof readMatrixScores>,
  k: number,
): (i: number) => boolean {
  return i => {
    const own = data[i * cols + codes[i]]
    let before = 0
    for (let j = 0; j < cols; j++) {
      const score = data[i * cols + j]
      if (score > own || (score === own && j > codes[i])) before++
    }
    return before < k
  }
}

function amongTwo(
  truth: ReturnType<typeof readSamples>,
  score: Float64Array,
  labels: LabelsLike | undefined,
  k: number,
): (i: number) => boolean {
  checkSameLength('yScore', score.length, truth.length)
  const classes = uniqueLabels(readLabelOption(labels, truth, () => truth))
  if (classes.length > 2) {
    throw new ValidationError(
      `yScore must have a column for each of the ${classes.length} classes, got a vector`,
    )
  }
  if (classes.length < 2) {
    const from = labels === undefined ? 'yTrue has one; name both with the option labels' : 'labels has one'
    throw new ValidationError(`yScore is a vector, for the greater of two classes, but ${from}`)
  }
  const codes = encodeTruth(truth, classes)
  const cut = score.every(value => value >= 0 && value <= 1) ? 0.5 : 0
  return i => k > 1 || codes[i] === (score[i] > cut ? 1 : 0)
}

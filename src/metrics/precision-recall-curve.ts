/**
 * Precision against recall, with every score as a threshold, and the average precision: the mean of the precisions
 * weighted by the steps in recall, Σ (Rₖ − Rₖ₋₁) · Pₖ. Nothing is interpolated.
 */

import { denseCopy } from '../data/dense-copy'
import { denseShape } from '../data/dense-like'
import type { LabelsLike } from '../data/labels'
import { type AnyNdArray, type NdArray, type NdVector, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkChoice, checkKeys } from '../support/validate'
import { BINARY_OPTIONS, type BinaryScoreOptions, type BinaryScores, readBinaryScores } from './binary-scores'
import { checkSameLength, readSamples, weightsAndTotal } from './label-pairs'
import {
  averageOverClasses,
  CLASS_AVERAGES,
  type ClassAverage,
  columnsOf,
  readColumnCodes,
} from './one-versus-rest'
import { isMatrix, refuseMatrix } from './probabilities'
import { countByThreshold } from './threshold-counts'

/** A precision–recall curve over m thresholds. */
export interface PrecisionRecallCurve {
  /** `[m + 1]`: precision of the samples that reach each threshold, then 1 */
  readonly precision: NdVector
  /** `[m + 1]`, decreasing: recall at each threshold, then 0; 1 at all thresholds when no sample is positive */
  readonly recall: NdVector
  /** `[m]`: the distinct scores, increasing */
  readonly thresholds: NdVector
}

/**
 * Precision and recall for every threshold on the scores.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class: probabilities or margins
 * @param options - `posLabel`, `sampleWeight`
 * @throws ValidationError when a vector is empty, lengths differ, a score is not finite, or the positive class is unclear
 *
 * @example
 * ```ts
 * import { precisionRecallCurve } from 'ndlogit'
 *
 * const { recall, thresholds } = precisionRecallCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
 * console.log(Array.from(thresholds.data)) // [0.1, 0.35, 0.4, 0.8]
 * console.log(Array.from(recall.data)) // [1, 1, 0.5, 0.5, 0]
 * ```
 */
export function precisionRecallCurve(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  options: BinaryScoreOptions = {},
): PrecisionRecallCurve {
  checkKeys('precisionRecallCurve', options, BINARY_OPTIONS)
  const { precision, recall, thresholds } = curve(readBinaryScores(yTrue, yScore, options))
  return {
    precision: ndview(precision, [precision.length]),
    recall: ndview(recall, [recall.length]),
    thresholds: ndview(thresholds, [thresholds.length]),
  }
}

/** Options of {@link averagePrecisionScore}. */
export interface AveragePrecisionOptions<A extends ClassAverage> extends BinaryScoreOptions {
  /** several classes: how their average precisions become one; default `'macro'` */
  readonly average?: A
  /** several classes: those of the columns of `yScore`, sorted; default: those of `yTrue` */
  readonly labels?: LabelsLike
}

/**
 * Average precision: the area under the precision–recall curve as a sum of steps. Of several classes, each is taken
 * against the rest.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class: probabilities or margins; of several
 * classes `[n, K]`, a column per class in sorted order
 * @param options - `posLabel`, `sampleWeight`; of several classes `average = 'macro'` and `labels`
 * @returns a number in 0 … 1; guessing gives the share of positive samples, and no positive sample gives 0
 * @throws ValidationError as {@link precisionRecallCurve}, and when an option does not fit
 *
 * @example
 * ```ts
 * import { averagePrecisionScore } from 'ndlogit'
 *
 * console.log(averagePrecisionScore([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).toFixed(3)) // 0.833
 * ```
 */
export function averagePrecisionScore<A extends ClassAverage = 'macro'>(
  yTrue: LabelsLike,
  yScore: AnyNdArray | ArrayLike<number> | readonly ArrayLike<number>[],
  options: AveragePrecisionOptions<A> = {},
): A extends 'none' ? NdArray : number {
  checkKeys('averagePrecisionScore', options, [...BINARY_OPTIONS, 'average', 'labels'])
  const score = isMatrix(yScore) ? severalClasses(yTrue, yScore, options) : twoClasses(yTrue, yScore, options)
  return score as A extends 'none' ? NdArray : number
}

function twoClasses(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  { average, labels, ...options }: AveragePrecisionOptions<ClassAverage>,
): number {
  if (average !== undefined || labels !== undefined) {
    throw new ValidationError(
      `${average === undefined ? 'labels' : 'average'} goes with scores [n, K] of several classes, got a vector`,
    )
  }
  return stepArea(readBinaryScores(yTrue, yScore, options))
}

function severalClasses(
  yTrue: LabelsLike,
  yScore: AnyNdArray | readonly ArrayLike<number>[],
  { average, labels, posLabel, sampleWeight }: AveragePrecisionOptions<ClassAverage>,
): number | NdArray {
  const [, cols] = denseShape('yScore', yScore)
  if (posLabel !== undefined || (cols <= 2 && !average && !labels)) refuseMatrix('yScore', yScore)
  const kind = checkChoice('average', average ?? 'macro', CLASS_AVERAGES)
  const truth = readSamples('yTrue', yTrue)
  const scores = denseCopy('yScore', yScore)
  checkSameLength('yScore', scores.rows, truth.length)
  const codes = readColumnCodes(truth, labels, scores.cols)
  const { weights } = weightsAndTotal(sampleWeight, scores.rows)
  return averageOverClasses(codes, columnsOf(scores), weights, kind, stepArea)
}

function stepArea(scores: BinaryScores): number {
  const { precision, recall } = curve(scores)
  let area = 0
  for (let k = 1; k < recall.length; k++) area += (recall[k - 1] - recall[k]) * precision[k - 1]
  return area
}

function curve(scores: BinaryScores) {
  const { thresholds, falsePositives, truePositives } = countByThreshold(scores)
  const positives = truePositives[truePositives.length - 1]
  const precision = truePositives.map((hits, k) => hits / (hits + falsePositives[k])).reverse()
  const recall = truePositives.map(hits => (positives === 0 ? 1 : hits / positives)).reverse()
  return {
    precision: Float64Array.from([...precision, 1]),
    recall: Float64Array.from([...recall, 0]),
    thresholds: thresholds.reverse(),
  }
}

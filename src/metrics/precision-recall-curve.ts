/**
 * Precision against recall, with every score as a threshold, and the average precision: the mean of the precisions
 * weighted by the steps in recall, Σ (Rₖ − Rₖ₋₁) · Pₖ. Nothing is interpolated.
 */

import type { LabelsLike } from '../data/labels'
import { type NdArray, ndview } from '../data/ndview'
import { checkKeys } from '../support/validate'
import { BINARY_OPTIONS, type BinaryScoreOptions, readBinaryScores } from './binary-scores'
import { countByThreshold } from './threshold-counts'

/** A precision–recall curve over m thresholds. */
export interface PrecisionRecallCurve {
  /** `[m + 1]`: precision of the samples that reach each threshold, then 1 */
  readonly precision: NdArray
  /** `[m + 1]`, decreasing: recall at each threshold, then 0; 1 at all thresholds when no sample is positive */
  readonly recall: NdArray
  /** `[m]`: the distinct scores, increasing */
  readonly thresholds: NdArray
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
  const { precision, recall, thresholds } = curve(yTrue, yScore, options)
  return {
    precision: ndview(precision, [precision.length]),
    recall: ndview(recall, [recall.length]),
    thresholds: ndview(thresholds, [thresholds.length]),
  }
}

/**
 * Average precision: the area under the precision–recall curve as a sum of steps.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class: probabilities or margins
 * @param options - `posLabel`, `sampleWeight`
 * @returns a number in 0 … 1; guessing gives the share of positive samples, and no positive sample gives 0
 * @throws ValidationError as {@link precisionRecallCurve}
 *
 * @example
 * ```ts
 * import { averagePrecisionScore } from 'ndlogit'
 *
 * console.log(averagePrecisionScore([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).toFixed(3)) // 0.833
 * ```
 */
export function averagePrecisionScore(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  options: BinaryScoreOptions = {},
): number {
  checkKeys('averagePrecisionScore', options, BINARY_OPTIONS)
  const { precision, recall } = curve(yTrue, yScore, options)
  let area = 0
  for (let k = 1; k < recall.length; k++) area += (recall[k - 1] - recall[k]) * precision[k - 1]
  return area
}

function curve(yTrue: LabelsLike, yScore: LabelsLike<number>, options: BinaryScoreOptions) {
  const { thresholds, falsePositives, truePositives } = countByThreshold(
    readBinaryScores(yTrue, yScore, options),
  )
  const positives = truePositives[truePositives.length - 1]
  const precision = truePositives.map((hits, k) => hits / (hits + falsePositives[k])).reverse()
  const recall = truePositives.map(hits => (positives === 0 ? 1 : hits / positives)).reverse()
  return {
    precision: Float64Array.from([...precision, 1]),
    recall: Float64Array.from([...recall, 0]),
    thresholds: thresholds.reverse(),
  }
}

/** Detection error tradeoff: with every score as a threshold, the rates of both kinds of error. */

import type { LabelsLike } from '../data/labels'
import { type NdVector, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkKeys } from '../support/validate'
import { BINARY_OPTIONS, type BinaryScoreOptions, readBinaryScores } from './binary-scores'
import { countByThreshold } from './threshold-counts'

/** A DET curve; the three vectors have one length. */
export interface DetCurve {
  /** false positive rates, decreasing */
  readonly fpr: NdVector
  /** false negative rates, increasing */
  readonly fnr: NdVector
  /** increasing */
  readonly thresholds: NdVector
}

/**
 * The detection error tradeoff of scores: how many misses a lower rate of false alarms costs. It begins at the largest
 * threshold that misses nothing and ends at the smallest without a false alarm, which is infinite where the largest score
 * is one. As that of scikit-learn 1.9, which keeps every threshold by default (`drop_intermediate=False`).
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class: probabilities or margins
 * @param options - `posLabel`, `sampleWeight`
 * @throws ValidationError when a vector is empty, lengths differ, a score is not finite, the positive class is unclear,
 * or one side has no sample
 *
 * @example
 * ```ts
 * import { detCurve } from 'ndlogit'
 *
 * const { fpr, fnr } = detCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
 * console.log(Array.from(fpr.data), Array.from(fnr.data)) // [0.5, 0.5, 0] [0, 0.5, 0.5]
 * ```
 */
export function detCurve(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  options: BinaryScoreOptions = {},
): DetCurve {
  checkKeys('detCurve', options, BINARY_OPTIONS)
  const { thresholds, falsePositives, truePositives } = countByThreshold(
    readBinaryScores(yTrue, yScore, options),
  )
  const last = thresholds.length - 1
  const [negatives, positives] = [falsePositives[last], truePositives[last]]
  if (negatives === 0 || positives === 0) {
    throw new ValidationError('the DET curve needs samples of positive weight on both sides')
  }
  // Above all scores nothing is taken for positive.
  const begin = falsePositives.lastIndexOf(0) + 1
  const end = truePositives.indexOf(positives) + 2
  const cut = (above: number, values: Float64Array, map = (value: number) => value): NdVector => {
    const part = Float64Array.from([above, ...values].slice(begin, end).reverse(), map)
    return ndview(part, [part.length])
  }
  return {
    fpr: cut(0, falsePositives, count => count / negatives),
    fnr: cut(0, truePositives, count => (positives - count) / positives),
    thresholds: cut(Infinity, thresholds),
  }
}

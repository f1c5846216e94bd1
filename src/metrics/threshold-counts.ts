import type { BinaryScores } from './binary-scores'

/** Weighted counts of the samples that score at least the threshold; the arrays have one length. */
export interface ThresholdCounts {
  /** the distinct scores, decreasing */
  readonly thresholds: Float64Array
  /** false positives, increasing; the last one counts all negative samples */
  readonly falsePositives: Float64Array
  /** true positives, increasing; the last one counts all positive samples */
  readonly truePositives: Float64Array
}

/**
 * The counts behind all curves, in one pass over the sorted scores. Samples of weight 0 make no thresholds. Equal
 * scores are added up last row first, as scikit-learn does, so that sums agree to the last bit and with them the
 * corners of the ROC curve.
 */
export function countByThreshold({ positive, score, weights }: BinaryScores): ThresholdCounts {
  const order = Int32Array.from(score.keys()).filter(i => weights[i] > 0)
  order.sort((a, b) => score[b] - score[a] || b - a)
  const thresholds: number[] = []
  const falsePositives: number[] = []
  const truePositives: number[] = []
  let hits = 0
  let misses = 0
  order.forEach((i, k) => {
    if (positive[i] === 1) hits += weights[i]
    else misses += weights[i]
    if (k + 1 < order.length && score[order[k + 1]] === score[i]) return
    thresholds.push(score[i])
    falsePositives.push(misses)
    truePositives.push(hits)
  })
  return {
    thresholds: Float64Array.from(thresholds),
    falsePositives: Float64Array.from(falsePositives),
    truePositives: Float64Array.from(truePositives),
  }
}

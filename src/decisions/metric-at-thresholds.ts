/** A metric of labels at every threshold that tells scores apart: what a decision costs, and where it is best taken. */

import { type Label, type LabelsLike, readLabels, readNumbers, uniqueLabels } from '../data/labels'
import { type NdVector, ndview } from '../data/ndview'
import { refuseMatrix } from '../metrics/probabilities'
import { ValidationError } from '../support/errors'
import { checkKeys, describe } from '../support/validate'

/** A metric of true and predicted labels, such as {@link index.f1Score}, or one of your own. */
export type LabelMetric = (
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: { readonly sampleWeight?: LabelsLike<number> },
) => number

/** Options of {@link metricAtThresholds}. */
export interface MetricAtThresholdsOptions {
  /** the class that rows of at least the threshold are given; default: the greater of the two labels */
  readonly posLabel?: Label
  /** a weight per row `[n]`, passed on to the metric */
  readonly sampleWeight?: LabelsLike<number>
  /** thresholds to try; default: every distinct score */
  readonly thresholds?: LabelsLike<number>
}

/** The metric at m thresholds. */
export interface MetricAtThresholds {
  /** increasing `[m]`, unless given */
  readonly thresholds: NdVector
  /** the metric where scores of at least the threshold are positive `[m]` */
  readonly values: NdVector
}

/**
 * A metric of labels for each threshold of a score.
 *
 * @param yTrue - true labels of two classes `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class
 * @param metric - of true and predicted labels
 * @param options - `posLabel`, `sampleWeight`, `thresholds`
 * @throws ValidationError when lengths differ, there are not two classes, or a score is not finite
 *
 * @example
 * ```ts
 * import { accuracyScore } from 'ndlogit'
 * import { metricAtThresholds } from 'ndlogit/decisions'
 *
 * const { thresholds, values } = metricAtThresholds([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], accuracyScore)
 * console.log(Array.from(thresholds.data), Array.from(values.data)) // [0.1, 0.35, 0.4, 0.8] [0.5, 0.75, 0.5, 0.75]
 * ```
 */
export function metricAtThresholds(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  metric: LabelMetric,
  options: MetricAtThresholdsOptions = {},
): MetricAtThresholds {
  checkKeys('metricAtThresholds', options, ['posLabel', 'sampleWeight', 'thresholds'])
  if (typeof metric !== 'function') {
    throw new ValidationError(
      `metric must be a function of true and predicted labels, got ${describe(metric)}`,
    )
  }
  const { posLabel, sampleWeight } = options
  const truth = readLabels('yTrue', yTrue)
  refuseMatrix('yScore', yScore)
  const score = readNumbers('yScore', yScore)
  if (score.length !== truth.length) {
    throw new ValidationError(
      `yScore must have one value for each of the ${truth.length} in yTrue, got ${score.length}`,
    )
  }
  const classes = uniqueLabels(truth)
  const positive = posLabel ?? classes[1]
  if (classes.length !== 2 || !classes.includes(positive)) {
    throw new ValidationError(
      `yTrue must have two classes and posLabel be one of them, got ${classes.map(describe).join(', ')}`,
    )
  }
  const negative = classes[classes[0] === positive ? 1 : 0]
  const thresholds =
    options.thresholds === undefined
      ? Float64Array.from(new Set(score)).sort()
      : readNumbers('thresholds', options.thresholds)
  const weight = sampleWeight === undefined ? {} : { sampleWeight }
  const values = thresholds.map(threshold =>
    metric(
      truth,
      Array.from(score, value => (value >= threshold ? positive : negative)),
      weight,
    ),
  )
  const shape = [thresholds.length] as const
  return { thresholds: ndview(thresholds, shape), values: ndview(values, shape) }
}

/**
 * The receiver operating characteristic: with every score as a threshold, the share of negative samples that reach it
 * (false positive rate) and the share of positive ones (true positive rate); and the area under such a curve.
 */

import { type LabelsLike, readNumbers } from '../data/labels'
import { type NdVector, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkKeys } from '../support/validate'
import { BINARY_OPTIONS, type BinaryScoreOptions, type BinaryScores, readBinaryScores } from './binary-scores'
import { countByThreshold } from './threshold-counts'

/** Options of {@link rocCurve}. */
export interface RocCurveOptions extends BinaryScoreOptions {
  /** leave out points on a straight line between their neighbours; default `true` */
  readonly dropIntermediate?: boolean
}

/** A ROC curve from (0, 0) to (1, 1); the three vectors have one length. */
export interface RocCurve {
  /** false positive rates, increasing; NaN when there is no negative sample */
  readonly fpr: NdVector
  /** true positive rates, increasing; NaN when there is no positive sample */
  readonly tpr: NdVector
  /** decreasing; the first one, `Infinity`, is reached by no sample */
  readonly thresholds: NdVector
}

/** The points of a ROC curve as plain vectors. */
export interface RocPoints {
  readonly fpr: Float64Array
  readonly tpr: Float64Array
  readonly thresholds: Float64Array
}

/**
 * The ROC curve of scores for two classes, or for one class against the rest.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class: probabilities or margins
 * @param options - `posLabel`, `sampleWeight`, `dropIntermediate = true`
 * @throws ValidationError when a vector is empty, lengths differ, a score is not finite, or the positive class is unclear
 *
 * @example
 * ```ts
 * import { rocCurve } from 'ndlogit'
 *
 * const { fpr, tpr } = rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
 * console.log(Array.from(fpr.data)) // [0, 0, 0.5, 0.5, 1]
 * console.log(Array.from(tpr.data)) // [0, 0.5, 0.5, 1, 1]
 * ```
 */
export function rocCurve(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  options: RocCurveOptions = {},
): RocCurve {
  checkKeys('rocCurve', options, [...BINARY_OPTIONS, 'dropIntermediate'])
  const dropIntermediate = checkBoolean('dropIntermediate', options.dropIntermediate ?? true)
  const { fpr, tpr, thresholds } = rocPoints(readBinaryScores(yTrue, yScore, options), dropIntermediate)
  const shape = [fpr.length] as const
  return { fpr: ndview(fpr, shape), tpr: ndview(tpr, shape), thresholds: ndview(thresholds, shape) }
}

/**
 * The area under a curve by the trapezoidal rule.
 *
 * @param x - abscissae `[m]`, m ≥ 2, all increasing or all decreasing (equal neighbours are fine)
 * @param y - ordinates `[m]`
 * @throws ValidationError when lengths differ, there are fewer than two points, or `x` turns back
 *
 * @example
 * ```ts
 * import { auc } from 'ndlogit'
 *
 * console.log(auc([0, 1, 2], [0, 1, 1])) // 1.5
 * ```
 */
export function auc(x: LabelsLike<number>, y: LabelsLike<number>): number {
  const xs = readNumbers('x', x)
  const ys = readNumbers('y', y)
  if (xs.length !== ys.length) {
    throw new ValidationError(`x and y must have one length, got ${xs.length} and ${ys.length}`)
  }
  if (xs.length < 2) throw new ValidationError(`a curve needs at least 2 points, got ${xs.length}`)
  const rises = xs.every((value, k) => k === 0 || value >= xs[k - 1])
  if (!rises && !xs.every((value, k) => k === 0 || value <= xs[k - 1])) {
    throw new ValidationError('x must be increasing or decreasing')
  }
  return rises ? trapezoid(xs, ys) : -trapezoid(xs, ys)
}

/** ∫ y dx over the broken line through the points. */
export function trapezoid(x: Float64Array, y: Float64Array): number {
  let area = 0
  for (let k = 1; k < x.length; k++) area += ((x[k] - x[k - 1]) * (y[k] + y[k - 1])) / 2
  return area
}

/** The points of the ROC curve, beginning with (0, 0). */
export function rocPoints(scores: BinaryScores, dropIntermediate: boolean): RocPoints {
  const { thresholds, falsePositives, truePositives } = countByThreshold(scores)
  const last = thresholds.length - 1
  const isCorner = (k: number): boolean =>
    k === 0 || k === last || bend(falsePositives, k) !== 0 || bend(truePositives, k) !== 0
  const kept = Int32Array.from(thresholds.keys()).filter(k => !dropIntermediate || isCorner(k))
  const rates = (counts: Float64Array): Float64Array =>
    Float64Array.from([0, ...kept], (k, at) => (at === 0 ? 0 : counts[k]) / counts[last])
  return {
    fpr: rates(falsePositives),
    tpr: rates(truePositives),
    thresholds: Float64Array.from([0, ...kept], (k, at) => (at === 0 ? Infinity : thresholds[k])),
  }
}

/** Second difference at k: 0 where the curve goes straight on in equal steps. */
function bend(counts: Float64Array, k: number): number {
  return counts[k + 1] - counts[k] - (counts[k] - counts[k - 1])
}

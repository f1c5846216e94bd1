/** Accuracy = Σ s·[y = ŷ] / Σ s, and the zero-one (Hamming) loss, which is 1 less that. */

import type { LabelsLike } from '../data/labels'
import { sum } from '../support/arrays'
import { checkBoolean, checkKeys } from '../support/validate'
import { readLabelPairs, type WeightOption } from './label-pairs'

/** Options of {@link accuracyScore} and {@link zeroOneLoss}. */
export interface AccuracyOptions extends WeightOption {
  /** give the share of samples (default `true`) or their number, weighted */
  readonly normalize?: boolean
}

/**
 * The share of samples whose predicted label is the true one.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `sampleWeight`, `normalize = true`
 * @returns a share in 0 … 1, or with `normalize: false` the (weighted) number of samples
 * @throws ValidationError when a vector is empty, or lengths or types of labels differ
 *
 * @example
 * ```ts
 * import { accuracyScore } from 'ndlogit'
 *
 * console.log(accuracyScore(['a', 'b', 'b', 'a'], ['a', 'b', 'a', 'a'])) // 0.75
 * ```
 */
export function accuracyScore(yTrue: LabelsLike, yPred: LabelsLike, options: AccuracyOptions = {}): number {
  const [right, total, normalize] = countRight('accuracyScore', yTrue, yPred, options)
  return normalize ? right / total : right
}

/**
 * The share of samples whose predicted label is not the true one: 1 − {@link accuracyScore}.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `sampleWeight`, `normalize = true`
 * @returns a share in 0 … 1, or with `normalize: false` the (weighted) number of samples
 * @throws ValidationError when a vector is empty, or lengths or types of labels differ
 *
 * @example
 * ```ts
 * import { zeroOneLoss } from 'ndlogit'
 *
 * console.log(zeroOneLoss([0, 1, 1, 0], [0, 1, 0, 0])) // 0.25
 * ```
 */
export function zeroOneLoss(yTrue: LabelsLike, yPred: LabelsLike, options: AccuracyOptions = {}): number {
  const [right, total, normalize] = countRight('zeroOneLoss', yTrue, yPred, options)
  return normalize ? 1 - right / total : total - right
}

/**
 * The share of labels that are predicted wrongly. Of samples with one label each, as here, that is
 * {@link zeroOneLoss}; scikit-learn's name is there for those who look for it.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `sampleWeight`
 * @returns a share in 0 … 1
 * @throws ValidationError when a vector is empty, or lengths or types of labels differ
 *
 * @example
 * ```ts
 * import { hammingLoss } from 'ndlogit'
 *
 * console.log(hammingLoss(['a', 'b', 'b', 'a'], ['a', 'b', 'a', 'a'])) // 0.25
 * ```
 */
export function hammingLoss(yTrue: LabelsLike, yPred: LabelsLike, options: WeightOption = {}): number {
  checkKeys('hammingLoss', options, ['sampleWeight'])
  return zeroOneLoss(yTrue, yPred, options)
}

function countRight(
  metric: string,
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: AccuracyOptions,
): readonly [right: number, total: number, normalize: boolean] {
  checkKeys(metric, options, ['sampleWeight', 'normalize'])
  const normalize = checkBoolean('normalize', options.normalize ?? true)
  const { weights, total, ...labels } = readLabelPairs(yTrue, yPred, options)
  const right = sum(weights.filter((_, i) => labels.yTrue[i] === labels.yPred[i]))
  return [right, total, normalize]
}

import type { LabelsLike } from '../data/labels'
import { checkBoolean, checkKeys } from '../support/validate'
import { countClasses } from './class-scores'
import { classesOf, readLabelPairs, type WeightOption } from './label-pairs'

/** Options of {@link balancedAccuracyScore}. */
export interface BalancedAccuracyOptions extends WeightOption {
  /** rescale so that guessing scores 0 and perfection still 1; default `false` */
  readonly adjusted?: boolean
}

/**
 * The mean over classes of the share of their samples that are predicted rightly: accuracy in which every class counts
 * the same, however many samples it has. Classes without true samples are left out.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `sampleWeight`, `adjusted = false`
 * @returns a share in 0 … 1; adjusted (score − 1/K) / (1 − 1/K), which is NaN for one class
 * @throws ValidationError when a vector is empty, or lengths or types of labels differ
 *
 * @example
 * ```ts
 * import { balancedAccuracyScore } from 'ndlogit'
 *
 * console.log(balancedAccuracyScore([0, 0, 0, 1], [0, 0, 0, 0])) // 0.5
 * ```
 */
export function balancedAccuracyScore(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: BalancedAccuracyOptions = {},
): number {
  checkKeys('balancedAccuracyScore', options, ['sampleWeight', 'adjusted'])
  const adjusted = checkBoolean('adjusted', options.adjusted ?? false)
  const pairs = readLabelPairs(yTrue, yPred, options)
  const { hits, actual } = countClasses(pairs, classesOf(pairs))
  const recalls = [...hits].map((count, k) => count / actual[k]).filter((_, k) => actual[k] > 0)
  const score = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
  const chance = 1 / recalls.length
  return adjusted ? (score - chance) / (1 - chance) : score
}

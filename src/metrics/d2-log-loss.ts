/**
 * D²: the share of the log loss that a model explains,
 *
 *   1 − logLoss(y, p) / logLoss(y, p⁰),   p⁰ = the (weighted) class frequencies of y, the same for every row
 *
 * which for a fitted logistic regression is McFadden's R².
 */

import { type LabelsLike, uniqueLabels } from '../data/labels'
import { ndview } from '../data/ndview'
import { checkKeys } from '../support/validate'
import { encodeTruth, readLabelOption, readSamples, weightsAndTotal } from './label-pairs'
import { type LogLossOptions, logLoss } from './log-loss'
import type { ProbabilitiesLike } from './probabilities'

/** Options of {@link d2LogLossScore}. */
export type D2LogLossOptions = Omit<LogLossOptions, 'normalize'>

/**
 * How much better probabilities are than always saying how frequent each class is: R² for the log loss.
 *
 * @param yTrue - true labels `[n]`
 * @param yProba - probabilities `[n, K]`, or `[n]` of the second of two classes; see {@link logLoss}
 * @param options - `labels`, `sampleWeight`
 * @returns at most 1, which is perfect; 0 is the class frequencies, and less is worse than those; NaN where `yTrue` has
 * one class only
 * @throws ValidationError as {@link logLoss}
 *
 * @example
 * ```ts
 * import { d2LogLossScore } from 'ndlogit'
 *
 * console.log(d2LogLossScore([0, 0, 1, 1], [0.5, 0.5, 0.5, 0.5])) // 0
 * console.log(d2LogLossScore([0, 0, 1, 1], [0.1, 0.1, 0.9, 0.9]).toFixed(3)) // 0.848
 * ```
 */
export function d2LogLossScore(
  yTrue: LabelsLike,
  yProba: ProbabilitiesLike,
  options: D2LogLossOptions = {},
): number {
  checkKeys('d2LogLossScore', options, ['labels', 'sampleWeight'])
  const loss = logLoss(yTrue, yProba, options)
  const truth = readSamples('yTrue', yTrue)
  const classes = uniqueLabels(readLabelOption(options.labels, truth, () => truth))
  const { weights, total } = weightsAndTotal(options.sampleWeight, truth.length)
  const shares = new Float64Array(classes.length)
  encodeTruth(truth, classes).forEach((code, i) => {
    shares[code] += weights[i] / total
  })
  if (shares.filter(share => share > 0).length < 2) return Number.NaN
  // Every row is the same: stride 0.
  const frequencies = ndview(shares, [truth.length, classes.length], [0, 1])
  return 1 - loss / logLoss(yTrue, frequencies, options)
}

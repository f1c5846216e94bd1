/** The arguments of metrics that rank or score the samples of one class against the rest. */

import { type Label, type LabelsLike, readNumbers, uniqueLabels } from '../data/labels'
import { ValidationError } from '../support/errors'
import { checkSameLength, readSamples, type WeightOption, weightsAndTotal } from './label-pairs'
import { type PositiveLabelOption, readPositiveLabel } from './positive-label'
import { refuseMatrix } from './probabilities'

/** Options of every metric of scores. */
export interface BinaryScoreOptions extends WeightOption, PositiveLabelOption {}

/** One entry per sample. */
export interface BinaryScores {
  /** 1 for samples of the positive class, 0 for the others */
  readonly positive: Uint8Array
  readonly score: Float64Array
  readonly weights: Float64Array
}

/** Names of {@link BinaryScoreOptions}, for checking. */
export const BINARY_OPTIONS = ['posLabel', 'sampleWeight']

/**
 * The scores with what is positive, and the classes that occur.
 *
 * @throws ValidationError when a vector is empty, lengths differ, a score is not finite, or the positive class is unclear
 */
export function readBinaryScores(
  yTrue: LabelsLike,
  yScore: LabelsLike<number>,
  { posLabel, sampleWeight }: BinaryScoreOptions,
  name = 'yScore',
): BinaryScores & { readonly classes: readonly Label[] } {
  const truth = readSamples('yTrue', yTrue)
  refuseMatrix(name, yScore)
  const score = readNumbers(name, yScore)
  checkSameLength(name, score.length, truth.length)
  const classes = uniqueLabels(truth)
  const positiveLabel = readPositiveLabel(posLabel, classes)
  const positive = Uint8Array.from(truth, label => (label === positiveLabel ? 1 : 0))
  return { positive, score, weights: weightsAndTotal(sampleWeight, truth.length).weights, classes }
}

/** As {@link readBinaryScores}, of probabilities for one of at most two classes. */
export function readBinaryProbabilities(
  yTrue: LabelsLike,
  yProba: LabelsLike<number>,
  options: BinaryScoreOptions,
): BinaryScores {
  const scores = readBinaryScores(yTrue, yProba, options, 'yProba')
  if (scores.classes.length > 2) {
    throw new ValidationError(`yTrue must have at most two classes, got ${scores.classes.length}`)
  }
  const bad = scores.score.findIndex(p => p < 0 || p > 1)
  if (bad >= 0) {
    throw new ValidationError(`yProba[${bad}] is ${scores.score[bad]}; probabilities must be >= 0 and <= 1`)
  }
  return scores
}

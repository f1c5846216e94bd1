/**
 * Logarithmic loss, also cross-entropy: Σ s·(−log p[y]) / Σ s, where p[y] is the probability given to the true class.
 *
 * Probabilities are first clipped to ε … 1 − ε, ε the spacing of floating-point numbers at 1 in the precision in which
 * they are held, so that a certain mistake costs much (36 in double precision) but not infinity; then every row is
 * divided by its sum.
 */

import { type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkKeys } from '../support/validate'
import {
  checkSameLength,
  encodeTruth,
  readLabelOption,
  readSamples,
  type WeightOption,
  weightsAndTotal,
} from './label-pairs'
import { type ProbabilitiesLike, readProbabilities } from './probabilities'

/** Options of {@link logLoss}. */
export interface LogLossOptions extends WeightOption {
  /** all classes, in any order; needed when `yTrue` has not all of them. Default: those of `yTrue` */
  readonly labels?: LabelsLike
  /** give the weighted mean (default `true`) or the weighted sum */
  readonly normalize?: boolean
}

/**
 * How far predicted probabilities are from the true classes: the mean of −log(probability of the true class).
 *
 * @param yTrue - true labels `[n]`
 * @param yProba - probabilities in 0 … 1: `[n, K]` with a column for every class in sorted order, or `[n]` or `[n, 1]`
 * with that of the second of two classes
 * @param options - `labels`, `sampleWeight`, `normalize = true`
 * @returns a number ≥ 0; 0 is perfect, log K is guessing
 * @throws ValidationError when lengths differ, a probability is out of range, those of a row do not add up to 1, or the
 * number of classes does not fit
 *
 * @example
 * ```ts
 * import { logLoss } from 'ndlogit'
 *
 * console.log(logLoss(['no', 'yes'], [0.5, 0.5]) === Math.log(2)) // true
 * ```
 */
export function logLoss(yTrue: LabelsLike, yProba: ProbabilitiesLike, options: LogLossOptions = {}): number {
  checkKeys('logLoss', options, ['labels', 'sampleWeight', 'normalize'])
  const normalize = checkBoolean('normalize', options.normalize ?? true)
  const truth = readSamples('yTrue', yTrue)
  const { data, rows, cols } = readProbabilities('yProba', yProba)
  checkSameLength('yProba', rows, truth.length)
  const codes = encodeByLabels(truth, options.labels, cols)
  const { weights, total } = weightsAndTotal(options.sampleWeight, rows)
  // The spacing of numbers at 1, in the precision of the probabilities.
  const epsilon = data instanceof Float32Array ? 2 ** -23 : Number.EPSILON
  const clip = (p: number): number => Math.min(Math.max(p, epsilon), 1 - epsilon)
  let loss = 0
  for (let i = 0; i < rows; i++) {
    const code = codes[i]
    if (cols === 1) {
      const p = clip(data[i])
      loss -= weights[i] * Math.log(code === 1 ? p : 1 - p)
    } else {
      let sum = 0
      for (let k = 0; k < cols; k++) sum += clip(data[i * cols + k])
      loss -= weights[i] * Math.log(clip(data[i * cols + code]) / sum)
    }
  }
  return normalize ? loss / total : loss
}

function encodeByLabels(truth: readonly Label[], labels: LabelsLike | undefined, cols: number): Int32Array {
  const classes = uniqueLabels(readLabelOption(labels, truth, () => truth))
  const expected = cols === 1 ? 2 : cols
  if (classes.length !== expected) {
    throw new ValidationError(
      `yProba has probabilities for ${expected} classes, but ${labels === undefined ? 'yTrue' : 'labels'} has ` +
        `${classes.length}${labels === undefined ? '; name all classes with the option labels' : ''}`,
    )
  }
  return encodeTruth(truth, classes)
}

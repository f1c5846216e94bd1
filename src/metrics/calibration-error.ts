/**
 * Calibration error: in bins of the predicted probability, how far the mean prediction lies from the share that came,
 *
 *   ECE = Σ_b (s_b / s) |p̄_b − ȳ_b|,     RMSCE = √(Σ_b (s_b / s) (p̄_b − ȳ_b)²),     MCE = max_b |p̄_b − ȳ_b|
 *
 * with s_b the weight in bin b. Source: Naeini, Cooper & Hauskrecht, AAAI 2015; of several classes the probability of
 * the predicted class and whether it is right, as Guo et al., ICML 2017.
 */

import { type LabelsLike, readNumbers, uniqueLabels } from '../data/labels'
import { ValidationError } from '../support/errors'
import { checkChoice, checkCount, checkKeys, checkNumber, describe } from '../support/validate'
import {
  BINARY_OPTIONS,
  type BinaryScoreOptions,
  type BinaryScores,
  readBinaryProbabilities,
} from './binary-scores'
import { binOf, innerEdges } from './calibration'
import { checkSameLength, readSamples, weightsAndTotal } from './label-pairs'
import { readColumnCodes } from './one-versus-rest'
import { isMatrix, type ProbabilitiesLike, readProbabilities } from './probabilities'

/** Options of {@link expectedCalibrationError}. */
export interface CalibrationErrorOptions extends BinaryScoreOptions {
  /** number of bins, ≥ 1 (default 10), or the edges between them, increasing and inside 0 … 1 */
  readonly bins?: number | ArrayLike<number>
  /** bins of equal width (default), or with equally many samples; not with edges of your own */
  readonly strategy?: 'uniform' | 'quantile'
  /** mean distance (default), root mean square, or the largest */
  readonly norm?: 'l1' | 'l2' | 'max'
  /** several classes: those of the columns of `yProba`, sorted; default: those of `yTrue` */
  readonly labels?: LabelsLike
}

/**
 * How far probabilities are from frequencies, on average over bins. A probability on an edge belongs to the bin below.
 * The number depends on the bins: compare models on the same ones.
 *
 * @param yTrue - true labels `[n]`
 * @param yProba - probabilities `[n]` of the positive class; or `[n, K]` of every class in sorted order, of which the
 * largest in each row is judged (is the class it names the true one as often as it says?)
 * @param options - `bins = 10`, `strategy = 'uniform'`, `norm = 'l1'`, `posLabel`, `labels`, `sampleWeight`
 * @returns a number in 0 … 1; 0 is perfect
 * @throws ValidationError when lengths differ, a probability is out of range, the edges are not increasing, or the
 * positive class is unclear
 *
 * @example
 * ```ts
 * import { expectedCalibrationError } from 'ndlogit'
 *
 * const [y, p] = [[0, 0, 1, 1], [0.25, 0.25, 0.75, 1]]
 * console.log(expectedCalibrationError(y, p, { bins: 2 })) // 0.1875
 * console.log(expectedCalibrationError(y, p, { bins: [0.5, 0.9], norm: 'max' })) // 0.25
 * ```
 */
export function expectedCalibrationError(
  yTrue: LabelsLike,
  yProba: ProbabilitiesLike,
  options: CalibrationErrorOptions = {},
): number {
  checkKeys('expectedCalibrationError', options, [...BINARY_OPTIONS, 'bins', 'strategy', 'norm', 'labels'])
  const norm = checkChoice('norm', options.norm ?? 'l1', ['l1', 'l2', 'max'])
  const { positive, score, weights } = isMatrix(yProba)
    ? readTopProbabilities(yTrue, yProba, options)
    : readBinaryProbabilities(yTrue, yProba, options)
  const edges = readEdges(options, score)
  const total = new Float64Array(edges.length + 1)
  const excess = new Float64Array(edges.length + 1)
  weights.forEach((weight, i) => {
    const bin = binOf(edges, score[i])
    total[bin] += weight
    excess[bin] += weight * (score[i] - positive[i])
  })
  const all = total.reduce((sum, weight) => sum + weight, 0)
  let [mean, square, largest] = [0, 0, 0]
  excess.forEach((value, bin) => {
    if (total[bin] === 0) return
    const distance = Math.abs(value) / total[bin]
    mean += (total[bin] / all) * distance
    square += (total[bin] / all) * distance ** 2
    largest = Math.max(largest, distance)
  })
  return norm === 'l1' ? mean : norm === 'l2' ? Math.sqrt(square) : largest
}

/** The largest probability of each row, and whether the class that it is of is the true one. */
function readTopProbabilities(
  yTrue: LabelsLike,
  yProba: ProbabilitiesLike,
  { labels, posLabel, sampleWeight }: CalibrationErrorOptions,
): BinaryScores {
  if (posLabel !== undefined) {
    throw new ValidationError('posLabel goes with a vector yProba; a matrix is judged by its predicted class')
  }
  const truth = readSamples('yTrue', yTrue)
  const { data, rows, cols } = readProbabilities('yProba', yProba)
  checkSameLength('yProba', rows, truth.length)
  const codes = readColumnCodes(truth, labels ?? uniqueLabels(truth), cols)
  const score = new Float64Array(rows)
  const positive = new Uint8Array(rows)
  for (let i = 0; i < rows; i++) {
    let best = 0
    for (let k = 1; k < cols; k++) if (data[i * cols + k] > data[i * cols + best]) best = k
    score[i] = data[i * cols + best]
    positive[i] = best === codes[i] ? 1 : 0
  }
  return { positive, score, weights: weightsAndTotal(sampleWeight, rows).weights }
}

function readEdges({ bins = 10, strategy }: CalibrationErrorOptions, score: Float64Array): Float64Array {
  if (typeof bins === 'number') {
    const count = checkCount('bins', bins)
    const kind = checkChoice('strategy', strategy ?? 'uniform', ['uniform', 'quantile'])
    return innerEdges(score, count, kind)
  }
  if (strategy !== undefined) {
    throw new ValidationError(`strategy goes with a number of bins, got edges and ${describe(strategy)}`)
  }
  const edges = readNumbers('bins', bins)
  edges.forEach((edge, k) => {
    checkNumber(`bins[${k}]`, edge, { min: 0, max: 1 })
    if (k > 0 && edge <= edges[k - 1]) {
      throw new ValidationError(`bins must increase, got ${edge} after ${edges[k - 1]}`)
    }
  })
  return edges
}

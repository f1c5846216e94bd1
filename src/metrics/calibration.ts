/** Are probabilities right as probabilities? The Brier score Σ s·(p − [positive])² / Σ s, and the calibration curve. */

import type { LabelsLike } from '../data/labels'
import { type NdVector, ndview } from '../data/ndview'
import { checkChoice, checkCount, checkKeys } from '../support/validate'
import { BINARY_OPTIONS, type BinaryScoreOptions, readBinaryProbabilities } from './binary-scores'

/** Options of {@link calibrationCurve}. */
export interface CalibrationCurveOptions extends BinaryScoreOptions {
  /** number of bins, ≥ 1; default 5 */
  readonly nBins?: number
  /** bins of equal width (default), or with equally many samples (weights do not move their edges) */
  readonly strategy?: 'uniform' | 'quantile'
}

/** A calibration curve: one point for each bin that is not empty. */
export interface CalibrationCurve {
  /** share of positive samples in the bin */
  readonly probTrue: NdVector
  /** mean predicted probability in the bin */
  readonly probPred: NdVector
}

/**
 * The mean squared difference between the predicted probability and what came (1 or 0).
 *
 * @param yTrue - true labels `[n]` of at most two classes
 * @param yProba - probabilities `[n]` of the positive class
 * @param options - `posLabel`, `sampleWeight`
 * @returns a number in 0 … 1; 0 is perfect
 * @throws ValidationError when lengths differ, a probability is out of range, or the positive class is unclear
 *
 * @example
 * ```ts
 * import { brierScoreLoss } from 'ndlogit'
 *
 * console.log(brierScoreLoss([0, 1], [0.5, 1])) // 0.125
 * ```
 */
export function brierScoreLoss(
  yTrue: LabelsLike,
  yProba: LabelsLike<number>,
  options: BinaryScoreOptions = {},
): number {
  checkKeys('brierScoreLoss', options, BINARY_OPTIONS)
  const { positive, score, weights } = readBinaryProbabilities(yTrue, yProba, options)
  let loss = 0
  let total = 0
  weights.forEach((weight, i) => {
    loss += weight * (positive[i] - score[i]) ** 2
    total += weight
  })
  return loss / total
}

/**
 * How often the positive class came, against how probable it was said to be, in bins of the probability. The points of
 * a well calibrated model lie on the diagonal.
 *
 * @param yTrue - true labels `[n]` of at most two classes
 * @param yProba - probabilities `[n]` of the positive class
 * @param options - `nBins = 5`, `strategy = 'uniform'`, `posLabel`, `sampleWeight`
 * @throws ValidationError when lengths differ, a probability is out of range, or the positive class is unclear
 *
 * @example
 * ```ts
 * import { calibrationCurve } from 'ndlogit'
 *
 * const { probTrue, probPred } = calibrationCurve([0, 0, 1, 1], [0.25, 0.25, 0.75, 1], { nBins: 2 })
 * console.log(Array.from(probTrue.data), Array.from(probPred.data)) // [0, 1] [0.25, 0.875]
 * ```
 */
export function calibrationCurve(
  yTrue: LabelsLike,
  yProba: LabelsLike<number>,
  options: CalibrationCurveOptions = {},
): CalibrationCurve {
  checkKeys('calibrationCurve', options, [...BINARY_OPTIONS, 'nBins', 'strategy'])
  const nBins = checkCount('nBins', options.nBins ?? 5)
  const strategy = checkChoice('strategy', options.strategy ?? 'uniform', ['uniform', 'quantile'])
  const { positive, score, weights } = readBinaryProbabilities(yTrue, yProba, options)
  const edges = innerEdges(score, nBins, strategy)
  const total = new Float64Array(nBins)
  const predicted = new Float64Array(nBins)
  const came = new Float64Array(nBins)
  weights.forEach((weight, i) => {
    const bin = binOf(edges, score[i])
    total[bin] += weight
    predicted[bin] += weight * score[i]
    came[bin] += weight * positive[i]
  })
  const filled = Int32Array.from(total.keys()).filter(bin => total[bin] > 0)
  const means = (sums: Float64Array): NdVector =>
    ndview(
      Float64Array.from(filled, bin => sums[bin] / total[bin]),
      [filled.length],
    )
  return { probTrue: means(came), probPred: means(predicted) }
}

/** The nBins − 1 edges between bins; a probability on an edge belongs to the bin below. */
export function innerEdges(
  score: Float64Array,
  nBins: number,
  strategy: 'uniform' | 'quantile',
): Float64Array {
  const shares = Float64Array.from({ length: nBins - 1 }, (_, k) => (k + 1) * (1 / nBins))
  if (strategy === 'uniform') return shares
  const sorted = score.slice().sort()
  // In hundredths and back, as NumPy's percentile has it: the last bit decides on which side of an edge a sample lies.
  return shares.map(share => quantile(sorted, (share * 100) / 100))
}

/** Linear interpolation between the two nearest of the sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below]
  const high = sorted[Math.min(below + 1, sorted.length - 1)]
  const t = at - below
  return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t)
}

/** The bin of `value`: how many of the increasing `edges` are below it. */
export function binOf(edges: Float64Array, value: number): number {
  const first = edges.findIndex(edge => edge >= value)
  return first < 0 ? edges.length : first
}

/**
 * Two measures of how far predicted and true labels agree beyond chance, from the confusion matrix C (weighted counts,
 * rows true) with row sums t, column sums p, total s and trace c:
 *
 *   Matthews' correlation   (c s − t·p) / √(σ(p) σ(t)),   σ(p) = s² − p·p      (Gorodkin 2004 for K classes)
 *   Cohen's kappa           1 − Σ w_ab C_ab / Σ w_ab t_a p_b / s,   w_ab = [a ≠ b], |a − b| or (a − b)²
 */

import type { LabelsLike } from '../data/labels'
import { checkChoice, checkKeys } from '../support/validate'
import { countPairs, readMatrixClasses } from './confusion-matrix'
import { readLabelPairs, type WeightOption } from './label-pairs'

/** Options of {@link cohenKappaScore}. */
export interface CohenKappaOptions extends WeightOption {
  /** the classes to compare, in the order that `weights` count by; default: all that occur, sorted */
  readonly labels?: LabelsLike
  /**
   * what a disagreement costs: the same for all (default), the distance of the classes in their order (`'linear'`), or
   * its square (`'quadratic'`)
   */
  readonly weights?: 'linear' | 'quadratic'
}

/** A confusion matrix `[K, K]`, row-major, with its sums. */
interface Counts {
  readonly counts: Float64Array
  readonly K: number
  /** row sums: samples of each class */
  readonly actual: Float64Array
  /** column sums: predictions of each class */
  readonly predicted: Float64Array
  readonly total: number
}

/**
 * Matthews' correlation coefficient: the correlation of predicted and true labels, fair also to rare classes.
 *
 * @param yTrue - true labels `[n]`, of two or more classes
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `sampleWeight`
 * @returns a number in −1 … 1: 1 is perfect, 0 no better than chance; 0 as well where one side has one class only
 * @throws ValidationError when a vector is empty, or lengths or types of labels differ
 *
 * @example
 * ```ts
 * import { matthewsCorrcoef } from 'ndlogit'
 *
 * console.log(matthewsCorrcoef([0, 0, 1, 1], [0, 0, 1, 0]).toFixed(3)) // 0.577
 * ```
 */
export function matthewsCorrcoef(yTrue: LabelsLike, yPred: LabelsLike, options: WeightOption = {}): number {
  checkKeys('matthewsCorrcoef', options, ['sampleWeight'])
  const counted = countAgreement(yTrue, yPred, options)
  const spread = Math.sqrt(spreadOf(counted.predicted)) * Math.sqrt(spreadOf(counted.actual))
  return spread === 0 ? 0 : covarianceOf(counted) / spread
}

/**
 * Cohen's kappa: the agreement of two raters, or of a model with the truth, less what chance would give.
 *
 * @param yTrue - labels of one rater `[n]`
 * @param yPred - labels of the other `[n]`, of the same type; the score is the same with both exchanged
 * @param options - `labels`, `weights`, `sampleWeight`
 * @returns a number in −1 … 1: 1 is perfect, 0 no better than chance; NaN where both sides know one class only
 * @throws ValidationError when a vector is empty, lengths or types of labels differ, or no label of yTrue is in `labels`
 *
 * @example
 * ```ts
 * import { cohenKappaScore } from 'ndlogit'
 *
 * console.log(cohenKappaScore([0, 0, 1, 1], [0, 0, 1, 0])) // 0.5
 * console.log(cohenKappaScore([1, 2, 3], [1, 3, 3], { weights: 'linear' }).toFixed(3)) // 0.667
 * ```
 */
export function cohenKappaScore(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: CohenKappaOptions = {},
): number {
  checkKeys('cohenKappaScore', options, ['labels', 'weights', 'sampleWeight'])
  const { weights, labels } = options
  if (weights !== undefined) checkChoice('weights', weights, ['linear', 'quadratic'])
  const { counts, K, actual, predicted, total } = countAgreement(yTrue, yPred, options, labels)
  let observed = 0
  let expected = 0
  for (let a = 0; a < K; a++) {
    for (let b = 0; b < K; b++) {
      const apart = Math.abs(a - b)
      const cost = weights === 'linear' ? apart : weights === 'quadratic' ? apart ** 2 : Math.min(apart, 1)
      observed += cost * counts[a * K + b]
      expected += (cost * actual[a] * predicted[b]) / total
    }
  }
  return 1 - observed / expected
}

function countAgreement(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  { sampleWeight }: WeightOption,
  labels?: LabelsLike,
): Counts {
  const pairs = readLabelPairs(yTrue, yPred, sampleWeight === undefined ? {} : { sampleWeight })
  const classes = readMatrixClasses(pairs, labels)
  const K = classes.length
  const counts = countPairs(pairs, classes)
  const actual = new Float64Array(K)
  const predicted = new Float64Array(K)
  counts.forEach((count, p) => {
    actual[Math.floor(p / K)] += count
    predicted[p % K] += count
  })
  return { counts, K, actual, predicted, total: actual.reduce((sum, count) => sum + count, 0) }
}

/** s² − p·p as the sum of its terms 2 pₐ p_b, which leaves no rounding where one class has all the weight. */
function spreadOf(p: Float64Array): number {
  let [before, spread] = [0, 0]
  for (const own of p) {
    spread += 2 * own * before
    before += own
  }
  return spread
}

/**
 * c s − t·p as Σ_k C_kk M_k − Σ_k r_k q_k: M_k is the sum of what is neither in row nor in column k, r_k and q_k are those of row
 * and column k without C_kk. So weights of very different sizes cancel nothing but what speaks for and against.
 */
function covarianceOf({ counts, K }: Counts): number {
  const [elsewhere, ofRow, ofColumn] = [0, 1, 2].map(() => new Float64Array(K))
  for (let i = 0; i < K; i++) {
    let [before, after] = [0, 0]
    for (let k = 0; k < K; k++) {
      const last = K - 1 - k
      if (k !== i) elsewhere[k] += before
      if (last !== i) elsewhere[last] += after
      before += counts[i * K + k]
      after += counts[i * K + last]
      if (k === i) continue
      ofRow[i] += counts[i * K + k]
      ofColumn[k] += counts[i * K + k]
    }
  }
  return elsewhere.reduce((sum, rest, k) => sum + counts[k * K + k] * rest - ofRow[k] * ofColumn[k], 0)
}

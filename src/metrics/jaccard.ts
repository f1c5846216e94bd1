/**
 * Jaccard's index of a class: of the samples that are of it, predicted as it, or both, the share that are both,
 *
 *   tp / (predicted + actual − tp)
 *
 * averaged over classes as precision and recall are (class-scores.ts).
 */

import type { LabelsLike } from '../data/labels'
import { ndview } from '../data/ndview'
import { checkChoice, checkKeys } from '../support/validate'
import { type ClassCounts, checkZeroDivision, countClasses } from './class-scores'
import { readLabelPairs } from './label-pairs'
import { weightedMean } from './one-versus-rest'
import {
  AVERAGES,
  type Average,
  type Averaged,
  type PrecisionRecallOptions,
  scoredClasses,
} from './precision-recall'

/**
 * Jaccard's index: the size of the intersection of true and predicted samples of a class over that of their union.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `average = 'binary'`, `labels`, `posLabel`, `sampleWeight`, `zeroDivision = 0`
 * @throws ValidationError as {@link precisionRecallFscoreSupport}
 *
 * @example
 * ```ts
 * import { jaccardScore } from 'ndlogit'
 *
 * console.log(jaccardScore([0, 1, 1, 0], [1, 1, 0, 0]).toFixed(3)) // 0.333
 * ```
 */
export function jaccardScore<A extends Average = 'binary'>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: PrecisionRecallOptions<A> = {},
): Averaged<A> {
  checkKeys('jaccardScore', options, ['average', 'labels', 'posLabel', 'sampleWeight', 'zeroDivision'])
  const { zeroDivision = 0 } = options
  const average: Average = checkChoice('average', options.average ?? 'binary', AVERAGES)
  checkZeroDivision(zeroDivision)
  const pairs = readLabelPairs(yTrue, yPred, options)
  const counts = countClasses(pairs, scoredClasses(pairs, { ...options, average }))
  return averageIndex(counts, average, zeroDivision) as Averaged<A>
}

function averageIndex({ hits, predicted, actual }: ClassCounts, average: Average, zeroDivision: 0 | 1) {
  const index = (tp: number, p: number, t: number): number =>
    p + t === tp ? zeroDivision : tp / (p + t - tp)
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
  if (average === 'micro') return index(sum(hits), sum(predicted), sum(actual))
  const indices = hits.map((tp, k) => index(tp, predicted[k], actual[k]))
  if (average === 'none') return ndview(indices, [indices.length])
  if (average === 'weighted' && sum(actual) > 0) return weightedMean(indices, actual)
  return weightedMean(indices, new Float64Array(indices.length).fill(1))
}

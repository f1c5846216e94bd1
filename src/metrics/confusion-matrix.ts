/** The confusion matrix: entry (a, b) is Σ s over the samples of class a that were predicted as class b. */

import { encodeLabels, type Label, type LabelsLike } from '../data/labels'
import { type NdMatrix, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkChoice, checkKeys } from '../support/validate'
import { classesOf, type LabelPairs, readLabelOption, readLabelPairs, type WeightOption } from './label-pairs'

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions extends WeightOption {
  /** classes in the order of the rows and columns; samples of others are left out. Default: all that occur, sorted */
  readonly labels?: LabelsLike
  /** divide by the sum of the row (`'true'`), of the column (`'pred'`) or of everything (`'all'`); default: not at all */
  readonly normalize?: 'true' | 'pred' | 'all'
}

/**
 * How often each class was predicted as each: rows are true classes, columns predicted ones.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `labels`, `sampleWeight`, `normalize`
 * @returns `[K, K]`, counts or weights; after `normalize` shares, where a row or column without samples is 0
 * @throws ValidationError when a vector is empty, lengths or types of labels differ, or no true label is in `labels`
 *
 * @example
 * ```ts
 * import { confusionMatrix } from 'ndlogit'
 *
 * const table = confusionMatrix(['cat', 'dog', 'dog'], ['cat', 'cat', 'dog'])
 * console.log(table.get(1, 0)) // 1: one dog was taken for a cat
 * ```
 */
export function confusionMatrix(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: ConfusionMatrixOptions = {},
): NdMatrix {
  checkKeys('confusionMatrix', options, ['labels', 'sampleWeight', 'normalize'])
  const { labels, normalize } = options
  if (normalize !== undefined) checkChoice('normalize', normalize, ['true', 'pred', 'all'])
  const pairs = readLabelPairs(yTrue, yPred, options)
  const classes = readMatrixClasses(pairs, labels)
  const counts = countPairs(pairs, classes)
  if (normalize !== undefined) normalizeCounts(counts, classes.length, normalize)
  return ndview(counts, [classes.length, classes.length])
}

/** The classes of a confusion matrix. @throws ValidationError when no true label is in `labels` */
export function readMatrixClasses(pairs: LabelPairs, labels: LabelsLike | undefined): readonly Label[] {
  const classes = readLabelOption(labels, pairs.yTrue, () => classesOf(pairs))
  if (!pairs.yTrue.some(label => classes.includes(label))) {
    throw new ValidationError(`labels must have at least one label of yTrue, got ${classes.join(', ')}`)
  }
  return classes
}

/** The confusion matrix `[K, K]`, row-major; pairs with a label outside `classes` are left out. */
export function countPairs({ yTrue, yPred, weights }: LabelPairs, classes: readonly Label[]): Float64Array {
  const K = classes.length
  const truth = encodeLabels(yTrue, classes)
  const predicted = encodeLabels(yPred, classes)
  const counts = new Float64Array(K * K)
  for (let i = 0; i < truth.length; i++) {
    const row = truth[i]
    const column = predicted[i]
    if (row >= 0 && column >= 0) counts[row * K + column] += weights[i]
  }
  return counts
}

function normalizeCounts(counts: Float64Array, K: number, by: 'true' | 'pred' | 'all'): void {
  const part = (p: number): number => (by === 'all' ? 0 : by === 'true' ? Math.floor(p / K) : p % K)
  const sums = new Float64Array(K)
  counts.forEach((count, p) => {
    sums[part(p)] += count
  })
  counts.forEach((count, p) => {
    if (count > 0) counts[p] = count / sums[part(p)]
  })
}

/** Scores of several classes as so many of one class against the rest, and one number of what they give. */

import type { DenseCopy } from '../data/dense-copy'
import { type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import { type NdArray, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import type { BinaryScores } from './binary-scores'
import { encodeTruth, readLabelOption } from './label-pairs'

/**
 * Ways to make one number of those of several classes: all decisions taken together (`'micro'`), the plain mean
 * (`'macro'`), the mean weighted by the number of samples (`'weighted'`), or none, which leaves a vector.
 */
export type ClassAverage = 'micro' | 'macro' | 'weighted' | 'none'

/** The names of {@link ClassAverage}, for checking. */
export const CLASS_AVERAGES = ['micro', 'macro', 'weighted', 'none'] as const

/** A metric of two classes, for each class against the rest. */
export function averageOverClasses(
  codes: Int32Array,
  columns: readonly Float64Array[],
  weights: Float64Array,
  average: ClassAverage,
  metric: (scores: BinaryScores) => number,
): number | NdArray {
  const sets = columns.map((score, k) => ({ positive: indicator(codes, k), score, weights }))
  if (average === 'micro') {
    return metric({
      positive: Uint8Array.from(sets.flatMap(({ positive }) => [...positive])),
      score: Float64Array.from(columns.flatMap(score => [...score])),
      weights: Float64Array.from(columns.flatMap(() => [...weights])),
    })
  }
  const values = Float64Array.from(sets, metric)
  if (average === 'none') return ndview(values, [values.length])
  const shares = new Float64Array(values.length)
  codes.forEach((code, i) => {
    shares[code] += weights[i]
  })
  return weightedMean(values, average === 'macro' ? shares.fill(1) : shares)
}

/**
 * The column of every true label in scores `[n, K]`.
 *
 * @throws ValidationError when the classes are not sorted, or are not as many as the columns
 */
export function readColumnCodes(
  truth: readonly Label[],
  labels: LabelsLike | undefined,
  cols: number,
): Int32Array {
  const classes = readLabelOption(labels, truth, () => uniqueLabels(truth))
  if (classes.some((label, k) => k > 0 && label <= classes[k - 1])) {
    throw new ValidationError('labels must be sorted')
  }
  if (classes.length !== cols) {
    throw new ValidationError(
      `yScore must have a column for each of the ${classes.length} classes, got ${cols}`,
    )
  }
  return encodeTruth(truth, classes)
}

/** The columns of a matrix, a vector each. */
export function columnsOf({ data, rows, cols }: DenseCopy): Float64Array[] {
  return Array.from({ length: cols }, (_, k) =>
    Float64Array.from({ length: rows }, (_, i) => data[i * cols + k]),
  )
}

/** 1 where the code is `code`, else 0. */
export function indicator(codes: Int32Array, code: number): Uint8Array {
  return Uint8Array.from(codes, value => (value === code ? 1 : 0))
}

/** Σ w·v / Σ w */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0
  let total = 0
  for (let k = 0; k < values.length; k++) {
    sum += values[k] * weights[k]
    total += weights[k]
  }
  return sum / total
}

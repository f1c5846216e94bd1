/** Thresholds that scores are compared with: which ones to try, and what they decide. */

import { type Label, type LabelsLike, readNumbers } from '../data/labels'
import { ValidationError } from '../support/errors'
import { checkCount } from '../support/validate'

/** How many are tried unless it is said. */
const COUNT = 100

/** So many, or these. */
type Thresholds = number | LabelsLike<number> | undefined

/** @throws ValidationError when it is neither a number of thresholds nor a list of them */
export function readThresholds(thresholds: Thresholds = COUNT): number | number[] {
  if (typeof thresholds !== 'object') return checkCount('thresholds', thresholds, 2)
  const list = Array.from(readNumbers('thresholds', thresholds))
  if (list.length === 0) throw new ValidationError('thresholds is empty; give at least one')
  return list
}

/** The thresholds to try: those given, or so many at equal steps from the lowest score to the highest. */
export function thresholdsOf(thresholds: Thresholds, scores: readonly number[]): Float64Array {
  if (typeof thresholds === 'object') return readNumbers('thresholds', thresholds)
  const count = thresholds ?? COUNT
  const low = scores.reduce((least, score) => Math.min(least, score), Infinity)
  const high = scores.reduce((most, score) => Math.max(most, score), -Infinity)
  return Float64Array.from({ length: count }, (_, k) => low + ((high - low) * k) / (count - 1))
}

/** The greater class where a score is at least the threshold, else the lesser one. */
export function labelsAt(scores: Float64Array, threshold: number, classes: readonly Label[]): Label[] {
  return Array.from(scores, score => classes[score >= threshold ? 1 : 0])
}

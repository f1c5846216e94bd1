/**
 * Precision, recall and F-score. Of the samples of one class, with tp those found, p those predicted and t those that
 * are truly of the class (all weighted):
 *
 *   precision = tp / p,   recall = tp / t,   F_β = (1 + β²) · precision · recall / (β² · precision + recall)
 *
 * Averages over classes: `micro` adds up tp, p and t first, `macro` is the plain mean of the scores of the classes,
 * `weighted` their mean weighted by t. A ratio whose denominator is 0 is `zeroDivision`. All as in scikit-learn.
 */

import { encodeLabels, type Label } from '../data/labels'
import { sum } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import type { LabelPairs } from './label-pairs'

/** Ways to make one score of those of several classes. */
export type MultipleAverage = 'micro' | 'macro' | 'weighted'

/** Weighted numbers of samples, one of each per class. */
export interface ClassCounts {
  /** predicted as the class, and rightly so */
  readonly hits: Float64Array
  /** predicted as the class */
  readonly predicted: Float64Array
  /** truly of the class */
  readonly actual: Float64Array
}

/** The three scores, one of each per class. */
export interface ClassScores {
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly fscore: Float64Array
}

/** Counts for each of `classes`; other labels count for nothing. */
export function countClasses({ yTrue, yPred, weights }: LabelPairs, classes: readonly Label[]): ClassCounts {
  const truth = encodeLabels(yTrue, classes)
  const guess = encodeLabels(yPred, classes)
  const hits = new Float64Array(classes.length)
  const predicted = new Float64Array(classes.length)
  const actual = new Float64Array(classes.length)
  weights.forEach((weight, i) => {
    const t = truth[i]
    const g = guess[i]
    if (t >= 0) actual[t] += weight
    if (g >= 0) predicted[g] += weight
    if (t >= 0 && t === g) hits[t] += weight
  })
  return { hits, predicted, actual }
}

/** The scores of every class. */
export function scoreClasses(
  { hits, predicted, actual }: ClassCounts,
  beta: number,
  zeroDivision: 0 | 1,
): ClassScores {
  const divide = (count: number, by: number): number => (by === 0 ? zeroDivision : count / by)
  const precision = hits.map((count, k) => divide(count, predicted[k]))
  const recall = hits.map((count, k) => divide(count, actual[k]))
  if (beta === Infinity) return { precision, recall, fscore: recall.slice() }
  const square = beta * beta
  const fscore = precision.map((p, k) => {
    const r = recall[k]
    return ((1 + square) * p * r) / (square * p + r || 1)
  })
  return { precision, recall, fscore }
}

/** Refuses a value of the option `zeroDivision` other than 0 and 1. */
export function checkZeroDivision(value: unknown): void {
  if (value !== 0 && value !== 1)
    throw new ValidationError(`zeroDivision must be 0 or 1, got ${describe(value)}`)
}

/** One score over all classes. */
export function averageScores(
  counts: ClassCounts,
  average: MultipleAverage,
  beta: number,
  zeroDivision: 0 | 1,
): { precision: number; recall: number; fscore: number } {
  const pooled = average === 'micro' ? pool(counts) : counts
  const { precision, recall, fscore } = scoreClasses(pooled, beta, zeroDivision)
  if (average !== 'weighted') {
    return { precision: mean(precision), recall: mean(recall), fscore: mean(fscore) }
  }
  const { actual, predicted } = counts
  const total = sum(actual)
  if (total === 0) {
    // No true sample of any class: recall has nothing to divide by, the others only if nothing was predicted either.
    const others = sum(predicted) === 0 ? zeroDivision : 0
    return { precision: others, recall: zeroDivision, fscore: others }
  }
  const weigh = (scores: Float64Array): number => sum(scores.map((score, k) => score * actual[k])) / total
  return { precision: weigh(precision), recall: weigh(recall), fscore: weigh(fscore) }
}

function pool({ hits, predicted, actual }: ClassCounts): ClassCounts {
  return {
    hits: Float64Array.of(sum(hits)),
    predicted: Float64Array.of(sum(predicted)),
    actual: Float64Array.of(sum(actual)),
  }
}

function mean(values: Float64Array): number {
  return sum(values) / values.length
}

/** The metrics of precision, recall and F-score; the formulas are in class-scores.ts. */

import type { Label, LabelsLike } from '../data/labels'
import { type NdVector, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkChoice, checkKeys, checkNumber } from '../support/validate'
import {
  averageScores,
  type ClassScores,
  checkZeroDivision,
  countClasses,
  type MultipleAverage,
  scoreClasses,
} from './class-scores'
import { classesOf, type LabelPairs, readLabelOption, readLabelPairs, type WeightOption } from './label-pairs'
import { type PositiveLabelOption, readPositiveLabel } from './positive-label'

/** How scores of several classes become one: not at all with `'none'`, that of one class with `'binary'`. */
export type Average = 'binary' | MultipleAverage | 'none'

/** A number, or with `average: 'none'` a vector `[K]` with one score per class. */
export type Averaged<A extends Average> = A extends 'none' ? NdVector : number

/** Options of {@link precisionScore}, {@link recallScore} and {@link f1Score}. */
export interface PrecisionRecallOptions<A extends Average> extends WeightOption, PositiveLabelOption {
  /** `'binary'` scores the class `posLabel` only and refuses more than two classes */
  readonly average?: A
  /** the classes to score, in order; default: all that occur, sorted. Not with `'binary'` */
  readonly labels?: LabelsLike
  /** the score where there is nothing to divide by; default 0 */
  readonly zeroDivision?: 0 | 1
}

/** Options of {@link precisionRecallFscoreSupport}. */
export interface FscoreOptions<A extends Average> extends PrecisionRecallOptions<A> {
  /** weight of recall in the F-score: 0 is precision alone, `Infinity` recall alone; default 1 */
  readonly beta?: number
}

/** What {@link precisionRecallFscoreSupport} gives. */
export interface PrecisionRecallFscoreSupport<A extends Average> {
  readonly precision: Averaged<A>
  readonly recall: Averaged<A>
  readonly fscore: Averaged<A>
  /** (weighted) number of true samples of every class `[K]`; only with `average: 'none'` */
  readonly support: A extends 'none' ? NdVector : undefined
}

/** The names of {@link Average}, for checking. */
export const AVERAGES = ['binary', 'micro', 'macro', 'weighted', 'none'] as const
const OPTIONS = ['average', 'labels', 'posLabel', 'sampleWeight', 'zeroDivision']

/**
 * Precision, recall, F-score and number of samples, of every class or averaged.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `beta = 1`, `average = 'none'`, `labels`, `posLabel`, `sampleWeight`, `zeroDivision = 0`
 * @throws ValidationError when a vector is empty, lengths or types of labels differ, or an option does not fit
 *
 * @example
 * ```ts
 * import { precisionRecallFscoreSupport } from 'ndlogit'
 *
 * const { precision, recall, support } = precisionRecallFscoreSupport(['a', 'b', 'b'], ['a', 'a', 'b'])
 * console.log(precision.get(0), recall.get(1), support.get(1)) // 0.5 0.5 2
 * ```
 */
export function precisionRecallFscoreSupport<A extends Average = 'none'>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: FscoreOptions<A> = {},
): PrecisionRecallFscoreSupport<A> {
  checkKeys('precisionRecallFscoreSupport', options, [...OPTIONS, 'beta'])
  return evaluate(yTrue, yPred, { ...options, average: options.average ?? ('none' as A) })
}

/**
 * Precision tp / (tp + fp): of the samples predicted as a class, the share that are of it.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `average = 'binary'`, `labels`, `posLabel`, `sampleWeight`, `zeroDivision = 0`
 * @throws ValidationError as {@link precisionRecallFscoreSupport}
 *
 * @example
 * ```ts
 * import { precisionScore } from 'ndlogit'
 *
 * console.log(precisionScore([0, 1, 1, 0], [1, 1, 1, 1])) // 0.5
 * ```
 */
export function precisionScore<A extends Average = 'binary'>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: PrecisionRecallOptions<A> = {},
): Averaged<A> {
  checkKeys('precisionScore', options, OPTIONS)
  return evaluate(yTrue, yPred, { ...options, average: options.average ?? ('binary' as A) }).precision
}

/**
 * Recall tp / (tp + fn): of the samples of a class, the share that are predicted as it.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `average = 'binary'`, `labels`, `posLabel`, `sampleWeight`, `zeroDivision = 0`
 * @throws ValidationError as {@link precisionRecallFscoreSupport}
 *
 * @example
 * ```ts
 * import { recallScore } from 'ndlogit'
 *
 * console.log(recallScore(['ham', 'spam', 'spam'], ['ham', 'spam', 'ham'], { posLabel: 'spam' })) // 0.5
 * ```
 */
export function recallScore<A extends Average = 'binary'>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: PrecisionRecallOptions<A> = {},
): Averaged<A> {
  checkKeys('recallScore', options, OPTIONS)
  return evaluate(yTrue, yPred, { ...options, average: options.average ?? ('binary' as A) }).recall
}

/**
 * F₁: the harmonic mean of precision and recall.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `average = 'binary'`, `labels`, `posLabel`, `sampleWeight`, `zeroDivision = 0`
 * @throws ValidationError as {@link precisionRecallFscoreSupport}
 *
 * @example
 * ```ts
 * import { f1Score } from 'ndlogit'
 *
 * console.log(f1Score(['a', 'b', 'c'], ['a', 'c', 'c'], { average: 'macro' }).toFixed(3)) // 0.556
 * ```
 */
export function f1Score<A extends Average = 'binary'>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: PrecisionRecallOptions<A> = {},
): Averaged<A> {
  checkKeys('f1Score', options, OPTIONS)
  return evaluate(yTrue, yPred, { ...options, average: options.average ?? ('binary' as A) }).fscore
}

/**
 * F_β: a mean of precision and recall in which recall counts β times as much.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `beta` (needed, ≥ 0), `average = 'binary'`, `labels`, `posLabel`, `sampleWeight`, `zeroDivision = 0`
 * @throws ValidationError as {@link precisionRecallFscoreSupport}
 *
 * @example
 * ```ts
 * import { fbetaScore } from 'ndlogit'
 *
 * console.log(fbetaScore([0, 1, 1, 0], [1, 1, 1, 1], { beta: 2 }).toFixed(3)) // 0.833
 * ```
 */
export function fbetaScore<A extends Average = 'binary'>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: PrecisionRecallOptions<A> & { readonly beta: number },
): Averaged<A> {
  checkKeys('fbetaScore', options, [...OPTIONS, 'beta'])
  if (options.beta === undefined) throw new ValidationError('fbetaScore: beta is missing; give a number >= 0')
  return evaluate(yTrue, yPred, { ...options, average: options.average ?? ('binary' as A) }).fscore
}

function evaluate<A extends Average>(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: FscoreOptions<A> & { readonly average: A },
): PrecisionRecallFscoreSupport<A> {
  const { average, beta = 1, zeroDivision = 0 } = options
  checkChoice('average', average, AVERAGES)
  checkNumber('beta', beta, { min: 0, infinite: true })
  checkZeroDivision(zeroDivision)
  const pairs = readLabelPairs(yTrue, yPred, options)
  const counts = countClasses(pairs, scoredClasses(pairs, options))
  const result =
    average === 'none'
      ? perClass(scoreClasses(counts, beta, zeroDivision), counts.actual)
      : {
          ...averageScores(counts, average === 'binary' ? 'macro' : average, beta, zeroDivision),
          support: undefined,
        }
  return result as PrecisionRecallFscoreSupport<A>
}

function perClass(
  { precision, recall, fscore }: ClassScores,
  support: Float64Array,
): PrecisionRecallFscoreSupport<'none'> {
  const shape = [support.length] as const
  return {
    precision: ndview(precision, shape),
    recall: ndview(recall, shape),
    fscore: ndview(fscore, shape),
    support: ndview(support, shape),
  }
}

/**
 * The classes that are scored, one for average `'binary'`.
 *
 * @throws ValidationError when `average`, `labels` and `posLabel` do not go together
 */
export function scoredClasses(
  pairs: LabelPairs,
  options: Pick<FscoreOptions<Average>, 'average' | 'labels' | 'posLabel'>,
): readonly Label[] {
  const { average, labels, posLabel } = options
  if (average !== 'binary') {
    if (posLabel !== undefined) {
      throw new ValidationError(
        `posLabel needs average 'binary', got '${average}'; to score one class use labels`,
      )
    }
    return readLabelOption(labels, pairs.yTrue, () => classesOf(pairs))
  }
  const classes = classesOf(pairs)
  if (labels !== undefined)
    throw new ValidationError("labels needs another average than 'binary'; use posLabel")
  if (classes.length > 2) {
    throw new ValidationError(
      `average 'binary' is for two classes, got ${classes.length}; use 'micro', 'macro', 'weighted' or 'none'`,
    )
  }
  return [readPositiveLabel(posLabel, classes)]
}

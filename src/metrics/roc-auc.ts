/**
 * Area under the ROC curve: the probability that a random positive sample scores higher than a random negative one,
 * ties counting half. For several classes the mean over each class against the rest (`ovr`), or over all pairs of
 * classes (`ovo`; Hand & Till, Machine Learning 45, 2001).
 */

import { encodeLabels, type Label, type LabelsLike, readNumbers, uniqueLabels } from '../data/labels'
import type { AnyNdArray, NdArray } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkChoice, checkKeys, checkNumber, describe } from '../support/validate'
import type { BinaryScores } from './binary-scores'
import { checkSameLength, readSamples, type WeightOption, weightsAndTotal } from './label-pairs'
import {
  averageOverClasses,
  type ClassAverage,
  columnsOf,
  indicator,
  readColumnCodes,
  weightedMean,
} from './one-versus-rest'
import { readPositiveLabel } from './positive-label'
import { isMatrix, readProbabilities, refuseMatrix } from './probabilities'
import { rocPoints, trapezoid } from './roc-curve'

/** Ways to make one area of those of several classes; `'none'` gives a vector. */
export type RocAucAverage = ClassAverage

/** Options of {@link rocAucScore}. */
export interface RocAucOptions<A extends RocAucAverage> extends WeightOption {
  /** a vector of scores: the class they grow with, against all others; default: the greater of two labels */
  readonly posLabel?: Label
  /** several classes: each against the rest, or in pairs. Needed for more than two classes */
  readonly multiClass?: 'ovr' | 'ovo'
  /**
   * several classes: plain mean (`'macro'`, default), mean weighted by the number of samples (`'weighted'`), the area
   * of all decisions taken together (`'micro'`, ovr only), or each class on its own (`'none'`, ovr only)
   */
  readonly average?: A
  /** several classes: those of the columns of `yScore`, sorted; default: those of `yTrue` */
  readonly labels?: LabelsLike
  /** two classes: the area up to this false positive rate in (0, 1], standardised to 0.5 … 1 (McClish 1989) */
  readonly maxFpr?: number
}

const OPTIONS = ['multiClass', 'average', 'labels', 'maxFpr', 'posLabel', 'sampleWeight']

/**
 * The area under the ROC curve: 1 when every positive sample outranks every negative one, 0.5 for guessing.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - two classes: scores `[n]` that grow with confidence in `posLabel`; several: probabilities `[n, K]`, a
 * column per class in sorted order
 * @param options - `posLabel` (default: the greater label), `sampleWeight` (not with `'ovo'`), `multiClass`,
 * `average = 'macro'`, `labels`, `maxFpr`
 * @throws ValidationError when lengths differ, a class has no sample or no weight, the probabilities of a row do not add
 * up to 1, or an option does not fit
 *
 * @example
 * ```ts
 * import { rocAucScore } from 'ndlogit'
 *
 * console.log(rocAucScore([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])) // 0.75
 * ```
 */
export function rocAucScore<A extends RocAucAverage = 'macro'>(
  yTrue: LabelsLike,
  yScore: AnyNdArray | ArrayLike<number> | readonly ArrayLike<number>[],
  options: RocAucOptions<A> = {},
): A extends 'none' ? NdArray : number {
  checkKeys('rocAucScore', options, OPTIONS)
  const average = checkChoice('average', options.average ?? 'macro', ['micro', 'macro', 'weighted', 'none'])
  const truth = readSamples('yTrue', yTrue)
  const areas = isMatrix(yScore)
    ? multiClassAreas(truth, yScore, average, options)
    : twoClassArea(truth, readNumbers('yScore', yScore), options)
  return areas as A extends 'none' ? NdArray : number
}

function twoClassArea(
  truth: readonly Label[],
  score: Float64Array,
  options: RocAucOptions<RocAucAverage>,
): number {
  checkSameLength('yScore', score.length, truth.length)
  const classes = uniqueLabels(truth)
  if (classes.length > 2 && options.posLabel === undefined) {
    throw new ValidationError(
      `yScore must have a column for each of the ${classes.length} classes, got a vector`,
    )
  }
  const { maxFpr = 1 } = options
  checkNumber('maxFpr', maxFpr, { above: 0, max: 1 })
  const { weights } = weightsAndTotal(options.sampleWeight, truth.length)
  const positive =
    options.posLabel === undefined ? 1 : classes.indexOf(readPositiveLabel(options.posLabel, classes))
  return binaryArea({ positive: indicator(encodeLabels(truth, classes), positive), score, weights }, maxFpr)
}

function multiClassAreas(
  truth: readonly Label[],
  yScore: AnyNdArray | readonly ArrayLike<number>[],
  average: RocAucAverage,
  options: RocAucOptions<RocAucAverage>,
): number | NdArray {
  const { data, rows, cols } = readProbabilities('yScore', yScore)
  checkSameLength('yScore', rows, truth.length)
  const { multiClass, sampleWeight, maxFpr, posLabel } = options
  if (posLabel !== undefined || (cols <= 2 && multiClass === undefined)) refuseMatrix('yScore', yScore)
  if (maxFpr !== undefined && maxFpr !== 1)
    throw new ValidationError('maxFpr is for two classes; leave it out')
  const codes = readColumnCodes(truth, options.labels, cols)
  const columns = columnsOf({ data, rows, cols })
  if (multiClass === 'ovo') {
    if (sampleWeight !== undefined)
      throw new ValidationError("sampleWeight needs multiClass 'ovr', got 'ovo'")
    if (average === 'micro' || average === 'none') {
      throw new ValidationError(`multiClass 'ovo' needs average 'macro' or 'weighted', got '${average}'`)
    }
    return pairwiseArea(codes, columns, average)
  }
  if (multiClass !== 'ovr') {
    throw new ValidationError(
      `multiClass must be 'ovr' or 'ovo' for several classes, got ${describe(multiClass)}`,
    )
  }
  const { weights } = weightsAndTotal(sampleWeight, rows)
  return averageOverClasses(codes, columns, weights, average, scores => binaryArea(scores, 1))
}

/** Over all pairs of classes that occur, the mean of both ways to rank their samples. */
function pairwiseArea(
  codes: Int32Array,
  columns: readonly Float64Array[],
  average: 'macro' | 'weighted',
): number {
  const present = columns.map((_, k) => k).filter(k => codes.includes(k))
  if (present.length < 2) throw new ValidationError('yTrue must have samples of two classes or more, got one')
  const areas: number[] = []
  const shares: number[] = []
  present.forEach((a, at) => {
    for (const b of present.slice(at + 1)) {
      const rows = Int32Array.from(codes.keys()).filter(i => codes[i] === a || codes[i] === b)
      const within = rows.map(i => codes[i])
      const weights = new Float64Array(rows.length).fill(1)
      const area = (k: number): number =>
        binaryArea(
          { positive: indicator(within, k), score: Float64Array.from(rows, i => columns[k][i]), weights },
          1,
        )
      areas.push((area(a) + area(b)) / 2)
      shares.push(average === 'weighted' ? rows.length : 1)
    }
  })
  return weightedMean(areas, shares)
}

function binaryArea(scores: BinaryScores, maxFpr: number): number {
  const { fpr, tpr } = rocPoints(scores, true)
  if (Number.isNaN(fpr[0]) || Number.isNaN(tpr[0])) {
    throw new ValidationError(
      'the area under the ROC curve needs samples of positive weight on both sides, in and out of the class',
    )
  }
  if (maxFpr === 1) return trapezoid(fpr, tpr)
  // Cut the curve at maxFpr, then standardise: 0.5 for guessing, 1 for the best.
  const stop = fpr.findIndex(rate => rate > maxFpr)
  const slope = (tpr[stop] - tpr[stop - 1]) / (fpr[stop] - fpr[stop - 1])
  const end = tpr[stop - 1] + slope * (maxFpr - fpr[stop - 1])
  const x = Float64Array.from([...fpr.subarray(0, stop), maxFpr])
  const y = Float64Array.from([...tpr.subarray(0, stop), end])
  const least = maxFpr ** 2 / 2
  return (1 + (trapezoid(x, y) - least) / (maxFpr - least)) / 2
}

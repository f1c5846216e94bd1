/**
 * A saved model that predicts, and does nothing else:
 *
 *   z = ((x − shift) / scale) · w + b,   for each scaler and each row of coefficients,
 *
 * with the sums in the very order in which the full library forms them, so that both give the same bits.
 */

import type { Label } from '../data/labels'
import { gatherDot } from '../kernels/sparse-rows'
import { largestOf, probabilitiesOf } from '../linear-model/probabilities'
import { record, refuse } from './checks'
import { isRow, type ReadRow, type Row, type Rows, rowReader } from './rows'
import type { SavedSteps, Scaling } from './saved-steps'

/** What one feature adds to the decision of one row. */
export interface Contribution {
  /** position of the feature */
  readonly feature: number
  /** its name, of a model that was fitted on a table or on a matrix with names */
  readonly name?: string
  /** its value in the row, as it was passed */
  readonly value: number
  /** scaled value times coefficient */
  readonly contribution: number
}

/** Why a row is decided as it is. */
export interface Explanation<L extends Label = Label> {
  /** the class that is explained */
  readonly label: L
  readonly probability: number
  /** the decision in favour of the class: `intercept` plus all contributions, but for rounding */
  readonly decision: number
  readonly intercept: number
  /** the features that contribute anything, the largest contribution first */
  readonly contributions: readonly Contribution[]
}

/**
 * A model that {@link loadModel} has read.
 *
 * A single row (an array or typed array of numbers, or an object of them by name) gives one answer; rows give an array of answers.
 *
 * @typeParam L - the type of the labels
 */
export interface LoadedModel<L extends Label = Label> {
  /** The labels, sorted. */
  readonly classes: readonly L[]
  /** The number of features d. */
  readonly nFeatures: number
  /** Their names, of a model that was fitted on a table or on a matrix with names. */
  readonly featureNames: readonly string[] | undefined
  /**
   * The most probable class of a row, or of each row.
   *
   * @throws ValidationError when X holds a value that is not a finite number, or has not d columns
   */
  predict(row: Row): L
  /** The most probable class of each row. */
  predict(X: Rows): L[]
  /**
   * The probability of each class, K values for a row, in the order of {@link LoadedModel.classes}.
   *
   * @throws ValidationError as {@link LoadedModel.predict}
   */
  predictProba(row: Row): Float64Array
  /** The probability of each class, K values for each row. */
  predictProba(X: Rows): Float64Array[]
  /**
   * x·w + b: for a row one value with two classes, positive where the second is the more probable; K values with more.
   *
   * @throws ValidationError as {@link LoadedModel.predict}
   */
  decisionFunction(row: Row): Float64Array
  /** x·w + b of each row. */
  decisionFunction(X: Rows): Float64Array[]
  /**
   * What each feature adds to the decision of one row, in favour of the class that is predicted, or of `label`.
   * With a `StandardScaler` contributions are relative to the mean of the training data.
   *
   * @throws ValidationError as {@link LoadedModel.predict}, and for a label that is no class
   */
  explain(row: Row, options?: { readonly label?: L }): Explanation<L>
}

/** A closure, because the names of private fields would be a fifth of the size. */
export function loadedModel<L extends Label>({ classes, link, ...linear }: SavedSteps): LoadedModel<L> {
  const { coef, intercept, scalings, featureNames } = linear
  const probabilities = (z: Float64Array) => probabilitiesOf(link, z, classes.length)
  const winner = (z: Float64Array) => (z.length === 1 ? Number(z[0] > 0) : largestOf(z, 0, z.length))

  /** What `answer` makes of the margins of a row, or of every row. */
  const each =
    <A>(answer: (z: Float64Array) => A) =>
    (X: Row | Rows, options?: unknown): never => {
      const { rows, read, byColumns } = rowReader(X, coef[0].length, featureNames, options)
      // A scaler gives a new matrix, row by row.
      const dense = byColumns && scalings.length === 0 ? dotByColumns : dotByRows
      const answers = Array.from({ length: rows }, (_, i) => {
        const row = read(i)
        for (const scaling of scalings) scaleRow(row, scaling, i)
        const { values, columns } = row
        const dot = columns ? gatherDot : dense
        const z = new Float64Array(intercept)
        coef.forEach((w, k) => {
          z[k] += dot(columns as Int32Array, values, 0, values.length, w)
        })
        return answer(z)
      })
      return (isRow(X) ? answers[0] : answers) as never
    }
  const explain = (row: Row, options: { readonly label?: L } = {}): Explanation<L> => {
    const { label } = readQuestion(row, options)
    const z: Float64Array = each(margins => margins)(row)
    const code = label === undefined ? winner(z) : classes.indexOf(label)
    if (code < 0) refuse('label', `one of ${classes}`, label)
    const [output, sign] = coef.length > 1 ? [code, 1] : [0, code ? 1 : -1]
    const { values } = rowReader(row, coef[0].length, featureNames).read(0)
    const given = [...values]
    for (const scaling of scalings) scaleRow({ values }, scaling, 0)
    return {
      label: classes[code] as L,
      probability: probabilities(z)[code],
      decision: sign * z[output],
      intercept: sign * intercept[output],
      contributions: Array.from(values, (value, feature) => ({
        feature,
        ...(featureNames && { name: featureNames[feature] }),
        value: given[feature],
        contribution: sign * value * coef[output][feature],
      }))
        .filter(({ contribution }) => contribution !== 0)
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    }
  }

  return {
    classes: classes as readonly L[],
    nFeatures: coef[0].length,
    featureNames,
    predict: each(z => classes[winner(z)]),
    predictProba: each(probabilities),
    decisionFunction: each(z => z),
    explain,
  }
}

/** @throws ValidationError when it is not one row, or an option is unknown */
function readQuestion<O>(row: Row, options: O): O {
  record({ label: () => undefined }, true)(options, 'options')
  if (!isRow(row)) refuse('X', 'one row', row)
  return options
}

/** In place, in the precision of the row. @throws ValidationError when the row is sparse and would be filled, or a value overflows */
function scaleRow({ values, columns }: ReadRow, { shift, scale }: Scaling, i: number): void {
  if (shift && columns) refuse('X', 'dense, as a mean is subtracted', 'sparse rows')
  for (let k = 0; k < values.length; k++) {
    const j = columns ? columns[k] : k
    if (shift) values[k] -= shift[j]
    if (scale) values[k] /= scale[j]
    if (!Number.isFinite(values[k])) refuse(`X[${i}, ${j}], scaled,`, 'finite', values[k])
  }
}

type Dot = typeof gatherDot

/** Σ xⱼ wⱼ from the first to the last, as products with contiguous rows are formed. */
const dotByRows: Dot = (_index, x, _start, end, w) => {
  let sum = 0
  for (let j = 0; j < end; j++) sum += x[j] * w[j]
  return sum
}

/** Σ xⱼ wⱼ four at a time, as products with columns are formed. */
const dotByColumns: Dot = (_index, x, _start, end, w) => {
  let sum = 0
  let j = 0
  for (; j + 3 < end; j += 4) {
    sum += w[j] * x[j] + w[j + 1] * x[j + 1] + (w[j + 2] * x[j + 2] + w[j + 3] * x[j + 3])
  }
  for (; j < end; j++) sum += w[j] * x[j]
  return sum
}

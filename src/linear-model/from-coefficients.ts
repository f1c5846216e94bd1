/** Models trained elsewhere: coefficients, intercepts and class labels, as arrays or ndarrays. */

import { type Label, type LabelsLike, readVector } from '../data/labels'
import { type AnyNdArray, checkView, isNdArray } from '../data/ndview'
import { checkChoice, checkKeys, refuseHoles } from '../support/validate'
import type { LinearClassifier } from './linear-classifier'
import { MULTI_CLASSES, type MultiClass } from './options'
import type { Link } from './probabilities'
import { readClassifier } from './read-classifier'

/** What {@link LogisticRegression.fromCoefficients} makes a model of; d features, K classes. */
export interface Coefficients<L extends Label = Label> {
  /** `[d]` or `[1, d]` for two classes, in favour of the second; `[K, d]` for three and more */
  readonly coef: AnyNdArray | ArrayLike<number> | readonly ArrayLike<number>[]
  /** a value per row of `coef` */
  readonly intercept: LabelsLike<number>
  /** K labels of one type, in increasing order */
  readonly classes: LabelsLike<L>
  /**
   * How the probabilities of three or more classes come about: `'multinomial'` by softmax, `'ovr'` by one logistic
   * model a class, normalised; `'auto'` is `'multinomial'`. Two classes have one logistic model, whatever this says.
   * A refit keeps to it. Default `'auto'`.
   */
  readonly multiClass?: MultiClass | undefined
}

/** @throws ValidationError naming the first part that is not as it should be */
export function classifierOf<L extends Label>(parts: Coefficients<L>): LinearClassifier<L> {
  checkKeys('fromCoefficients', parts, ['coef', 'intercept', 'classes', 'multiClass'])
  const multiClass = checkChoice('multiClass', parts.multiClass ?? 'auto', MULTI_CLASSES)
  const plain = {
    classes: plainVector(parts.classes),
    coef: plainRows(parts.coef),
    intercept: plainVector(parts.intercept),
  }
  const linkOf = (classCount: number): Link =>
    classCount === 2 ? 'logistic' : multiClass === 'ovr' ? 'ovr' : 'softmax'
  return readClassifier('', plain, linkOf) as LinearClassifier<L>
}

/** The rows as plain arrays. What is no matrix stays as it is, for the check to refuse. */
function plainRows(coef: unknown): unknown {
  if (isView(coef, 2)) {
    checkView('coef', coef)
    const { data, shape, stride, offset } = coef
    const rowAt = (k: number) => ({
      data,
      shape: [shape[1]],
      stride: [stride[1]],
      offset: offset + k * stride[0],
    })
    return Array.from({ length: shape[0] }, (_, k) => plainVector(rowAt(k)))
  }
  const rows = plainVector(coef)
  if (!Array.isArray(rows)) return rows
  refuseHoles('coef', rows)
  return typeof rows[0] === 'number' ? [rows] : rows.map(plainVector)
}

/** The values as a plain array. What is no vector stays as it is, for the check to refuse. */
function plainVector(value: unknown): unknown {
  const isVector = isView(value, 1) || (ArrayBuffer.isView(value) && 'length' in value)
  return isVector ? readVector('coefficients', value as Float64Array) : value
}

/** An ndarray of no more values than it holds: strides of 0 could claim any number. */
function isView(value: unknown, axes: number): value is AnyNdArray {
  if (!isNdArray(value) || value.shape.length !== axes) return false
  return value.shape.reduce((product, size) => product * Math.max(1, size), 1) <= value.data.length
}

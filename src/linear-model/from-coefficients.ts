/** Models trained elsewhere: coefficients, intercepts and class labels, as arrays or ndarrays. */

import type { Label, LabelsLike } from '../data/labels'
import { type AnyNdArray, checkView, isNdArray } from '../data/ndview'
import { checkChoice, checkKeys } from '../support/validate'
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
  if (isView(coef) && coef.shape.length === 2) {
    checkView('coef', coef)
    return Array.from({ length: coef.shape[0] }, (_, k) => plainVector(coef.pick(k, null)))
  }
  const rows = plainVector(coef)
  if (!Array.isArray(rows)) return rows
  return typeof rows[0] === 'number' ? [rows] : rows.map(plainVector)
}

/** The values as a plain array. What is no vector stays as it is, for the check to refuse. */
function plainVector(value: unknown): unknown {
  if (isView(value) && value.shape.length === 1) {
    checkView('coefficients', value)
    return Array.from({ length: value.shape[0] }, (_, i) => value.get(i))
  }
  return isTyped(value) ? Array.from({ length: value.length }, (_, i) => value[i]) : value
}

function isTyped(value: unknown): value is Float64Array {
  return ArrayBuffer.isView(value) && 'length' in value
}

/** A live ndarray; the fields alone, as JSON may have them, are not believed. */
function isView(value: unknown): value is AnyNdArray {
  return isNdArray(value) && typeof value.get === 'function'
}

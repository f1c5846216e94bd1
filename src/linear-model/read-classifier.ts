/** Coefficients that come from outside: checked, they make a classifier. */

import { checkLabel, checkLength, type Label } from '../data/labels'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { readArray, readSavedNumbers } from '../support/saved'
import { describe } from '../support/validate'
import { LinearClassifier } from './linear-classifier'
import type { Link } from './probabilities'

/** What nobody has checked yet; the shapes wanted are those of `SavedFit`. */
export interface ClassifierParts {
  readonly classes: unknown
  readonly coef: unknown
  readonly intercept: unknown
}

/**
 * Memory is taken in proportion to what is there, never to what is said to be there.
 *
 * @param owner - what the names of the parts begin with in an error message
 * @param linkOf - the link that goes with so many classes
 * @throws ValidationError naming the first part that is not as it should be
 */
export function readClassifier(
  owner: string,
  { classes: savedClasses, coef, intercept: savedIntercept }: ClassifierParts,
  linkOf: (classCount: number) => Link,
): LinearClassifier<Label> {
  const classes = readSavedClasses(`${owner}classes`, savedClasses)
  const link = linkOf(classes.length)
  const outputs = link === 'logistic' ? 1 : classes.length
  const weights = readRows(`${owner}coef`, coef, outputs)
  const intercept = readSavedNumbers(`${owner}intercept`, savedIntercept)
  checkLength(`${owner}intercept`, intercept.length, outputs)
  return new LinearClassifier(classes, weights, intercept, link)
}

/** The labels of two or more classes: of one type, in increasing order. */
function readSavedClasses(name: string, value: unknown): readonly Label[] {
  const classes = readArray(name, value)
  if (classes.length < 2) {
    throw new ValidationError(`${name} must have 2 labels or more, got ${classes.length}`)
  }
  for (let k = 0; k < classes.length; k++) {
    const label = checkLabel(`${name}[${k}]`, classes[k])
    if (k === 0) continue
    const before = classes[k - 1] as Label
    if (typeof label !== typeof before || !(before < label)) {
      throw new ValidationError(
        `${name} must be of one type and in increasing order, got ${describe(before)} before ${describe(label)}`,
      )
    }
  }
  return [...classes] as Label[]
}

/** `[outputs, d]`, the rows one after the other */
function readRows(name: string, value: unknown, outputs: number): Float64Array {
  const saved = readArray(name, value)
  if (saved.length !== outputs) {
    throw new ValidationError(`${name} must have ${counted(outputs, 'row')}, got ${saved.length}`)
  }
  const rows = Array.from(saved, (row, k) => readSavedNumbers(`${name}[${k}]`, row))
  const features = rows[0].length
  if (features === 0) throw new ValidationError(`${name}[0] is empty; a model has one feature or more`)
  const flat = new Float64Array(outputs * features)
  rows.forEach((row, k) => {
    checkLength(`${name}[${k}]`, row.length, features)
    flat.set(row, k * features)
  })
  return flat
}

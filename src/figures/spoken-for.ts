/** Whose coefficients a figure shows: which class a positive one speaks for, and which a negative one. */

import type { Label } from '../data/labels'
import { ValidationError } from '../support/errors'
import { describe, everyEntry, isText } from '../support/validate'

/** An output of a model. */
export interface Output {
  /** its row of the coefficients */
  readonly row: number
  /** in words: the class that positive coefficients speak for, and that of negative ones */
  readonly positive: string
  readonly negative: string
}

/**
 * @param outputs - rows of coefficients: 1 for two classes
 * @param label - the class that is wanted; of two classes it turns the signs of nothing, and so must be the second
 * @throws ValidationError when it is missing among several classes, or none of them
 */
export function readOutput(
  owner: string,
  outputs: number,
  classes: readonly Label[],
  label: Label | undefined,
): Output {
  const listed = classes.map(describe).join(', ')
  if (label !== undefined && !classes.includes(label)) {
    throw new ValidationError(`${owner}: label must be one of ${listed}, got ${describe(label)}`)
  }
  if (outputs === 1) {
    if (label === classes[0]) {
      throw new ValidationError(
        `${owner}: the coefficients of two classes are those of ${describe(classes[1])}; leave label out`,
      )
    }
    return { row: 0, positive: String(classes[1]), negative: String(classes[0]) }
  }
  if (label === undefined) {
    throw new ValidationError(`${owner}: label is missing; it must say whose coefficients to show: ${listed}`)
  }
  return { row: classes.indexOf(label), positive: String(label), negative: `not ${String(label)}` }
}

/** `x0`, `x1`, … unless there are names. @throws ValidationError when their number is not that of the features */
export function readNames(owner: string, names: readonly string[] | undefined, features: number): string[] {
  if (names === undefined) return Array.from({ length: features }, (_, j) => `x${j}`)
  if (Array.isArray(names) && names.length === features && everyEntry(names, isText)) {
    return [...names]
  }
  throw new ValidationError(`${owner}: featureNames must be ${features} strings, got ${describe(names)}`)
}

import type { Label } from '../data/labels'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { checkSameType } from './label-pairs'

/** The option of metrics that see one class against the rest. */
export interface PositiveLabelOption {
  /** the positive class; default 1 where the labels are 0 and 1 or −1 and 1, `true` where they are booleans */
  readonly posLabel?: Label
}

/**
 * Which of `classes`, the labels that occur, is the positive one.
 *
 * @throws ValidationError when `posLabel` is missing and cannot be told, or is not among two or more classes
 */
export function readPositiveLabel(posLabel: Label | undefined, classes: readonly Label[]): Label {
  const listed = classes.map(describe).join(', ')
  if (posLabel === undefined) {
    if (typeof classes[0] === 'boolean') return true
    if (isWithin(classes, [0, 1]) || isWithin(classes, [-1, 1])) return 1
    throw new ValidationError(
      `posLabel is missing; it must say which of the labels ${listed} is the positive one`,
    )
  }
  checkSameType('posLabel', [posLabel], classes)
  if (classes.length > 1 && !classes.includes(posLabel)) {
    throw new ValidationError(`posLabel must be one of the labels ${listed}, got ${describe(posLabel)}`)
  }
  return posLabel
}

function isWithin(classes: readonly Label[], known: readonly Label[]): boolean {
  return classes.every(label => known.includes(label))
}

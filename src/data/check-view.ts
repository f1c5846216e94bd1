/** Whether a view can be believed: a shape that is merely claimed must not make anybody take memory for it. */

import type { GenericArray } from 'ndarray'
import { ValidationError } from '../support/errors'
import { describe, everyEntry, isList, isSize } from '../support/validate'
import type { AnyNdArray } from './is-ndarray'

/** @throws ValidationError unless shape, strides and offset are integers, and every value of the view lies in its data */
export function checkView(name: string, { data, shape, stride, offset }: AnyNdArray): void {
  if (!isStore(data)) {
    throw new ValidationError(`${name}.data must be an array, got ${describe(data)}`)
  }
  const fits =
    everyEntry(shape, isSize) &&
    stride.length === shape.length &&
    everyEntry(stride, Number.isSafeInteger) &&
    Number.isSafeInteger(offset)
  if (!fits) {
    throw new ValidationError(
      `${name}: shape, stride and offset must be integers, one size and stride an axis, got ${describe(shape)}, ${describe(stride)} and ${describe(offset)}`,
    )
  }
  if (shape.includes(0)) return
  let first = offset
  let last = offset
  shape.forEach((size, axis) => {
    const reach = (size - 1) * stride[axis]
    if (reach < 0) first += reach
    else last += reach
  })
  if (!(first >= 0 && last < data.length)) {
    throw new ValidationError(
      `${name}: the view reaches outside its data (shape ${shape}, stride ${stride}, offset ${offset}, length ${data.length})`,
    )
  }
}

function isStore(data: unknown): boolean {
  return isList(data) || typeof (data as Partial<GenericArray<number>>).get === 'function'
}

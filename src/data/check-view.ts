/** Whether a view can be believed: a shape that is merely claimed must not make anybody take memory for it. */

import type { GenericArray } from 'ndarray'
import { ValidationError } from '../support/errors'
import { describe, everyEntry } from '../support/validate'
import type { AnyNdArray } from './is-ndarray'

/** @throws ValidationError unless shape, strides and offset are integers, and every value of the view lies in its data */
export function checkView(name: string, { data, shape, stride, offset }: AnyNdArray): void {
  if (!isStore(data)) {
    throw new ValidationError(`${name}.data must be an array, got ${describe(data)}`)
  }
  const sizes = everyEntry(shape, size => Number.isSafeInteger(size) && (size as number) >= 0)
  const steps = stride.length === shape.length && everyEntry(stride, Number.isSafeInteger)
  if (!sizes || !steps || !Number.isSafeInteger(offset)) {
    throw new ValidationError(
      `${name}: shape, stride and offset must be integers, one size and one stride an axis, got ${describe(shape)}, ${describe(stride)} and ${describe(offset)}`,
    )
  }
  if (shape.includes(0)) return
  const reach = shape.map((size, axis) => (size - 1) * stride[axis])
  const first = reach.reduce((sum, step) => sum + Math.min(0, step), offset)
  const last = reach.reduce((sum, step) => sum + Math.max(0, step), offset)
  if (!(first >= 0 && last < data.length)) {
    throw new ValidationError(
      `${name}: the view reaches outside its data (shape ${shape}, stride ${stride}, offset ${offset}, ${data.length} values)`,
    )
  }
}

function isStore(data: unknown): boolean {
  if (ArrayBuffer.isView(data)) return !(data instanceof DataView)
  return Array.isArray(data) || typeof (data as Partial<GenericArray<number>>).get === 'function'
}

/** Reading back what `toJSON` wrote: nothing is believed before it has been checked. */

import { ValidationError } from './errors'
import { checkNumber, describe, everyEntry, isText, refuseUnknown } from './validate'

/** @throws ValidationError when `model` has no `toJSON` to ask */
export function checkSavable(caller: string, model: unknown): void {
  if (typeof (model as { toJSON?: unknown } | null | undefined)?.toJSON === 'function') return
  throw new ValidationError(`${caller}: the model must have the method toJSON, got ${describe(model)}`)
}

/** @throws ValidationError when `value` is not an array */
export function readArray(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new ValidationError(`${name} must be an array, got ${describe(value)}`)
  return value
}

/**
 * Memory is taken only after every entry has been seen, so an array of holes cannot ask for more than it holds.
 *
 * @throws ValidationError when `value` is not an array of finite numbers
 */
export function readSavedNumbers(name: string, value: unknown): Float64Array {
  const values = readArray(name, value)
  for (let i = 0; i < values.length; i++) checkNumber(`${name}[${i}]`, values[i])
  return Float64Array.from(values as readonly number[])
}

/** @throws ValidationError when `value` is not an array of `length` strings */
export function readSavedTexts(name: string, value: unknown, length: number): readonly string[] {
  const texts = readArray(name, value)
  if (texts.length === length && everyEntry(texts, isText)) return [...(texts as string[])]
  throw new ValidationError(`${name} must be ${length} strings`)
}

/** The names of features, which may be absent. @throws ValidationError when they are not `length` strings */
export function readSavedNames(value: unknown, length: number): readonly string[] | undefined {
  return value === undefined ? value : readSavedTexts('fitted.featureNames', value, length)
}

/** @throws ValidationError when `value` has a field that is not `known`: one misspelt must not pass for absent */
export function refuseUnknownFields(
  name: string,
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  refuseUnknown(`${name} has an unknown field`, value, known)
}

/** @throws ValidationError when `saved` is not of this `type` and `version` */
export function checkSavedHead(
  saved: Readonly<Record<string, unknown>>,
  type: string,
  version: number,
): void {
  for (const [name, expected] of Object.entries({ type, version })) {
    if (saved[name] !== expected) {
      throw new ValidationError(`${name} must be ${describe(expected)}, got ${describe(saved[name])}`)
    }
  }
}

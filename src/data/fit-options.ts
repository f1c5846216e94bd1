/** The last argument of `fit` and `score`: an object of known options, and not the weights themselves. */

import { ValidationError } from '../support/errors'
import { checkKeys, describe, isList } from '../support/validate'
import { isNdArray } from './ndview'

/** What every fit of a model takes. */
export const FIT_OPTIONS = ['sampleWeight', 'onProgress', 'onIteration', 'signal']

/** @throws ValidationError for an unknown name, which must not pass for absent, and for what is no object of options */
export function checkFitOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (isList(options) || isNdArray(options)) {
    throw new ValidationError(
      `${owner}: options must be an object, got ${describe(options)}; weights go by name: { sampleWeight }`,
    )
  }
  checkKeys(owner, options, known)
}

/** As {@link checkFitOptions}, of a method that may be a callback: a number is what `map` gives one, and no options. */
export function checkCallOptions(method: string, options: unknown, known: readonly string[]): void {
  if (options !== undefined && typeof options !== 'number') checkFitOptions(method, options, known)
}

/** Refuses options where there are none: an offset or a threshold that nobody looks at would pass for heeded. */
export function takesNoOptions(method: string, options: unknown): void {
  checkCallOptions(method, options, [])
}

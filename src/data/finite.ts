/** The one check, and the one wording, for the values of a matrix. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** Returns the value at row `i` and column `j` of `name`. @throws ValidationError unless it is a finite number */
export function finiteAt(name: string, i: number, j: number, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ValidationError(`${name}[${i}, ${j}] is ${describe(value)}; values must be finite numbers`)
  }
  return value
}

/** Fields of saved transformers, read back: nothing is believed before it has been checked. */

import { checkLength } from '../data/labels'
import type { Category } from '../preprocessing/one-hot-layout'
import { ValidationError } from '../support/errors'
import { readArray, readSavedNumbers, readSavedTexts } from '../support/saved'
import { checkBoolean, describe } from '../support/validate'
import { isCategory } from './categories'
import type { SeenColumns } from './read-columns'

type Saved = Readonly<Record<string, unknown>>

/** The columns that the fit saw. */
export function readSavedSeen(saved: Saved): SeenColumns {
  const names = readNames('fitted.names', saved.names)
  return { names, named: checkBoolean('fitted.named', saved.named) }
}

/** Names of columns, one or more. */
export function readNames(name: string, value: unknown): readonly string[] {
  return readSavedTexts(name, value, Math.max(1, readArray(name, value).length))
}

/** A list of categories for each of `length` columns. */
export function readSavedCategories(
  name: string,
  value: unknown,
  length: number,
): readonly (readonly Category[])[] {
  const lists = readArray(name, value)
  checkLength(name, lists.length, length)
  return lists.map((list, j) =>
    readArray(`${name}[${j}]`, list).map(category => {
      if (!isCategory(category)) {
        throw new ValidationError(
          `${name}[${j}] must hold strings, numbers, booleans or null, got ${describe(category)}`,
        )
      }
      return category
    }),
  )
}

/** `length` finite numbers, one a column. */
export function readColumnNumbers(name: string, value: unknown, length: number): Float64Array {
  const numbers = readSavedNumbers(name, value)
  checkLength(name, numbers.length, length)
  return numbers
}

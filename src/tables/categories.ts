/**
 * The categories of a column: its distinct values, sorted (booleans, numbers, then texts by code unit), the missing
 * one last. `null`, `undefined` and NaN are one category, `null`; −0 is 0; big integers are numbers, and dates their
 * ISO text.
 */

import type { Category } from '../preprocessing/one-hot-layout'
import { ValidationError } from '../support/errors'
import { readArray } from '../support/saved'
import { describe } from '../support/validate'
import { valuePath } from './read-columns'

/** @throws ValidationError for what cannot be a category */
export function toCategory(value: unknown, column: string, row: number): Category {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (Number.isFinite(value)) return (value as number) + 0
  if (value === null || value === undefined || Number.isNaN(value)) return null
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return Number(value)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  throw new ValidationError(
    `${valuePath(column, row)} is ${describe(value)}; categories are strings, finite numbers, booleans or blanks`,
  )
}

/** The codes of a column in the order of first appearance, and what they stand for. */
export interface Coded {
  readonly codes: Int32Array
  readonly categories: readonly Category[]
}

/** @throws ValidationError for what cannot be a category */
export function codeColumn(column: ArrayLike<unknown>, name: string): Coded {
  const seen = new Map<unknown, number>()
  const categories: Category[] = []
  const codes = new Int32Array(column.length)
  for (let i = 0; i < codes.length; i++) {
    const value = column[i]
    let code = seen.get(value)
    if (code === undefined) {
      const category = toCategory(value, name, i)
      code = seen.get(category)
      if (code === undefined) {
        code = categories.length
        categories.push(category)
        seen.set(category, code)
      }
      // What is no primitive would fill the map: every date is another object.
      if (typeof value !== 'object') seen.set(value, code)
    }
    codes[i] = code
  }
  return { codes, categories }
}

/** Distinct categories in order. @throws ValidationError when texts and numbers are mixed */
export function sortCategories(categories: readonly Category[], name: string): Category[] {
  const present = categories.filter(category => category !== null)
  const odd = present.find(category => typeof category !== typeof present[0])
  if (odd !== undefined) {
    throw new ValidationError(
      `X.${name} mixes kinds: ${describe(present[0])} and ${describe(odd)}; convert its values to one, as with String`,
    )
  }
  const sorted = [...present].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return present.length < categories.length ? [...sorted, null] : sorted
}

/** Whether `value`, which nobody has checked, is a category as they are saved. */
export function isCategory(value: unknown): value is Category {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** The option `categories`, copied. @throws ValidationError when it is neither `'auto'` nor a list of lists */
export function readCategories(value: unknown): 'auto' | Category[][] {
  if (value === 'auto') return value
  if (!Array.isArray(value)) {
    throw new ValidationError(`categories must be 'auto' or a list for each column, got ${describe(value)}`)
  }
  const lists: Category[][] = []
  for (let j = 0; j < value.length; j++) {
    const list = readCategoryList(`categories[${j}]`, value[j])
    if (new Set(list).size < list.length)
      throw new ValidationError(`categories[${j}] has the same category twice`)
    lists.push(list)
  }
  return lists
}

/** A list of categories, copied: one that is not there ends the reading, whatever length is claimed. */
export function readCategoryList(name: string, value: unknown): Category[] {
  const list: Category[] = []
  const given = readArray(name, value)
  for (let k = 0; k < given.length; k++) {
    const category = given[k]
    if (!isCategory(category)) {
      throw new ValidationError(
        `${name}[${k}] must be a string, a number, a boolean or null, got ${describe(category)}`,
      )
    }
    list.push(category)
  }
  return list
}

/** Checks at the door, shared by every public function: one wording, one place. */

import { ValidationError } from './errors'

/** A short, safe rendering of any value for an error message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 40)}${value.length > 40 ? '…' : ''}'`
  if (typeof value === 'function') return 'a function'
  if (Object(value) !== value) return String(value) + (typeof value === 'bigint' ? 'n' : '')
  if (Array.isArray(value)) return `an array of length ${value.length}`
  // A field of that name may hold anything.
  const name: unknown = (value as object).constructor?.name
  return typeof name === 'string' && name && name !== 'Object' ? `a ${name.slice(0, 40)}` : 'an object'
}

/** What {@link checkNumber} accepts; bounds are inclusive unless `above` / `below` are used. */
export interface NumberRange {
  min?: number
  max?: number
  /** exclusive lower bound */
  above?: number
  /** exclusive upper bound */
  below?: number
  integer?: boolean
  /** accept `Infinity` */
  infinite?: boolean
}

/** Returns `value` if it is a number within `range`, else throws a `ValidationError` that names it. */
export function checkNumber(name: string, value: unknown, range: NumberRange = {}): number {
  // A bound that is not given is none: no number is less than NaN, or greater.
  const {
    min = Number.NaN,
    max = Number.NaN,
    above = Number.NaN,
    below = Number.NaN,
    integer,
    infinite,
  } = range
  const ok =
    typeof value === 'number' &&
    (integer ? Number.isInteger(value) : infinite ? !Number.isNaN(value) : Number.isFinite(value)) &&
    !(value < min || value > max || value <= above || value >= below)
  if (ok) return value
  const kind = integer ? 'an integer' : infinite ? 'a number' : 'a finite number'
  const bounds = [`> ${above}`, `>= ${min}`, `< ${below}`, `<= ${max}`].filter(
    bound => !bound.includes('NaN'),
  )
  const expected = `${kind} ${bounds.join(' and ')}`.trim()
  throw new ValidationError(`${name} must be ${expected}, got ${describe(value)}`)
}

/** More of anything than one asks for on purpose: each is work, or memory taken at once. */
const MOST = 1e6

/** Returns `value` if so many of something can be made: an integer from `min` to a million. */
export function checkCount(name: string, value: unknown, min = 1): number {
  // Two messages, so that −1 is not told of the maximum.
  return checkNumber(name, checkNumber(name, value, { min, integer: true }), { max: MOST })
}

/** Returns `value` if it is a boolean, else throws. */
export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new ValidationError(`${name} must be true or false, got ${describe(value)}`)
  }
  return value
}

/** Returns `value` if it is one of `choices`, else throws a message that lists them. */
export function checkChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T)) {
    const list = choices.map(choice => `'${choice}'`).join(', ')
    throw new ValidationError(`${name} must be one of ${list}, got ${describe(value)}`)
  }
  return value as T
}

/** Refuses keys of an options object that are not known: a misspelt option must not be silently ignored. */
export function checkKeys(owner: string, options: unknown, known: readonly string[]): void {
  refuseUnknown(`${owner}: unknown option`, checkObject(`${owner}: options`, options), known)
}

/** Refuses keys that are not `known`, in a message that begins with `problem` and names the nearest known one. */
export function refuseUnknown(problem: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find(key => !known.includes(key))
  if (unknown === undefined) return
  const list = known.join(', ')
  throw new ValidationError(`${problem} ${describe(unknown)}; known: ${list}${nearest(unknown, known)}`)
}

/** The known name that `name` is a misspelling of: case, underscores, the path of a pipeline and a third of the letters aside. */
function nearest(name: string, known: readonly string[]): string {
  const letters = (text: string): string => text.replace(/^.*__|[^a-z]/gi, '').toLowerCase()
  const wanted = letters(name.slice(0, 80))
  const distances = known.map(key => editDistance(wanted, letters(key)))
  const least = Math.min(...distances)
  return least <= wanted.length / 3 ? `; did you mean ${known[distances.indexOf(least)]}?` : ''
}

/** Letters to insert, delete or replace on the way from `a` to `b` (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()]
  for (const letter of a) {
    const next = [row[0] + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + Number(letter !== b[j])))
    }
    row = next
  }
  return row[b.length]
}

/**
 * Whether `value` is an object of whatever realm that has its own fields and nothing else: no array, Map, date or
 * typed array, and none that inherits fields, which nobody would look at.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Returns `value` if it is a plain object, else throws. */
export function checkObject(
  name: string,
  value: unknown,
  wanted = 'an object',
): Readonly<Record<string, unknown>> {
  if (!isPlainObject(value)) throw new ValidationError(`${name} must be ${wanted}, got ${describe(value)}`)
  return value
}

/** As `list.every(test)`, which passes over holes: here a hole is an entry, `undefined`, so that the first one ends it. */
export function everyEntry(list: ArrayLike<unknown>, test: (value: unknown) => boolean): boolean {
  for (let k = 0; k < list.length; k++) if (!test(list[k])) return false
  return true
}

/** Whether so many of something can be: an integer, not negative. */
export function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** Whether `value` is an array or a typed array, whose length is more than a claim. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** @throws ValidationError when an entry is missing: a length that is merely claimed is not run through */
export function refuseHoles(name: string, list: readonly unknown[]): void {
  for (let k = 0; k < list.length; k++) {
    if (!(k in list)) throw new ValidationError(`${name}[${k}] is missing`)
  }
}

/** Lengths up to this are believed before the values have been seen: 128 MB. */
export const MOST_BELIEVED = 0x1000000

/** @throws ValidationError when an array is long beyond belief, and has holes; typed arrays have none */
export function refuseClaim(name: string, list: unknown): void {
  if (Array.isArray(list) && list.length > MOST_BELIEVED) refuseHoles(name, list)
}

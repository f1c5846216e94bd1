/** Checks at the door, shared by every public function: one wording, one place. */

import { ValidationError } from './errors'

/** A short, safe rendering of any value for an error message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`
  if (typeof value === 'bigint') return `${value}n`
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' ? 'a function' : String(value)
  }
  if (Array.isArray(value)) return `an array of length ${value.length}`
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`
  // A field of that name may hold anything.
  const name: unknown = value.constructor?.name
  return typeof name !== 'string' || name === '' || name === 'Object' ? 'an object' : `a ${name.slice(0, 40)}`
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
  const { min, max, above, below, integer = false, infinite = false } = range
  const ok =
    typeof value === 'number' &&
    !Number.isNaN(value) &&
    (infinite || Number.isFinite(value)) &&
    (!integer || Number.isInteger(value)) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below)
  if (!ok) throw new ValidationError(`${name} must be ${describeRange(range)}, got ${describe(value)}`)
  return value
}

function describeRange({ min, max, above, below, integer, infinite }: NumberRange): string {
  const kind = integer ? 'an integer' : infinite ? 'a number' : 'a finite number'
  const bounds: string[] = []
  if (above !== undefined) bounds.push(`> ${above}`)
  if (min !== undefined) bounds.push(`>= ${min}`)
  if (below !== undefined) bounds.push(`< ${below}`)
  if (max !== undefined) bounds.push(`<= ${max}`)
  return bounds.length === 0 ? kind : `${kind} ${bounds.join(' and ')}`
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
    throw new ValidationError(`${name} must be ${oneOf(choices)}, got ${describe(value)}`)
  }
  return value as T
}

/** Refuses keys of an options object that are not known: a misspelt option must not be silently ignored. */
export function checkKeys(owner: string, options: unknown, known: readonly string[]): void {
  refuseUnknown(`${owner}: unknown option`, checkObject(`${owner}: options`, options), known)
}

/** Refuses keys that are not `known`, in a message that begins with `problem`. */
export function refuseUnknown(problem: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find(key => !known.includes(key))
  if (unknown === undefined) return
  throw new ValidationError(`${problem} ${describe(unknown)}; known: ${known.join(', ')}`)
}

/** Returns `value` if it is an object and no array, else throws. */
export function checkObject(
  name: string,
  value: unknown,
  wanted = 'an object',
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ValidationError(`${name} must be ${wanted}, got ${describe(value)}`)
  }
  return value as Readonly<Record<string, unknown>>
}

function oneOf(choices: readonly string[]): string {
  return `one of ${choices.map(choice => `'${choice}'`).join(', ')}`
}

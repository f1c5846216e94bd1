/**
 * Checks of what comes from outside, small because a page that predicts carries them: each throws unless a value is as
 * it says.
 */

import { ValidationError } from '../support/errors'

/** Refuses `value`, found at `path`, unless it is what the check is for. */
export type Check = (value: unknown, path: string) => void

/** @throws ValidationError that says where, what was expected and what was got */
export function refuse(path: string, expected: string, value: unknown): never {
  // What has no prototype has no text, and a field of that name may hold anything.
  const name: unknown = Object(value) === value ? (value as object).constructor?.name : String(value)
  const got = typeof name === 'string' ? name : 'an object'
  const { length } = Object(value)
  throw new ValidationError(
    `${path} must be ${expected}, got ${got}${typeof value === 'object' && length >= 0 ? ` of ${length}` : ''}`,
  )
}

/** A value for which `ok` holds. */
export function where(expected: string, ok: (value: never) => unknown): Check {
  return (value, path) => {
    if (!ok(value as never)) refuse(path, expected, value)
  }
}

/** A finite number from `low` to `high`, of which `ok` holds. */
export function number(
  low = -Infinity,
  high = Infinity,
  ok = Number.isFinite,
  kind = 'a finite number',
): Check {
  const range = low > -Infinity ? ` from ${low} to ${high}` : ''
  return where(kind + range, (value: number) => ok(value) && value >= low && value <= high)
}

export const integer = (low: number, high?: number) => number(low, high, Number.isInteger, 'an integer')
export const finite = number()
export const notNegative = number(0)
export const positive = number(Number.MIN_VALUE)
export const boolean = where('true or false', value => typeof value === 'boolean')
export const text = where('a string', value => typeof value === 'string')
export const object = where('an object', value => typeof value === 'object' && value && !Array.isArray(value))

export function oneOf(...choices: readonly unknown[]): Check {
  return where(`one of ${choices}`, value => choices.includes(value))
}

/** An array whose entries pass `check`; of `length`, unless that is left out. */
export function list(check: Check, length?: number): Check {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== (length ?? value.length)) {
      refuse(path, `an array${length ? ` of length ${length}` : ''}`, value)
    }
    // Not forEach, which passes over holes.
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`)
  }
}

/** An object of these fields, and of no others but its `type`; they may be absent if they are `optional`. */
export function record(fields: Readonly<Record<string, Check>>, optional?: boolean): Check {
  return (value, path) => {
    object(value, path)
    const given = value as Record<string, unknown>
    for (const key in given) if (!fields[key] && key !== 'type') refuse(path, `without '${key}'`, value)
    for (const key in fields) {
      if (!optional || given[key] !== undefined) fields[key](given[key], `${path}.${key}`)
    }
  }
}

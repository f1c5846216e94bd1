/** The options `lowerBounds`, `upperBounds` and `positive`: read at the door, and what they make of the penalty. */

import type { ColumnUnits } from '../design/column-units'
import { BoundedPenalty } from '../problem/bounded-penalty'
import type { SeparablePenalty } from '../problem/penalty'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { describe, isList, isPlainObject, refuseUnknown } from '../support/validate'

/** A bound of every feature, one of each, or those of some by name; ±`Infinity`, or `null` in a list, is none. */
export type Bounds = number | ArrayLike<number | null> | { readonly [feature: string]: number | null }

/** Bounds that have been checked, and copied. */
export type CheckedBounds = number | readonly number[] | NamedBounds

type NamedBounds = Readonly<Record<string, number>>

/** @param sign - −1 for lower bounds, which are at most 0, 1 for upper ones, which are at least that */
export function readBounds(name: string, bounds: unknown, sign: 1 | -1): CheckedBounds | undefined {
  if (bounds === undefined) return undefined
  const check = (where: string, bound: unknown): number => {
    if (bound === null) return sign * Infinity
    if (typeof bound === 'number' && sign * bound >= 0) return bound + 0
    throw new ValidationError(
      `${where} must be a number ${sign < 0 ? '<=' : '>='} 0, so that 0 is within the bounds, got ${describe(bound)}`,
    )
  }
  if (typeof bounds === 'number') return check(name, bounds)
  if (!isPlainObject(bounds)) return readList(name, bounds, check)
  return Object.fromEntries(
    Object.entries(bounds).map(([key, bound]) => [key, check(`${name}.${key}`, bound)]),
  )
}

/** One bound for each of the features, `none` where none is said. @throws ValidationError when they do not fit */
export function boundList(
  name: string,
  bounds: CheckedBounds,
  none: number,
  features: number,
  names: readonly string[] | undefined,
): readonly number[] {
  if (typeof bounds === 'number') return new Array<number>(features).fill(bounds)
  if (isPerFeature(bounds)) {
    checkCount(name, bounds, features)
    return bounds
  }
  if (names === undefined) {
    throw new ValidationError(`${name} goes by name, but X has no names of features`)
  }
  refuseUnknown(`${name}: unknown feature`, bounds, names)
  return names.map(own => (Object.hasOwn(bounds, own) ? bounds[own] : none))
}

function isPerFeature(bounds: readonly number[] | NamedBounds): bounds is readonly number[] {
  return Array.isArray(bounds)
}

/** A list of numbers, each checked under its own name. @throws ValidationError when it is no array */
export function readList(
  name: string,
  list: unknown,
  check: (name: string, value: unknown) => number,
): number[] {
  if (!isList(list)) throw new ValidationError(`${name} must be an array of numbers, got ${describe(list)}`)
  // By positions: a buffer that has been handed on has no iterator.
  return Array.from({ length: list.length }, (_, j) => check(`${name}[${j}]`, list[j]))
}

/** As an option: what JSON cannot hold is `null` in a list, and left out alone. */
export function toBounds(bounds: CheckedBounds | undefined): Bounds | undefined {
  if (typeof bounds !== 'object') return Number.isFinite(bounds) ? bounds : undefined
  const plain = (bound: number) => (Number.isFinite(bound) ? bound : null)
  if (isPerFeature(bounds)) return bounds.map(plain)
  return Object.fromEntries(Object.entries(bounds).map(([key, bound]) => [key, plain(bound)]))
}

/** What the options say of bounds. */
export interface BoundSettings {
  readonly lowerBounds: CheckedBounds | undefined
  readonly upperBounds: CheckedBounds | undefined
  readonly positive: boolean
}

/** Whether some coefficient may have a bound. */
export function isBounded({ lowerBounds, upperBounds, positive }: BoundSettings): boolean {
  return positive || lowerBounds !== undefined || upperBounds !== undefined
}

/** @throws ValidationError unless there is a value for each feature */
export function checkCount(name: string, { length }: readonly number[], features: number): void {
  if (length === features) return
  throw new ValidationError(
    `${name} has ${counted(length, 'value')}, but X has ${counted(features, 'feature')}`,
  )
}

/**
 * The penalty with the bounds of `settings` on the features of every output, and none on the intercept.
 *
 * @throws ValidationError when a list has not one bound for each of the features
 */
export function withBounds(
  penalty: SeparablePenalty,
  features: number,
  outputs: number,
  settings: BoundSettings,
  units: ColumnUnits | undefined,
  names: readonly string[] | undefined,
): SeparablePenalty {
  if (!isBounded(settings)) return penalty
  const { lowerBounds = settings.positive ? 0 : -Infinity, upperBounds = Infinity } = settings
  const size = penalty.l1.length / outputs
  const spread = (name: string, bounds: CheckedBounds, none: number): Float64Array => {
    const own = boundList(name, bounds, none, features, names)
    return Float64Array.from({ length: size * outputs }, (_, q) => {
      const j = q % size
      if (j >= features) return none
      return own[j] / (units?.scale[j] ?? 1)
    })
  }
  return new BoundedPenalty(
    penalty.l1,
    penalty.l2,
    spread('lowerBounds', lowerBounds, -Infinity),
    spread('upperBounds', upperBounds, Infinity),
  )
}

/**
 * Grids of Cs: how users say them, and how they are made. A list is taken as it is; a number of Cs lies in equal ratios,
 *
 *   Cₖ = C₀ · ratio^(k / (count − 1)),   k = 0 … count − 1
 *
 * with C₀ = 1 / √ratio, so that 1 is in the middle, or for a penalty with an l1 part from the first C whose model is
 * not empty.
 */

import type { Label, LabelsLike } from '../data/labels'
import { readVector } from '../data/labels'
import { isNdArray } from '../data/ndview'
import type { Settings } from '../linear-model/options'
import type { TrainingSet } from '../linear-model/training-set'
import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import { checkCount, checkKeys, checkNumber, describe, isList } from '../support/validate'
import { smallestC } from './l1-min-c'

/**
 * Which Cs: how many, in equal ratios; the Cs themselves, as an array, a typed array or an ndarray of one axis; or
 * `{ count, ratio }`, with `ratio` > 1 the largest over the smallest. What is left out is a default of the function.
 */
export type CGrid = number | LabelsLike<number> | { readonly count?: number; readonly ratio?: number }

/** So many Cs in equal ratios. */
export interface Spacing {
  readonly count: number
  /** the largest over the smallest */
  readonly ratio: number
}

/** The ratio of the grid around 1: from 1e-4 to 1e4. */
export const WIDE = 1e8

/**
 * The option `Cs`: the Cs where they are listed, else how they lie; what was not said is undefined.
 *
 * @throws ValidationError when it is none of the forms of {@link CGrid}, is empty, or a C is not > 0
 */
export function readCGrid(Cs: unknown): Float64Array | Partial<Spacing> {
  if (Cs === undefined) return {}
  if (typeof Cs === 'number') return { count: readCount('Cs', Cs) }
  if (isVector(Cs)) {
    const list = readVector('Cs', Cs)
    if (list.length === 0) throw new ValidationError('Cs is empty')
    return Float64Array.from(list, (C, k) => checkNumber(`Cs[${k}]`, C, { above: 0 }))
  }
  const { count, ratio } = (Cs ?? {}) as Readonly<Record<string, unknown>>
  if (count === undefined && ratio === undefined) {
    throw new ValidationError(
      `Cs must be a number of Cs, a list of them or { count, ratio }, got ${describe(Cs)}`,
    )
  }
  checkKeys('Cs', Cs, ['count', 'ratio'])
  return {
    ...(count !== undefined && { count: readCount('Cs.count', count) }),
    ...(ratio !== undefined && { ratio: checkNumber('Cs.ratio', ratio, { above: 1 }) }),
  }
}

function readCount(name: string, count: unknown): number {
  return checkCount(name, count)
}

function isVector(value: unknown): value is LabelsLike<number> {
  return isList(value) || isNdArray(value)
}

/** Cs in equal ratios with 1 in the middle. */
export function gridAroundOne({ count, ratio }: Spacing): Float64Array {
  const decades = Math.log10(ratio)
  return Float64Array.from(
    { length: count },
    (_, k) => 10 ** (-decades / 2 + (decades * k) / Math.max(1, count - 1)),
  )
}

/** Cs in equal ratios, from a hair below the first with a model that is not empty. */
export function* gridFromSmallest(
  settings: Settings,
  training: TrainingSet<Label>,
  { count, ratio }: Spacing,
): Steps<Float64Array> {
  // A hair below, so that rounding lets no coefficient into the first model.
  const smallest = (1 - 1e-10) * (yield* smallestC(settings, training))
  return Float64Array.from({ length: count }, (_, k) => smallest * ratio ** (k / Math.max(1, count - 1)))
}

/** The Cs of a path where they are not listed: see the `Cs` of PathOptions. */
export function* gridOf(
  { count = 100, ratio }: Partial<Spacing>,
  settings: Settings,
  training: TrainingSet<Label>,
): Steps<Float64Array> {
  if (settings.penalty === 'none' || settings.l1Ratio === 0) {
    return gridAroundOne({ count, ratio: ratio ?? WIDE })
  }
  const { rows, cols } = training.design
  return yield* gridFromSmallest(settings, training, { count, ratio: ratio ?? (cols > rows ? 1e2 : 1e4) })
}

/** Positions of `values`, smallest value first. */
export function increasing(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, k) => k).sort((a, b) => values[a] - values[b])
}

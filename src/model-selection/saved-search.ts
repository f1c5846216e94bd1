/**
 * Searches as plain objects that survive JSON. Scores are written fold by fold, and means and ranks are computed from them
 * again. What JSON cannot hold of the options, such as a splitter or a function, is named, and asked for by who reads.
 */

import { UnsupportedError, ValidationError } from '../support/errors'
import { readArray, refuseUnknownFields } from '../support/saved'
import { checkNumber, checkObject, describe, refuseHoles } from '../support/validate'
import type { FitScore } from './fit-and-score'
import { Interval, readInterval } from './param-sampler'
import { getScorer, portableScoring, type Scoring } from './scorers'

/** What a search knows after its fit. */
export interface SavedFindings {
  readonly bestIndex: number
  /** what `toJSON` of the best estimator gave; absent with `refit: false` */
  readonly bestEstimator?: unknown
  /** candidate after candidate, fold after fold */
  readonly fits: readonly Pick<FitScore, 'testScores' | 'trainScores' | 'fitMs'>[]
}

/** What `toJSON` of a search gives. */
export interface SavedSearch {
  readonly type: string
  readonly version: 1
  /** what `toJSON` of the estimator gave */
  readonly estimator: unknown
  /** the options to try, a candidate each */
  readonly candidates: readonly unknown[]
  readonly options: object
  /** absent from a search that was not fitted */
  readonly fitted?: SavedFindings
}

/** @throws UnsupportedError when the estimator has no `toJSON` */
export function savedEstimator(owner: string, estimator: object): unknown {
  const { toJSON } = estimator as { toJSON?: () => unknown }
  if (toJSON === undefined) throw new UnsupportedError(`${owner}: ${describe(estimator)} has no toJSON`)
  return toJSON.call(estimator)
}

/** Options are lists of lists at most; a file could ask for more than there is stack. */
const DEEPEST = 20

/** What a value that JSON has no word for is written as. */
type Tagged =
  | { readonly $number: string }
  | { readonly $undefined: true }
  | { readonly $map: readonly unknown[] }
  | { readonly $scorer: Scoring }
  | { readonly $distribution: readonly [name: string, low: number, high: number] }
  | { readonly $unsaved: string }

/** The value in words of JSON, which lacks `undefined`, −0, `Infinity`, maps and typed arrays. */
export function toPlain(value: unknown): unknown {
  if (value === undefined) return { $undefined: true } satisfies Tagged
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value
    return { $number: Object.is(value, -0) ? '-0' : String(value) } satisfies Tagged
  }
  if (value instanceof Map) return { $map: [...value].map(toPlain) } satisfies Tagged
  if (typeof value === 'function') {
    const scorer = portableScoring(value as Scoring)
    return (scorer === value ? { $unsaved: 'a function' } : { $scorer: scorer }) satisfies Tagged
  }
  if (typeof value === 'bigint' || typeof value === 'symbol')
    return { $unsaved: describe(value) } satisfies Tagged
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Array.from(value, toPlain)
  if (ArrayBuffer.isView(value) && 'length' in value) return Array.from(value as Float64Array, toPlain)
  if (value instanceof Interval)
    return { $distribution: [value.name, value.low, value.high] } satisfies Tagged
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return { $unsaved: describe(value) } satisfies Tagged
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toPlain(part)]))
}

/** @throws ValidationError for a part that was not saved; `name` says where it is */
export function fromPlain(name: string, value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST)
    throw new ValidationError(`${name.slice(0, 80)} holds lists within lists, over ${DEEPEST} deep`)
  if (Array.isArray(value)) {
    refuseHoles(name, value)
    return value.map((part, k) => fromPlain(`${name}[${k}]`, part, depth + 1))
  }
  const tags = value as Readonly<Record<string, unknown>>
  if ('$undefined' in tags) return undefined
  if ('$number' in tags) {
    if (typeof tags.$number === 'string') return Number(tags.$number)
    throw new ValidationError(`${name}.$number must be a number as text, got ${describe(tags.$number)}`)
  }
  if ('$map' in tags) {
    return new Map(
      readArray(name, fromPlain(name, tags.$map, depth + 1)) as readonly (readonly [unknown, unknown])[],
    )
  }
  if ('$scorer' in tags) return getScorer(tags.$scorer as Scoring)
  if ('$distribution' in tags) return readInterval(name, tags.$distribution)
  if ('$unsaved' in tags) {
    const was = typeof tags.$unsaved === 'string' ? tags.$unsaved : describe(tags.$unsaved)
    throw new ValidationError(
      `${name} was ${was}, which JSON does not hold; hand it to fromJSON among the options`,
    )
  }
  return Object.fromEntries(
    Object.entries(tags).map(([key, part]) => [key, fromPlain(`${name}.${key}`, part, depth + 1)]),
  )
}

/** @throws ValidationError when `estimator` is no class that reads what its objects wrote */
export function checkReader(owner: string, estimator: { fromJSON(value: unknown): unknown }): void {
  if (typeof (estimator as Partial<typeof estimator> | undefined)?.fromJSON === 'function') return
  throw new ValidationError(
    `${owner}.fromJSON needs the class of the estimator, with fromJSON, got ${describe(estimator)}`,
  )
}

/** The options as they were, and in the place of what JSON does not hold what the reader hands over. */
export function readSearchOptions(saved: unknown, handed: object): Record<string, unknown> {
  checkObject('options of fromJSON', handed)
  const kept = Object.entries(checkObject('options', saved)).filter(([name]) => !Object.hasOwn(handed, name))
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, fromPlain(name, value)])), ...handed }
}

/** The fits of a saved search, checked against what was asked: so many candidates, these metrics. */
export function readFindings(
  value: unknown,
  candidates: number,
  metrics: readonly string[],
): { readonly bestIndex: number; readonly fits: FitScore[]; readonly bestEstimator: unknown } {
  const saved = checkObject('fitted', value)
  refuseUnknownFields('fitted', saved, ['bestIndex', 'bestEstimator', 'fits'])
  const range = { min: 0, max: candidates - 1, integer: true }
  const bestIndex = checkNumber('fitted.bestIndex', saved.bestIndex, range)
  const fits = readArray('fitted.fits', saved.fits).map((fit, k) =>
    readFit(`fitted.fits[${k}]`, fit, metrics),
  )
  if (fits.length === 0 || fits.length % candidates !== 0) {
    throw new ValidationError(
      `fitted.fits must have as many entries for each of the ${candidates} candidates, got ${fits.length}`,
    )
  }
  return { bestIndex, fits, bestEstimator: saved.bestEstimator }
}

function readFit(name: string, value: unknown, metrics: readonly string[]): FitScore {
  const fit = checkObject(name, value)
  refuseUnknownFields(name, fit, ['testScores', 'trainScores', 'fitMs'])
  const scores = (side: 'testScores' | 'trainScores', wanted: readonly string[]) => {
    const read = checkObject(`${name}.${side}`, fromPlain(`${name}.${side}`, fit[side]))
    return Object.fromEntries(
      wanted.map(metric => [metric, readScore(`${name}.${side}.${metric}`, read[metric])]),
    )
  }
  const trained = Object.keys(checkObject(`${name}.trainScores`, fit.trainScores)).length > 0
  return {
    testScores: scores('testScores', metrics),
    trainScores: scores('trainScores', trained ? metrics : []),
    fitMs: checkNumber(`${name}.fitMs`, fit.fitMs, { min: 0 }),
    scoreMs: 0,
    missed: [],
    failures: [],
  }
}

/** A failed fit has NaN for a score. */
function readScore(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw new ValidationError(`${name} must be a number, got ${describe(value)}`)
}

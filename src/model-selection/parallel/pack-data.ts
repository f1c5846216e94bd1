/** What all tasks of a job look at, made ready to travel: X in shared memory, the estimator as its `toJSON`. */

import { UnsupportedError } from '../../support/errors'
import { describe } from '../../support/validate'
import type { JobData } from './job'
import { packMatrix } from './shared-matrix'

/** @throws UnsupportedError when a part of the data cannot travel to a worker; the message names it */
export function refuseTravel({ X: _, y: __, sampleWeight: ___, estimator, ...rest }: JobData): void {
  for (const [name, value] of Object.entries(rest)) refuseFunctions(name, value)
  if (estimator !== undefined) packEstimator(estimator)
  try {
    structuredClone(rest)
  } catch (error) {
    throw cannotTravel(rest, error)
  }
}

/** The data as workers get them. */
export function packData({ X, estimator, ...rest }: JobData): Readonly<Record<string, unknown>> {
  if (estimator === undefined) return { ...rest, X: packMatrix(X) }
  return { ...rest, X: packMatrix(X), estimator: packEstimator(estimator) }
}

/** Why `message` could not be posted: the part of it that structured cloning refuses, by name. */
export function cannotTravel(message: object, error: unknown): UnsupportedError {
  const what = guiltyPart(message) ?? 'the data'
  const reason = error instanceof Error ? error.message : String(error)
  return new UnsupportedError(
    `nJobs: ${what} cannot travel to a worker thread: ${reason}; leave nJobs out`,
    { cause: error },
  )
}

/** The innermost named part that cannot be cloned. */
function guiltyPart(value: object): string | undefined {
  const guilty = Object.entries(value).find(([, part]) => !isCloneable(part))
  if (guilty === undefined) return undefined
  const [name, part] = guilty as [string, unknown]
  const inner = isPlain(part) ? guiltyPart(part as object) : undefined
  return inner === undefined ? `${name} (${describe(part)})` : `${name}.${inner}`
}

function packEstimator(estimator: object): unknown {
  const { toJSON } = estimator as { toJSON?: () => unknown }
  const refusal = `nJobs: ${describe(estimator)} cannot travel to a worker thread`
  if (toJSON === undefined) throw new UnsupportedError(`${refusal}: it has no toJSON; leave nJobs out`)
  let saved: unknown
  try {
    saved = toJSON.call(estimator)
  } catch (error) {
    throw new UnsupportedError(`${refusal}; leave nJobs out`, { cause: error })
  }
  const { steps } = Object(saved) as { steps?: object }
  if (![saved, ...Object.values(Object(steps))].some(isSearch)) return saved
  throw new UnsupportedError(`${refusal}: a search has nJobs of its own; leave it out here`)
}

/** Whether it was saved by something that cross-validates. */
function isSearch(saved: unknown): boolean {
  const { type, search } = Object(saved) as { type?: unknown; search?: unknown }
  return (typeof type === 'string' && /CV$/.test(type)) || search !== undefined
}

function refuseFunctions(name: string, value: unknown): void {
  if (typeof value === 'function') {
    throw new UnsupportedError(
      `nJobs: the function in ${name} cannot travel to a worker thread; use the name of a scorer, or leave nJobs out`,
    )
  }
  if (!isPlain(value)) return
  for (const [key, part] of Object.entries(value as object)) refuseFunctions(`${name}.${key}`, part)
}

/** Whether it is an object of nobody's class: of another realm, or without a prototype, as well. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

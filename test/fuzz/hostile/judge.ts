/** What may come of a hostile call: a value, or an error that the documentation names. Everything else is a fault. */

import { Planted } from './values'

/** Longest that a call may take, in milliseconds. */
const LONGEST_MS = 2000

/** Bytes that a call may take whatever it was given: tables, compiled code, what was not collected yet. */
const FREE_BYTES = 96 * 2 ** 20

/** Bytes that a call may take for each byte it was given. */
const BYTES_PER_BYTE = 64

const DOCUMENTED = new Set(['ValidationError', 'NotFittedError', 'UnsupportedError'])

const prototypes = [Object, Array, Function, Map, Promise, Float64Array].map(
  ({ prototype }) => prototype as object,
)
const known = prototypes.map(prototype => Reflect.ownKeys(prototype).length)

export interface Verdict {
  readonly accepted: boolean
  /** why it is a fault */
  readonly fault?: string
  /** the heap is that of the whole process, and its size is corrected whenever the collector gets to it */
  readonly inDoubt?: boolean
}

/** @param size - bytes of what is passed */
export async function judge(size: number, call: () => unknown): Promise<Verdict> {
  const before = process.memoryUsage()
  const started = performance.now()
  let accepted = false
  let fault: string | undefined
  try {
    const result = call()
    if (result instanceof Promise) await result
    accepted = true
  } catch (error) {
    fault = whyBad(error)
  }
  const ms = performance.now() - started
  const after = process.memoryUsage()
  const buffers = after.arrayBuffers - before.arrayBuffers
  const heap = after.heapUsed - before.heapUsed
  const most = FREE_BYTES + BYTES_PER_BYTE * size
  if (ms > LONGEST_MS) fault ??= `it took ${ms.toFixed(0)} ms`
  if (buffers > most) fault ??= `it took ${megabytes(buffers)} of buffers`
  const inDoubt = fault === undefined && heap > most
  if (inDoubt) fault = `it took ${megabytes(heap)} of heap`
  if (prototypes.some((prototype, k) => Reflect.ownKeys(prototype).length !== known[k])) {
    fault ??= 'a prototype was touched'
  }
  return fault === undefined ? { accepted } : { accepted, fault, inDoubt }
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`

function whyBad(error: unknown): string | undefined {
  if (error instanceof Planted) return undefined
  if (!(error instanceof Error)) return `threw ${String(error)}, which is no error`
  if (DOCUMENTED.has(error.name)) {
    if (error.message.length > 1000) return `a message of ${error.message.length} characters`
    // The caller's error may come with what failed by it.
    return undefined
  }
  // The engine speaks for a proxy that is no more.
  if (error instanceof TypeError && error.message.includes('revoked')) return undefined
  // And for a class that somebody gives as a function.
  if (error instanceof TypeError && error.message.includes("cannot be invoked without 'new'"))
    return undefined
  // The same, from the chunk of a partition.
  if (error.cause instanceof Planted || String(error.cause).includes('revoked')) return undefined
  return `${error.name}: ${error.message.slice(0, 200)}\n${error.stack?.split('\n').slice(1, 5).join('\n')}`
}

/** What checks say of two values that should agree, and of calls that should fail. */

import { csrToDense, isCsr } from '../data/csr-matrix'
import { isNdArray, storedValues } from '../data/ndview'
import { ValidationError } from '../support/errors'

/** Fails a check: the message shows what was got and what was expected. */
export function fail(what: string): never {
  throw new ValidationError(what)
}

/** Values as text, views by their elements; equal texts are equal to the bit, −0 and NaN included. */
export function textOf(value: unknown): string {
  return JSON.stringify(plain(value)) ?? String(value)
}

function plain(value: unknown): unknown {
  if (typeof value === 'number')
    return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : `${value}`
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : value
  if (isNdArray(value)) return { shape: value.shape, values: elementsOf(value).map(plain) }
  if (value instanceof Map) return [...value].map(plain)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, plain)
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

/** The elements of a view of one or two axes, or of a sparse matrix, row by row. */
export function elementsOf(value: unknown): number[] {
  if (isCsr(value)) return elementsOf(csrToDense(value))
  if (!isNdArray(value)) return Array.from(value as ArrayLike<number>)
  const source = storedValues(value)
  const [rows, cols = 1] = value.shape
  const [down, across = 0] = value.stride
  return Array.from(
    { length: rows * cols },
    (_, e) => source[value.offset + Math.floor(e / cols) * down + (e % cols) * across],
  )
}

/** @throws ValidationError unless both are the same to the bit */
export function same(got: unknown, expected: unknown, what: string): void {
  const [a, b] = [textOf(got), textOf(expected)]
  if (a !== b) fail(`${what}: got ${cut(a)}, expected ${cut(b)}`)
}

/** @throws ValidationError unless all elements agree to `tolerance`, relative to the largest */
export function close(got: unknown, expected: unknown, what: string, tolerance = 1e-6): void {
  const [a, b] = [elementsOf(got), elementsOf(expected)]
  const size = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
  const at = a.findIndex((value, k) => !(Math.abs(value - b[k]) <= tolerance * size))
  if (a.length !== b.length || at >= 0) {
    fail(
      `${what}: got ${cut(textOf(a))}, expected ${cut(textOf(b))}${at < 0 ? '' : `; they differ at ${at}`}`,
    )
  }
}

/** @throws ValidationError unless the call fails, with an error that says more than the engine's own would */
export async function refuses(call: () => unknown, what: string): Promise<void> {
  let thrown: unknown
  try {
    const value = await call()
    thrown = undefined
    fail(`${what}: it went through, giving ${cut(textOf(value))}; expected an error`)
  } catch (error) {
    thrown = error
  }
  if (!(thrown instanceof Error)) fail(`${what}: ${textOf(thrown)} was thrown, which is no Error`)
  if (/: it went through, giving /.test(thrown.message)) throw thrown
  if (
    thrown.constructor === TypeError ||
    thrown.constructor === RangeError ||
    thrown.constructor === ReferenceError
  ) {
    fail(
      `${what}: got the bare ${thrown.name} "${cut(thrown.message)}"; expected an error that names the argument`,
    )
  }
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

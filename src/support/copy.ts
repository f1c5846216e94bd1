/** Copies of what callers pass and are given, so that neither side changes what the other holds. */

import { isPlainObject } from './validate'

/** Options are lists of lists at most. */
const DEEPEST = 4

/**
 * Arrays, typed arrays, maps and plain objects copied, parts and all; what else there is, such as a function or a splitter,
 * stays what it is.
 */
export function copyPlain<T>(value: T, depth = 0): T {
  const copy = (part: unknown): unknown => (depth < DEEPEST ? copyPlain(part, depth + 1) : part)
  return copyOf(value, copy) as T
}

function copyOf(value: unknown, copy: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return copyList(value, copy)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    // One whose memory has been given away cannot be copied; its length is 0, which compiled code is not always told.
    try {
      return (value as Float64Array).slice()
    } catch {
      return value
    }
  }
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [key, copy(part)]))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]))
}

/** What has holes is no list of options, and may claim any length: it stays, for who reads it to refuse. */
function copyList(list: readonly unknown[], copy: (part: unknown) => unknown): readonly unknown[] {
  const out: unknown[] = []
  for (let k = 0; k < list.length; k++) {
    if (!(k in list)) return list
    out.push(copy(list[k]))
  }
  return out
}

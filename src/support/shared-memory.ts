/** Typed arrays in memory that all threads see. */

type Numbers = Float64Array | Float32Array | Int32Array

/** The same numbers in shared memory: themselves if they lie there, or where there is none, else a copy. */
export function shared<T extends Numbers>(values: T): T {
  if (typeof SharedArrayBuffer === 'undefined' || isShared(values)) return values
  const Typed = values.constructor as new (buffer: SharedArrayBuffer) => T
  const copy = new Typed(new SharedArrayBuffer(values.byteLength))
  copy.set(values)
  return copy
}

export function isShared({ buffer }: Numbers): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}

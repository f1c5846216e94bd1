/** What an ndarray is, and how its values are read; apart from the making of views, so that reading costs no `ndarray`. */

import type { Data, GenericArray, NdArray as View } from 'ndarray'

/** An `ndarray` view; `D` is the typed array (or plain array) that holds the values. */
export type NdArray<D extends Data<number> = Float64Array> = View<D>

/** Any `ndarray` of numbers, whatever holds them. */
export type AnyNdArray = View<Data<number>>

/** Whether `value` has the fields of an ndarray (duck-typed: views may come from another copy of the package). */
export function isNdArray(value: unknown): value is AnyNdArray {
  if (typeof value !== 'object' || value === null) return false
  const { data, shape, stride, offset } = value as Partial<AnyNdArray>
  return (
    typeof data === 'object' &&
    data !== null &&
    Array.isArray(shape) &&
    Array.isArray(stride) &&
    typeof offset === 'number'
  )
}

/** The value of a view at a position of its data: also of one that has lost its methods on the way from elsewhere. */
export function valueAt({ data }: AnyNdArray, p: number): unknown {
  if (ArrayBuffer.isView(data) || Array.isArray(data)) return data[p]
  return (data as GenericArray<number>).get(p)
}

/**
 * The memory behind a view as something to index, `[view.offset + Σ index · view.stride]`: the array itself, or a copy
 * of a store with accessors.
 */
export function storedValues({ data }: AnyNdArray): ArrayLike<number> {
  if (ArrayBuffer.isView(data) || Array.isArray(data)) return data
  const store = data as GenericArray<number>
  return Float64Array.from({ length: store.length }, (_, p) => store.get(p))
}

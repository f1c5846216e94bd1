/** What an ndarray is, and how its values are read; apart from the making of views, so that reading costs no `ndarray`. */

import type { Data, NdArray as View } from 'ndarray'

/**
 * A view that the library gives: an `ndarray` that can also be read as arrays. `D` is the typed array (or plain array)
 * that holds the values; `A` what `toArray` gives, and `E` the entries along the first axis ({@link NdVector},
 * {@link NdMatrix}).
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 *
 * const model = new LogisticRegression().fit([[0], [1], [2], [3]], ['no', 'no', 'yes', 'yes'])
 * const proba = model.predictProba([[0], [3]])
 * console.log(proba.shape) // [ 2, 2 ]
 * for (const [no, yes] of proba) console.log(no > yes) // true, then false
 * const rows = proba.toArray() // number[][]
 * console.log(rows[0][0] === proba.get(0, 0)) // true
 * ```
 */
export interface NdArray<D extends Data<number> = Float64Array, A = Nested, E = number | AnyNdArray>
  extends View<D> {
  /** the values as arrays within arrays, one level an axis: of two axes, an array of rows */
  toArray(): A
  /** the values as `toArray` gives them: JSON holds what the view shows, not the memory behind it */
  toJSON(): A
  /** the entries along the first axis: numbers of a view of one axis, else views of the rest */
  [Symbol.iterator](): IterableIterator<E>

  /** the view from these positions on */
  lo(...start: number[]): NdArray<D, A, E>
  /** the view of the first entries, so many along each axis */
  hi(...length: number[]): NdArray<D, A, E>
  /** the view of every so-manieth entry along each axis; negative ones turn it around */
  step(...every: number[]): NdArray<D, A, E>
  /** the view with its axes in another order */
  transpose(...axes: number[]): NdArray<D, A, E>
  /** the view at a position of some axes; `null` keeps an axis */
  pick(...at: (number | null)[]): NdArray<D>
}

/** A view of one axis: its entries are numbers. */
export type NdVector<D extends Data<number> = Float64Array> = NdArray<D, number[], number>

/** A view of two axes: its entries are rows. */
export type NdMatrix<D extends Data<number> = Float64Array> = NdArray<D, number[][], NdVector<D>>

/** Arrays within arrays, where it is not known how many axes there are. */
export type Nested = number[] | number[][] | number[][][]

/** Any `ndarray` of numbers, whatever holds them. */
export type AnyNdArray = View<Data<number>>

/** What an estimator gives that makes its views with `ndarray` itself. */
export type FloatView = View<Float64Array>

/** Whether `value` has the fields of an ndarray (duck-typed: views may come from another copy of the package). */
export function isNdArray(value: unknown): value is AnyNdArray {
  const { data, shape, stride, offset } = Object(value) as Partial<AnyNdArray>
  return Object(data) === data && Array.isArray(shape) && Array.isArray(stride) && typeof offset === 'number'
}

/** The value of a view at a position of its data: also of one that has lost its methods on the way from elsewhere. */
export function valueAt({ data }: AnyNdArray, p: number): unknown {
  return 'get' in data ? data.get(p) : data[p]
}

/**
 * The memory behind a view as something to index, `[view.offset + Σ index · view.stride]`: the array itself, or a copy
 * of a store with accessors.
 */
export function storedValues({ data }: AnyNdArray): ArrayLike<number> {
  return 'get' in data ? Float64Array.from({ length: data.length }, (_, p) => data.get(p)) : data
}

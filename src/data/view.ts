/**
 * The views that the library gives: the fields and methods of ndarray 1.1.1, down to its treatment of odd arguments, and
 * what JavaScript reads values with: `toArray`, iteration, JSON and a picture for `console.log`.
 *
 * `ndarray` itself compiles a class per dtype and dimension from a string, which a content-security policy refuses, has
 * no default export in a page without a bundler, and shows the whole memory behind a view where it is printed.
 *
 * One difference: picking from a 0-d view gives the view itself (ndarray gives an object that holds nothing).
 */

import type ndarray from 'ndarray'
import { definePrinting, INSPECT, type Inspect } from '../support/inspect'
import { type AnyNdArray, type NdMatrix, type NdVector, type NdArray as View, valueAt } from './is-ndarray'

/** Any store of numbers that ndarray accepts. */
type Store = ndarray.Data<number>

/** One argument an axis; `null` and what is missing leave the axis as it is. */
type PerAxis = readonly (number | null | undefined)[]

/** What `toArray` gives: a number, or arrays within arrays. */
type Values = number | Values[]

/** What a view of `N` axes is to the types. */
type ViewOf<D extends Store, N extends number> = number extends N
  ? View<D>
  : N extends 1
    ? NdVector<D>
    : N extends 2
      ? NdMatrix<D>
      : View<D>

/** As many entries of an axis are printed. */
const PRINTED = 8

/** A view of `data` with the given shape; row-major and from offset 0 unless said otherwise. Nothing is copied. */
export function ndview<D extends Store, const S extends readonly number[]>(
  data: D,
  shape: S,
  stride: readonly number[] = rowMajor(shape),
  offset = 0,
): ViewOf<D, S['length']> {
  // A method with a computed name would keep the class in bundles that make no view.
  if (!(INSPECT in NdArray.prototype)) definePrinting(NdArray.prototype, printView)
  // The published types promise a property `T` that ndarray 1.1.1 does not have.
  return new NdArray(data, dtypeOf(data), shape, stride, offset) as unknown as ViewOf<D, S['length']>
}

function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
}

/** The number of entries of a view of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

class NdArray {
  readonly data: Store
  readonly dtype: string
  readonly shape: number[]
  readonly stride: number[]
  readonly offset: number

  constructor(
    data: Store,
    dtype: string,
    shape: readonly number[],
    stride: readonly number[],
    offset: number,
  ) {
    this.data = data
    this.dtype = dtype
    this.shape = [...shape]
    this.stride = [...stride]
    this.offset = offset | 0
  }

  get dimension(): number {
    return this.shape.length
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  /** axes from the smallest absolute stride to the largest */
  get order(): number[] {
    const span = this.stride.map(Math.abs)
    // In three dimensions ndarray's decision tree turns this tie around.
    if (span.length === 3 && span[0] <= span[1] && span[1] === span[2]) return [0, 2, 1]
    return span.map((_, axis) => axis).sort((a, b) => span[a] - span[b])
  }

  index(...at: number[]): number {
    let position = this.offset
    for (let axis = 0; axis < this.stride.length; axis++) position += this.stride[axis] * at[axis]
    return position
  }

  get(...at: number[]): number {
    const position = this.index(...at)
    if (this.dtype === 'generic') return (this.data as ndarray.GenericArray<number>).get(position)
    return (this.data as number[])[position]
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: a store with accessors decides what `set` returns
  set(...atAndValue: number[]): number | void {
    const position = this.index(...atAndValue)
    const value = atAndValue[this.dimension]
    if (this.dtype === 'generic') return (this.data as ndarray.GenericArray<number>).set(position, value)
    ;(this.data as number[])[position] = value
    return value
  }

  /** a 0-d view stands for its element, so that `+view` and `view * 2` work */
  valueOf(): unknown {
    return this.dimension === 0 ? this.get() : this
  }

  hi(...length: PerAxis): NdArray {
    return this.view(axis => {
      const wanted = length[axis]
      const size = typeof wanted !== 'number' || wanted < 0 ? this.shape[axis] : wanted | 0
      return [size, this.stride[axis]]
    })
  }

  lo(...start: PerAxis): NdArray {
    return this.view(axis => {
      const from = isPosition(start[axis]) ? start[axis] | 0 : 0
      return [this.shape[axis] - from, this.stride[axis], from]
    })
  }

  step(...every: PerAxis): NdArray {
    return this.view(axis => {
      const size = this.shape[axis]
      const step = typeof every[axis] === 'number' ? every[axis] | 0 : 1
      return [Math.ceil(size / Math.abs(step)), this.stride[axis] * step, step < 0 ? size - 1 : 0]
    })
  }

  /** axis `k` of the result is axis `axes[k]` of this view; `k` itself where none is given */
  transpose(...axes: PerAxis): NdArray {
    return this.view(axis => {
      const from = axes[axis] === undefined ? axis : Number(axes[axis]) | 0
      return [this.shape[from], this.stride[from]]
    })
  }

  pick(...at: PerAxis): NdArray {
    return this.view(axis =>
      isPosition(at[axis]) ? [undefined, 0, at[axis]] : [this.shape[axis], this.stride[axis]],
    )
  }

  /** arrays within arrays, one level an axis; the number of a 0-d view */
  toArray(): Values {
    return nested(this, 0, this.offset, Infinity) as Values
  }

  /** the entries of the first axis: numbers of a view of one axis, else views */
  *[Symbol.iterator](): Generator<number | NdArray> {
    for (let i = 0; i < this.shape[0]; i++) yield this.dimension === 1 ? this.get(i) : this.pick(i)
  }

  /** what the view shows, not the memory behind it */
  toJSON(): Values {
    return this.toArray()
  }

  /**
   * The view of these axes.
   *
   * @param axisOf - size and stride of an axis, and the entry of this view that it starts from; no size, no axis
   */
  private view(
    axisOf: (axis: number) => readonly [size: number | undefined, stride: number, start?: number],
  ): NdArray {
    let { offset } = this
    const shape: number[] = []
    const stride: number[] = []
    this.stride.forEach((own, axis) => {
      const [size, step, start = 0] = axisOf(axis)
      // As ndarray does with positions that are no integers, after every axis; NaN, of a step of 0, stays until the end.
      offset = Math.trunc(offset + own * start)
      if (size === undefined) return
      shape.push(size)
      stride.push(step)
    })
    return new NdArray(this.data, this.dtype, shape, stride, offset)
  }
}

/** The values from `axis` on, at most `limit` an axis; what is left out is counted. */
function nested(view: NdArray, axis: number, position: number, limit: number): unknown {
  if (axis === view.dimension) return valueAt(view as unknown as AnyNdArray, position)
  const length = view.shape[axis]
  const shown: unknown[] = Array.from({ length: Math.min(length, limit) }, (_, k) =>
    nested(view, axis + 1, position + k * view.stride[axis], limit),
  )
  if (length > limit) shown.push(definePrinting({}, () => `… ${length - limit} more`))
  return shown
}

/** As Node prints typed arrays: `NdArray(2, 3) [ [ 1, 2, 3 ], [ 4, 5, 6 ] ]`. */
function printView(this: NdArray, inspect: Inspect): string {
  return `NdArray(${this.shape.join(', ')}) ${inspect(nested(this, 0, this.offset, PRINTED))}`
}

function isPosition(value: number | null | undefined): value is number {
  return typeof value === 'number' && value >= 0
}

/** ndarray's name of a store: of a typed array, else `'array'`, `'buffer'` (Node), or `'generic'` for `get` and `set`. */
function dtypeOf(data: Store): string {
  if (Array.isArray(data)) return 'array'
  if ((data.constructor as Partial<typeof Buffer> | undefined)?.isBuffer?.(data)) return 'buffer'
  const [, kind = 'generic'] = / (\w+)Array]$/.exec(Object.prototype.toString.call(data)) ?? []
  return kind === 'Uint8Clamped' ? 'uint8_clamped' : kind.toLowerCase()
}

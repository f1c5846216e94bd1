/**
 * The one place where ndarray views are made.
 *
 * `ndarray` compiles a view class per dtype and dimension with `new Function`, which a content-security policy
 * without `unsafe-eval` refuses; there {@link plainView} stands in.
 */

import type { Data, GenericArray, NdArray as View } from 'ndarray'
import ndarray from 'ndarray'
import { plainView } from './view'

/** An `ndarray` view; `D` is the typed array (or plain array) that holds the values. */
export type NdArray<D extends Data<number> = Float64Array> = View<D>

/** Any `ndarray` of numbers, whatever holds them. */
export type AnyNdArray = View<Data<number>>

let codegenRefused: boolean | undefined

/**
 * A view of `data` with the given shape; row-major and from offset 0 unless said otherwise.
 * Nothing is copied.
 */
export function ndview<D extends Data<number>>(
  data: D,
  shape: readonly number[],
  stride: readonly number[] = rowMajor(shape),
  offset = 0,
): NdArray<D> {
  codegenRefused ??= refusesWebAssembly()
  if (!codegenRefused) {
    try {
      return ndarray(data, [...shape], [...stride], offset)
    } catch (error) {
      if (!(error instanceof EvalError)) throw error
      codegenRefused = true
    }
  }
  return plainView(data, shape, stride, offset)
}

/**
 * A policy that refuses WebAssembly refuses compiled strings as well; only the refusal of a string is an error in the
 * browser's console, so this is asked first.
 */
function refusesWebAssembly(): boolean {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
    return false
  } catch (error) {
    // Where there is no WebAssembly at all, that says nothing of strings.
    return typeof WebAssembly === 'object' && error instanceof WebAssembly.CompileError
  }
}

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

/**
 * The memory behind a view as something to index, `[view.offset + Σ index · view.stride]`: the array itself, or a copy
 * of a store with accessors.
 */
export function storedValues({ data }: AnyNdArray): ArrayLike<number> {
  if (ArrayBuffer.isView(data) || Array.isArray(data)) return data
  const store = data as GenericArray<number>
  return Float64Array.from({ length: store.length }, (_, p) => store.get(p))
}

function rowMajor(shape: readonly number[]): number[] {
  const stride = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step
    step *= shape[axis]
  }
  return stride
}

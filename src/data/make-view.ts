/**
 * The one place where ndarray views are made.
 *
 * `ndarray` compiles a view class per dtype and dimension with `new Function`, which a content-security policy
 * without `unsafe-eval` refuses; there {@link plainView} stands in.
 */

import type { Data } from 'ndarray'
import ndarray from 'ndarray'
import type { NdArray } from './is-ndarray'
import { plainView } from './view'

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

function rowMajor(shape: readonly number[]): number[] {
  const stride = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step
    step *= shape[axis]
  }
  return stride
}

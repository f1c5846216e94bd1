/** Which of the two implementations of the dense kernels runs: plain at first, WebAssembly when there is much to do. */

import type { GramKernel } from './gram-kernel'
import { JsGramKernel } from './js-gram-kernel'
import { JsRowKernel } from './js-row-kernel'
import type { RowKernel } from './row-kernel'
import { createWasmKernels } from './wasm-kernels'

export interface DenseKernels {
  readonly gram: GramKernel
  readonly rows: RowKernel
}

/** Multiply–adds after which WebAssembly is compiled: plain ones take about 2 ms, and so does compiling. */
const WORTH_COMPILING = 4e6

let kernels: DenseKernels | undefined
let done = 0

/** The kernels to use for so many multiply–adds more: WebAssembly once there has been work that repays it, if it is allowed. */
export function denseKernels(work: number): DenseKernels {
  const before = done
  done += work
  if (before <= WORTH_COMPILING && done > WORTH_COMPILING) kernels = createWasmKernels() ?? kernels
  kernels ??= { gram: new JsGramKernel(), rows: new JsRowKernel() }
  return kernels
}

/** Which of the two implementations of the kernels runs: plain at first, WebAssembly when there is much to do. */

import { CompressedStore } from './compressed-store'
import { JsGramKernel } from './js-gram-kernel'
import { JsLossKernel } from './js-loss-kernel'
import { JsRowKernel } from './js-row-kernel'
import type { Kernels } from './kernels'
import { createWasmKernels } from './wasm-kernels'

/** Multiply–adds after which WebAssembly is compiled: plain ones take about 2 ms, and so does compiling. */
const WORTH_COMPILING = 4e6

/** Multiply–adds that take as long as the logistic loss of a row, as an exponential and as a logarithm. */
export const LOSS_WORK = 30
export const EXP_WORK = 10
export const LOG_WORK = 15

let kernels: Kernels | undefined
let done = 0

/** The kernels to use for so many multiply–adds more: WebAssembly once there has been work that repays it, if it is allowed. */
export function kernelsFor(work: number): Kernels {
  const before = done
  done += work
  if (before <= WORTH_COMPILING && done > WORTH_COMPILING) kernels = createWasmKernels() ?? kernels
  kernels ??= plainKernels()
  return kernels
}

function plainKernels(): Kernels {
  return {
    gram: new JsGramKernel(),
    rows: new JsRowKernel(),
    compressedStore: (sizes, entries) => new CompressedStore(sizes, entries),
    losses: new JsLossKernel(),
  }
}

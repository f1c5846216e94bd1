/** Which of the two kernels of dense-kernel.ts runs. */

import type { DenseKernel } from './dense-kernel'
import { PlainKernel } from './js-kernel'
import { createWasmKernel } from './wasm-kernel'

/** Multiply–adds after which the WebAssembly kernel is made: plain ones take about 2 ms, and so does making it. */
const WORTH_COMPILING = 4e6

let kernel: DenseKernel | undefined
let done = 0

/** The kernel to use for so many multiply–adds more: WebAssembly once there has been work that repays it, if it is allowed. */
export function denseKernel(work: number): DenseKernel {
  const before = done
  done += work
  if (before <= WORTH_COMPILING && done > WORTH_COMPILING) kernel = createWasmKernel() ?? kernel
  kernel ??= new PlainKernel()
  return kernel
}

/** The compiled kernels, without a memory. */

import { kernelBytes } from '../../src/kernels/wasm-kernels'

export function wasmModule(): WebAssembly.Module {
  return new WebAssembly.Module(kernelBytes())
}

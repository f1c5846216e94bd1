/** The compiled kernels, without a memory. */

import { KERNELS } from '../../src/kernels/wasm-kernel-data'

export function wasmModule(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(Buffer.from(KERNELS, 'hex')))
}

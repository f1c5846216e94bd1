/** The dense kernels in WebAssembly, over one memory that they share. */

import type { GramKernel } from './gram-kernel'
import type { RowKernel } from './row-kernel'
import { WasmGramKernel } from './wasm-gram-kernel'
import { DENSE_KERNEL } from './wasm-kernel-data'
import { WasmHeap } from './wasm-memory'
import { WasmRowKernel } from './wasm-row-kernel'

/** The kernels, or `undefined` where WebAssembly is absent, too old for SIMD, or refused by a content-security policy. */
export function createWasmKernels(): { gram: GramKernel; rows: RowKernel } | undefined {
  try {
    const bytes = Uint8Array.from(DENSE_KERNEL.match(/../g) ?? [], digits => Number.parseInt(digits, 16))
    const heap = new WasmHeap(new WebAssembly.Module(bytes))
    return { gram: new WasmGramKernel(heap), rows: new WasmRowKernel(heap) }
  } catch {
    return undefined
  }
}

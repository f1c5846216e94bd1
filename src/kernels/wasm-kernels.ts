/** The kernels in WebAssembly, over one memory that they share, and others for what lives longer. */

import { CompressedStore } from './compressed-store'
import type { Kernels } from './kernels'
import { MemoryPool } from './memory-pool'
import { WasmGramKernel } from './wasm-gram-kernel'
import { KERNELS } from './wasm-kernel-data'
import { WasmLossKernel } from './wasm-loss-kernel'
import { WasmHeap } from './wasm-memory'
import { WasmRowKernel } from './wasm-row-kernel'

/** The kernels, or `undefined` where WebAssembly is absent, too old for SIMD, or refused by a content-security policy. */
export function createWasmKernels(): Kernels | undefined {
  try {
    const bytes = Uint8Array.from(KERNELS.match(/../g) ?? [], digits => Number.parseInt(digits, 16))
    const module = new WebAssembly.Module(bytes)
    const heap = new WasmHeap(module)
    const pool = new MemoryPool(module)
    return {
      gram: new WasmGramKernel(heap),
      rows: new WasmRowKernel(heap),
      compressedStore: (sizes, entries) => new CompressedStore(sizes, entries, pool),
      losses: new WasmLossKernel(heap),
    }
  } catch {
    return undefined
  }
}

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
    const module = new WebAssembly.Module(kernelBytes())
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

/** What assembly/compile.ts has written: six bits in the last character, two in the one before it if there is one. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(KERNELS.match(/[hij]?./g) ?? [], text => {
    const last = text.length - 1
    return last * (text.charCodeAt(0) - 103) * 64 + text.charCodeAt(last) - 40
  })
}

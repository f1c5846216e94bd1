/** The strip kernel with WebAssembly's SIMD, compiled from assembly/strip-kernel.ts. */

import type { StripKernel } from './strip-kernel'
import { STRIP_KERNEL } from './strip-kernel-data'

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536

/** Bytes of a double. */
const DOUBLE = 8

/** The kernel, or `undefined` where WebAssembly is absent, too old for SIMD, or refused by a content-security policy. */
export function createWasmKernel(): StripKernel | undefined {
  try {
    const bytes = Uint8Array.from(atob(STRIP_KERNEL), character => character.charCodeAt(0))
    return new WasmKernel(new WebAssembly.Module(bytes))
  } catch {
    return undefined
  }
}

class WasmKernel implements StripKernel {
  private heap = new Float64Array(0)
  private run: StripKernel['weightedProducts'] = () => {}

  constructor(private readonly module: WebAssembly.Module) {
    this.allocate(1)
  }

  reserve(length: number): Float64Array {
    if (this.heap.length < length) this.allocate(Math.ceil((DOUBLE * length) / PAGE))
    return this.heap
  }

  weightedProducts(
    left: number,
    weights: number,
    right: number,
    strips: number,
    count: number,
    scaled: number,
    out: number,
  ): void {
    this.run(DOUBLE * left, DOUBLE * weights, DOUBLE * right, strips, count, DOUBLE * scaled, DOUBLE * out)
  }

  /**
   * A new memory instead of a grown one: growing detaches a buffer, and once that has happened V8 checks every access
   * to every typed array for it.
   */
  private allocate(pages: number): void {
    const memory = new WebAssembly.Memory({ initial: pages })
    const { exports } = new WebAssembly.Instance(this.module, { env: { memory } })
    this.run = exports.weightedProducts as StripKernel['weightedProducts']
    this.heap = new Float64Array(memory.buffer)
  }
}

/**
 * WebAssembly memories for what lives longer than a call. What is given back serves the next one that asks, as fresh memory
 * is slow to touch for the first time: 17 MB of it took up to 180 ms, more than a fit that uses them.
 */

import { tryMemory, type WasmMemory } from './wasm-memory'

/** Memories that can be out at once: each takes gigabytes of address space, for V8 puts unused pages around it. */
const MOST = 8

/** Numbers, 64 MB of them, that are kept for the next one. */
const MOST_KEPT = 8_388_608

/** Room that is asked for, beyond what is needed now: working sets grow, and pages that are not touched cost nothing. */
const HEADROOM = 2

export class MemoryPool {
  private readonly idle: WasmMemory[] = []
  private out = 0

  constructor(private readonly module: WebAssembly.Module) {}

  /** Memory for at least `length` numbers, of any content, until it is given back; `undefined` where there is none. */
  take(length: number): WasmMemory | undefined {
    if (this.out >= MOST) return undefined
    const at = this.idle.findIndex(({ numbers }) => numbers.length >= length)
    // Smaller ones would not be asked for again soon.
    if (at < 0) this.idle.length = 0
    const memory = at < 0 ? tryMemory(this.module, HEADROOM * length) : this.idle.splice(at, 1)[0]
    if (memory !== undefined) this.out++
    return memory
  }

  giveBack(memory: WasmMemory): void {
    this.out--
    const kept = this.idle.reduce((total, { numbers }) => total + numbers.length, memory.numbers.length)
    if (kept <= MOST_KEPT) this.idle.push(memory)
  }
}

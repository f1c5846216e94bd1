/** Columns that lie one behind another: the plain store and WebAssembly's agree to the last bit, and memory is used again. */

import { describe, expect, it } from 'vitest'
import { CompressedStore } from '../../src/kernels/compressed-store'
import { MemoryPool } from '../../src/kernels/memory-pool'
import { wasmModule } from '../support/wasm-module'

const ROWS = 23
const LENGTHS = [0, 1, 2, 3, 4, 5, 7, 11, 23]

/** Columns of these lengths, whose rows are distinct, and two vectors, visited one after the other. */
function visit(store: CompressedStore): number[] {
  const starts = [0]
  for (const [k, length] of LENGTHS.entries()) {
    for (let e = 0; e < length; e++) {
      store.index[starts[k] + e] = (7 * e + k) % ROWS
      store.value[starts[k] + e] = Math.sin(starts[k] + 1.3 * e)
    }
    starts.push(starts[k] + length)
  }
  store.vectors.forEach((vector, at) => {
    for (let i = 0; i < ROWS; i++) vector[i] = Math.cos(i + at)
  })
  const seen: number[] = []
  for (const vector of [0, 1] as const) {
    for (let k = 0; k < LENGTHS.length; k++) {
      seen.push(store.dot(starts[k], starts[k + 1], vector))
      store.add(starts[k], starts[k + 1], 0.1 * (k + 1), vector)
    }
  }
  return [...seen, ...store.vectors[0], ...store.vectors[1]]
}

const entries = LENGTHS.reduce((sum, length) => sum + length, 0)

describe('a store of columns', () => {
  it('gives the same bits in WebAssembly', () => {
    const fast = new CompressedStore([ROWS, ROWS], entries, new MemoryPool(wasmModule()))
    expect(visit(fast)).toEqual(visit(new CompressedStore([ROWS, ROWS], entries)))
  })

  it('computes what it says', () => {
    const store = new CompressedStore([3, 3], 2)
    store.index.set([2, 0])
    store.value.set([4, 5])
    store.vectors[1].set([10, 20, 30])
    expect(store.dot(0, 2, 1)).toBe(4 * 30 + 5 * 10)
    store.add(0, 1, 0.5, 1)
    expect([...store.vectors[1]]).toEqual([10, 20, 32])
    expect([...store.vectors[0]]).toEqual([0, 0, 0])
  })

  it('is plain where there is no memory left', () => {
    const pool = new MemoryPool(wasmModule())
    const stores = Array.from({ length: 9 }, () => new CompressedStore([ROWS, ROWS], entries, pool))
    const [first] = stores.map(visit)
    for (const store of stores) expect(visit(store)).toEqual(first)
    expect(pool.take(1)).toBe(undefined)
    for (const store of stores) store.release()
    expect(pool.take(1)).not.toBe(undefined)
  })
})

describe('a pool of memories', () => {
  it('hands out what was given back, if it is long enough', () => {
    const pool = new MemoryPool(wasmModule())
    const first = pool.take(100_000)!
    expect(first.numbers.length).toBeGreaterThanOrEqual(100_000)
    const second = pool.take(100_000)!
    expect(second === first).toBe(false)
    pool.giveBack(first)
    expect(pool.take(50_000) === first).toBe(true)
    pool.giveBack(first)
    expect(pool.take(1_000_000) === first).toBe(false)
  })

  it('keeps 64 MB at most', () => {
    const pool = new MemoryPool(wasmModule())
    const large = pool.take(8_000_000)!
    pool.giveBack(large)
    expect(pool.take(1000) === large).toBe(false)
  })
})

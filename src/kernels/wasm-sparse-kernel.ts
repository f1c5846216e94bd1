/**
 * Products of compressed rows with several vectors with WebAssembly's SIMD, compiled from assembly/sparse-kernel.ts;
 * sparse-kernel.ts states what they compute. A few rows at a time are copied to the stage. Where the memory cannot be
 * had, for rows that are longer than the stage, and for one vector, to which lanes are no use, the plain kernel does it.
 * A product of 10,000 × 784 images, 150 entries a row, with ten vectors took 8 ms, and 37 by the loops of one vector.
 */

import { ColumnStore } from './column-store'
import { JsSparseKernel } from './js-sparse-kernel'
import type { Compressed } from './layout'
import type { MemoryPool } from './memory-pool'
import type { NormalProduct } from './row-kernel'
import type { SparseKernel } from './sparse-kernel'
import { address, STAGE, type WasmHeap } from './wasm-memory'

/** Rows, and entries, that are copied at a time: values and columns take three quarters of the stage. */
const BLOCK_ROWS = 64
const BLOCK_ENTRIES = STAGE / 2

/** Where the columns of the entries, and the beginnings of the rows, lie in the stage, as positions of 32-bit numbers. */
const INDEX = 2 * BLOCK_ENTRIES
const STARTS = 3 * BLOCK_ENTRIES
const INT = Int32Array.BYTES_PER_ELEMENT

export class WasmSparseKernel implements SparseKernel {
  private readonly plain = new JsSparseKernel()

  constructor(
    private readonly heap: WasmHeap,
    private readonly pool: MemoryPool,
  ) {}

  normalTimes(x: Compressed, cols: number, product: NormalProduct): void {
    const { outputs, v, stride, out } = product
    const lanes = outputs + (outputs % 2)
    const sums = cols * lanes
    const vectors = 2 * sums
    const isForPlain = outputs === 1 || isTooLong(x)
    const numbers = isForPlain ? undefined : this.heap.reserve(vectors + BLOCK_ROWS * lanes)
    if (numbers === undefined) {
      this.plain.normalTimes(x, cols, product)
      return
    }
    numbers.fill(0, 0, vectors)
    for (let a = 0; a < outputs; a++) {
      for (let j = 0, to = a; j < cols; j++, to += lanes) numbers[to] = v[a * stride + j]
    }
    const rows = x.start.length - 1
    for (let i = 0; i < rows; ) {
      const count = rowsFrom(x.start, i)
      this.addBlock(x, product, i, count, { lanes, sums, vectors, numbers })
      i += count
    }
    for (let a = 0; a < outputs; a++) {
      for (let j = 0, from = sums + a; j < cols; j++, from += lanes) out[a * stride + j] = numbers[from]
    }
  }

  columnStore(rows: number, entries: number): ColumnStore {
    return new ColumnStore(rows, entries, this.pool)
  }

  private addBlock(x: Compressed, product: NormalProduct, first: number, count: number, at: Places): void {
    const { outputs, shifts, z, weighted } = product
    const { lanes, sums, vectors, numbers } = at
    const rows = x.start.length - 1
    this.stageRows(x, first, count)
    const { sparseProducts, addSparseRows } = this.heap.memory.run
    const [index, starts] = [INT * INDEX, INT * STARTS]
    sparseProducts(0, index, starts, count, lanes, address(0), address(vectors))
    for (let a = 0; a < outputs; a++) {
      for (let r = 0, p = a * rows + first; r < count; r++, p++) {
        z[p] = numbers[vectors + r * lanes + a] + shifts[a]
      }
    }
    product.weigh({ start: first, end: first + count })
    for (let a = 0; a < outputs; a++) {
      for (let r = 0, p = a * rows + first; r < count; r++, p++) {
        numbers[vectors + r * lanes + a] = weighted[p]
      }
    }
    addSparseRows(0, index, starts, count, lanes, address(vectors), address(sums))
  }

  private stageRows({ start, index, value }: Compressed, first: number, count: number): void {
    const { memory } = this.heap
    const [from, to] = [start[first], start[first + count]]
    memory.copyIn(value.subarray(from, to), 0)
    memory.integers.set(index.subarray(from, to), INDEX)
    memory.integers.set(start.subarray(first, first + count + 1), STARTS)
  }
}

/** Where things are in the heap. */
interface Places {
  /** outputs, and one more if they are odd */
  readonly lanes: number
  readonly sums: number
  readonly vectors: number
  readonly numbers: Float64Array
}

/** Whether a row does not fit on the stage. */
function isTooLong({ start }: Compressed): boolean {
  for (let i = 1; i < start.length; i++) if (start[i] - start[i - 1] > BLOCK_ENTRIES) return true
  return false
}

/** How many rows from this one on fit on the stage. */
function rowsFrom(start: Int32Array, first: number): number {
  const last = Math.min(start.length - 1, first + BLOCK_ROWS)
  let end = first
  while (end < last && start[end + 1] - start[first] <= BLOCK_ENTRIES) end++
  return end - first
}

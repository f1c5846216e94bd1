/**
 * The loop of Gram matrices with WebAssembly's SIMD, compiled from assembly/dense-kernel.ts; gram-kernel.ts states what
 * it computes. What it works on are packed panels in its own memory.
 */

import type { GramKernel, StripProduct } from './gram-kernel'
import { JsGramKernel } from './js-gram-kernel'
import type { DenseLayout } from './layout'
import { packStrips } from './pack-strips'
import { address, DOUBLE, STAGE, type WasmHeap } from './wasm-memory'

/** Numbers that are packed without a copy in the time that starting to copy takes. */
const START_OF_COPY = 64

export class WasmGramKernel implements GramKernel {
  /** in force while the memory of WebAssembly does not suffice */
  private plain: JsGramKernel | undefined

  constructor(private readonly heap: WasmHeap) {}

  reserve(length: number): Float64Array {
    const numbers = this.heap.reserve(length)
    this.plain = undefined
    if (numbers !== undefined) return numbers
    this.plain = new JsGramKernel()
    return this.plain.reserve(length)
  }

  /**
   * Where rows are contiguous they are copied, and then packed at the speed of WebAssembly: half the time of packing
   * them from where they are, and for Float32 values as well. Not so where a copy would be mostly of other columns, or
   * of a few numbers at a time.
   */
  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, to: number): void {
    if (this.plain !== undefined) {
      this.plain.pack(x, columns, rows, to)
      return
    }
    const { rowStride, colStride } = x
    const { length: count } = rows
    const near = colStride === 1 && rowStride > 0 && rowStride <= Math.min(STAGE, 3 * columns.length)
    if (!near || START_OF_COPY * runsOf(rows) > count * columns.length) {
      packStrips(x, columns, rows, this.heap.numbers, to)
      return
    }
    const { packStrip } = this.heap.memory.run
    const last = columns.length - 1
    const step = Math.floor(STAGE / rowStride)
    for (let top = 0; top < count; top += step) {
      const staged = rows.subarray(top, top + step)
      this.stageRows(x, staged)
      for (let c = 0; c <= last; c += 4) {
        packStrip(
          DOUBLE * columns[c],
          DOUBLE * columns[Math.min(c + 1, last)],
          DOUBLE * columns[Math.min(c + 2, last)],
          DOUBLE * columns[Math.min(c + 3, last)],
          DOUBLE * rowStride,
          staged.length,
          address(to + c * count + 4 * top),
        )
      }
    }
  }

  multiply(product: StripProduct): void {
    if (this.plain !== undefined) {
      this.plain.multiply(product)
      return
    }
    const { left, weights, right, strips, count, scaled, out } = product
    this.heap.memory.run.weightedProducts(
      address(left),
      address(weights),
      address(right),
      strips,
      count,
      address(scaled),
      address(out),
    )
  }

  /** Copies these rows to the stage, each run of neighbours in one piece. */
  private stageRows({ data, rowStride, offset }: DenseLayout, rows: Int32Array): void {
    for (let r = 0; r < rows.length; ) {
      let end = r + 1
      while (end < rows.length && rows[end] === rows[end - 1] + 1) end++
      const start = offset + rows[r] * rowStride
      this.heap.memory.copyIn(data.subarray(start, start + (end - r) * rowStride), r * rowStride)
      r = end
    }
  }
}

/** Runs of neighbours among increasing rows. */
function runsOf(rows: Int32Array): number {
  let runs = 1
  for (let r = 1; r < rows.length; r++) if (rows[r] !== rows[r - 1] + 1) runs++
  return runs
}

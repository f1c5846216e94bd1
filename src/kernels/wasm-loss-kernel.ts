/**
 * The loops of the losses with WebAssembly's SIMD, compiled from assembly/exp-log.ts; loss-kernel.ts states what they
 * compute. Blocks of rows are copied to the stage and back.
 */

import { addParts, CompensatedSum } from '../support/compensated-sum'
import { LEAST, type LossKernel, type RowExpansion, type SignedRows } from './loss-kernel'
import { DOUBLE, type WasmHeap } from './wasm-memory'

/**
 * Rows that are copied at a time, so that what belongs to them stays in the first-level cache: a multiple of those whose losses are
 * added at a time, so that the sums are those of the plain kernel.
 */
const BLOCK_ROWS = 512
const STRIDE = BLOCK_ROWS * DOUBLE

export class WasmLossKernel implements LossKernel {
  constructor(private readonly heap: WasmHeap) {}

  logisticLosses(rows: SignedRows, z: Float64Array): number {
    const { logisticLosses } = this.heap.memory.run
    const total = new CompensatedSum()
    for (let start = 0; start < z.length; start += BLOCK_ROWS) {
      addParts(total, this.stage(rows, z, start), (from, to) =>
        logisticLosses(from * DOUBLE, STRIDE, to - from),
      )
    }
    return total.value
  }

  expandLogistic(rows: SignedRows, z: Float64Array, { residual, curvature, least }: RowExpansion): number {
    const { numbers, run } = this.heap.memory
    const total = new CompensatedSum()
    for (let start = 0; start < z.length; start += BLOCK_ROWS) {
      addParts(total, this.stage(rows, z, start), (from, to) =>
        run.expandLogistic(from * DOUBLE, STRIDE, to - from, least),
      )
      const count = Math.min(BLOCK_ROWS, z.length - start)
      residual.set(numbers.subarray(3 * BLOCK_ROWS, 3 * BLOCK_ROWS + count), start)
      curvature.set(numbers.subarray(4 * BLOCK_ROWS, 4 * BLOCK_ROWS + count), start)
    }
    return total.value
  }

  expInPlace(x: Float64Array): void {
    const { expInto } = this.heap.memory.run
    this.inPlace(x, count => expInto(0, count, 0))
  }

  logInPlace(x: Float64Array): void {
    const { logInto } = this.heap.memory.run
    this.inPlace(x, count => logInto(0, count, LEAST))
  }

  private inPlace(x: Float64Array, work: (count: number) => void): void {
    const { numbers } = this.heap.memory
    for (let start = 0; start < x.length; start += BLOCK_ROWS) {
      const block = x.subarray(start, start + BLOCK_ROWS)
      numbers.set(block)
      work(block.length)
      block.set(numbers.subarray(0, block.length))
    }
  }

  /** Copies a block to the stage, and a row of weight 0 behind an odd number of them; returns how many rows that is. */
  private stage({ signs, weights }: SignedRows, z: Float64Array, start: number): number {
    const { numbers } = this.heap.memory
    const count = Math.min(BLOCK_ROWS, z.length - start)
    const end = start + count
    numbers.set(signs.subarray(start, end))
    numbers.set(z.subarray(start, end), BLOCK_ROWS)
    numbers.set(weights.subarray(start, end), 2 * BLOCK_ROWS)
    if (count % 2 === 0) return count
    // All of it: what was there before may be NaN, which a weight of 0 does not make 0.
    numbers[count] = 0
    numbers[BLOCK_ROWS + count] = 0
    numbers[2 * BLOCK_ROWS + count] = 0
    return count + 1
  }
}

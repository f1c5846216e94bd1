/**
 * Products with rows with WebAssembly's SIMD, compiled from assembly/dense-kernel.ts; row-kernel.ts states what they
 * compute. The plain kernel does the last rows of a range, fewer than four, and whatever is not worth a copy.
 *
 * A few rows at a time are copied to the memory of WebAssembly, and then are in the cache. With the copy, a product with
 * the Hessian still took half the time of the plain loops on doubles (1.7 to 1.1 ns an entry of 20,000 × 768, 1.9 to 0.9
 * of 200,000 × 30) and on Float32 values (2.0 to 1.1); single products gained from nothing (long rows of doubles) to half.
 * Where the memory cannot be had, the plain kernel does it all.
 */

import { JsRowKernel } from './js-row-kernel'
import type { DenseLayout, RowRange } from './layout'
import { type NormalProduct, type RowKernel, type RowVisit, readsWholeRows } from './row-kernel'
import { address, DOUBLE, STAGE, type WasmHeap } from './wasm-memory'
import { WasmRowVisit } from './wasm-row-visit'

/** Bytes, and rows, that a product copies at a time, so that they stay in the first-level cache. */
const BLOCK_BYTES = 32_768
const BLOCK_ROWS = 256

/** Bytes of a vector that has a place for each row of a block. */
const VECTOR = DOUBLE * BLOCK_ROWS

/** Numbers, 16 MB of them, that a visit of rows may keep in memory at once. */
const MOST_VISITED = 2_000_000

export class WasmRowKernel implements RowKernel {
  private readonly plain = new JsRowKernel()

  constructor(private readonly heap: WasmHeap) {}

  times(
    x: DenseLayout,
    columns: Int32Array | undefined,
    w: Float64Array,
    out: Float64Array,
    range: RowRange,
  ): void {
    const { ours, rest } = share(x, columns, range)
    if (ours.end > ours.start) {
      const { cols } = x
      const numbers = this.heap.reserve(cols + BLOCK_ROWS)
      if (numbers === undefined) {
        this.plain.times(x, columns, w, out, range)
        return
      }
      spread(x, columns, w, numbers, 0)
      const { rowProducts } = this.heap.memory.run
      this.byBlocks(x, ours, (i, count, stride) => {
        rowProducts(0, stride, count, cols, 1, address(0), address(cols), VECTOR)
        out.set(numbers.subarray(cols, cols + count), i)
      })
    }
    this.plain.times(x, columns, w, out, rest)
  }

  transposeTimes(
    x: DenseLayout,
    columns: Int32Array | undefined,
    v: Float64Array,
    out: Float64Array,
    range: RowRange,
  ): void {
    const { ours, rest } = share(x, columns, range)
    if (ours.end > ours.start) {
      const { cols } = x
      const numbers = this.heap.reserve(cols + BLOCK_ROWS)
      if (numbers === undefined) {
        this.plain.transposeTimes(x, columns, v, out, range)
        return
      }
      spread(x, columns, out, numbers, 0)
      const { addRows } = this.heap.memory.run
      this.byBlocks(x, ours, (i, count, stride) => {
        numbers.set(v.subarray(i, i + count), cols)
        addRows(0, stride, count, cols, 1, address(cols), VECTOR, address(0))
      })
      if (columns === undefined) out.set(numbers.subarray(0, cols))
      else for (let k = 0; k < columns.length; k++) out[k] = numbers[columns[k]]
    }
    this.plain.transposeTimes(x, columns, v, out, rest)
  }

  addSquares(x: DenseLayout, d: Float64Array, out: Float64Array, range: RowRange): void {
    const { ours, rest } = share(x, undefined, range)
    const { cols } = x
    // Of a sample most rows have weight 0: those are not worth a copy.
    const worthwhile = ours.end > ours.start && nonZeros(d, ours) > (ours.end - ours.start) / 4
    const numbers = worthwhile ? this.heap.reserve(cols + BLOCK_ROWS) : undefined
    if (numbers === undefined) {
      this.plain.addSquares(x, d, out, range)
      return
    }
    numbers.set(out.subarray(0, cols))
    const { addSquares } = this.heap.memory.run
    this.byBlocks(x, ours, (i, count, stride) => {
      numbers.set(d.subarray(i, i + count), cols)
      addSquares(0, stride, count, cols, address(cols), address(0))
    })
    out.set(numbers.subarray(0, cols))
    this.plain.addSquares(x, d, out, rest)
  }

  normalTimes(x: DenseLayout, product: NormalProduct, range: RowRange): void {
    const { ours, rest } = share(x, undefined, range)
    if (ours.end > ours.start) this.normalTimesOf(x, product, ours)
    this.plain.normalTimes(x, product, rest)
  }

  private normalTimesOf(x: DenseLayout, product: NormalProduct, range: RowRange): void {
    const { outputs, v, stride, shifts, z, weighted, out } = product
    const { rows, cols } = x
    const sums = outputs * cols
    const vectors = 2 * sums
    const numbers = this.heap.reserve(vectors + outputs * BLOCK_ROWS)
    if (numbers === undefined) {
      this.plain.normalTimes(x, product, range)
      return
    }
    for (let a = 0; a < outputs; a++) {
      numbers.set(v.subarray(a * stride, a * stride + cols), a * cols)
      numbers.set(out.subarray(a * stride, a * stride + cols), sums + a * cols)
    }
    const { rowProducts, addRows } = this.heap.memory.run
    this.byBlocks(x, range, (i, count, bytes) => {
      rowProducts(0, bytes, count, cols, outputs, address(0), address(vectors), VECTOR)
      for (let a = 0, from = vectors; a < outputs; a++, from += BLOCK_ROWS) {
        for (let r = 0, p = a * rows + i; r < count; r++, p++) z[p] = numbers[from + r] + shifts[a]
      }
      product.weigh({ start: i, end: i + count })
      for (let a = 0, p = i; a < outputs; a++, p += rows) {
        numbers.set(weighted.subarray(p, p + count), vectors + a * BLOCK_ROWS)
      }
      addRows(0, bytes, count, cols, outputs, address(vectors), VECTOR, address(sums))
    })
    for (let a = 0; a < outputs; a++) {
      out.set(numbers.subarray(sums + a * cols, sums + (a + 1) * cols), a * stride)
    }
  }

  visit(x: DenseLayout, w: Float64Array, together: number): RowVisit {
    const { rowStride, colStride } = x
    const length = w.length + together * rowStride
    if (colStride !== 1 || rowStride <= 0 || length > MOST_VISITED) return this.plain.visit(x, w)
    if (this.heap.reserve(length) === undefined) return this.plain.visit(x, w)
    return new WasmRowVisit(x, w, this.heap.memory, STAGE)
  }

  /** Copies groups of four rows to the stage, and has `work` done on them: `i` is the first of `count` rows. */
  private byBlocks(
    { data, rowStride, offset }: DenseLayout,
    { start, end }: RowRange,
    work: (i: number, count: number, stride: number) => void,
  ): void {
    const stride = DOUBLE * rowStride
    const block = Math.max(4, Math.min(BLOCK_ROWS, Math.floor(BLOCK_BYTES / stride) & ~3))
    for (let i = start; i < end; i += block) {
      const count = Math.min(block, end - i)
      const at = offset + i * rowStride
      this.heap.memory.copyIn(data.subarray(at, at + count * rowStride), 0)
      work(i, count, stride)
    }
  }
}

function nonZeros(values: Float64Array, { start, end }: RowRange): number {
  let count = 0
  for (let i = start; i < end; i++) if (values[i] !== 0) count++
  return count
}

/** Groups of four rows for WebAssembly, and the rest; that is all where rows are not worth a copy. */
function share(x: DenseLayout, columns: Int32Array | undefined, { start, end }: RowRange) {
  const stop = fits(x, columns) ? start + ((end - start) & ~3) : start
  return { ours: { start, end: stop }, rest: { start: stop, end } }
}

/** Whether rows can be copied to the stage, four at least, and most of what is copied is wanted. */
function fits(x: DenseLayout, columns: Int32Array | undefined): boolean {
  const { cols, rowStride } = x
  const wanted = columns?.length ?? cols
  return readsWholeRows(x, wanted) && rowStride > 0 && rowStride <= Math.min(STAGE >> 2, 2 * wanted)
}

/** Writes a vector over `columns` as one over all columns, 0 elsewhere, to `numbers` from `at` on. */
function spread(
  { cols }: DenseLayout,
  columns: Int32Array | undefined,
  vector: Float64Array,
  numbers: Float64Array,
  at: number,
): void {
  if (columns === undefined) {
    numbers.set(vector.subarray(0, cols), at)
    return
  }
  numbers.fill(0, at, at + cols)
  for (let k = 0; k < columns.length; k++) numbers[at + columns[k]] = vector[k]
}

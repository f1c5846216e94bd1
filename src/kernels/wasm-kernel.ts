/**
 * The dense kernel with WebAssembly's SIMD, compiled from assembly/dense-kernel.ts.
 *
 * WebAssembly sees its own memory only, so what it works on is copied there: packed panels, or a few rows at a time,
 * which then are in the cache. With the copy, a product with the Hessian still took half the time of the plain loops on
 * doubles (1.7 to 1.1 ns an entry of 20,000 × 768, 1.9 to 0.9 of 200,000 × 30) and on Float32 values (2.0 to 1.1);
 * single products gained from nothing (long rows of doubles) to half.
 */

import type { DenseKernel } from './dense-kernel'
import type { DenseLayout, DenseRows } from './layout'
import { packStrips } from './pack-strips'
import type { RowVisit } from './row-visit'
import { DENSE_KERNEL } from './wasm-kernel-data'
import { DOUBLE, WasmMemory } from './wasm-memory'
import { WasmRowVisit } from './wasm-row-visit'

/** Numbers, 128 KB of them, that rows are copied to before they are packed. */
const STAGE = 16_384

/** Bytes, and rows, that a product copies at a time, so that they stay in the first-level cache. */
const BLOCK_BYTES = 32_768
const BLOCK_ROWS = 256

/** Numbers, 16 MB of them, that a visit of rows may keep in memory at once. */
const MOST_VISITED = 2_000_000

/** Numbers that are packed without a copy in the time that starting to copy takes. */
const START_OF_COPY = 64

/** The kernel, or `undefined` where WebAssembly is absent, too old for SIMD, or refused by a content-security policy. */
export function createWasmKernel(): DenseKernel | undefined {
  try {
    const bytes = Uint8Array.from(DENSE_KERNEL.match(/../g)!, digits => Number.parseInt(digits, 16))
    return new WasmKernel(new WebAssembly.Module(bytes))
  } catch {
    return undefined
  }
}

class WasmKernel implements DenseKernel {
  private memory!: WasmMemory
  private heap!: Float64Array

  constructor(private readonly module: WebAssembly.Module) {
    this.allocate(1)
  }

  reserve(length: number): Float64Array {
    if (this.heap.length < length) this.allocate(length)
    return this.heap
  }

  /**
   * Where rows are contiguous they are copied, and then packed at the speed of WebAssembly: half the time of packing
   * them from where they are, and for Float32 values as well. Not so where a copy would be mostly of other columns, or
   * of a few numbers at a time.
   */
  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, count: number, panel: number): void {
    const { rowStride, colStride } = x
    const near = colStride === 1 && rowStride > 0 && rowStride <= Math.min(STAGE, 3 * columns.length)
    if (!near || START_OF_COPY * runsOf(rows, count) > count * columns.length) {
      packStrips(x, columns, rows, count, this.heap, panel)
      return
    }
    const last = columns.length - 1
    const step = Math.floor(STAGE / rowStride)
    for (let top = 0; top < count; top += step) {
      const bottom = Math.min(count, top + step)
      this.stageRows(x, rows, top, bottom)
      for (let c = 0; c <= last; c += 4) {
        this.memory.run.packStrip(
          DOUBLE * columns[c],
          DOUBLE * columns[Math.min(c + 1, last)],
          DOUBLE * columns[Math.min(c + 2, last)],
          DOUBLE * columns[Math.min(c + 3, last)],
          DOUBLE * rowStride,
          bottom - top,
          address(panel + c * count + 4 * top),
        )
      }
    }
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
    this.memory.run.weightedProducts(
      address(left),
      address(weights),
      address(right),
      strips,
      count,
      address(scaled),
      address(out),
    )
  }

  rowProducts(
    x: DenseRows,
    columns: Int32Array,
    w: Float64Array,
    out: Float64Array,
    start: number,
    end: number,
  ): number {
    if (!fits(x, columns)) return start
    const { cols } = x
    const heap = this.reserve(cols + BLOCK_ROWS)
    spread(x, columns, w, heap, 0)
    const { rowProducts } = this.memory.run
    return this.byBlocks(x, start, end, (i, count, stride) => {
      rowProducts(0, stride, count, cols, address(0), address(cols))
      out.set(heap.subarray(cols, cols + count), i)
    })
  }

  addRowCombination(
    x: DenseRows,
    columns: Int32Array,
    v: Float64Array,
    out: Float64Array,
    start: number,
    end: number,
  ): number {
    if (!fits(x, columns)) return start
    const { cols } = x
    const heap = this.reserve(cols + BLOCK_ROWS)
    spread(x, columns, out, heap, 0)
    const { addRows } = this.memory.run
    const done = this.byBlocks(x, start, end, (i, count, stride) => {
      heap.set(v.subarray(i, i + count), cols)
      addRows(0, stride, count, cols, address(cols), address(0))
    })
    for (let k = 0; k < columns.length; k++) out[k] = heap[columns[k]]
    return done
  }

  addHessianProduct(
    x: DenseRows,
    columns: Int32Array,
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): number {
    if (!fits(x, columns)) return 0
    const { cols } = x
    const product = cols
    const weighted = 2 * cols
    const heap = this.reserve(weighted + BLOCK_ROWS)
    spread(x, columns, v, heap, 0)
    spread(x, columns, out, heap, product)
    const { rowProducts, addRows } = this.memory.run
    const done = this.byBlocks(x, 0, x.rows, (i, count, stride) => {
      rowProducts(0, stride, count, cols, address(0), address(weighted))
      for (let r = 0; r < count; r++) {
        const margin = heap[weighted + r] + shift
        margins[i + r] = margin
        heap[weighted + r] = d[i + r] * margin
      }
      addRows(0, stride, count, cols, address(weighted), address(product))
    })
    out.set(heap.subarray(product, product + cols))
    return done
  }

  visitRows(x: DenseRows, w: Float64Array, together: number): RowVisit | undefined {
    const length = w.length + together * x.rowStride
    if (length > MOST_VISITED) return undefined
    this.reserve(length)
    return new WasmRowVisit(x, w, this.memory, STAGE)
  }

  /** Copies groups of four rows to the stage, and has `work` done on them: `i` is the first of `count` rows. */
  private byBlocks(
    { data, rowStride, offset }: DenseRows,
    start: number,
    end: number,
    work: (i: number, count: number, stride: number) => void,
  ): number {
    const stride = DOUBLE * rowStride
    const block = Math.max(4, Math.min(BLOCK_ROWS, Math.floor(BLOCK_BYTES / stride) & ~3))
    const stop = start + ((end - start) & ~3)
    for (let i = start; i < stop; i += block) {
      const count = Math.min(block, stop - i)
      const at = offset + i * rowStride
      this.memory.copyIn(data.subarray(at, at + count * rowStride), 0)
      work(i, count, stride)
    }
    return stop
  }

  /** Copies the rows at `top` to `bottom - 1` in the list, each run of neighbours in one piece. */
  private stageRows(
    { data, rowStride, offset }: DenseLayout,
    rows: Int32Array,
    top: number,
    bottom: number,
  ): void {
    for (let r = top; r < bottom; ) {
      let end = r + 1
      while (end < bottom && rows[end] === rows[end - 1] + 1) end++
      const start = offset + rows[r] * rowStride
      this.memory.copyIn(data.subarray(start, start + (end - r) * rowStride), (r - top) * rowStride)
      r = end
    }
  }

  private allocate(length: number): void {
    this.memory = new WasmMemory(this.module, STAGE + length)
    this.heap = this.memory.numbers.subarray(STAGE)
  }
}

/** Whether rows can be copied to the stage, four at least, and most of what is copied is wanted. */
function fits({ rowStride }: DenseRows, columns: Int32Array): boolean {
  return rowStride > 0 && rowStride <= Math.min(STAGE >> 2, 2 * columns.length)
}

/** Writes a vector over `columns` as one over all columns, 0 elsewhere, to `heap` from `at` on. */
function spread(
  { cols }: DenseRows,
  columns: Int32Array,
  vector: Float64Array,
  heap: Float64Array,
  at: number,
): void {
  heap.fill(0, at, at + cols)
  for (let k = 0; k < columns.length; k++) heap[at + columns[k]] = vector[k]
}

/** The address of a position: the heap lies behind the stage. */
function address(position: number): number {
  return DOUBLE * (STAGE + position)
}

/** Runs of neighbours among increasing rows. */
function runsOf(rows: Int32Array, count: number): number {
  let runs = 1
  for (let r = 1; r < count; r++) if (rows[r] !== rows[r - 1] + 1) runs++
  return runs
}

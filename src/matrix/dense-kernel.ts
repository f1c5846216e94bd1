/**
 * The innermost loops over dense data.
 *
 * Gram matrices and Cholesky factorisations spend their time in a strip of four packed columns against many strips,
 *
 *   P = (diag(w) L)ᵀ R,     L count × 4,  w count,  R count × 4 s,  P 4 × 4 s
 *
 * A strip holds its four columns row by row (entry (r, c) at 4 r + c), and strips follow each other. So a 4 × 4 tile
 * of P stays in registers while the rows stream by: 16 multiply–adds for 8 loads.
 *
 * Gradients and products with the Hessian spend theirs in products with rows, which row-kernels.ts states.
 *
 * There are two implementations. In plain JavaScript a tile runs at 2.2 multiply–adds a nanosecond on one machine;
 * with WebAssembly's SIMD (src/matrix/dense-kernel-wasm.ts) at 10. Both do the same additions in the same order, so
 * they agree to the last bit and it does not matter to a result which of them ran.
 */

import type { DenseLayout } from './dense-columns'
import { createWasmKernel } from './dense-kernel-wasm'
import type { DenseRows } from './dense-rows'
import { packStrips } from './pack-strips'

/** Positions are indices into the memory that `reserve` handed out. */
export interface DenseKernel {
  /** Memory for at least `length` numbers, of any content. It is good until the next call of any user of the kernel. */
  reserve(length: number): Float64Array

  /** Packs the columns of the first `count` of the `rows`, which increase, to `panel`: see pack-strips.ts. */
  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, count: number, panel: number): void

  /**
   * Writes P row by row to `out`.
   *
   * @param left - position of L
   * @param right - position of the first strip of R
   * @param strips - s
   * @param scaled - position of 4 · count numbers that become diag(w) L; not within L
   */
  weightedProducts(
    left: number,
    weights: number,
    right: number,
    strips: number,
    count: number,
    scaled: number,
    out: number,
  ): void

  /**
   * Does the first of the rows `start` to `end - 1` of what the function of this name in row-kernels.ts does, as many
   * as it takes: the plain kernel none, the other all but three at most.
   *
   * @returns the first row that is left
   */
  rowProducts: RowKernel

  /** The same of `addRowCombination`. */
  addRowCombination: RowKernel

  /** The same of `addHessianProduct`, for all rows and columns. */
  addHessianProduct(
    x: DenseRows,
    columns: Int32Array,
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): number
}

type RowKernel = (
  x: DenseRows,
  columns: Int32Array,
  v: Float64Array,
  out: Float64Array,
  start: number,
  end: number,
) => number

/** Multiply–adds after which the WebAssembly kernel is made: plain ones take about 2 ms, and so does making it. */
const WORTH_COMPILING = 4e6

let kernel: DenseKernel | undefined
let done = 0

/** The kernel to use for so many multiply–adds more: WebAssembly once there has been work that repays it, if it is allowed. */
export function denseKernel(work: number): DenseKernel {
  const before = done
  done += work
  if (before <= WORTH_COMPILING && done > WORTH_COMPILING) kernel = createWasmKernel() ?? kernel
  kernel ??= new PlainKernel()
  return kernel
}

/** The kernel in plain JavaScript. */
export class PlainKernel implements DenseKernel {
  private heap = new Float64Array(0)

  reserve(length: number): Float64Array {
    if (this.heap.length < length) this.heap = new Float64Array(length)
    return this.heap
  }

  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, count: number, panel: number): void {
    packStrips(x, columns, rows, count, this.heap, panel)
  }

  rowProducts(
    _x: DenseRows,
    _columns: Int32Array,
    _w: Float64Array,
    _out: Float64Array,
    start: number,
  ): number {
    return start
  }

  addRowCombination(
    _x: DenseRows,
    _columns: Int32Array,
    _v: Float64Array,
    _out: Float64Array,
    start: number,
  ): number {
    return start
  }

  addHessianProduct(): number {
    return 0
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
    const { heap } = this
    const end = scaled + 4 * count
    for (let from = left, to = scaled, w = weights; to < end; from += 4, to += 4, w++) {
      const weight = heap[w]!
      heap[to] = heap[from]! * weight
      heap[to + 1] = heap[from + 1]! * weight
      heap[to + 2] = heap[from + 2]! * weight
      heap[to + 3] = heap[from + 3]! * weight
    }
    const row = 4 * strips
    for (let q = 0, r = right, to = out; q < strips; q++, to += 4) {
      let s00 = 0
      let s01 = 0
      let s02 = 0
      let s03 = 0
      let s10 = 0
      let s11 = 0
      let s12 = 0
      let s13 = 0
      let s20 = 0
      let s21 = 0
      let s22 = 0
      let s23 = 0
      let s30 = 0
      let s31 = 0
      let s32 = 0
      let s33 = 0
      for (let l = scaled; l < end; l += 4, r += 4) {
        const x0 = heap[l]!
        const x1 = heap[l + 1]!
        const x2 = heap[l + 2]!
        const x3 = heap[l + 3]!
        let y = heap[r]!
        s00 += x0 * y
        s10 += x1 * y
        s20 += x2 * y
        s30 += x3 * y
        y = heap[r + 1]!
        s01 += x0 * y
        s11 += x1 * y
        s21 += x2 * y
        s31 += x3 * y
        y = heap[r + 2]!
        s02 += x0 * y
        s12 += x1 * y
        s22 += x2 * y
        s32 += x3 * y
        y = heap[r + 3]!
        s03 += x0 * y
        s13 += x1 * y
        s23 += x2 * y
        s33 += x3 * y
      }
      store(heap, to, s00, s01, s02, s03)
      store(heap, to + row, s10, s11, s12, s13)
      store(heap, to + 2 * row, s20, s21, s22, s23)
      store(heap, to + 3 * row, s30, s31, s32, s33)
    }
  }
}

function store(heap: Float64Array, at: number, s0: number, s1: number, s2: number, s3: number): void {
  heap[at] = s0
  heap[at + 1] = s1
  heap[at + 2] = s2
  heap[at + 3] = s3
}

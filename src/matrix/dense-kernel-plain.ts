/** The innermost loops over dense data in plain JavaScript; dense-kernel.ts states what they compute. */

import type { DenseLayout } from './dense-columns'
import type { DenseKernel } from './dense-kernel'
import type { DenseRows } from './dense-rows'
import { packStrips } from './pack-strips'

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

  visitRows(): undefined {}

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

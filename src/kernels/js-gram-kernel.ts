/** The loop of Gram matrices in plain JavaScript; gram-kernel.ts states what it computes. */

import type { GramKernel, StripProduct } from './gram-kernel'
import type { DenseLayout } from './layout'
import { packStrips } from './pack-strips'

export class JsGramKernel implements GramKernel {
  private heap = new Float64Array(0)

  reserve(length: number): Float64Array {
    if (this.heap.length < length) this.heap = new Float64Array(length)
    return this.heap
  }

  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, to: number): void {
    packStrips(x, columns, rows, this.heap, to)
  }

  multiply({ left, weights, right, strips, count, scaled, out }: StripProduct): void {
    const { heap } = this
    const end = scaled + 4 * count
    for (let from = left, to = scaled, w = weights; to < end; from += 4, to += 4, w++) {
      const weight = heap[w]
      heap[to] = heap[from] * weight
      heap[to + 1] = heap[from + 1] * weight
      heap[to + 2] = heap[from + 2] * weight
      heap[to + 3] = heap[from + 3] * weight
    }
    // Two columns of L at a time: their eight sums fit the registers, sixteen do not.
    for (let column = 0; column < 4; column += 2) {
      for (let q = 0, r = right, to = out + 4 * strips * column; q < strips; q++, to += 4) {
        let s00 = 0
        let s01 = 0
        let s02 = 0
        let s03 = 0
        let s10 = 0
        let s11 = 0
        let s12 = 0
        let s13 = 0
        for (let l = scaled + column; l < end; l += 4, r += 4) {
          const x0 = heap[l]
          const x1 = heap[l + 1]
          const y0 = heap[r]
          const y1 = heap[r + 1]
          const y2 = heap[r + 2]
          const y3 = heap[r + 3]
          s00 += x0 * y0
          s01 += x0 * y1
          s02 += x0 * y2
          s03 += x0 * y3
          s10 += x1 * y0
          s11 += x1 * y1
          s12 += x1 * y2
          s13 += x1 * y3
        }
        store(heap, to, s00, s01, s02, s03)
        store(heap, to + 4 * strips, s10, s11, s12, s13)
      }
    }
  }
}

function store(heap: Float64Array, at: number, s0: number, s1: number, s2: number, s3: number): void {
  heap[at] = s0
  heap[at + 1] = s1
  heap[at + 2] = s2
  heap[at + 3] = s3
}

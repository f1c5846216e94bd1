/** Products of compressed rows with vectors in plain JavaScript; sparse-kernel.ts states what they compute. */

import { ColumnStore } from './column-store'
import type { Compressed, Values } from './layout'
import type { NormalProduct } from './row-kernel'
import type { SparseKernel } from './sparse-kernel'
import { gatherDot, scatterAdd } from './sparse-rows'

/** Rows that are read twice in a row, while they are in the cache. */
const FUSED_ROWS = 64

export class JsSparseKernel implements SparseKernel {
  normalTimes({ start, index, value }: Compressed, cols: number, product: NormalProduct): void {
    const { outputs, v, stride, shifts, z, weighted, out } = product
    const rows = start.length - 1
    const dot = outputs === 1 ? gatherDot : dotInOrder
    out.fill(0)
    for (let first = 0; first < rows; first += FUSED_ROWS) {
      const last = Math.min(rows, first + FUSED_ROWS)
      for (let a = 0; a < outputs; a++) {
        const own = v.subarray(a * stride, a * stride + cols)
        for (let i = first, p = a * rows + first; i < last; i++, p++) {
          z[p] = dot(index, value, start[i], start[i + 1], own) + shifts[a]
        }
      }
      product.weigh({ start: first, end: last })
      for (let a = 0; a < outputs; a++) {
        const own = out.subarray(a * stride, a * stride + cols)
        for (let i = first, p = a * rows + first; i < last; i++, p++) {
          scatterAdd(index, value, start[i], start[i + 1], weighted[p], own)
        }
      }
    }
  }

  columnStore(rows: number, entries: number): ColumnStore {
    return new ColumnStore(rows, entries)
  }
}

/** As `gatherDot`, with one sum from the first entry to the last. */
function dotInOrder(index: Int32Array, value: Values, start: number, end: number, v: Float64Array): number {
  let sum = 0
  for (let p = start; p < end; p++) sum += value[p] * v[index[p]]
  return sum
}

/** Products of compressed rows with several vectors in plain JavaScript; sparse-kernel.ts states what they compute. */

import type { Compressed } from './layout'
import type { NormalProduct } from './row-kernel'
import type { SparseKernel } from './sparse-kernel'

/** Rows that are read twice in a row, while they are in the cache. */
const FUSED_ROWS = 64

export class JsSparseKernel implements SparseKernel {
  normalTimes({ start, index, value }: Compressed, _cols: number, product: NormalProduct): void {
    const { outputs, v, stride, shifts, z, weighted, out } = product
    const rows = start.length - 1
    out.fill(0)
    for (let first = 0; first < rows; first += FUSED_ROWS) {
      const last = Math.min(rows, first + FUSED_ROWS)
      for (let a = 0, at = 0; a < outputs; a++, at += stride) {
        for (let i = first; i < last; i++) {
          let sum = 0
          for (let p = start[i], end = start[i + 1]; p < end; p++) sum += value[p] * v[at + index[p]]
          z[a * rows + i] = sum + shifts[a]
        }
      }
      product.weigh({ start: first, end: last })
      for (let a = 0, at = 0; a < outputs; a++, at += stride) {
        for (let i = first; i < last; i++) {
          const w = weighted[a * rows + i]
          for (let p = start[i], end = start[i + 1]; p < end; p++) out[at + index[p]] += value[p] * w
        }
      }
    }
  }
}

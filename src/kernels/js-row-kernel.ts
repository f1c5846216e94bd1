/** Products with rows in plain JavaScript; row-kernel.ts states what they compute. */

import { JsRowVisit } from './js-row-visit'
import type { DenseLayout, RowRange } from './layout'
import type { NormalProduct, RowKernel, RowVisit } from './row-kernel'

/** Rows that a product with the normal matrix reads twice in a row, while they are in the cache. */
const FUSED_ROWS = 64

/** The list of all columns is not looked up, which takes a tenth less. */
export class JsRowKernel implements RowKernel {
  times(
    { data, cols, rowStride, offset }: DenseLayout,
    columns: Int32Array | undefined,
    w: Float64Array,
    out: Float64Array,
    { start, end }: RowRange,
  ): void {
    const count = columns === undefined ? cols : columns.length
    for (let i = start; i < end; i += 4) {
      // The last few rows go with repetitions of the last one.
      const p0 = offset + i * rowStride
      const p1 = offset + Math.min(i + 1, end - 1) * rowStride
      const p2 = offset + Math.min(i + 2, end - 1) * rowStride
      const p3 = offset + Math.min(i + 3, end - 1) * rowStride
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      if (columns === undefined) {
        for (let j = 0; j < count; j++) {
          const wj = w[j]
          s0 += data[p0 + j] * wj
          s1 += data[p1 + j] * wj
          s2 += data[p2 + j] * wj
          s3 += data[p3 + j] * wj
        }
      } else {
        for (let k = 0; k < count; k++) {
          const j = columns[k]
          const wk = w[k]
          s0 += data[p0 + j] * wk
          s1 += data[p1 + j] * wk
          s2 += data[p2 + j] * wk
          s3 += data[p3 + j] * wk
        }
      }
      out[i] = s0
      if (i + 1 < end) out[i + 1] = s1
      if (i + 2 < end) out[i + 2] = s2
      if (i + 3 < end) out[i + 3] = s3
    }
  }

  transposeTimes(
    { data, cols, rowStride, offset }: DenseLayout,
    columns: Int32Array | undefined,
    v: Float64Array,
    out: Float64Array,
    { start, end }: RowRange,
  ): void {
    const count = columns === undefined ? cols : columns.length
    let i = start
    for (; i + 3 < end; i += 4) {
      const v0 = v[i]
      const v1 = v[i + 1]
      const v2 = v[i + 2]
      const v3 = v[i + 3]
      const p0 = offset + i * rowStride
      const p1 = p0 + rowStride
      const p2 = p1 + rowStride
      const p3 = p2 + rowStride
      if (columns === undefined) {
        for (let j = 0; j < count; j++) {
          out[j] += v0 * data[p0 + j] + v1 * data[p1 + j] + (v2 * data[p2 + j] + v3 * data[p3 + j])
        }
      } else {
        for (let k = 0; k < count; k++) {
          const j = columns[k]
          out[k] += v0 * data[p0 + j] + v1 * data[p1 + j] + (v2 * data[p2 + j] + v3 * data[p3 + j])
        }
      }
    }
    for (; i < end; i++) {
      const vi = v[i]
      const row = offset + i * rowStride
      for (let k = 0; k < count; k++) out[k] += vi * data[row + (columns === undefined ? k : columns[k])]
    }
  }

  addSquares(
    { data, cols, rowStride, offset }: DenseLayout,
    d: Float64Array,
    out: Float64Array,
    { start, end }: RowRange,
  ): void {
    let i = start
    for (; i + 3 < end; i += 4) {
      const d0 = d[i]
      const d1 = d[i + 1]
      const d2 = d[i + 2]
      const d3 = d[i + 3]
      if (d0 === 0 && d1 === 0 && d2 === 0 && d3 === 0) continue
      const p0 = offset + i * rowStride
      const p1 = p0 + rowStride
      const p2 = p1 + rowStride
      const p3 = p2 + rowStride
      for (let j = 0; j < cols; j++) {
        const x0 = data[p0 + j]
        const x1 = data[p1 + j]
        const x2 = data[p2 + j]
        const x3 = data[p3 + j]
        out[j] += d0 * x0 * x0 + d1 * x1 * x1 + (d2 * x2 * x2 + d3 * x3 * x3)
      }
    }
    for (; i < end; i++) {
      const row = offset + i * rowStride
      for (let j = 0; j < cols; j++) out[j] += d[i] * data[row + j] * data[row + j]
    }
  }

  normalTimes(x: DenseLayout, product: NormalProduct, range: RowRange): void {
    const { outputs, v, stride, shifts, z, weighted, out } = product
    const { rows, cols } = x
    for (let start = range.start; start < range.end; start += FUSED_ROWS) {
      const part = { start, end: Math.min(range.end, start + FUSED_ROWS) }
      for (let a = 0; a < outputs; a++) {
        const own = z.subarray(a * rows, (a + 1) * rows)
        this.times(x, undefined, v.subarray(a * stride, a * stride + cols), own, part)
        for (let i = start; i < part.end; i++) own[i] += shifts[a]
      }
      product.weigh(part)
      for (let a = 0; a < outputs; a++) {
        const own = weighted.subarray(a * rows, (a + 1) * rows)
        this.transposeTimes(x, undefined, own, out.subarray(a * stride, a * stride + cols), part)
      }
    }
  }

  visit(x: DenseLayout, w: Float64Array): RowVisit {
    return new JsRowVisit(x, w)
  }
}

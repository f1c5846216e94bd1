/** Columns of a dense matrix under weights, for coordinate descent. */

import { columnTimes, columnTransposeTimes } from '../kernels/column-products'
import { dot } from '../kernels/dot'
import type { DenseLayout } from '../kernels/layout'
import { sum } from '../support/arrays'
import type { WeightedColumns } from './design-matrix'

export class DenseWeighted implements WeightedColumns {
  private readonly u: Float64Array

  /** @param constant - the value of a constant column that comes after those of `indices`, 0 for none */
  constructor(
    private readonly layout: DenseLayout,
    private readonly indices: Int32Array,
    private readonly d: Float64Array,
    private readonly constant: number,
    readonly squares: Float64Array,
  ) {
    this.u = new Float64Array(layout.rows)
  }

  dot(k: number): number {
    const { layout, indices, u } = this
    if (k === indices.length) return this.constant * sum(u)
    const { data, rows, rowStride, colStride, offset } = layout
    return dot(data, offset + indices[k] * colStride, rowStride, u, 0, rows)
  }

  add(k: number, a: number): void {
    const { layout, indices, d, u } = this
    if (k === indices.length) {
      const each = a * this.constant
      for (let i = 0; i < u.length; i++) u[i] += each * d[i]
      return
    }
    const { data, rows, rowStride, colStride, offset } = layout
    for (let i = 0, p = offset + indices[k] * colStride; i < rows; i++, p += rowStride) {
      u[i] += a * d[i] * data[p]
    }
  }

  read(out: Float64Array): void {
    out.set(this.u)
  }

  write(from: Float64Array): void {
    this.u.set(from)
  }

  normalTimesInto(positions: Int32Array, v: Float64Array, out: Float64Array): void {
    const { layout, indices, constant, d } = this
    const { length } = positions
    const hasConstant = length > 0 && positions[length - 1] === indices.length
    const columns = (hasConstant ? positions.subarray(0, -1) : positions).map(k => indices[k])
    const z = new Float64Array(layout.rows)
    columnTimes(layout, columns, v, z)
    const shift = hasConstant ? constant * v[length - 1] : 0
    for (let i = 0; i < z.length; i++) z[i] = d[i] * (z[i] + shift)
    columnTransposeTimes(layout, columns, z, out)
    if (hasConstant) out[length - 1] = constant * sum(z)
  }

  release(): void {}
}

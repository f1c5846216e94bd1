/** A visit of dense rows where they lie, whatever their strides. */

import type { DenseLayout } from './layout'
import type { RowVisit } from './row-kernel'

export class JsRowVisit implements RowVisit {
  constructor(
    private readonly x: DenseLayout,
    private readonly w: Float64Array,
  ) {}

  fetch(): void {}

  /**
   * Four quarters of the row at once, so that memory is asked for four lines at a time: on rows of 20,000 a third of the
   * time of reading from one end to the other. Pairs of columns, in the order of additions of the WebAssembly kernel.
   */
  dot(i: number): number {
    const { w } = this
    const { data, colStride } = this.x
    const quarter = (w.length >> 3) << 1
    const p0 = this.x.offset + i * this.x.rowStride
    const step = quarter * colStride
    let even = 0
    let odd = 0
    for (let j = 0, p = p0; j < quarter; j += 2, p += colStride) {
      even +=
        data[p] * w[j] +
        data[p + step] * w[j + quarter] +
        (data[p + 2 * step] * w[j + 2 * quarter] + data[p + 3 * step] * w[j + 3 * quarter])
      p += colStride
      odd +=
        data[p] * w[j + 1] +
        data[p + step] * w[j + quarter + 1] +
        (data[p + 2 * step] * w[j + 2 * quarter + 1] + data[p + 3 * step] * w[j + 3 * quarter + 1])
    }
    let sum = even + odd
    for (let j = 4 * quarter; j < w.length; j++) sum += data[p0 + j * colStride] * w[j]
    return sum
  }

  add(i: number, a: number): void {
    const { w } = this
    const { data, colStride } = this.x
    let p = this.x.offset + i * this.x.rowStride
    for (let j = 0; j < w.length; j++, p += colStride) w[j] += a * data[p]
  }

  leave(): void {}
}

import type { AddRow, KernelExports, RowDot } from './dense-kernel-exports'
import type { DenseRows } from './dense-rows'
import type { RowVisit } from './design-matrix'

/**
 * Rows of a dense matrix, fetched to the memory of WebAssembly: behind w, from where the heap begins. A fit by dual
 * descent took 229 ms instead of 378 on 20,000 × 768 Float32 values, and 2.5 instead of 3.5 on the digits.
 */
export class WasmRowVisit implements RowVisit {
  private readonly cols: number
  private readonly fetched: Float64Array | Float32Array
  private readonly rowDot: RowDot
  private readonly addRow: AddRow
  /** the bytes of a row */
  private readonly stride: number
  /** the addresses of w and of what would be row 0 */
  private readonly vector: number
  private origin = 0

  constructor(
    private readonly x: DenseRows,
    private readonly w: Float64Array,
    { rowDot64, rowDot32, addRow64, addRow32 }: KernelExports,
    private readonly heap: Float64Array,
  ) {
    const { buffer, byteOffset } = heap
    const single = x.data instanceof Float32Array
    const behind = byteOffset + w.byteLength
    this.cols = w.length
    this.fetched = single ? new Float32Array(buffer, behind) : new Float64Array(buffer, behind)
    this.rowDot = single ? rowDot32 : rowDot64
    this.addRow = single ? addRow32 : addRow64
    this.stride = x.rowStride * x.data.BYTES_PER_ELEMENT
    this.vector = byteOffset
    heap.set(w)
  }

  fetch(start: number, end: number): void {
    const { data, offset, rowStride } = this.x
    this.fetched.set(data.subarray(offset + start * rowStride, offset + (end - 1) * rowStride + this.cols))
    this.origin = this.fetched.byteOffset - start * this.stride
  }

  dot(i: number): number {
    return this.rowDot(this.origin + i * this.stride, this.cols, this.vector)
  }

  add(i: number, a: number): void {
    this.addRow(this.origin + i * this.stride, this.cols, a, this.vector)
  }

  leave(): void {
    this.w.set(this.heap.subarray(0, this.cols))
  }
}

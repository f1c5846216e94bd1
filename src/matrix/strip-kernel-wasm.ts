/** The strip kernel with WebAssembly's SIMD, compiled from assembly/strip-kernel.ts. */

import type { DenseLayout } from './dense-columns'
import { packStrips } from './pack-strips'
import type { StripKernel } from './strip-kernel'
import { STRIP_KERNEL } from './strip-kernel-data'

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536

/** Bytes of a double. */
const DOUBLE = 8

/** Numbers, 128 KB of them, that rows are copied to before they are packed. */
const STAGE = 16_384

/** Numbers that are packed without a copy in the time that starting to copy takes. */
const START_OF_COPY = 64

/** What assembly/strip-kernel.ts exports. */
interface Exports {
  readonly packStrip: (...addresses: readonly number[]) => void
  readonly weightedProducts: (...addresses: readonly number[]) => void
}

/** The kernel, or `undefined` where WebAssembly is absent, too old for SIMD, or refused by a content-security policy. */
export function createWasmKernel(): StripKernel | undefined {
  try {
    const bytes = Uint8Array.from(STRIP_KERNEL.match(/../g)!, digits => Number.parseInt(digits, 16))
    return new WasmKernel(new WebAssembly.Module(bytes))
  } catch {
    return undefined
  }
}

class WasmKernel implements StripKernel {
  private stage!: Float64Array
  private heap!: Float64Array
  private run!: Exports

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
        this.run.packStrip(
          DOUBLE * columns[c]!,
          DOUBLE * columns[Math.min(c + 1, last)]!,
          DOUBLE * columns[Math.min(c + 2, last)]!,
          DOUBLE * columns[Math.min(c + 3, last)]!,
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
    this.run.weightedProducts(
      address(left),
      address(weights),
      address(right),
      strips,
      count,
      address(scaled),
      address(out),
    )
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
      while (end < bottom && rows[end] === rows[end - 1]! + 1) end++
      const start = offset + rows[r]! * rowStride
      this.stage.set(data.subarray(start, start + (end - r) * rowStride), (r - top) * rowStride)
      r = end
    }
  }

  /**
   * A new memory instead of a grown one: growing detaches a buffer, and once that has happened V8 checks every access
   * to every typed array for it. A loop over arrays that have nothing to do with it took half as long again.
   */
  private allocate(length: number): void {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(address(length) / PAGE) })
    const { exports } = new WebAssembly.Instance(this.module, { env: { memory } })
    this.run = exports as unknown as Exports
    this.stage = new Float64Array(memory.buffer, 0, STAGE)
    this.heap = new Float64Array(memory.buffer, address(0))
  }
}

/** The address of a position: the heap lies behind the stage. */
function address(position: number): number {
  return DOUBLE * (STAGE + position)
}

/** Runs of neighbours among increasing rows. */
function runsOf(rows: Int32Array, count: number): number {
  let runs = 1
  for (let r = 1; r < count; r++) if (rows[r] !== rows[r - 1]! + 1) runs++
  return runs
}

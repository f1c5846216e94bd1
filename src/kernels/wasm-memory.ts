/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536

/** Bytes of a double. */
export const DOUBLE = 8

/** What assembly/dense-kernel.ts exports; positions are byte addresses there. */
interface KernelExports {
  readonly widen: (from: number, count: number, to: number) => void
  readonly packStrip: (...addresses: readonly number[]) => void
  readonly weightedProducts: (...addresses: readonly number[]) => void
  readonly rowProducts: RowLoop
  readonly addRows: RowLoop
  readonly rowDot: (x: number, cols: number, w: number) => number
  readonly addRow: (x: number, cols: number, a: number, w: number) => void
}

/** Of `vector` and `out`, one has an entry a column and the other an entry a row. */
type RowLoop = (x: number, stride: number, count: number, cols: number, vector: number, out: number) => void

/**
 * The memory that compiled code works on, and the code. A longer memory is a new one, not a grown one: growing detaches
 * a buffer, and once that has happened V8 checks every access to every typed array for it. A loop over arrays that have
 * nothing to do with it took half as long again.
 */
export class WasmMemory {
  readonly run: KernelExports
  readonly numbers: Float64Array
  private readonly floats: Float32Array

  /** @param length - numbers that there must be room for */
  constructor(module: WebAssembly.Module, length: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((DOUBLE * length) / PAGE) })
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    this.run = exports as unknown as KernelExports
    this.numbers = new Float64Array(memory.buffer)
    this.floats = new Float32Array(memory.buffer)
  }

  /**
   * Copies values to position `to`, Float32 ones as doubles: first as they are, to the second half of their place, and
   * widened from there, half the time of `Float64Array.set`.
   */
  copyIn(values: Float64Array | Float32Array, to: number): void {
    const { length } = values
    if (values instanceof Float64Array) {
      this.numbers.set(values, to)
      return
    }
    const raw = 2 * to + length
    this.floats.set(values, raw)
    this.run.widen(raw * Float32Array.BYTES_PER_ELEMENT, length, DOUBLE * to)
  }
}

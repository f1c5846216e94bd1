/**
 * The memory of WebAssembly, which sees no other: what it works on is copied there. At its beginning is the stage, for a
 * few rows at a time; behind it the heap, for vectors and packed panels.
 */

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536

/** Bytes of a double. */
export const DOUBLE = 8

/** Numbers, 128 KB of them, that rows can be copied to before they are worked on. */
export const STAGE = 16_384

/** What assembly/index.ts exports; positions are byte addresses there. */
interface KernelExports {
  readonly widen: (from: number, count: number, to: number) => void
  readonly packStrip: (...addresses: readonly number[]) => void
  readonly weightedProducts: (...addresses: readonly number[]) => void
  readonly rowProducts: RowLoop
  readonly addRows: RowLoop
  readonly addSquares: (
    x: number,
    stride: number,
    count: number,
    cols: number,
    d: number,
    out: number,
  ) => void
  readonly sparseProducts: EntryLoop
  readonly addSparseRows: EntryLoop
  readonly gatherDot: (value: number, index: number, count: number, v: number) => number
  readonly scatterAdd: (value: number, index: number, count: number, a: number, out: number) => void
  readonly rowDot: (x: number, cols: number, w: number) => number
  readonly addRow: (x: number, cols: number, a: number, w: number) => void
  readonly expInto: (x: number, count: number, out: number) => void
  readonly logInto: (x: number, count: number, least: number) => void
  readonly logisticLosses: (signs: number, stride: number, count: number) => number
  readonly expandLogistic: (signs: number, stride: number, count: number, least: number) => number
}

/** `count` rows of `cols` columns and vectors of so many outputs: see assembly/dense-kernel.ts. */
type RowLoop = (
  x: number,
  stride: number,
  count: number,
  cols: number,
  outputs: number,
  ...vectors: readonly [number, number, number]
) => void

/** `count` lists of entries and so many vectors: see assembly/sparse-kernel.ts. */
type EntryLoop = (
  value: number,
  index: number,
  starts: number,
  count: number,
  outputs: number,
  ...vectors: readonly [number, number]
) => void

/**
 * The memory that compiled code works on, and the code. A longer memory is a new one, not a grown one: growing detaches
 * a buffer, and once that has happened V8 checks every access to every typed array for it. A loop over arrays that have
 * nothing to do with it took half as long again.
 */
export class WasmMemory {
  readonly run: KernelExports
  readonly numbers: Float64Array
  readonly integers: Int32Array
  private readonly floats: Float32Array

  /** @param length - numbers that there must be room for */
  constructor(module: WebAssembly.Module, length: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((DOUBLE * length) / PAGE) })
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    this.run = exports as unknown as KernelExports
    this.numbers = new Float64Array(memory.buffer)
    this.floats = new Float32Array(memory.buffer)
    this.integers = new Int32Array(memory.buffer)
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

/** Memory for `length` numbers; `undefined` where there is none left: address space is limited, by 4 GB and by platforms. */
export function tryMemory(module: WebAssembly.Module, length: number): WasmMemory | undefined {
  try {
    return new WasmMemory(module, length)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}

/** The memory in use, with as much room behind the stage as was asked for last. */
export class WasmHeap {
  memory: WasmMemory
  /** what lies behind the stage; positions are indices into it */
  numbers: Float64Array
  /** a length for which there was no memory */
  private tooLong = Number.POSITIVE_INFINITY

  constructor(private readonly module: WebAssembly.Module) {
    this.memory = new WasmMemory(module, STAGE)
    this.numbers = this.memory.numbers.subarray(STAGE)
  }

  /** Memory for at least `length` numbers, of any content, good until the next call; `undefined` where there is none left. */
  reserve(length: number): Float64Array | undefined {
    if (this.numbers.length >= length) return this.numbers
    if (length >= this.tooLong) return undefined
    const memory = tryMemory(this.module, STAGE + length)
    if (memory === undefined) {
      this.tooLong = length
      return undefined
    }
    this.memory = memory
    this.numbers = this.memory.numbers.subarray(STAGE)
    return this.numbers
  }
}

/** The byte address of a position in the heap. */
export function address(position: number): number {
  return DOUBLE * (STAGE + position)
}

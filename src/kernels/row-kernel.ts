/**
 * Products of whole rows with vectors, for matrices whose rows are contiguous (`colStride` 1): gradients and products
 * with the Hessian spend their time here.
 *
 * `columns` is an increasing list, left out for all columns; w and out have an entry for each of them. Rows go four
 * abreast, from the first of the range on, so that memory is asked for several lines at once: on 10,000 × 784 doubles,
 * products took a third of the time of one row after the other.
 *
 * There are two implementations, in plain JavaScript (js-row-kernel.ts) and with WebAssembly's SIMD
 * (wasm-row-kernel.ts), which agree to the last bit.
 */

import type { DenseLayout, RowRange } from './layout'

export interface RowKernel {
  /** out[i] = Σₖ X[i, columns[k]] · w[k]  for the rows of the range */
  times(
    x: DenseLayout,
    columns: Int32Array | undefined,
    w: Float64Array,
    out: Float64Array,
    range: RowRange,
  ): void

  /** out[k] += Σᵢ X[i, columns[k]] · v[i]  over the rows of the range */
  transposeTimes(
    x: DenseLayout,
    columns: Int32Array | undefined,
    v: Float64Array,
    out: Float64Array,
    range: RowRange,
  ): void

  /** out[j] += Σᵢ d[i] · X[i, j]²  over the rows of the range, of all columns; four rows of weight 0 in a row cost nothing */
  addSquares(x: DenseLayout, d: Float64Array, out: Float64Array, range: RowRange): void

  /** Z = X V + shifts  and  out += Xᵀ (H Z)  over the rows of the range: each is read once, and used by all. */
  normalTimes(x: DenseLayout, product: NormalProduct, range: RowRange): void

  /**
   * A visit of rows, of any layout, valid until the next call of any user of the kernels.
   *
   * @param together - how many rows are fetched at once, at most
   */
  visit(x: DenseLayout, w: Float64Array, together: number): RowVisit
}

/** Whether products read whole rows for so many columns: those side by side are faster to read than half of them one by one. */
export function readsWholeRows({ cols }: DenseLayout, columns: number): boolean {
  return cols <= 2 * columns
}

/**
 * A product with Xᵀ H X, where H has a K × K block for each row, and the K linear predictors that it passes by. All is
 * laid out output by output.
 */
export interface NormalProduct {
  /** K */
  readonly outputs: number
  /** V, one a column; output a begins at position a · `stride` */
  readonly v: Float64Array
  readonly stride: number
  /** one an output */
  readonly shifts: Float64Array
  /** Z = X V + shifts, one a row */
  readonly z: Float64Array
  /** H Z, one a row */
  readonly weighted: Float64Array
  /** Writes H Z of these rows to `weighted`; uses no kernel of its own. */
  readonly weigh: (rows: RowRange) => void
  /** Xᵀ (H Z), laid out as V */
  readonly out: Float64Array
}

/** Rows for methods that go from one to the next and change w on the way. */
export interface RowVisit {
  /** Rows `start` to `end - 1` are those to be asked for next. */
  fetch(start: number, end: number): void
  /** X[i, :] · w */
  dot(i: number): number
  /** w += a · X[i, :] */
  add(i: number, a: number): void
  /** Ends the visit: only now are all changes in `w` itself. */
  leave(): void
}

/**
 * The innermost loops over dense data.
 *
 * Gram matrices and Cholesky factorisations spend their time in a strip of four packed columns against many strips,
 *
 *   P = (diag(w) L)ᵀ R,     L count × 4,  w count,  R count × 4 s,  P 4 × 4 s
 *
 * A strip holds its four columns row by row (entry (r, c) at 4 r + c), and strips follow each other. So a 4 × 4 tile
 * of P stays in registers while the rows stream by: 16 multiply–adds for 8 loads.
 *
 * Gradients and products with the Hessian spend theirs in products with rows, which row-kernels.ts states.
 *
 * There are two implementations. In plain JavaScript (dense-kernel-plain.ts) a tile runs at 2.2 multiply–adds a nanosecond on one machine;
 * with WebAssembly's SIMD (dense-kernel-wasm.ts) at 10. Both do the same additions in the same order, so
 * they agree to the last bit and it does not matter to a result which of them ran.
 */

import type { DenseLayout, DenseRows } from './layout'
import type { RowVisit } from './row-visit'

/** Positions are indices into the memory that `reserve` handed out. */
export interface DenseKernel {
  /** Memory for at least `length` numbers, of any content. It is good until the next call of any user of the kernel. */
  reserve(length: number): Float64Array

  /** Packs the columns of the first `count` of the `rows`, which increase, to `panel`: see pack-strips.ts. */
  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, count: number, panel: number): void

  /**
   * Writes P row by row to `out`.
   *
   * @param left - position of L
   * @param right - position of the first strip of R
   * @param strips - s
   * @param scaled - position of 4 · count numbers that become diag(w) L; not within L
   */
  weightedProducts(
    left: number,
    weights: number,
    right: number,
    strips: number,
    count: number,
    scaled: number,
    out: number,
  ): void

  /**
   * Does the first of the rows `start` to `end - 1` of what the function of this name in row-kernels.ts does, as many
   * as it takes: the plain kernel none, the other all but three at most.
   *
   * @returns the first row that is left
   */
  rowProducts: RowKernel

  /** The same of `addRowCombination`. */
  addRowCombination: RowKernel

  /** The same of `addHessianProduct`, for all rows and columns. */
  addHessianProduct(
    x: DenseRows,
    columns: Int32Array,
    d: Float64Array,
    v: Float64Array,
    shift: number,
    margins: Float64Array,
    out: Float64Array,
  ): number

  /** A visit of rows, valid until the next call of any user of the kernel; `undefined` where it has none to offer. */
  visitRows(x: DenseRows, w: Float64Array, together: number): RowVisit | undefined
}

type RowKernel = (
  x: DenseRows,
  columns: Int32Array,
  v: Float64Array,
  out: Float64Array,
  start: number,
  end: number,
) => number

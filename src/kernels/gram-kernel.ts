/**
 * The innermost loop of Gram matrices and Cholesky factorisations: a strip of four packed columns meets many strips,
 *
 *   P = (diag(w) L)ᵀ R,     L count × 4,  w count,  R count × 4 s,  P 4 × 4 s
 *
 * A strip holds its four columns row by row (entry (r, c) at 4 r + c), and strips follow each other. So a 4 × 4 tile
 * of P stays in registers while the rows stream by: 16 multiply–adds for 8 loads.
 *
 * There are two implementations. In plain JavaScript (js-gram-kernel.ts) a tile runs at 2.2 multiply–adds a nanosecond
 * on one machine; with WebAssembly's SIMD (wasm-gram-kernel.ts) at 10. Both do the same additions in the same order,
 * so they agree to the last bit and it does not matter to a result which of them ran.
 */

import type { DenseLayout } from './layout'

/** Positions are indices into the memory that `reserve` handed out. */
export interface GramKernel {
  /** Memory for at least `length` numbers, of any content. It is good until the next call of any user of the kernels. */
  reserve(length: number): Float64Array

  /** Packs the columns of these `rows`, which increase, into strips from position `to` on: see pack-strips.ts. */
  pack(x: DenseLayout, columns: Int32Array, rows: Int32Array, to: number): void

  /** Writes P row by row. */
  multiply(product: StripProduct): void
}

/** Where the operands of one product lie. */
export interface StripProduct {
  /** position of L */
  readonly left: number
  /** position of w */
  readonly weights: number
  /** position of the first strip of R */
  readonly right: number
  /** s */
  readonly strips: number
  readonly count: number
  /** position of 4 · count numbers that become diag(w) L; not within L */
  readonly scaled: number
  /** position of P */
  readonly out: number
}

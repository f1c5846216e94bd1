/**
 * Products of compressed rows with one vector, or with several at once: an entry is read once for all of them, where one
 * vector after the other reads it anew.
 *
 * There are two implementations, in plain JavaScript (js-sparse-kernel.ts) and, of several vectors, with WebAssembly's SIMD
 * (wasm-sparse-kernel.ts), which agree to the last bit: each sum goes from the first entry of a row to the last.
 */

import type { ColumnStore } from './column-store'
import type { Compressed } from './layout'
import type { NormalProduct } from './row-kernel'

export interface SparseKernel {
  /** Z = X V + shifts  and  out = Xᵀ (H Z) for rows of `cols` columns: see {@link NormalProduct}. */
  normalTimes(rows: Compressed, cols: number, product: NormalProduct): void
  /** Room for columns with so many entries, and for a vector of `rows` numbers. */
  columnStore(rows: number, entries: number): ColumnStore
}

/** The innermost loops, each of which exists in plain JavaScript and in WebAssembly. */

import type { CompressedStore } from './compressed-store'
import type { GramKernel } from './gram-kernel'
import type { LossKernel } from './loss-kernel'
import type { RowKernel } from './row-kernel'

export interface Kernels {
  readonly gram: GramKernel
  readonly rows: RowKernel
  /** Room for so many entries of columns or rows, and for vectors of these sizes. */
  compressedStore(sizes: readonly number[], entries: number): CompressedStore
  readonly losses: LossKernel
}

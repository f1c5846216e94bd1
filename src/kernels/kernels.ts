/** The innermost loops, each of which exists in plain JavaScript and in WebAssembly. */

import type { GramKernel } from './gram-kernel'
import type { LossKernel } from './loss-kernel'
import type { RowKernel } from './row-kernel'
import type { SparseKernel } from './sparse-kernel'

export interface Kernels {
  readonly gram: GramKernel
  readonly rows: RowKernel
  readonly sparse: SparseKernel
  readonly losses: LossKernel
}

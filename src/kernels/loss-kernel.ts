/**
 * The loops of the losses, whose time goes to exponentials and logarithms (exp-log.ts). The logistic loss of a row of
 * weight c, with y ∈ {−1, 1} and z its linear predictor:
 *
 *   c log(1 + exp(−y z)),     derivative −y c σ(−y z),     curvature c σ(−y z) max(σ(y z), least)
 *
 * There are two implementations, in plain JavaScript (js-loss-kernel.ts) and with WebAssembly's SIMD
 * (wasm-loss-kernel.ts), which agree to the last bit.
 */

export interface LossKernel {
  /** Σ of the losses at z */
  logisticLosses(rows: SignedRows, z: Float64Array): number

  /** The same sum; writes derivatives and curvatures. */
  expandLogistic(rows: SignedRows, z: Float64Array, expansion: RowExpansion): number

  /** x[i] = exp(x[i]) */
  expInPlace(x: Float64Array): void

  /** x[i] = log(max(x[i], {@link LEAST})), no NaN */
  logInPlace(x: Float64Array): void
}

/** What logarithms are taken of at least, so that 0 log 0 is 0. */
export const LEAST = 1e-300

export interface SignedRows {
  /** y */
  readonly signs: Float64Array
  /** c */
  readonly weights: Float64Array
}

export interface RowExpansion {
  readonly residual: Float64Array
  readonly curvature: Float64Array
  /** the least chance of its own class that the curvature of a row is taken at */
  readonly least: number
}

/**
 * A convex, twice differentiable loss:  L(Z) = Σᵢ cᵢ ℓᵢ(zᵢ),  cᵢ the weight of row i.
 *
 * Row i has K linear predictors zᵢ (K = 1 for two classes). Predictors Z and residuals R = ∂L/∂Z are flat, output by
 * output: `z[a · rows + i]` is predictor a of row i, so those of one output are one contiguous vector. Of several
 * predictors only the differences count: a constant added to all of a row changes nothing.
 *
 * A loss remembers nothing: what is known of it near a point is an {@link Expansion}, a value that its owner keeps.
 */

import type { RowRange } from '../kernels/layout'

/** L, as the head of this file states it. */
export interface Loss {
  readonly rows: number
  /** K, the linear predictors per row */
  readonly outputs: number
  /** c */
  readonly weights: Float64Array
  /** inf L = −L*(0), which is 0 for labels */
  readonly least: number

  /** L(Z) */
  value(z: Float64Array): number

  /** L near Z. @param buffers - an expansion of this loss that nobody reads any more: its memory is used again */
  expandAt(z: Float64Array, buffers?: Expansion): Expansion

  /** L*(R), the convex conjugate; `Infinity` outside its domain */
  conjugate(residual: Float64Array): number

  /** The curvature of L where its residual is R, a point inside the domain of L*. */
  curvatureAt(residual: Float64Array): Curvature

  /** Moves a residual inside the domain of L*: from that at some Z to the one at Z − `back`. */
  moveResidual(residual: Float64Array, back: Float64Array): void

  /**
   * Takes the rows of `inside`, a residual at some Z, where those of `residual` are outside the domain of L* or less than
   * half as far from its bounds.
   */
  projectIntoDomain(residual: Float64Array, inside: Float64Array): void

  /** Whether row i has a share in class k. Of two classes the second is the one that a growing predictor makes likelier. */
  hasShare(i: number, k: number): boolean
}

/** H = ∂²L / ∂Z², block diagonal with a K × K block h for each row. */
export interface Curvature {
  /** d[i] = h_ab of row i */
  curvatureInto(a: number, b: number, d: Float64Array): void
  /** out[a · rows + i] = Σ_b h_ab · z[b · rows + i]. @param range - the rows i, all if left out */
  curvatureTimesInto(z: Float64Array, out: Float64Array, range?: RowRange): void
}

/** The loss near one point Z: all that a Newton step needs to know of it. */
export interface Expansion extends Curvature {
  /** L(Z) */
  readonly value: number
  /** R = ∂L/∂Z */
  readonly residual: Float64Array
}

/**
 * A loss with an offset O and a tilt S, both given for every linear predictor:
 *
 *   L′(Z) = L(Z + O) + S · (Z + O),     R′ = R + S,     h′ = h,     L′*(R) = L*(R − S) − R · O
 *
 * The offset is what is known of the predictors beforehand. The tilt makes of a loss for labels one for shares t of the
 * classes: Σₐ tₐ ℓ(a, z) = ℓ(y, z) + c Σₐ ([a = y] − tₐ) zₐ for several classes, y any of them, and for two
 * t ℓ(1, z) + (1 − t) ℓ(−1, z) = ℓ(1, z) + c (1 − t) z = ℓ(−1, z) − c t z. With y the class of the largest share nothing
 * cancels where a share is 1.
 *
 * Source: McCullagh & Nelder, *Generalized Linear Models*, 2nd ed., §6.2 (offsets) and §4.4 (proportions).
 */

import type { RowRange } from '../kernels/layout'
import type { Curvature, Expansion, Loss } from './loss'

export class ShiftedLoss implements Loss {
  readonly rows: number
  readonly outputs: number
  readonly weights: Float64Array
  readonly least: number

  /** @param offset - O, and @param tilt - S: one number for each predictor, or `undefined` for none */
  constructor(
    private readonly base: Loss,
    private readonly offset: Float64Array | undefined,
    private readonly tilt: Float64Array | undefined,
  ) {
    this.rows = base.rows
    this.outputs = base.outputs
    this.weights = base.weights
    this.least = tilt === undefined ? 0 : -base.conjugate(tilt.map(s => -s))
  }

  value(z: Float64Array): number {
    const m = plus(z, this.offset)
    return this.base.value(m) + dot(m, this.tilt)
  }

  expandAt(z: Float64Array, buffers?: Expansion): Expansion {
    const m = plus(z, this.offset)
    const own = this.base.expandAt(m, buffers instanceof ShiftedExpansion ? buffers.base : undefined)
    return new ShiftedExpansion(own, own.value + dot(m, this.tilt), plus(own.residual, this.tilt))
  }

  conjugate(residual: Float64Array): number {
    return this.base.conjugate(this.untilted(residual)) - dot(residual, this.offset)
  }

  curvatureAt(residual: Float64Array): Curvature {
    return this.base.curvatureAt(this.untilted(residual))
  }

  moveResidual(residual: Float64Array, back: Float64Array): void {
    const own = this.untilted(residual)
    this.base.moveResidual(own, back)
    residual.set(plus(own, this.tilt))
  }

  projectIntoDomain(residual: Float64Array, inside: Float64Array): void {
    const own = this.untilted(residual)
    this.base.projectIntoDomain(own, this.untilted(inside))
    residual.set(plus(own, this.tilt))
  }

  /** The class of the largest share has a tilt above 0 where there are others, and those have one that is not 0. */
  hasShare(i: number, k: number): boolean {
    const { base, tilt, rows, outputs } = this
    return base.hasShare(i, k) || (tilt !== undefined && tilt[outputs === 1 ? i : k * rows + i] !== 0)
  }

  private untilted(residual: Float64Array): Float64Array {
    return plus(residual, this.tilt, -1)
  }
}

class ShiftedExpansion implements Expansion {
  constructor(
    readonly base: Expansion,
    readonly value: number,
    readonly residual: Float64Array,
  ) {}

  curvatureInto(a: number, b: number, d: Float64Array): void {
    this.base.curvatureInto(a, b, d)
  }

  curvatureTimesInto(z: Float64Array, out: Float64Array, range?: RowRange): void {
    this.base.curvatureTimesInto(z, out, range)
  }
}

/** u + sign · v, a new vector. */
function plus(u: Float64Array, v: Float64Array | undefined, sign = 1): Float64Array {
  return v === undefined ? u.slice() : u.map((value, p) => value + sign * v[p])
}

function dot(u: Float64Array, v: Float64Array | undefined): number {
  let sum = 0
  if (v !== undefined) for (let p = 0; p < v.length; p++) sum += u[p] * v[p]
  return sum
}

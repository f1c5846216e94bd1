/**
 * Preconditioned conjugate gradients for A δ = b, apart from where A is: whoever has it multiplies `direction` with it and
 * hands the product to {@link CgIteration.advance}.
 *
 * Source: Nocedal & Wright, *Numerical Optimization*, 2nd ed., §5.1.
 */

/** A stand-in M for A. */
export interface Preconditioner {
  /** out = M⁻¹ r */
  solveInto(r: Float64Array, out: Float64Array): void
}

export class CgIteration {
  /** δ so far */
  readonly delta: Float64Array
  /** what to multiply with A next */
  readonly direction: Float64Array
  /** largest entry of the residual b − A δ */
  worst = 0
  private readonly preconditioned: Float64Array
  /** residual · preconditioned residual, which is residual · direction */
  rho = 0

  /** @param residual - b; becomes b − A δ */
  constructor(
    private readonly residual: Float64Array,
    private readonly preconditioner: Preconditioner,
  ) {
    this.delta = new Float64Array(residual.length)
    this.direction = new Float64Array(residual.length)
    this.preconditioned = new Float64Array(residual.length)
    this.turn()
  }

  /**
   * One iteration with A · direction: the length of the step along it, 0 where it has no curvature.
   *
   * @param flat - curvature up to which a direction has none
   */
  advance(product: Float64Array, flat = 0): number {
    const { delta, residual, direction } = this
    let along = 0
    for (let q = 0; q < product.length; q++) along += direction[q] * product[q]
    const length = this.rho / along
    if (!(along > flat && length < Infinity)) return 0
    for (let q = 0; q < delta.length; q++) {
      delta[q] += length * direction[q]
      residual[q] -= length * product[q]
    }
    this.turn()
    return length
  }

  /** The next direction: the preconditioned residual, made conjugate to the direction before (if there was one). */
  private turn(): void {
    const { residual, preconditioned, direction } = this
    this.preconditioner.solveInto(residual, preconditioned)
    let rho = 0
    let worst = 0
    for (let q = 0; q < residual.length; q++) {
      rho += residual[q] * preconditioned[q]
      worst = Math.max(worst, Math.abs(residual[q]))
    }
    const beta = this.rho > 0 ? rho / this.rho : 0
    for (let q = 0; q < residual.length; q++) direction[q] = preconditioned[q] + beta * direction[q]
    this.rho = rho
    this.worst = worst
  }
}

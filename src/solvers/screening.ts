/**
 * The gradient of the loss, Xᵀ R, looked at only where it can matter. With ḡ the gradient at an earlier residual r̄, and
 * the residual now r = s r̄ + u, u at right angles to r̄ (along a path residuals mostly shrink),
 *
 *   |gⱼ − s ḡⱼ| = |xⱼ · u| ≤ ‖xⱼ‖ ‖u‖    (Cauchy–Schwarz)
 *
 * so a coefficient that is zero, with |s ḡⱼ| + ‖xⱼ‖ ‖u‖ below its l1 weight, satisfies its optimality condition whatever
 * its derivative is: its entry becomes s ḡⱼ, on the right side of the bound, and no column is read. Of 20,000 features
 * most are far inside, and of a path's hundred models most passes over X are saved.
 *
 * Source: the test of El Ghaoui, Viallon & Rabbani, *Safe feature elimination for the LASSO*, Pacific Journal of
 * Optimization 8 (2012), applied to the current point instead of the optimum, so that nothing is eliminated for good.
 */

import { Coordinates, type Problem } from '../problem/problem'

/** With fewer coordinates a pass over X is cheaper than the bookkeeping. */
const SCREEN_FROM_COEFFICIENTS = 1000

/** When more than this share has to be looked at, all are, which makes a new reference. */
const RESCREEN_SHARE = 0.1

/** For the rounding of norms and of what they are multiplied with. */
const ROUNDED_UP = 1 + 1e-8

/** ḡ and r̄ */
interface Reference {
  readonly gradient: Float64Array
  readonly residual: Float64Array
}

export class Screening {
  private reference: Reference | undefined = undefined

  /**
   * Writes the gradient where the loss has this residual.
   *
   * @param w - decides which coefficients are zero
   * @param gradient - gⱼ, or for coefficients that are surely optimal at zero some value within their bound
   */
  gradientInto(problem: Problem, w: Float64Array, residual: Float64Array, gradient: Float64Array): void {
    const lazy = problem.size >= SCREEN_FROM_COEFFICIENTS && problem.penalty.hasKinks
    if (lazy && this.reference !== undefined) {
      const unsure = this.screen(problem, this.reference, w, residual, gradient)
      if (unsure.length <= RESCREEN_SHARE * problem.size) {
        partOfGradient(problem, new Coordinates(unsure, problem.design), residual, gradient)
        return
      }
    }
    problem.gradientInto(problem.all, residual, gradient)
    if (lazy) this.reference = { gradient: gradient.slice(), residual: residual.slice() }
  }

  /** Writes s ḡ, and returns the coefficients for which that may not do. */
  private screen(
    problem: Problem,
    reference: Reference,
    w: Float64Array,
    residual: Float64Array,
    gradient: Float64Array,
  ): Int32Array {
    const { penalty, design, size } = problem
    const { columnNorms } = design
    const unsure = new Int32Array(size)
    let count = 0
    for (let q = 0, output = 0; q < size; output++) {
      const [start, end] = [output * design.rows, (output + 1) * design.rows]
      const { share, rest } = alongAndAcross(
        residual.subarray(start, end),
        reference.residual.subarray(start, end),
      )
      for (let j = 0; j < design.cols; j++, q++) {
        gradient[q] = share * reference.gradient[q]
        const inside = Math.abs(gradient[q]) + columnNorms[j] * rest * ROUNDED_UP < penalty.l1[q]
        if (w[q] !== 0 || !inside) unsure[count++] = q
      }
    }
    return unsure.slice(0, count)
  }
}

/** Brings the entries of these coordinates up to date. */
export function partOfGradient(
  problem: Problem,
  coordinates: Coordinates,
  residual: Float64Array,
  gradient: Float64Array,
): void {
  const part = new Float64Array(coordinates.length)
  problem.gradientInto(coordinates, residual, part)
  for (let i = 0; i < part.length; i++) gradient[coordinates.indices[i]] = part[i]
}

/** u = share · v + a vector at right angles to v, of length `rest`. */
function alongAndAcross(u: Float64Array, v: Float64Array): { share: number; rest: number } {
  let product = 0
  let square = 0
  for (let i = 0; i < u.length; i++) {
    product += u[i] * v[i]
    square += v[i] * v[i]
  }
  const share = square > 0 ? product / square : 0
  let across = 0
  for (let i = 0; i < u.length; i++) across += (u[i] - share * v[i]) ** 2
  return { share, rest: Math.sqrt(across) }
}

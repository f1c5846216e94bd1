/**
 * The quadratic model of one Newton step, and what solves it.
 *
 *   minimise over v   gᵀ(v − w) + ½ (v − w)ᵀ H (v − w) + Ω(v)
 *
 * on a list of coordinates (the working set; the others keep their values), where g and H are the gradient and the
 * Hessian of the loss at w. Its solution gives the direction δ = v − w of the step.
 */

import type { Coordinates, Problem } from '../problem/problem'
import type { Steps } from '../support/steps'

export interface QuadraticModel {
  readonly problem: Problem
  readonly coordinates: Coordinates
  /** w on the coordinates */
  readonly start: Float64Array
  /** g on the coordinates */
  readonly gradient: Float64Array
  /** the model is solved when no coordinate violates its optimality condition by more than this */
  readonly tolerance: number
}

export interface Direction {
  /** δ on the coordinates */
  readonly delta: Float64Array
  /** X δ */
  readonly margins: Float64Array
  /** D X δ: how the residual changes with the step, by the model; for whoever takes the step to keep */
  readonly pull: Float64Array
}

/** Solves quadratic models; may keep what one model leaves to the next. The loss is linearised at w. */
export interface QuadraticSolver {
  solve(model: QuadraticModel): Steps<Direction>
}

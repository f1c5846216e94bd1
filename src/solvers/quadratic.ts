/**
 * The quadratic model of one Newton step, and what solves it.
 *
 *   minimise over v   gᵀ(v − w) + ½ (v − w)ᵀ H (v − w) + Ω(v)
 *
 * on a list of coordinates (the working set; the others keep their values), where g and H are the gradient and the
 * Hessian of the loss at w. Its solution gives the direction δ = v − w of the step.
 */

import type { Expansion } from '../problem/loss'
import type { Coordinates, Problem } from '../problem/problem'
import type { Steps } from '../support/steps'

export interface QuadraticModel {
  readonly problem: Problem
  /** the loss at w */
  readonly expansion: Expansion
  readonly coordinates: Coordinates
  /** w on the coordinates */
  readonly start: Float64Array
  /** g on the coordinates */
  readonly gradient: Float64Array
  /** the model is solved when no coordinate violates its optimality condition by more than this */
  readonly tolerance: number
  /** whether H has to be exact: rough ones have failed */
  readonly exact: boolean
  /** whether to do without a matrix of H where that takes no long time: an exact one has led nowhere */
  readonly matrixFree: boolean
}

/** The worst violation of the optimality conditions at w. */
export function violationAtStart({ problem, coordinates, start, gradient }: QuadraticModel): number {
  const { indices } = coordinates
  let worst = 0
  for (let i = 0; i < start.length; i++) {
    worst = Math.max(worst, problem.penalty.violation(indices[i], start[i], gradient[i]))
  }
  return worst
}

/** The worst violation of the optimality conditions where a direction leads. */
export function violationAfter(
  { problem, coordinates, start, gradient }: QuadraticModel,
  { delta, residualChange }: Pick<Direction, 'delta' | 'residualChange'>,
): number {
  const change = new Float64Array(start.length)
  problem.gradientInto(coordinates, residualChange, change)
  let worst = 0
  const { penalty } = problem
  for (const [i, q] of coordinates.indices.entries()) {
    const v = penalty.clip(q, start[i] + delta[i])
    worst = Math.max(worst, penalty.violation(q, v, gradient[i] + change[i]))
  }
  return worst
}

/** A step that leaves more than this share of the violation shows that its model was solved too roughly, or was too rough. */
export const DISAPPOINTING = 0.6

export interface Direction {
  /** δ on the coordinates */
  readonly delta: Float64Array
  /** X δ, of several outputs but for what those of a row have in common */
  readonly z: Float64Array
  /** D X δ: how the residual changes with the step, by the model; for whoever takes the step to keep */
  readonly residualChange: Float64Array
  /** whether H was that of the expansion, and the model was solved to its tolerance */
  readonly exact: boolean
}

/** The direction from w to the minimum `v` of the model. */
export function directionTo(
  { problem, expansion, coordinates, start }: QuadraticModel,
  v: Float64Array,
): Direction {
  const delta = v.map((value, i) => value - start[i])
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(coordinates, delta, z)
  const residualChange = new Float64Array(problem.predictorCount)
  expansion.curvatureTimesInto(z, residualChange)
  return { delta, z, residualChange, exact: true }
}

/** Solves quadratic models; may keep what one model leaves to the next. */
export interface QuadraticSolver {
  solve(model: QuadraticModel): Steps<Direction>
}

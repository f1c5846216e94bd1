/**
 * Where a primal method stands: w, and everything that follows from it (margins, residual, gradient, objective,
 * violation of the optimality conditions, duality gap).
 */

import { dualityGap } from '../problem/duality-gap'
import { Coordinates, type Problem } from '../problem/problem'
import type { Progress } from '../support/steps'
import type { QuadraticModel } from './quadratic'
import type { Solution } from './solution'
import { workingSet } from './working-set'

export class Iterate {
  readonly w: Float64Array
  readonly margins: Float64Array
  /** gradient of the loss; of all coordinates after `lookAtAll`, else up to date on the working set only */
  readonly gradient: Float64Array
  /** scratch for the line search */
  readonly trial: Float64Array
  objective = 0
  readonly residual: Float64Array

  constructor(
    private readonly problem: Problem,
    start: Float64Array,
  ) {
    this.w = Float64Array.from(start)
    this.margins = new Float64Array(problem.marginCount)
    this.trial = new Float64Array(problem.marginCount)
    this.residual = new Float64Array(problem.marginCount)
    this.gradient = new Float64Array(problem.size)
    problem.marginsInto(problem.all, this.w, this.margins)
  }

  lookAtAll(): void {
    this.linearise()
    this.problem.gradientInto(this.problem.all, this.residual, this.gradient)
  }

  lookAt(coordinates: Coordinates): void {
    this.linearise()
    const part = new Float64Array(coordinates.length)
    this.problem.gradientInto(coordinates, this.residual, part)
    for (let i = 0; i < part.length; i++) this.gradient[coordinates.indices[i]!] = part[i]!
  }

  private linearise(): void {
    const { loss, penalty } = this.problem
    this.objective = loss.linearise(this.margins, this.residual) + penalty.value(this.w)
  }

  violation({ indices }: Coordinates): number {
    const { penalty } = this.problem
    let worst = 0
    for (let i = 0; i < indices.length; i++) {
      const q = indices[i]!
      const violation = penalty.violation(q, this.w[q]!, this.gradient[q]!)
      if (!(violation <= worst)) worst = violation
    }
    return worst
  }

  chooseCoordinates(): Coordinates {
    const { problem } = this
    if (!problem.penalty.hasL1) return problem.all
    return new Coordinates(workingSet(problem.penalty, this.w, this.gradient), problem.design)
  }

  model(coordinates: Coordinates, tolerance: number): QuadraticModel {
    const { problem } = this
    const start = Float64Array.from(coordinates.indices, q => this.w[q]!)
    const gradient = Float64Array.from(coordinates.indices, q => this.gradient[q]!)
    return { problem, coordinates, start, gradient, tolerance }
  }

  move({ indices }: Coordinates, delta: Float64Array, margins: Float64Array, step: number): void {
    for (let i = 0; i < indices.length; i++) this.w[indices[i]!]! += step * delta[i]!
    for (let i = 0; i < margins.length; i++) this.margins[i]! += step * margins[i]!
  }

  gap(): number {
    return dualityGap(this.problem, this)
  }

  /** Looks at everything again: a report is worth a pass over X only when somebody reads it. */
  progress(iteration: number): Progress {
    this.lookAtAll()
    return { iteration, objective: this.objective, dualityGap: this.gap(), nonZero: this.nonZero() }
  }

  solution(converged: boolean, iterations: number, gap: number): Solution {
    return { w: this.w, converged, iterations, objective: this.objective, dualityGap: gap }
  }

  private nonZero(): number {
    let count = 0
    for (let q = 0; q < this.w.length; q++) if (this.w[q] !== 0 && !this.problem.penalty.isFree(q)) count++
    return count
  }
}

/** The worst violation at w = 0 with the free coefficients left as they are: what `tol` is relative to. */
export function nullViolation(problem: Problem): number {
  const iterate = new Iterate(problem, new Float64Array(problem.size))
  iterate.lookAtAll()
  let scale = 0
  for (const g of iterate.gradient) scale = Math.max(scale, Math.abs(g))
  return scale
}

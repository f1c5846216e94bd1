/**
 * Where a primal method stands: w, and everything that follows from it (linear predictors Z = X W, the expansion of the
 * loss there, gradient, objective, violation of the optimality conditions, duality gap).
 *
 * Steps change Z by increments, which is what makes them cheap; increments gather rounding errors, so {@link settle}
 * computes Z from w anew before anything is claimed.
 */

import { withDamping } from '../problem/damped-curvature'
import type { Projected } from '../problem/dual-projection'
import { dualityGap, GAP_ROUNDING } from '../problem/duality-gap'
import type { Expansion } from '../problem/loss'
import { Coordinates, type Problem } from '../problem/problem'
import { type Secant, secantAlong, withSecant } from '../problem/secant-curvature'
import { gather, isZero, maxAbs, sum } from '../support/arrays'
import { drain, type Progress, type Steps } from '../support/steps'
import { centerFree } from './class-shifts'
import { nextDamping } from './next-damping'
import { PathPrediction } from './path-prediction'
import type { Direction, QuadraticModel } from './quadratic'
import { partOfGradient, Screening } from './screening'
import type { Ending, Solution } from './solution'
import { workingSet } from './working-set'

/** Residuals that change by less than this share of the weights, in sum, change nothing that could be told from rounding. */
const NEGLIGIBLE = 1e-12

export class Iterate {
  readonly w: Float64Array
  /** Z */
  z: Float64Array
  /**
   * gradient of the loss: after `updateGradient` of all coordinates where it matters (see screening.ts), else up to date
   * on the coordinates of that call only
   */
  readonly gradient: Float64Array
  private readonly screening = new Screening()
  private base: Expansion
  /** the last point that a line search has tried, and how far that is along its direction */
  private readonly trial: { z: Float64Array; expansion: Expansion | undefined; step: number }
  private secant: Secant | undefined = undefined
  /** μ */
  private damping = 0
  /** the coordinates whose gradient is up to date; none after a move */
  private gradientOn: Coordinates | undefined = undefined
  /** whether `z` was computed from w, and not by increments */
  private settled = true
  private nullGradient: number | undefined = undefined
  private prediction: PathPrediction | undefined = undefined
  /** the residual that the model predicted of the last step, if that was not cut short, and Xᵀ of it once it is asked for */
  private predicted: { readonly residual: Float64Array; gradient?: Float64Array } | undefined = undefined
  /** what the minimum is at the least, by the best dual point reported so far; no fit depends on who listens, so it ends none */
  private lowerBound = 0
  /** the last working set */
  private chosen: Coordinates | undefined = undefined

  constructor(
    public problem: Problem,
    start: Float64Array,
  ) {
    this.w = start.slice()
    for (let q = 0; q < start.length; q++) this.w[q] = problem.penalty.clip(q, start[q])
    this.z = new Float64Array(problem.predictorCount)
    this.trial = { z: new Float64Array(problem.predictorCount), expansion: undefined, step: 0 }
    this.gradient = new Float64Array(problem.size)
    if (!isZero(this.w)) problem.predictorsAt(this.w, this.z)
    this.base = problem.loss.expandAt(this.z)
  }

  /** The loss at Z, with the curvature that a step cut short has shown. */
  get expansion(): Expansion {
    const seen = this.secant === undefined ? this.base : withSecant(this.base, this.secant)
    return this.damping === 0 ? seen : withDamping(seen, this.problem.loss, this.damping)
  }

  /** F(w) */
  get objective(): number {
    return this.expansion.value + this.problem.penalty.value(this.w)
  }

  /** From the minimum under one penalty to where the one under the next is likely to be. */
  retarget(problem: Problem): void {
    this.prediction ??= new PathPrediction(this.problem.penalty)
    const changes = this.prediction.next(this.w, problem.penalty)
    this.problem = problem
    this.predicted = undefined
    this.lowerBound = 0
    this.secant = undefined
    this.damping = 0
    this.gradientOn = undefined
    if (isZero(changes)) return
    for (let q = 0; q < changes.length; q++) this.w[q] = problem.penalty.clip(q, this.w[q] + changes[q])
    this.settled = false
    this.settle()
  }

  /**
   * Computes Z from w anew, and says whether increments had led away from it, so that the gradient is out of date. Of
   * several outputs only differences count: what is free is made to sum to 0 over them.
   */
  settle(): boolean {
    if (this.settled) return false
    const { problem, w, trial } = this
    const { residual } = this.expansion
    centerFree(problem, w)
    problem.predictorsAt(w, trial.z)
    trial.expansion = problem.loss.expandAt(trial.z, trial.expansion)
    const change = sumOfChanges(trial.expansion.residual, residual)
    this.takeTrial()
    this.settled = true
    if (change <= NEGLIGIBLE * sum(problem.loss.weights)) return false
    this.gradientOn = undefined
    this.lowerBound = 0
    return true
  }

  /** Brings the gradient of `coordinates` up to date, and of all where that costs the same. */
  updateGradient(coordinates: Coordinates): void {
    const { problem, gradientOn } = this
    if (gradientOn === problem.all || gradientOn === coordinates) return
    const { residual } = this.expansion
    const readsWhole = coordinates.groups.filter(({ columns }) => columns.readsWhole).length
    const wanted = readsWhole === problem.all.groups.length ? problem.all : coordinates
    if (wanted === problem.all) this.screening.gradientInto(problem, this.w, residual, this.gradient)
    else partOfGradient(problem, wanted, residual, this.gradient)
    this.gradientOn = wanted
  }

  /** The worst of these coordinates, NaN if one is. */
  violation({ indices }: Coordinates): number {
    const { penalty } = this.problem
    let worst = 0
    for (let i = 0; i < indices.length; i++) {
      const q = indices[i]
      worst = Math.max(worst, penalty.violation(q, this.w[q], this.gradient[q]))
    }
    return worst
  }

  /** The worst derivative of the null model, w = 0: what `tol` is relative to. */
  nullViolation(): number {
    if (this.nullGradient === undefined) {
      const { problem } = this
      const origin = isZero(this.w) ? this : new Iterate(problem, new Float64Array(problem.size))
      origin.updateGradient(problem.all)
      this.nullGradient = maxAbs(origin.gradient)
    }
    return this.nullGradient
  }

  chooseCoordinates(): Coordinates {
    const { problem } = this
    if (!problem.penalty.hasKinks) return problem.all
    const indices = workingSet(problem.penalty, this.w, this.gradient, problem.design.rows)
    const { chosen } = this
    // Solvers know a set again by its identity.
    if (chosen?.length === indices.length && indices.every((q, i) => chosen.indices[i] === q)) return chosen
    this.chosen = new Coordinates(indices, problem.design)
    return this.chosen
  }

  model(coordinates: Coordinates, tolerance: number, exact: boolean, matrixFree = false): QuadraticModel {
    const { problem, expansion } = this
    const { indices } = coordinates
    const start = gather(this.w, indices)
    const gradient = gather(this.gradient, indices)
    return { problem, expansion, coordinates, start, gradient, tolerance, exact, matrixFree }
  }

  /**
   * Notes how far a direction could be followed: where not to its end, the curvature said too little of the way, and
   * where hardly at all, steps are damped until they can be taken whole again. Whether damping has grown.
   */
  learn(direction: Direction, step: number): boolean {
    const { loss } = this.problem
    this.secant = step < 1 ? secantAlong(loss, this.z, this.expansion.residual, direction.z) : undefined
    const { damping } = this
    this.damping = nextDamping(damping, step)
    return this.damping > damping
  }

  /** L(Z + t · `z`), expanded: the step that is taken need not be expanded again. */
  lossAlong(z: Float64Array, step: number): number {
    const { trial, problem } = this
    for (let i = 0; i < z.length; i++) trial.z[i] = this.z[i] + step * z[i]
    trial.expansion = problem.loss.expandAt(trial.z, trial.expansion)
    trial.step = step
    return trial.expansion.value
  }

  /**
   * Computes X δ as exactly as X W where something is claimed: of columns that nearly depend on each other δ can be long, and
   * its terms cancel. What they leave of 3e13 was off by as much as itself, and led a fit away from its minimum.
   */
  refine({ indices }: Coordinates, { delta, z }: Direction): void {
    const whole = new Float64Array(this.w.length)
    for (let i = 0; i < indices.length; i++) whole[indices[i]] = delta[i]
    if (this.problem.cancels(whole)) this.problem.predictorsAt(whole, z)
  }

  move({ indices }: Coordinates, { delta, z, residualChange }: Direction, step: number): void {
    const { residual } = this.expansion
    for (let i = 0; i < residualChange.length; i++) residualChange[i] += residual[i]
    this.predicted = step >= 1 ? { residual: residualChange } : undefined
    const { penalty } = this.problem
    for (let i = 0; i < indices.length; i++) {
      const q = indices[i]
      this.w[q] = penalty.clip(q, this.w[q] + step * delta[i])
    }
    if (this.trial.step !== step) this.lossAlong(z, step)
    this.takeTrial()
    this.gradientOn = undefined
    this.settled = false
  }

  /** Z and the expansion there become those of the trial; their memory is that of the next one. */
  private takeTrial(): void {
    const { z, base, trial } = this
    this.z = trial.z
    if (trial.expansion !== undefined) this.base = trial.expansion
    trial.z = z
    trial.expansion = base
    trial.step = 0
  }

  /** The gap from the residual, or the one from the predicted residual if that is smaller. */
  *gap(projected: Projected = 'nearly free'): Steps<number> {
    return Math.min(yield* this.gapOfResidual(projected), yield* this.gapOfPrediction(projected))
  }

  /** Needs the gradient of all coordinates. @param enough - the gap that is asked for: a larger one may come out as F(w) */
  gapOfResidual(projected: Projected, enough?: number): Steps<number> {
    return this.gapOf(this.base.residual, this.gradient, projected, enough)
  }

  private gapOf(
    residual: Float64Array,
    gradient: Float64Array,
    projected: Projected,
    enough?: number,
  ): Steps<number> {
    const { problem, objective, w, z, base, gradientAt } = this
    const candidate = { residual, gradient, gradientAt, at: { w, z, expansion: base } }
    return dualityGap(problem, objective, candidate, projected, enough)
  }

  /**
   * The gap from the residual that the last model predicted: it meets the constraints of the support as exactly as the
   * model was solved, and is off by the second order of the step only, where the residual itself has to be scaled down
   * by as much as the support is violated. On the digits, L1, C = 100, it is 1.6e-7 of the objective where the other is
   * 0.38 and the minimum 9.5e-8 below.
   */
  *gapOfPrediction(projected: Projected, enough?: number): Steps<number> {
    const { predicted, problem } = this
    if (predicted === undefined) return this.objective
    const { residual } = predicted
    if (predicted.gradient === undefined) {
      problem.loss.projectIntoDomain(residual, this.expansion.residual)
      predicted.gradient = this.gradientAt(residual)
    }
    return yield* this.gapOf(residual, predicted.gradient, projected, enough)
  }

  /** The gradient where the loss has another residual, as exact as `gradient`. */
  private readonly gradientAt = (residual: Float64Array): Float64Array => {
    const gradient = new Float64Array(this.gradient.length)
    this.screening.gradientInto(this.problem, this.w, residual, gradient)
    return gradient
  }

  /** Looks at everything again: a report is worth a pass over X only when somebody reads it. */
  progress(iteration: number): Progress {
    this.updateGradient(this.problem.all)
    const { objective } = this
    const gap = drain(this.gap())
    const dualityGap = Math.min(gap, objective - this.lowerBound)
    // What rounding may have added to a bound counts where F is much lower than it was.
    this.lowerBound = Math.max(this.lowerBound, objective - gap - GAP_ROUNDING * objective)
    return {
      iteration,
      objective,
      dualityGap,
      nonZero: this.problem.nonZero(this.w),
    }
  }

  solution(ending: Ending, iterations: number, gap: number): Solution {
    return { w: this.w, ending, iterations, objective: this.objective, dualityGap: gap }
  }
}

/** Σᵢ |uᵢ − vᵢ| */
function sumOfChanges(u: Float64Array, v: Float64Array): number {
  let total = 0
  for (let i = 0; i < u.length; i++) total += Math.abs(u[i] - v[i])
  return total
}

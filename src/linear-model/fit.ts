/** One fit: the data and the options become one or more problems, the solver's answers become a model. */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import type { ColumnUnits } from '../design/column-units'
import type { Problem } from '../problem/problem'
import { ENDINGS, type Ending, type Solution } from '../solvers/solution'
import type { Progress, Steps } from '../support/steps'
import { CoefficientLayout } from './coefficient-layout'
import { type Formulation, formulate } from './formulation'
import type { LinearClassifier } from './linear-classifier'
import type { Settings } from './options'
import type { RowOptions } from './targets'
import { readTrainingSet, type TargetsLike, type TrainingSet } from './training-set'

/** How a fit ended, and the proof. Of one-vs-rest, the objective and the gap are sums over the classes. */
export interface Convergence {
  /** whether the tolerance was reached; in one-vs-rest, by every class */
  readonly converged: boolean
  /**
   * Why the fit ended: `'converged'`; `'iterations'`, when `maxIter` was reached; `'rounding'`, where rounding errors
   * allow no better point; `'separated'`, where features without a penalty separate the classes, so that the
   * coefficients would grow for ever and there is no minimum. In one-vs-rest, of the class that ended worst.
   */
  readonly ending: Ending
  /** whether there is no minimum: `ending` is `'separated'` */
  readonly separated: boolean
  /** Newton steps, or passes for `'dual-cd'`; in one-vs-rest, the most that a class took */
  readonly iterations: number
  /** penalty(w) + C · Σᵢ sᵢ · loss(yᵢ, xᵢ·w + b) */
  readonly objective: number
  /** an upper bound on the distance of `objective` to the minimum, from a feasible dual point */
  readonly dualityGap: number
}

/** A model and how it was come by. */
export interface Fit<L extends Label> {
  readonly model: LinearClassifier<L>
  readonly convergence: Convergence
}

/** The whole fit as pausable work; `previous` is where a warm start begins. */
export function* fitSteps<L extends Label>(
  settings: Settings,
  X: MatrixLike,
  y: TargetsLike<L>,
  rowOptions: RowOptions,
  previous: Pick<Fit<Label>, 'model'> | undefined,
): Steps<Fit<L>> {
  const training = yield* readTrainingSet(X, y, rowOptions, settings.classWeight)
  yield
  return yield* fitTraining(settings, training, settings.warmStart ? previous?.model : undefined)
}

/** A fit to data that have been read; begins at `previous` if that is a model of the same shape. */
export function* fitTraining<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  previous: LinearClassifier<Label> | undefined,
): Steps<Fit<L>> {
  return yield* fitFormulated(settings, training, yield* formulate(training, settings), previous)
}

/**
 * A fit of the problems of a formulation, which may have been solved for another C before.
 *
 * @param previous - begins at this model, if it is one of the same shape; where the problem before ended, if left out
 */
export function* fitFormulated<L extends Label>(
  settings: Settings,
  { classes, design, featureNames }: TrainingSet<L>,
  { link, outputs, subproblems, units }: Formulation,
  previous: LinearClassifier<Label> | undefined,
): Steps<Fit<L>> {
  const { C } = settings
  const layout = new CoefficientLayout(outputs, design.cols, settings)
  const start = layout.fromModel(previous)
  if (start !== undefined) layout.perOutput(start, own => units?.fromStated(own))
  const w = new Float64Array(layout.size)
  const size = w.length / subproblems.length
  let total: Progress = { iteration: 0, objective: 0, dualityGap: 0, nonZero: 0 }
  let ending: Ending = 'converged'
  let iterations = 0
  for (const [k, subproblem] of subproblems.entries()) {
    const { problemAt, solver } = subproblem()
    const problem = problemAt(C)
    const before = total
    const report = (progress: Progress) => withSubproblem(before, progress, C)
    const own = start?.subarray(k * size, (k + 1) * size)
    const found = yield* reportedAs(report, solver.minimize(problem, own))
    const stated = w.subarray(k * size, (k + 1) * size)
    stated.set(found.w)
    layout.perOutput(stated, part => units?.toStated(part))
    const solution =
      units === undefined ? found : certified(found, stated, problem, settings.tol, layout, units)
    total = report({ ...solution, iteration: solution.iterations, nonZero: problem.nonZero(solution.w) })
    if (ENDINGS.indexOf(solution.ending) > ENDINGS.indexOf(ending)) ending = solution.ending
    iterations = Math.max(iterations, solution.iterations)
  }
  const model = layout.toModel(classes, w, link)
  if (featureNames !== undefined) model.featureNames = featureNames
  return {
    model,
    convergence: convergenceOf(ending, iterations, total),
  }
}

/**
 * The solution with the objective and the gap of the numbers that are returned: shifts round the intercept. The dual value
 * that bounds the minimum stays what it is.
 */
function certified(
  found: Solution,
  stated: Float64Array,
  problem: Problem,
  tol: number,
  layout: CoefficientLayout,
  units: ColumnUnits,
): Solution {
  const w = stated.slice()
  const rests: number[] = []
  layout.perOutput(w, own => rests.push(units.fromStated(own)))
  if (found.w.every((value, q) => value === w[q]) && rests.every(rest => rest === 0)) return found
  const objective = problem.value(w, rests)
  const dualityGap = Math.max(0, found.dualityGap + (objective - found.objective))
  const missed = found.ending === 'converged' && dualityGap > tol * objective
  return { ...found, objective, dualityGap, ending: missed ? 'rounding' : found.ending }
}

/** A convergence from what is not derived of it. */
export function convergenceOf(
  ending: Ending,
  iterations: number,
  { objective, dualityGap }: { readonly objective: number; readonly dualityGap: number },
): Convergence {
  const [converged, separated] = [ending === 'converged', ending === 'separated']
  return { converged, ending, separated, iterations, objective, dualityGap }
}

/** The same work under other reports. */
function* reportedAs<T>(report: (progress: Progress) => Progress, steps: Steps<T>): Steps<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    yield value && (() => report(value()))
  }
}

/** What the problems before came to, and one whose objective is divided by C. */
function withSubproblem(before: Progress, part: Progress, C: number): Progress {
  return {
    iteration: before.iteration + part.iteration,
    objective: before.objective + C * part.objective,
    dualityGap: before.dualityGap + C * part.dualityGap,
    nonZero: before.nonZero + part.nonZero,
  }
}

/** One fit: the data and the options become one or more problems, the solver's answers become a model. */

import type { Label, LabelsLike } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { solve } from '../solvers/solve'
import type { Progress, Steps } from '../support/steps'
import { CoefficientLayout } from './coefficient-layout'
import { type Formulation, formulate } from './formulation'
import type { LinearClassifier } from './linear-classifier'
import type { Settings } from './options'
import { readTrainingSet, type TrainingSet } from './training-set'

/** How a fit ended, and the proof. Of one-vs-rest, the objective and the gap are sums over the classes. */
export interface Convergence {
  /** whether the tolerance was reached; in one-vs-rest, by every class */
  readonly converged: boolean
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
  y: LabelsLike<L>,
  sampleWeight: LabelsLike<number> | undefined,
  previous: Pick<Fit<Label>, 'model'> | undefined,
): Steps<Fit<L>> {
  const training = yield* readTrainingSet(X, y, sampleWeight, settings.classWeight)
  yield
  return yield* fitTraining(settings, training, settings.warmStart ? previous?.model : undefined)
}

/** A fit to data that have been read; begins at `previous` if that is a model of the same shape. */
export function fitTraining<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  previous: LinearClassifier<Label> | undefined,
): Steps<Fit<L>> {
  return fitFormulated(settings, training, formulate(training, settings), previous)
}

/** A fit of the problems of a formulation, which may have been solved for another C before. */
export function* fitFormulated<L extends Label>(
  settings: Settings,
  { classes, design }: TrainingSet<L>,
  { link, outputs, parts }: Formulation,
  previous: LinearClassifier<Label> | undefined,
): Steps<Fit<L>> {
  const { C } = settings
  const layout = new CoefficientLayout(outputs, design.cols, settings)
  const w = layout.fromModel(previous)
  const size = w.length / parts.length
  let total: Progress = { iteration: 0, objective: 0, dualityGap: 0, nonZero: 0 }
  let [converged, iterations] = [true, 0]
  for (const [k, partOf] of parts.entries()) {
    const { problemAt, memory } = partOf()
    const problem = problemAt(C)
    const own = w.subarray(k * size, (k + 1) * size)
    const options = { ...settings, seed: settings.randomState, memory }
    const before = total
    const report = (progress: Progress) => withPart(before, progress, C)
    const solution = yield* reportedAs(report, solve(problem, own, options))
    own.set(solution.w)
    if (link === 'softmax') layout.centreFree(own, problem.penalty)
    const nonZero = own.filter((value, q) => value !== 0 && !problem.penalty.isFree(q)).length
    total = report({ ...solution, iteration: solution.iterations, nonZero })
    converged &&= solution.converged
    iterations = Math.max(iterations, solution.iterations)
  }
  const { objective, dualityGap } = total
  return {
    model: layout.toModel(classes, w, link),
    convergence: { converged, iterations, objective, dualityGap },
  }
}

/** The same work under other reports. */
function* reportedAs<T>(report: (progress: Progress) => Progress, steps: Steps<T>): Steps<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    yield value && (() => report(value()))
  }
}

/** What the parts before came to, and one whose objective is divided by C. */
function withPart(before: Progress, part: Progress, C: number): Progress {
  return {
    iteration: before.iteration + part.iteration,
    objective: before.objective + C * part.objective,
    dualityGap: before.dualityGap + C * part.dualityGap,
    nonZero: before.nonZero + part.nonZero,
  }
}

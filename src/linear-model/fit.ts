/** One fit: the data and the options become one or more problems, the solver's answers become a model. */

import type { Label, LabelsLike } from '../matrix/labels'
import type { MatrixLike } from '../matrix/matrix-like'
import { SolverMemory, solve } from '../solvers/solve'
import type { Progress, Steps } from '../support/steps'
import { CoefficientLayout } from './coefficient-layout'
import { formulate } from './formulation'
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
export function fitSteps<L extends Label>(
  settings: Settings,
  X: MatrixLike,
  y: LabelsLike<L>,
  sampleWeight: LabelsLike<number> | undefined,
  previous: Pick<Fit<Label>, 'model'> | undefined,
): Steps<Fit<L>> {
  const training = readTrainingSet(X, y, sampleWeight, settings.classWeight)
  return fitTraining(settings, training, settings.warmStart ? previous?.model : undefined)
}

/**
 * A fit to data that have been read; begins at `previous` if that is a model of the same shape.
 *
 * @param memories - what the fit before learnt, problem by problem, if it differed in C only
 */
export function* fitTraining<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  previous: LinearClassifier<Label> | undefined,
  memories: SolverMemory[] = [],
): Steps<Fit<L>> {
  const { link, outputs, problems } = formulate(training, settings)
  const layout = new CoefficientLayout(outputs, training.design.cols, settings)
  const w = layout.fromModel(previous)
  const size = w.length / problems.length
  let before: Progress = { iteration: 0, objective: 0, dualityGap: 0, nonZero: 0 }
  let [converged, iterations] = [true, 0]
  for (const [k, problemOf] of problems.entries()) {
    const problem = problemOf()
    const part = w.subarray(k * size, (k + 1) * size)
    memories[k] ??= new SolverMemory()
    const options = { ...settings, seed: settings.randomState, memory: memories[k] }
    const solution = yield* reportedAfter(before, solve(problem, part, options))
    part.set(solution.w)
    if (link === 'softmax') layout.centreFree(part, problem.penalty)
    converged &&= solution.converged
    iterations = Math.max(iterations, solution.iterations)
    const { objective, dualityGap } = solution
    const nonZero = part.filter((value, q) => value !== 0 && !problem.penalty.isFree(q)).length
    before = sum(before, { iteration: solution.iterations, objective, dualityGap, nonZero })
  }
  const { objective, dualityGap } = before
  return {
    model: layout.toModel(training.classes, w, link),
    convergence: { converged, iterations, objective, dualityGap },
  }
}

/** The same work; its reports include what the problems before it came to. */
function* reportedAfter<T>(before: Progress, steps: Steps<T>): Steps<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    yield value && (() => sum(before, value()))
  }
}

function sum(a: Progress, b: Progress): Progress {
  return {
    iteration: a.iteration + b.iteration,
    objective: a.objective + b.objective,
    dualityGap: a.dualityGap + b.dualityGap,
    nonZero: a.nonZero + b.nonZero,
  }
}

/** One fit of two classes: the data and the options become a problem, the solver's answer becomes a model. */

import type { Label, LabelsLike } from '../matrix/labels'
import type { MatrixLike } from '../matrix/matrix-like'
import { LogisticLoss } from '../problem/logistic-loss'
import { Problem } from '../problem/problem'
import { solve } from '../solvers/solve'
import { UnsupportedError } from '../support/errors'
import type { Steps } from '../support/steps'
import { LinearClassifier } from './linear-classifier'
import type { Settings } from './options'
import { buildPenalty, readTrainingSet, withIntercept } from './training-set'

/** How a fit ended, and the proof. */
export interface Convergence {
  /** whether the tolerance was reached */
  readonly converged: boolean
  /** Newton steps, or passes for `'dual-cd'` */
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
  const {
    design: features,
    classes,
    codes,
    weights,
  } = readTrainingSet(X, y, sampleWeight, settings.classWeight)
  if (classes.length > 2) {
    throw new UnsupportedError(`y has ${classes.length} classes; LogisticRegression fits two`)
  }
  const design = withIntercept(features, settings)
  const loss = new LogisticLoss(
    Float64Array.from(codes, code => (code === 1 ? 1 : -1)),
    weights.map(weight => settings.C * weight),
  )
  const problem = new Problem(design, loss, buildPenalty(features.cols, 1, settings))
  const start = new Float64Array(problem.size)
  if (settings.warmStart && previous !== undefined) copyStart(previous, features.cols, settings, start)
  const solution = yield* solve(problem, start, { ...settings, seed: settings.randomState })
  const { w, converged, iterations, objective, dualityGap } = solution
  const intercept = settings.fitIntercept ? w[features.cols]! * constantOf(settings) : 0
  return {
    model: new LinearClassifier(classes, w.slice(0, features.cols), Float64Array.of(intercept), 'logistic'),
    convergence: { converged, iterations, objective, dualityGap },
  }
}

function copyStart(
  { model }: Pick<Fit<Label>, 'model'>,
  features: number,
  settings: Settings,
  start: Float64Array,
): void {
  if (model.coef.size !== features) return
  start.set(model.coef.data)
  if (settings.fitIntercept) start[features] = model.intercept.data[0]! / constantOf(settings)
}

/** The value of the constant feature whose coefficient is the intercept. */
function constantOf({ penalizeIntercept, interceptScaling }: Settings): number {
  return penalizeIntercept ? interceptScaling : 1
}

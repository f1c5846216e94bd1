/**
 * Where the path of an L1 penalty begins. With the free coefficients (the intercept, features without a penalty) at
 * their optimum and all others at 0, let gⱼ be the derivative of the loss for C = 1. Then 0 is optimal as long as
 *
 *   C |gⱼ| ≤ l1ⱼ for all j,    that is, up to    C = minⱼ l1ⱼ / |gⱼ|
 *
 * The free optimum is found by the ordinary solver, at a C so small that all else stays 0 on the way: by
 * Cauchy–Schwarz |gⱼ| ≤ ‖xⱼ‖ ‖r‖, and no residual of a row of weight s is longer than √2 s.
 *
 * Source: Koh, Kim & Boyd, *An interior-point method for large-scale ℓ1-regularized logistic regression*, JMLR 8
 * (2007), §2.
 */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { isBounded } from '../linear-model/bounds'
import { CoefficientLayout } from '../linear-model/coefficient-layout'
import { formulate } from '../linear-model/formulation'
import type { LinearClassifier } from '../linear-model/linear-classifier'
import { checkModelKeys } from '../linear-model/model-keys'
import {
  type CommonOptions,
  OPTION_NAMES,
  type PenaltyByRatio,
  type PenaltyOptions,
  readOptions,
  type Settings,
} from '../linear-model/options'
import { ROW_OPTIONS, type RowOptions } from '../linear-model/targets'
import { readTrainingSet, type TargetsLike, type TrainingSet } from '../linear-model/training-set'
import type { Problem } from '../problem/problem'
import { Iterate } from '../solvers/iterate'
import { createSolver } from '../solvers/solve'
import { ValidationError } from '../support/errors'
import { runSteps, type Steps } from '../support/steps'

/** Options of {@link l1MinC}: those of {@link LogisticRegression}, and the weights of the rows; `penalty` is `'l1'` by default. */
export type L1MinCOptions = CommonOptions &
  (PenaltyOptions<'l1' | 'elasticnet', 'l1'> | PenaltyByRatio) &
  RowOptions

/**
 * The largest C for which all penalised coefficients are zero: the interesting ones lie above it.
 *
 * scikit-learn's `l1_min_c` takes the intercept for a penalised coefficient, which gives another value; here that is
 * so with `penalizeIntercept` only.
 *
 * @param X - `[n, d]`
 * @param y - n labels
 * @param options - those of the model, `penalty` `'l1'` (the default here) or `'elasticnet'`
 * @throws ValidationError for data that cannot be fitted, a penalty without an l1 part, features that say nothing about
 * y, or ones without a penalty that say everything
 *
 * @example
 * ```ts
 * import { LogisticRegression, l1MinC } from 'ndlogit'
 *
 * const X = [[0, 1], [1, 0], [2, 1], [3, 0]]
 * const y = ['a', 'a', 'b', 'b']
 * const C = l1MinC(X, y)
 * console.log(C) // 0.5
 * console.log(new LogisticRegression({ penalty: 'l1', C: 1.01 * C }).fit(X, y).coef.get(0, 0) > 0) // true
 * ```
 */
export function l1MinC(X: MatrixLike, y: TargetsLike<Label>, options: L1MinCOptions = {}): number {
  checkModelKeys('l1MinC', options, [...OPTION_NAMES, ...ROW_OPTIONS])
  const { sampleWeight, offset, target, trials, ...rest } = options
  const settings = readOptions(rest, 'l1')
  const training = runSteps(
    readTrainingSet(X, y, { sampleWeight, offset, target, trials }, settings.classWeight),
  )
  return runSteps(smallestC(settings, training))
}

/** See {@link l1MinC}. */
export function* smallestC(settings: Settings, training: TrainingSet<Label>): Steps<number> {
  if (!hasKinks(settings)) {
    throw new ValidationError(
      `l1MinC is for penalties with an l1 part, got penalty '${settings.penalty}'${settings.penalty === 'elasticnet' ? ' with l1Ratio 0' : ''}`,
    )
  }
  if (settings.penaltyFactor?.every(factor => factor === 0)) {
    throw new ValidationError(
      'l1MinC: penaltyFactor is 0 for every feature, so no C holds a coefficient at zero',
    )
  }
  const { C, separated } = yield* emptyModel(settings, training)
  if (separated) {
    throw new ValidationError(
      'l1MinC: the features without a penalty separate the classes, so that none of the others is ever needed',
    )
  }
  if (C > LARGEST) {
    throw new ValidationError(
      `l1MinC: no feature of X says anything about y${isBounded(settings) ? ' that its bounds allow' : ''}, so every C gives zero coefficients`,
    )
  }
  return C
}

/** Whether the penalty holds coefficients at 0. */
export function hasKinks({ penalty, l1Ratio }: Settings): boolean {
  return penalty !== 'none' && l1Ratio > 0
}

/** The model whose penalised coefficients are all 0. */
export interface EmptyModel<L extends Label> {
  /** the free coefficients at their optimum */
  readonly model: LinearClassifier<L>
  /** up to here it is the optimum */
  readonly C: number
  /** whether the free coefficients tell the classes apart, so that their optimum is at infinity */
  readonly separated: boolean
}

/** See the head of this file. */
export function* emptyModel<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
): Steps<EmptyModel<L>> {
  const { subproblems, outputs, link } = yield* formulate(training, settings)
  const layout = new CoefficientLayout(outputs, training.design.cols, settings)
  const all = new Float64Array(layout.size)
  let [smallest, separated] = [Infinity, false]
  for (const [k, subproblem] of subproblems.entries()) {
    const { problemAt } = subproblem()
    const C = Math.min(1, safeC(problemAt(1), training.weights))
    const problem = problemAt(C)
    const { w, ending } = yield* createSolver('auto', TO_THE_LIMIT).minimize(problem)
    smallest = Math.min(smallest, C * slackAt(problem, w))
    separated ||= ending === 'separated'
    all.set(w, k * w.length)
  }
  return { model: layout.toModel(training.classes, all, link), C: smallest, separated }
}

/** As far as the arithmetic goes. */
const TO_THE_LIMIT = { tol: 0, maxIter: 100, seed: 0 }

/** A larger C is rounding error of derivatives that are 0. */
const LARGEST = 1e14

/** A C at which no coefficient with an l1 part leaves 0, wherever the free ones are; infinite if none ever does. */
function safeC({ design, penalty, size }: Problem, weights: Float64Array): number {
  const { columnNorms } = design
  const residual = Math.sqrt(2 * weights.reduce((sum, s) => sum + s * s, 0))
  let smallest = Infinity
  for (let q = 0; q < size; q++) {
    if (penalty.l1[q] === 0) continue
    const length = columnNorms[q % design.cols]
    if (length > 0) smallest = Math.min(smallest, penalty.l1[q] / (2 * length * residual))
  }
  return smallest
}

/** minⱼ l1ⱼ / |gⱼ|, g the gradient of the loss at w; of a coefficient whose bound lets it move. */
function slackAt(problem: Problem, w: Float64Array): number {
  const at = new Iterate(problem, w)
  at.updateGradient(problem.all)
  const { penalty } = problem
  return at.gradient.reduce(
    (least, g, q) =>
      penalty.l1[q] > 0 && penalty.clip(q, -g) !== 0 ? Math.min(least, penalty.l1[q] / Math.abs(g)) : least,
    Infinity,
  )
}

/**
 * Relaxed refits: the features that a model has selected, fitted again without their penalty. With β̂ the penalised
 * coefficients and β̃ those of the refit, γ between 0 and 1 goes from the one to the other:
 *
 *   β(γ) = γ β̂ + (1 − γ) β̃
 *
 * Of several classes the refit has every feature that is not zero in some class.
 *
 * Source: Meinshausen, *Relaxed Lasso*, CSDA 52 (2007), in the form of Hastie, Tibshirani & Tibshirani, *Statistical
 * Science* 35 (2020), as glmnet's `relax = TRUE`.
 */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { warnUnlessConverged } from '../data/unconverged'
import { DenseMatrix } from '../design/dense-matrix'
import type { FeatureMatrix } from '../design/design-matrix'
import { SparseMatrix } from '../design/sparse-matrix'
import { boundList, type CheckedBounds } from '../linear-model/bounds'
import { type Fit, fitTraining } from '../linear-model/fit'
import { LinearClassifier } from '../linear-model/linear-classifier'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { modelOfFit } from '../linear-model/model-of-fit'
import { readOptions, type Settings } from '../linear-model/options'
import type { RowOptions } from '../linear-model/targets'
import { readTrainingSet, type TargetsLike, type TrainingSet } from '../linear-model/training-set'
import type { Steps } from '../support/steps'

/** The refit of the features of a model; of the same features it is made once. */
export type Relaxer<L extends Label> = (fit: Fit<L>) => Steps<Fit<L>>

export function relaxerOf<L extends Label>(settings: Settings, training: TrainingSet<L>): Relaxer<L> {
  const known = new Map<string, Fit<L>>()
  return function* (fit) {
    const active = activeFeatures(fit.model)
    if (active.length === 0) return fit
    const key = active.join()
    const found = known.get(key) ?? (yield* refit(settings, training, fit, active))
    known.set(key, found)
    return found
  }
}

/** The settings of a refit: those of the model without a penalty. */
export function relaxedSettings(settings: Settings): Settings {
  return {
    ...settings,
    penalty: 'none',
    l1Ratio: 0,
    C: 1,
    penaltyFactor: undefined,
    penalizeIntercept: false,
    solver: 'auto',
  }
}

/** γ β̂ + (1 − γ) β̃; at γ = 0 the refit to the bit. */
export function between(penalized: Float64Array, relaxed: Float64Array, gamma: number): Float64Array {
  return penalized.map((value, q) => (gamma === 0 ? relaxed[q] : gamma * value + (1 - gamma) * relaxed[q]))
}

/** The model between a penalised one and its refit. */
export function blend<L extends Label>(
  penalized: LinearClassifier<L>,
  relaxed: LinearClassifier<L>,
  gamma: number,
): LinearClassifier<L> {
  if (gamma === 1) return penalized
  const model = new LinearClassifier(
    penalized.classes,
    between(penalized.coef.data, relaxed.coef.data, gamma),
    between(penalized.intercept.data, relaxed.intercept.data, gamma),
    penalized.link,
  )
  if (penalized.featureNames !== undefined) model.featureNames = penalized.featureNames
  return model
}

/** A model between a penalised one and its refit; what no fit vouches for has no `convergence`. */
export function blendOf<L extends Label>(
  model: LogisticRegression<L>,
  fit: Fit<L>,
  relaxed: Fit<L>,
  gamma: number,
): LogisticRegression<L> {
  if (gamma === 1 || relaxed === fit) return model
  const convergence = gamma === 0 ? relaxed.convergence : undefined
  return modelOfFit(readOptions(model.getParams()), {
    model: blend(fit.model, relaxed.model, gamma),
    convergence,
  })
}

/** The fit of a model to data, and what lies between it and its refit. */
export function* relaxedModel<L extends Label>(
  settings: Settings,
  X: MatrixLike,
  y: TargetsLike<L>,
  rowOptions: RowOptions,
  gamma: number,
): Steps<LogisticRegression<L>> {
  const training = yield* readTrainingSet(X, y, rowOptions, settings.classWeight)
  const fit = yield* fitTraining(settings, training, undefined)
  const relaxed = yield* relaxerOf(settings, training)(fit)
  warnUnlessConverged(settings, fit.convergence)
  if (relaxed !== fit) warnUnlessConverged(relaxedSettings(settings), relaxed.convergence)
  return blendOf(modelOfFit(settings, fit), fit, relaxed, gamma)
}

/** The features with a coefficient that is not 0, increasing. */
function activeFeatures({ coef }: LinearClassifier<Label>): Int32Array {
  const [outputs, features] = coef.shape
  const isActive = (j: number): boolean => {
    for (let a = 0; a < outputs; a++) if (coef.data[a * features + j] !== 0) return true
    return false
  }
  return Int32Array.from(Array.from({ length: features }, (_, j) => j).filter(isActive))
}

function* refit<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  { model }: Fit<L>,
  active: Int32Array,
): Steps<Fit<L>> {
  const { lowerBounds, upperBounds } = settings
  const ofActive = (name: string, bounds: CheckedBounds | undefined, none: number) => {
    if (bounds === undefined) return undefined
    const all = boundList(name, bounds, none, training.design.cols, training.featureNames)
    return Array.from(active, j => all[j])
  }
  const own = {
    ...relaxedSettings(settings),
    lowerBounds: ofActive('lowerBounds', lowerBounds, -Infinity),
    upperBounds: ofActive('upperBounds', upperBounds, Infinity),
  }
  const design = takeColumns(training.design, active)
  const found = yield* fitTraining(own, { ...training, design, featureNames: undefined }, undefined)
  const [outputs, features] = model.coef.shape
  const coef = new Float64Array(outputs * features)
  found.model.coef.data.forEach((value, q) => {
    coef[Math.floor(q / active.length) * features + active[q % active.length]] = value
  })
  const whole = new LinearClassifier(model.classes, coef, found.model.intercept.data, model.link)
  if (model.featureNames !== undefined) whole.featureNames = model.featureNames
  return { model: whole, convergence: found.convergence }
}

/** Some of the columns as a matrix of their own, sparse if the whole is. */
function takeColumns(design: FeatureMatrix, columns: Int32Array): FeatureMatrix {
  if (columns.length === design.cols) return design
  const { rows } = design
  const cols = columns.length
  const one = Float64Array.of(1)
  const copyColumn = (k: number, out: Float64Array) =>
    design.select(columns.subarray(k, k + 1)).timesInto(one, out)
  if (!(design instanceof SparseMatrix)) {
    const data = new Float64Array(rows * cols)
    for (let k = 0; k < cols; k++) copyColumn(k, data.subarray(k * rows, (k + 1) * rows))
    return new DenseMatrix(data, rows, cols, 1, rows, 0)
  }
  const entries: { readonly at: number[]; readonly values: number[] }[] = Array.from(
    { length: rows },
    () => ({
      at: [],
      values: [],
    }),
  )
  const column = new Float64Array(rows)
  for (let k = 0; k < cols; k++) {
    copyColumn(k, column)
    column.forEach((value, i) => {
      if (value === 0) return
      entries[i].at.push(k)
      entries[i].values.push(value)
    })
  }
  const indptr = new Int32Array(rows + 1)
  entries.forEach(({ at }, i) => {
    indptr[i + 1] = indptr[i] + at.length
  })
  const indices = Int32Array.from(entries.flatMap(({ at }) => at))
  const data = Float64Array.from(entries.flatMap(({ values }) => values))
  return new SparseMatrix({ shape: [rows, cols], indptr, indices, data })
}

/** A fitted model and its data, checked against each other: what inference begins with. */

import { missingMethods } from '../data/estimator'
import type { Label, LabelsLike } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import type { NdMatrix, NdVector } from '../data/ndview'
import { isBounded } from '../linear-model/bounds'
import { penaltyAtC } from '../linear-model/formulation'
import { type LogisticRegressionOptions, readOptions, type Settings } from '../linear-model/options'
import { areShares, offsetOfOutputs, type RowOptions } from '../linear-model/targets'
import { readTrainingSet, type TargetsLike } from '../linear-model/training-set'
import { counted } from '../support/counted'
import { UnsupportedError, ValidationError } from '../support/errors'
import { runSteps } from '../support/steps'
import { describe } from '../support/validate'
import type { CovarianceType } from './covariance'
import { type RegressionData, readRegression } from './regression-data'

/** What inference asks of a fitted model: a {@link index.LogisticRegression}, of labels of any type. */
export interface FittedModel {
  /** all options, defaults included */
  getParams(): LogisticRegressionOptions
  /** `[1, d]` */
  readonly coef: NdMatrix
  /** `[1]` */
  readonly intercept: NdVector
  /** the two labels, sorted */
  readonly classes: readonly Label[]
}

/** The model and its data, as inference works with them. */
export interface FittedRegression {
  readonly data: RegressionData
  /** the estimates, the intercept first */
  readonly beta: Float64Array
  /** λ, the ridge on each of them, the loss having weight 1 */
  readonly ridge: Float64Array
  /** sample weight times class weight, and trials, of each row */
  readonly weights: Float64Array
  /** the class weight, or the trials, of each row */
  readonly classWeights: Float64Array
  readonly penalty: 'none' | 'l2'
  /** how far above its minimum the fit may have left the objective, as a share of it */
  readonly tol: number
  readonly classes: readonly Label[]
}

/** @throws UnsupportedError for a penalty with an l1 part; ValidationError when data, model and options do not fit */
export function readFitted(
  model: FittedModel,
  X: MatrixLike,
  y: TargetsLike<Label>,
  options: RowOptions & { readonly featureNames?: readonly string[] | undefined },
  covariance: CovarianceType,
): FittedRegression {
  const missing = missingMethods(model, ['getParams'])
  if (missing.length > 0 || !('C' in model.getParams()))
    throw new ValidationError(`the model must be a LogisticRegression, got ${describe(model)}`)
  const settings = readOptions(model.getParams())
  const penalty = readPenalty(settings)
  if (settings.classWeight !== undefined && covariance === 'model') {
    throw new ValidationError(
      "classWeight changes what is estimated, and the model's own covariance does not know it: take covariance 'HC0' or leave out classWeight",
    )
  }
  if (isBounded(settings)) {
    throw new UnsupportedError(
      'summary: there are no standard errors for coefficients with bounds, whose distribution is not normal; fit without lowerBounds, upperBounds and positive',
    )
  }
  const { classes, coef, intercept } = model
  const { sampleWeight, offset, target, trials, featureNames } = options
  const isShares = areShares({ target, trials })
  if (isShares && settings.classWeight !== undefined) {
    throw new ValidationError('summary: classWeight does not go with targets that are shares; leave it out')
  }
  const rowOptions = { sampleWeight, offset, target, trials }
  const training = runSteps(readTrainingSet(X, y, rowOptions, settings.classWeight))
  const { weights, codes, shares } = training
  const data = readRegression(X, y as LabelsLike, classes, settings.fitIntercept, {
    sampleWeight,
    featureNames,
    offset: training.offset && offsetOfOutputs(training.offset, 1),
    shares: shares?.subarray(codes.length),
    weights: isShares ? weights : undefined,
  })
  if (coef.size !== data.terms - (settings.fitIntercept ? 1 : 0)) {
    throw new ValidationError(
      `X has ${counted(data.terms - (settings.fitIntercept ? 1 : 0), 'feature')}, but the model was fitted on ${coef.size}`,
    )
  }
  return {
    data,
    beta: Float64Array.from([...(settings.fitIntercept ? [intercept.get(0)] : []), ...coef.data]),
    ridge: ridgeOf(penaltyAtC(settings.C, training, settings, 1).l2, settings),
    weights,
    classWeights: weights.map((weight, i) => (weight === 0 ? 1 : weight / data.frequency[i])),
    penalty,
    tol: settings.tol,
    classes,
  }
}

function readPenalty({ penalty, l1Ratio }: Settings): 'none' | 'l2' {
  if (penalty === 'none') return 'none'
  if (l1Ratio === 0) return 'l2'
  throw new UnsupportedError(
    `summary: there are no standard errors for penalty '${penalty}': which coefficients are there was chosen by the same data. ` +
      "Refit the selected columns with penalty 'none' on rows that did not choose them, or use stabilitySelection",
  )
}

/** The ridge of the solvers' list, where the intercept comes last and is that of a constant column, intercept first. */
function ridgeOf(
  l2: Float64Array,
  { fitIntercept, penalizeIntercept, interceptScaling }: Settings,
): Float64Array {
  if (!fitIntercept) return l2.slice()
  const constant = penalizeIntercept ? interceptScaling : 1
  return Float64Array.from([l2[l2.length - 1] / constant ** 2, ...l2.subarray(0, -1)])
}

/**
 * Firth's logistic regression with tests and intervals by profiles of the penalised likelihood ℓ* (firth.ts):
 *
 *   χ²_j = 2 (ℓ*(β̂) − max ℓ* with β_j = 0),     interval_j = { b : 2 (ℓ*(β̂) − max ℓ* with β_j = b) ≤ χ²_{1, 1 − α} }
 *
 * where the normal approximation of Wald's fails, as it does for separated classes: Heinze & Schemper (2002), as R's
 * logistf has it.
 */

import {
  type Label,
  type LabelsLike,
  readLabels,
  readSampleWeight,
  refuseMeasurements,
  uniqueLabels,
} from '../data/labels'
import { type MatrixLike, matrixShape } from '../data/matrix-like'
import { ndview } from '../data/ndview'
import { sandwich } from '../kernels/qr'
import { LogisticRegression } from '../linear-model/logistic-regression'
import { areShares, offsetOfOutputs, type RowOptions, readOffset, readShares } from '../linear-model/targets'
import type { TargetsLike } from '../linear-model/training-set'
import { UnsupportedError, ValidationError } from '../support/errors'
import { checkBoolean, checkKeys, checkNumber } from '../support/validate'
import { refuseCollinear } from './diagnose'
import { type FirthFit, firthFit, firthProfile } from './firth'
import { informationShare } from './information'
import { profileInterval } from './profile-interval'
import { type RegressionData, readRegression } from './regression-data'
import type { FirthSummary, FirthTerm } from './results'
import { toFirthTable } from './summary-table'
import { chiSquareQuantile, chiSquareTail } from './tail-probabilities'

const NAMES = [
  'sampleWeight',
  'offset',
  'target',
  'trials',
  'featureNames',
  'fitIntercept',
  'level',
] as const satisfies (keyof FirthOptions)[]

/** Options of {@link firthLogisticRegression}. */
export interface FirthOptions extends Pick<RowOptions, 'target' | 'trials'> {
  /** a weight per row, ≥ 0; an integer weight counts as so many observations */
  readonly sampleWeight?: LabelsLike<number> | undefined
  /** a number per row that is added to its margin `[n]`; default 0 */
  readonly offset?: LabelsLike<number> | undefined
  /** names of the columns of X; default `x0`, `x1`, … */
  readonly featureNames?: readonly string[] | undefined
  /** whether there is an intercept; default `true` */
  readonly fitIntercept?: boolean | undefined
  /** the share of intervals that hold the truth, in (0, 1); default 0.95 */
  readonly level?: number | undefined
}

/**
 * Logistic regression of two classes by Firth's penalised likelihood: finite estimates with little bias where the
 * classes are separated or the sample is small, as R's `logistf` gives them.
 *
 * @param X - `[n, d]`
 * @param y - labels of two classes `[n]`, or with `target` or `trials` probabilities or successes
 * @param options - `sampleWeight`, `offset`, `target`, `trials`, `featureNames`, `fitIntercept = true`, `level = 0.95`
 * @throws ValidationError when data or options do not fit, or a column is a combination of others
 * @throws UnsupportedError for three and more classes, and for bounds
 *
 * @example
 * ```ts
 * import { firthLogisticRegression } from 'ndlogit/inference'
 *
 * // The exposed are ill without exception: maximum likelihood would go to infinity.
 * const X = [[0], [0], [0], [0], [1], [1], [1], [1]]
 * const y = ['well', 'well', 'ill', 'well', 'ill', 'ill', 'ill', 'ill']
 * const { terms, classes } = firthLogisticRegression(X, y, { featureNames: ['exposed'] })
 * console.log(classes[1], terms[1].estimate.toFixed(3)) // well -3.045
 * ```
 */
export function firthLogisticRegression<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: FirthOptions = {},
): FirthSummary<L> {
  refuseBounds(options)
  checkKeys('firthLogisticRegression', options, NAMES)
  const fitIntercept = checkBoolean('fitIntercept', options.fitIntercept ?? true)
  const level = checkNumber('level', options.level ?? 0.95, { above: 0, below: 1 })
  const { data, classes } = readData(X, y, fitIntercept, options)
  refuseCollinear(data)
  const all = data.names.map((_, j) => j)
  const best = firthFit(data, new Float64Array(data.terms), all)
  const shift = fitIntercept ? 1 : 0
  const none = firthFit(data, new Float64Array(data.terms), all.slice(0, shift))
  const covariance = sandwich(best.information.factor, informationShare(best.information.factor, data.rows))
  const statistic = 2 * (best.value - none.value)
  const df = data.terms - shift
  const found = {
    model: LogisticRegression.fromCoefficients({
      coef: [best.beta.subarray(shift)],
      intercept: [fitIntercept ? best.beta[0] : 0],
      classes,
    }),
    terms: describeTerms(data, best, covariance, level),
    covariance: ndview(covariance, [data.terms, data.terms]),
    classes,
    level,
    observations: data.observations,
    penalizedLogLikelihood: best.value,
    nullPenalizedLogLikelihood: none.value,
    likelihoodRatio: { statistic, df, pValue: chiSquareTail(statistic, df) },
  }
  const summary: FirthSummary<L> = found
  return Object.defineProperty(summary, 'toString', { value: () => toFirthTable(found as FirthSummary) })
}

/** The weights with the trials count how often each row was observed. */
function readData<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  fitIntercept: boolean,
  { sampleWeight, featureNames, offset, target, trials }: FirthOptions,
): { readonly data: RegressionData; readonly classes: L[] } {
  const [rows] = matrixShape('X', X)
  const weights = readSampleWeight(sampleWeight, rows)
  const table = readOffset(offset, rows)
  const shared = {
    featureNames,
    sampleWeight: weights,
    offset: table && offsetOfOutputs(table, 1),
  }
  if (!areShares({ target, trials })) {
    const classes = readClasses(y as LabelsLike<L>)
    return { data: readRegression(X, y as LabelsLike, classes, fitIntercept, shared), classes }
  }
  const { shares, classes } = readShares(y as LabelsLike<number>, { trials }, undefined, weights)
  refuseMore(classes.length)
  const second = shares.subarray(rows)
  const data = readRegression(X, [], classes, fitIntercept, { ...shared, shares: second })
  return { data, classes: classes as unknown as L[] }
}

function refuseBounds(options: FirthOptions): void {
  const bound = ['lowerBounds', 'upperBounds', 'positive'].find(name => name in Object(options))
  if (bound === undefined) return
  throw new UnsupportedError(
    `firthLogisticRegression takes no ${bound}: its tests and intervals are for coefficients without bounds; leave it out, or fit LogisticRegression`,
  )
}

function describeTerms(
  data: RegressionData,
  best: FirthFit,
  covariance: Float64Array,
  level: number,
): FirthTerm[] {
  const drop = chiSquareQuantile(1 - level) / 2
  return data.names.map((name, j) => {
    const estimate = best.beta[j]
    const standardError = Math.sqrt(covariance[j * data.terms + j])
    const profile = firthProfile(data, best, covariance, j)
    const chiSquare = Math.max(0, 2 * (best.value - profile.searchedAt(0)))
    const cut = best.value - drop
    const heights = {
      at: (value: number) => profile.at(value) - cut,
      searchedAt: (value: number) => profile.searchedAt(value) - cut,
    }
    const interval = profileInterval(heights, estimate, standardError)
    return {
      name,
      estimate,
      standardError,
      chiSquare,
      pValue: chiSquareTail(chiSquare, 1),
      interval,
      oddsRatio: Math.exp(estimate),
      oddsRatioInterval: [Math.exp(interval[0]), Math.exp(interval[1])],
    }
  })
}

function readClasses<L extends Label>(y: LabelsLike<L>): L[] {
  const classes = uniqueLabels(readLabels<L>('y', y))
  refuseMeasurements('y', classes)
  if (classes.length < 2) throw new ValidationError('y has one class only; a classifier needs two')
  refuseMore(classes.length)
  return classes
}

function refuseMore(classCount: number): void {
  if (classCount <= 2) return
  throw new UnsupportedError(
    `firthLogisticRegression is for two classes, got ${classCount}; take one against the rest`,
  )
}

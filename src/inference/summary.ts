/**
 * What a fitted logistic regression of two classes says of its own uncertainty. With β̂ the estimates and V their
 * covariance (covariance.ts)
 *
 *   se = √V_jj,   z = β̂ / se,   p = P(|Z| > |z|),   interval β̂ ± z_{1 − α/2} se,   odds ratio exp β̂
 *   deviance = 2 (ℓ̂ − ℓ),   AIC = −2 ℓ + 2k,   BIC = −2 ℓ + k log n,   McFadden's R² = 1 − ℓ/ℓ₀
 *
 * ℓ₀ is the log-likelihood of the class frequencies (of ½, without an intercept), or of the best intercept beside an offset;
 * ℓ̂ that of the targets themselves, 0 for labels. Of successes k of t trials, ℓ has the terms log (t over k). Under a
 * ridge penalty k is the effective number of parameters, trace H⁻¹XᵀWX, and the estimates are biased by about −H⁻¹Λβ: see
 * le Cessie & van Houwelingen, *Applied Statistics* 41 (1992).
 */

import type { Label, LabelsLike } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { ndview } from '../data/ndview'
import { solveUpper, solveUpperTransposed } from '../kernels/qr'
import { ROW_OPTIONS, type RowOptions, readTable } from '../linear-model/targets'
import type { TargetsLike } from '../linear-model/training-set'
import { checkChoice, checkKeys, checkNumber } from '../support/validate'
import { COVARIANCE_TYPES, type CovarianceType, covarianceOf } from './covariance'
import { optimumNear, refuseCollinear } from './diagnose'
import { type Information, informationShare } from './information'
import { type FittedModel, readFitted } from './read-fitted'
import type { RegressionData } from './regression-data'
import type { ModelSummary, SummaryTerm } from './results'
import { mostLikelihood, nullLikelihood, waysOf } from './saturated'
import { toTable } from './summary-table'
import { chiSquareTail, normalQuantile, normalTails } from './tail-probabilities'

/** Options of {@link summary}: `offset`, `target` and `trials` as the model was fitted with them, and what follows. */
export interface SummaryOptions extends Pick<RowOptions, 'offset' | 'target' | 'trials'> {
  /** the weights that the model was fitted with; an integer weight counts as so many observations */
  readonly sampleWeight?: LabelsLike<number> | undefined
  /** names of the columns of X; default `x0`, `x1`, … */
  readonly featureNames?: readonly string[] | undefined
  /** how the covariance is found; default `'model'` */
  readonly covariance?: CovarianceType | undefined
  /** the cluster of every row `[n]`; with covariance `'cluster'` */
  readonly clusters?: LabelsLike | undefined
  /** the share of intervals that hold the truth, in (0, 1); default 0.95 */
  readonly level?: number | undefined
}

const OPTIONS = [...ROW_OPTIONS, 'featureNames', 'covariance', 'clusters', 'level']

/**
 * Standard errors, tests and intervals of a fitted model with `penalty: 'none'`, as R's `summary(glm(…))` gives them,
 * or with a ridge penalty, labelled with its bias.
 *
 * The estimates are the model's, made exact by a few Newton steps where its `tol` left digits open.
 *
 * Collinear columns and separated classes, where standard errors would be large and mean nothing, are errors that name
 * the columns. There are none for a penalty with an l1 part: what was selected by the data cannot be tested on them.
 *
 * @param model - fitted, of two classes
 * @param X - the rows that it was fitted on `[n, d]`
 * @param y - their labels `[n]`, or with `target` or `trials` probabilities or successes
 * @param options - `sampleWeight`, `offset`, `target`, `trials`, `featureNames`, `covariance = 'model'`, `clusters`, `level = 0.95`
 * @throws UnsupportedError for a penalty with an l1 part, or three and more classes
 * @throws ValidationError when data or options do not fit, a column is collinear, the classes are separated, or the
 * model is not at the optimum of these data; NotFittedError before `fit`
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { summary } from 'ndlogit/inference'
 *
 * const X = [[1], [2], [3], [4], [5], [6], [7], [8]]
 * const y = ['no', 'no', 'yes', 'no', 'yes', 'no', 'yes', 'yes']
 * const model = new LogisticRegression({ penalty: 'none' }).fit(X, y)
 * const found = summary(model, X, y, { featureNames: ['dose'] })
 * console.log(found.terms[1].standardError.toFixed(4), found.terms[1].pValue.toFixed(4)) // 0.4322 0.1693
 * console.log(String(found).split('\n')[0]) // Logistic regression of 'yes' against 'no', 8 observations
 * ```
 */
export function summary(
  model: FittedModel,
  X: MatrixLike,
  y: TargetsLike<Label>,
  options: SummaryOptions = {},
): ModelSummary {
  checkKeys('summary', options, OPTIONS)
  const type = checkChoice('covariance', options.covariance ?? 'model', COVARIANCE_TYPES)
  const level = checkNumber('level', options.level ?? 0.95, { above: 0, below: 1 })
  const fitted = readFitted(model, X, y, options, type)
  const { data, ridge, weights, classWeights, penalty, classes } = fitted
  refuseCollinear(data)
  const { beta, information } = optimumNear(fitted)
  const covariance = covarianceOf(type, data, classWeights, information, options.clusters)
  const bias = biasOf(information, ridge, beta)
  const fit = fitStatistics(
    data,
    weights,
    information,
    penalty,
    options.trials && readTable('trials', options.trials, data.rows).data,
  )
  const found = {
    terms: describeTerms(data.names, beta, covariance, bias, level),
    covariance: ndview(covariance, [data.terms, data.terms]),
    covarianceType: type,
    penalty,
    classes: [...classes],
    level,
    observations: data.observations,
    ...fit,
  }
  return Object.defineProperty(found as ModelSummary, 'toString', { value: () => toTable(found) })
}

function describeTerms(
  names: readonly string[],
  beta: Float64Array,
  covariance: Float64Array,
  bias: Float64Array,
  level: number,
): SummaryTerm[] {
  const reach = normalQuantile(1 - level)
  return names.map((name, j) => {
    const estimate = beta[j]
    const standardError = Math.sqrt(covariance[j * beta.length + j])
    const interval = [estimate - reach * standardError, estimate + reach * standardError] as const
    return {
      name,
      estimate,
      standardError,
      z: estimate / standardError,
      pValue: normalTails(estimate / standardError),
      interval,
      oddsRatio: Math.exp(estimate),
      oddsRatioInterval: [Math.exp(interval[0]), Math.exp(interval[1])],
      bias: bias[j],
    }
  })
}

/** −H⁻¹Λβ */
function biasOf({ factor }: Information, ridge: Float64Array, beta: Float64Array): Float64Array {
  const pull = ridge.map((value, j) => 0 - value * beta[j])
  solveUpperTransposed(factor, pull)
  solveUpper(factor, pull)
  return pull
}

function fitStatistics(
  data: RegressionData,
  weights: Float64Array,
  { factor, logLikelihood: kernel }: Information,
  penalty: 'none' | 'l2',
  trials: Float64Array | undefined,
) {
  const { terms, rows, observations, hasIntercept } = data
  const share = penalty === 'none' ? undefined : informationShare(factor, rows)
  const parameters =
    share === undefined ? terms : share.reduce((sum, v, p) => (p % (terms + 1) === 0 ? sum + v : sum), 0)
  // What does not depend on the model: of counts, the ways to have them.
  const ways = trials === undefined ? 0 : waysOf(data, trials)
  const most = ways + mostLikelihood(data, weights)
  const logLikelihood = ways + kernel
  const nullLogLikelihood = ways + nullLikelihood(data, weights)
  const columns = terms - (hasIntercept ? 1 : 0)
  const statistic = 2 * (logLikelihood - nullLogLikelihood)
  return {
    parameters,
    logLikelihood,
    nullLogLikelihood,
    deviance: 2 * (most - logLikelihood),
    nullDeviance: 2 * (most - nullLogLikelihood),
    aic: -2 * logLikelihood + 2 * parameters,
    bic: -2 * logLikelihood + parameters * Math.log(observations),
    pseudoR2: 1 - logLikelihood / nullLogLikelihood,
    likelihoodRatio:
      penalty === 'none' ? { statistic, df: columns, pValue: chiSquareTail(statistic, columns) } : undefined,
  }
}

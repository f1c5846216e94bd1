/** What inference gives: tables of terms and what is said of the whole model. */

import type { Label } from '../data/labels'
import type { NdMatrix } from '../data/ndview'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import type { CovarianceType } from './covariance'

/** The result of a test. */
export interface TestResult {
  /** χ² */
  readonly statistic: number
  /** degrees of freedom */
  readonly df: number
  /** the probability of such a statistic or a larger one, if the hypothesis holds */
  readonly pValue: number
}

/** What is known of one coefficient. */
export interface SummaryTerm {
  /** name of the column; `(intercept)` for the intercept */
  readonly name: string
  /** log-odds of the second class per unit of the column */
  readonly estimate: number
  readonly standardError: number
  /** estimate over standard error */
  readonly z: number
  /** of the Wald test that the coefficient is 0, two-sided */
  readonly pValue: number
  /** Wald confidence interval */
  readonly interval: readonly [low: number, high: number]
  /** exp of the estimate: what one unit multiplies the odds with */
  readonly oddsRatio: number
  readonly oddsRatioInterval: readonly [low: number, high: number]
  /** under a ridge penalty, about how far the estimate is expected to lie from the truth; else 0 */
  readonly bias: number
}

/** What {@link summary} gives; `String(summary)` is a table. */
export interface ModelSummary {
  /** the intercept first, if there is one; then the columns */
  readonly terms: readonly SummaryTerm[]
  /** of the estimates, in the order of the terms `[k, k]` */
  readonly covariance: NdMatrix
  readonly covarianceType: CovarianceType
  /** the penalty of the model; under `'l2'` estimates are biased, and intervals cover less than they say */
  readonly penalty: 'none' | 'l2'
  /** the labels; estimates are for the second against the first */
  readonly classes: readonly Label[]
  /** the share of intervals that should hold the truth */
  readonly level: number
  /** n, weights added up */
  readonly observations: number
  /** k, the number of terms; under a ridge penalty the effective number of parameters */
  readonly parameters: number
  readonly logLikelihood: number
  /** of a model without columns */
  readonly nullLogLikelihood: number
  readonly deviance: number
  readonly nullDeviance: number
  readonly aic: number
  readonly bic: number
  /** McFadden's R² */
  readonly pseudoR2: number
  /** the model against one without columns; `undefined` under a penalty, where the statistic has no χ² distribution */
  readonly likelihoodRatio: TestResult | undefined
  /** the table */
  toString(): string
}

/** What is known of one coefficient. */
export interface FirthTerm {
  /** name of the column; `(intercept)` for the intercept */
  readonly name: string
  readonly estimate: number
  /** √ of the diagonal of the inverse information */
  readonly standardError: number
  /** twice the drop of the penalised log-likelihood where the coefficient is 0 */
  readonly chiSquare: number
  /** of the test that the coefficient is 0, one degree of freedom */
  readonly pValue: number
  /** by the profile of the penalised likelihood */
  readonly interval: readonly [low: number, high: number]
  /** exp of the estimate */
  readonly oddsRatio: number
  readonly oddsRatioInterval: readonly [low: number, high: number]
}

/** What {@link firthLogisticRegression} gives; `String` of it is a table. */
export interface FirthSummary<L extends Label = Label> {
  /** a model with the estimates, which predicts and saves as any other */
  readonly model: LogisticRegression<L>
  /** the intercept first, if there is one; then the columns */
  readonly terms: readonly FirthTerm[]
  /** inverse of the information, in the order of the terms `[k, k]` */
  readonly covariance: NdMatrix
  /** the labels; estimates are for the second against the first */
  readonly classes: readonly L[]
  readonly level: number
  /** n, weights added up */
  readonly observations: number
  /** ℓ* at the estimates */
  readonly penalizedLogLikelihood: number
  /** and with all columns at 0 */
  readonly nullPenalizedLogLikelihood: number
  /** the model against one whose columns are all 0 */
  readonly likelihoodRatio: TestResult
  /** the table */
  toString(): string
}

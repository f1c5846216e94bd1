/** Summaries as text, a line for each term. */

import { short } from '../support/counted'
import { describe } from '../support/validate'
import type { FirthSummary, ModelSummary } from './results'

/** The first column of the table is at least so wide, and the others exactly. */
const WIDTH = 12

/** The table of {@link ModelSummary}. */
export function toTable(found: ModelSummary): string {
  const { terms, classes, observations, penalty, covarianceType, likelihoodRatio, parameters } = found
  const biased = penalty === 'l2'
  const [low, high] = limits(found.level)
  const rows = terms.map(({ name, estimate, standardError, z, pValue, interval, oddsRatio, bias }) => [
    name,
    ...[estimate, standardError, z].map(fixed),
    probability(pValue),
    ...[...interval, oddsRatio].map(fixed),
    ...(biased ? [fixed(bias)] : []),
  ])
  const heads = [
    '',
    'estimate',
    'std. error',
    'z',
    'p-value',
    low,
    high,
    'odds ratio',
    ...(biased ? ['bias'] : []),
  ]
  const df = observations - parameters
  return [
    `Logistic regression of ${describe(classes[1])} against ${describe(classes[0])}, ${short(observations)} observations`,
    ...(biased
      ? [
          'Ridge penalty: estimates are drawn towards 0, by about the bias; intervals and p-values do not know it',
        ]
      : []),
    '',
    ...alignColumns([heads, ...rows]),
    '',
    `Covariance: ${covarianceType}`,
    `Log-likelihood ${fixed(found.logLikelihood)}, null ${fixed(found.nullLogLikelihood)}, McFadden's R² ${fixed(found.pseudoR2)}`,
    `Deviance ${fixed(found.deviance)} on ${degrees(df)}, null ${fixed(found.nullDeviance)}`,
    `AIC ${fixed(found.aic)}, BIC ${fixed(found.bic)}`,
    ...(likelihoodRatio === undefined
      ? []
      : [
          `Likelihood ratio against no columns: ${fixed(likelihoodRatio.statistic)} on ${degrees(likelihoodRatio.df)}, p = ${probability(likelihoodRatio.pValue)}`,
        ]),
  ].join('\n')
}

/** The table of {@link FirthSummary}. */
export function toFirthTable(found: FirthSummary): string {
  const [low, high] = limits(found.level)
  const rows = found.terms.map(
    ({ name, estimate, standardError, chiSquare, pValue, interval, oddsRatio }) => [
      name,
      ...[estimate, standardError, chiSquare].map(fixed),
      probability(pValue),
      ...[...interval, oddsRatio].map(fixed),
    ],
  )
  const { likelihoodRatio, classes } = found
  return [
    `Firth logistic regression of ${describe(classes[1])} against ${describe(classes[0])}, ${short(found.observations)} observations`,
    '',
    ...alignColumns([['', 'estimate', 'std. error', 'χ²', 'p-value', low, high, 'odds ratio'], ...rows]),
    '',
    'Tests and intervals by profiles of the penalised likelihood',
    `Penalised log-likelihood ${fixed(found.penalizedLogLikelihood)}, null ${fixed(found.nullPenalizedLogLikelihood)}`,
    `Likelihood ratio against no columns: ${fixed(likelihoodRatio.statistic)} on ${degrees(likelihoodRatio.df)}, p = ${probability(likelihoodRatio.pValue)}`,
  ].join('\n')
}

function degrees(df: number): string {
  return `${short(df)} ${df === 1 ? 'degree' : 'degrees'} of freedom`
}

function limits(level: number): [string, string] {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`
  return [percent((1 - level) / 2), percent((1 + level) / 2)]
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const first = Math.max(...rows.map(([name]) => name.length))
  return rows.map(
    ([name, ...cells]) => `${name.padEnd(first)}${cells.map(cell => cell.padStart(WIDTH)).join('')}`,
  )
}

/** Four decimals; five significant digits where those do not fit. */
function fixed(value: number): string {
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(3) : value.toFixed(4)
}

function probability(p: number): string {
  return p < 1e-4 ? p.toExponential(2) : p.toFixed(4)
}

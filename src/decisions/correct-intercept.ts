/**
 * The intercept of a model whose sample has other class shares than the population: cases and controls drawn apart, or
 * classes weighted. Slopes are not touched by that; with τ the shares in the population and ȳ those in the sample
 *
 *   two classes   b − log( (1 − τ)/τ · ȳ/(1 − ȳ) )             softmax   b_k + log(τ_k / ȳ_k)
 *
 * and one-versus-rest as two classes, for each class. The second is the first where there are two classes.
 * Source: King & Zeng, *Logistic regression in rare events data*, Political Analysis 9 (2001), §4.1 ("prior correction").
 */

import { missingMethods } from '../data/estimator'
import type { Label } from '../data/labels'
import { LogisticRegression } from '../linear-model/logistic-regression'
import { ValidationError } from '../support/errors'
import { checkKeys, checkNumber, describe } from '../support/validate'

/** A share for each class, by label: they add up to 1. */
export type ClassShares = ReadonlyMap<Label, number> | Readonly<Record<string, number>>

/** Options of {@link correctIntercept}. */
export interface InterceptCorrection {
  /** τ: how frequent each class is where the model will be used */
  readonly population: ClassShares
  /** ȳ: how frequent each class was in the fit, sample and class weights counted; ½ each after `classWeight: 'balanced'` */
  readonly sample: ClassShares
}

/**
 * The model with its intercepts moved from the class shares of the sample to those of the population, so that its
 * probabilities are those of the population. What ranks first stays first.
 *
 * @param model - fitted; not touched
 * @param shares - `population` and `sample`
 * @throws ValidationError when a class has no share, a share is not above 0, or they do not add up to 1; NotFittedError
 * before `fit`
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { correctIntercept } from 'ndlogit/decisions'
 *
 * // Fitted on as many cases as controls; of the population one in a hundred is a case.
 * const model = LogisticRegression.fromCoefficients({ coef: [[1]], intercept: [0], classes: ['case', 'control'] })
 * const shares = { population: { case: 0.01, control: 0.99 }, sample: { case: 0.5, control: 0.5 } }
 * console.log(correctIntercept(model, shares).predictProba([[0]]).get(0, 0).toFixed(4)) // 0.0100
 * ```
 */
export function correctIntercept<L extends Label>(
  model: LogisticRegression<L>,
  shares: InterceptCorrection,
): LogisticRegression<L> {
  checkKeys('correctIntercept', shares, ['population', 'sample'])
  if (missingMethods(model, ['toJSON']).length > 0 || model.coef === undefined) {
    throw new ValidationError(
      `correctIntercept: the model must be a LogisticRegression, got ${describe(model)}`,
    )
  }
  const { classes, coef, intercept } = model
  const population = readShares('population', shares.population, classes)
  const sample = readShares('sample', shares.sample, classes)
  const { fitted } = model.toJSON()
  const logit = (p: number): number => Math.log(p) - Math.log1p(-p)
  const shift = (k: number): number =>
    fitted?.link === 'softmax' ? Math.log(population[k] / sample[k]) : logit(population[k]) - logit(sample[k])
  const single = intercept.size === 1
  return LogisticRegression.fromCoefficients({
    coef,
    intercept: Float64Array.from(intercept.data, (b, k) => b + shift(single ? 1 : k)),
    classes,
    multiClass: fitted?.link === 'ovr' ? 'ovr' : 'auto',
  })
}

function readShares(name: string, shares: ClassShares, classes: readonly Label[]): number[] {
  if (typeof shares !== 'object' || shares === null) {
    throw new ValidationError(`${name} must be a Map or an object of class shares, got ${describe(shares)}`)
  }
  const byKey = new Map<Label, number>(shares instanceof Map ? shares : Object.entries(shares))
  const values = classes.map(label =>
    checkNumber(
      `${name} of class ${describe(label)}`,
      byKey.get(shares instanceof Map ? label : String(label)),
      {
        above: 0,
        below: 1,
      },
    ),
  )
  const total = values.reduce((sum, value) => sum + value, 0)
  if (byKey.size !== classes.length || Math.abs(total - 1) > 1e-9) {
    throw new ValidationError(
      `${name} must have a share for each of the classes ${classes.map(describe).join(', ')} and add up to 1, got ${byKey.size} that add up to ${total}`,
    )
  }
  return values
}

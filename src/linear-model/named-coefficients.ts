/** The coefficients of a linear model by the names of its features. */

import type { Label } from '../data/labels'
import { checkKeys } from '../support/validate'
import type { LinearClassifier } from './linear-classifier'

/** A coefficient and whose it is. */
export interface NamedCoefficient<L extends Label = Label> {
  /** the name of the feature; `x0`, `x1`, … if the fit knew none */
  readonly feature: string
  /** the class in whose favour it counts; absent with two classes, where that is the second */
  readonly class?: L
  readonly coef: number
  /** exp(coef): by what the odds are multiplied when the feature grows by 1 */
  readonly oddsRatio: number
}

/** Options of {@link LogisticRegression.coefficients}. */
export interface CoefficientsOptions {
  /** the largest absolute values first; default `false`: as the features come */
  readonly sort?: boolean
  /** leave out coefficients that are 0; default `false` */
  readonly nonZero?: boolean
}

/** A row a class and feature; class by class. */
export function namedCoefficients<L extends Label>(
  model: LinearClassifier<L>,
  options: CoefficientsOptions,
): NamedCoefficient<L>[] {
  checkKeys('coefficients', options, ['sort', 'nonZero'])
  const { coef, classes, featureNames } = model
  const [outputs, features] = coef.shape as [number, number]
  const rows = Array.from(coef.data, (w, p): NamedCoefficient<L> => {
    const j = p % features
    const named = { feature: featureNames?.[j] ?? `x${j}`, coef: w, oddsRatio: Math.exp(w) }
    return outputs > 1 ? { ...named, class: classes[(p - j) / features] } : named
  })
  const kept = options.nonZero ? rows.filter(row => row.coef !== 0) : rows
  return options.sort ? kept.sort((a, b) => Math.abs(b.coef) - Math.abs(a.coef)) : kept
}

import type { Label } from '../data/labels'
import type { NdArray } from '../data/ndview'
import { checkKeys, checkNumber } from '../support/validate'
import { type Figure, widthOfNames } from './figure'
import { readNames, readOutput } from './spoken-for'

/** What is needed of a model: a fitted `LogisticRegression`, or another linear one. */
export interface LinearLike {
  /** `[1, d]` in favour of the second of two classes, `[K, d]` of more */
  readonly coef: NdArray
  readonly classes: readonly Label[]
  readonly featureNames?: readonly string[] | undefined
}

/** Options of {@link coefficientFigure}. */
export interface CoefficientFigureOptions {
  /** of several classes the one whose coefficients are shown */
  readonly label?: Label
  /** names of the features, where the model has none; default `x0`, `x1`, … */
  readonly featureNames?: readonly string[]
  /** how many features, those with the largest coefficients; default 20 */
  readonly top?: number
}

/**
 * The coefficients of a model by name, the largest first, as bars to the left and to the right of zero: rows `{ feature, coef,
 * speaksFor }`. Zeros are left out.
 *
 * @throws NotFittedError before `fit`
 * @throws ValidationError for an option that does not fit, such as a `label` that is no class
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { coefficientFigure } from 'ndlogit/figures'
 *
 * const X = [{ age: 1, dose: 0 }, { age: 2, dose: 1 }, { age: 1, dose: 3 }, { age: 2, dose: 4 }]
 * const model = new LogisticRegression().fit(X, ['ill', 'ill', 'well', 'well'])
 * const [bars] = coefficientFigure(model).marks
 * console.log(bars.data.map(({ feature, speaksFor }) => `${feature}: ${speaksFor}`)) // [ 'dose: well', 'age: ill' ]
 * ```
 */
export function coefficientFigure(model: LinearLike, options: CoefficientFigureOptions = {}): Figure {
  checkKeys('coefficientFigure', options, ['label', 'featureNames', 'top'])
  const { coef, classes } = model
  const [outputs, features] = coef.shape as [number, number]
  const { row, positive, negative } = readOutput('coefficientFigure', outputs, classes, options.label)
  const names = readNames('coefficientFigure', options.featureNames ?? model.featureNames, features)
  const top = checkNumber('top', options.top ?? 20, { min: 1, integer: true })
  const all = names
    .map((feature, j) => ({ feature, coef: coef.get(row, j) }))
    .filter(({ coef }) => coef !== 0)
    .sort((a, b) => Math.abs(b.coef) - Math.abs(a.coef))
  const data = all
    .slice(0, top)
    .map(({ feature, coef }) => ({ feature, coef, speaksFor: coef > 0 ? positive : negative }))
  return {
    title: 'Coefficients',
    subtitle: `right of 0: speaks for ${positive}; left: for ${negative}; ${data.length} of ${all.length} that are not 0`,
    x: { label: 'coefficient', grid: true, ...(data.length === 0 && { domain: [-1, 1] }) },
    y: { label: null, domain: data.map(({ feature }) => feature) },
    color: { label: 'speaks for', legend: true, domain: [positive, negative] },
    marginLeft: widthOfNames(data.map(({ feature }) => feature)),
    marks: [
      { mark: 'barX', data, options: { x: 'coef', y: 'feature', fill: 'speaksFor' } },
      { mark: 'ruleX', data: [{ zero: 0 }], options: { x: 'zero' } },
    ],
  }
}

import type { Label } from '../data/labels'
import { isNdArray, type NdArray } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkKeys, checkNumber, describe } from '../support/validate'
import { C_AXIS, type Figure, widthOfNames } from './figure'
import { readNames, readOutput } from './spoken-for'

/** What is needed of a path: that of `logisticRegressionPath`. */
export interface PathLike {
  /** m values */
  readonly Cs: ArrayLike<number>
  /** `[m, 1, d]` for two classes, `[m, K, d]` for more */
  readonly coefs: NdArray
  readonly classes: readonly Label[]
}

/** Options of {@link pathFigure}. */
export interface PathFigureOptions {
  /** of several classes the one whose coefficients are shown */
  readonly label?: Label
  /** default `x0`, `x1`, … */
  readonly featureNames?: readonly string[]
  /** how many features, those with the largest coefficients anywhere on the path; default 20 */
  readonly top?: number
  /** how many of them have their name at the end of their line; default 8 */
  readonly named?: number
}

/**
 * Coefficients against C, a line a feature: rows `{ C, feature, coef }`, feature by feature. Features that are 0 everywhere
 * are left out.
 *
 * @throws ValidationError for an option that does not fit, such as a `label` that is no class
 *
 * @example
 * ```ts
 * import { logisticRegressionPath } from 'ndlogit'
 * import { pathFigure } from 'ndlogit/figures'
 *
 * const X = [[1, 0], [2, 1], [1, 3], [2, 4]]
 * const path = logisticRegressionPath(X, ['ill', 'ill', 'well', 'well'], { Cs: [0.1, 1, 10], penalty: 'l1' })
 * const { subtitle, marks } = pathFigure(path, { featureNames: ['age', 'dose'] })
 * console.log(subtitle) // above 0: speaks for well; below: for ill; 1 of 1 features that are not 0
 * console.log(marks[1].data.map(({ C }) => C)) // [ 0.1, 1, 10 ]
 * ```
 */
export function pathFigure(path: PathLike, options: PathFigureOptions = {}): Figure {
  checkKeys('pathFigure', options, ['label', 'featureNames', 'top', 'named'])
  const { Cs, coefs, classes } = path
  if (!isNdArray(coefs)) {
    throw new ValidationError(
      `pathFigure: path must be that of logisticRegressionPath, got ${describe(path)}`,
    )
  }
  const [m, outputs, features] = coefs.shape as [number, number, number]
  const { row, positive, negative } = readOutput('pathFigure', outputs, classes, options.label)
  const names = readNames('pathFigure', options.featureNames, features)
  const top = checkNumber('top', options.top ?? 20, { min: 1, integer: true })
  const named = checkNumber('named', options.named ?? 8, { min: 0, integer: true })
  const lines = names
    .map((feature, j) => ({ feature, values: Array.from({ length: m }, (_, c) => coefs.get(c, row, j)) }))
    .filter(({ values }) => values.some(value => value !== 0))
    .sort((a, b) => reach(b.values) - reach(a.values))
  const shown = lines.slice(0, top)
  const data = shown.flatMap(({ feature, values }) => values.map((coef, c) => ({ C: Cs[c], feature, coef })))
  const last = Array.from(Cs).indexOf(Math.max(...Array.from(Cs)))
  const ends = shown
    .map(({ feature, values }) => ({ C: Cs[last], feature, coef: values[last] }))
    .sort((a, b) => Math.abs(b.coef) - Math.abs(a.coef))
    .slice(0, named)
  return {
    title: 'Coefficients against C',
    subtitle: `above 0: speaks for ${positive}; below: for ${negative}; ${shown.length} of ${lines.length} features that are not 0`,
    x: C_AXIS,
    y: { label: 'coefficient', grid: true },
    marginRight: widthOfNames(ends.map(({ feature }) => feature)),
    marks: [
      { mark: 'ruleY', data: [{ zero: 0 }], options: { y: 'zero' } },
      { mark: 'line', data, options: { x: 'C', y: 'coef', z: 'feature', stroke: 'feature' } },
      {
        mark: 'text',
        data: ends,
        options: { x: 'C', y: 'coef', text: 'feature', textAnchor: 'start', dx: 5 },
      },
    ],
  }
}

/** How far a line goes from 0. */
function reach(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

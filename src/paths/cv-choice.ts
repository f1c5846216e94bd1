/** From the scores of all folds to the choice of C and l1Ratio. */

import type { Label } from '../data/labels'
import { type NdArray, ndview } from '../data/ndview'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { NotFittedError, ValidationError } from '../support/errors'
import type { Selection } from './cv-options'
import type { ScoredPath } from './score-path-job'

/** Visits the fits in the order of the axes folds, Cs, l1Ratios. */
export function forEachFit(
  folds: number,
  Cs: number,
  ratios: number,
  visit: (fold: number, k: number, r: number, at: number) => void,
): void {
  for (let at = 0; at < folds * Cs * ratios; at++) {
    const k = Math.floor(at / ratios)
    visit(Math.floor(k / Cs), k % Cs, at % ratios, at)
  }
}

/**
 * Mean of each column of the table `[folds, …]`, and its standard error by the spread over the folds (of a sample). Folds
 * without a score, NaN, are left out.
 */
export function meansOverFolds(
  scores: Float64Array,
  folds: number,
): { mean: Float64Array; error: Float64Array } {
  const size = scores.length / folds
  const mean = new Float64Array(size)
  const error = new Float64Array(size)
  for (let at = 0; at < size; at++) {
    const own = Array.from({ length: folds }, (_, fold) => scores[fold * size + at]).filter(
      score => !Number.isNaN(score),
    )
    mean[at] = own.reduce((sum, score) => sum + score, 0) / own.length
    const squares = own.reduce((sum, score) => sum + (score - mean[at]) ** 2, 0)
    error[at] = Math.sqrt(squares / (own.length - 1) / own.length)
  }
  return { mean, error }
}

/** Coefficients or intercepts of every fit, axes folds, Cs, (l1Ratios,) and those of one. */
export function stackPaths(
  { axes, paths }: Pick<Chosen<Label>, 'axes' | 'paths'>,
  part: 'coef' | 'intercept',
  shapeOf: (size: number) => number[],
): NdArray {
  if (paths.length === 0) {
    throw new NotFittedError('LogisticRegressionCV', `${part}s`, 'were not saved')
  }
  const [folds, Cs, ratios = 1] = axes as [number, number, number?]
  const size = paths[0][part][0].length
  const out = new Float64Array(folds * Cs * ratios * size)
  forEachFit(folds, Cs, ratios, (fold, k, r, at) => {
    out.set(paths[r * folds + fold][part][k], at * size)
  })
  return ndview(out, [...axes, ...shapeOf(size)])
}

/**
 * The position of the choice in the table `[Cs, l1Ratios]` of means. Of equals the first l1Ratio wins, then the
 * smallest C.
 */
export function choose(
  mean: Float64Array,
  error: Float64Array,
  Cs: Float64Array,
  ratios: number,
  selection: Selection,
): number {
  const order = Array.from(mean.keys()).sort(
    (a, b) => (a % ratios) - (b % ratios) || Cs[Math.floor(a / ratios)] - Cs[Math.floor(b / ratios)],
  )
  const best = order.reduce((found, at) => (mean[at] > mean[found] ? at : found))
  if (selection === 'best') return best
  if (Number.isNaN(error[best])) throw new ValidationError("selection '1se' needs at least 2 splits, got 1")
  const bar = mean[best] - error[best]
  return order.find(at => at % ratios === best % ratios && mean[at] >= bar) ?? best
}

/** What is said of a search that is printed. */
export function factsOf(chosen: CVChoice | undefined): string[] {
  if (chosen === undefined) return ['not fitted']
  const { C, l1Ratio, axes, mean } = chosen
  const choice = l1Ratio === undefined ? `C ${C}` : `C ${C}, l1Ratio ${l1Ratio}`
  const best = mean.reduce((max, score) => Math.max(max, score), -Infinity)
  return [
    `${choice} of ${axes.slice(1).join(' × ')}`,
    `${axes[0]} folds, best mean score ${best.toPrecision(4)}`,
  ]
}

/** What a search has chosen, and from which scores. */
export interface CVChoice {
  readonly C: number
  readonly l1Ratio: number | undefined
  /** folds, Cs, and l1Ratios if there are any */
  readonly axes: readonly number[]
  /** over the folds */
  readonly mean: Float64Array
}

/** What a search has found: scores, paths, and the model that was chosen. */
export interface Chosen<L extends Label> extends CVChoice {
  readonly scores: Float64Array
  readonly error: Float64Array
  readonly paths: readonly ScoredPath[]
  readonly features: number
  readonly model: LogisticRegression<L> | undefined
}

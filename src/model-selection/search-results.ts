/** What a search has found: every candidate with its scores, and which of them is the best. */

import { type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { copyPlain } from '../support/copy'
import { ValidationError } from '../support/errors'
import { withLists } from '../support/hidden'
import { describe } from '../support/validate'
import { table } from './evaluation'
import type { FitScore } from './fit-and-score'
import { momentsOfRows, ranks } from './row-statistics'

/** How all candidates did by one metric; m candidates. */
export interface MetricResults {
  /** scores on the held-out rows `[m, folds]` */
  readonly testScores: NdMatrix
  /** mean over the folds `[m]` */
  readonly meanTestScores: NdVector
  /** standard deviation over the folds (that of a population, as in scikit-learn) `[m]` */
  readonly stdTestScores: NdVector
  /** 1 for the best; equals share the better rank `[m]` */
  readonly rankTestScores: NdVector<Int32Array>
  /** scores on the rows that were fitted on `[m, folds]`; with `returnTrainScore` */
  readonly trainScores?: NdMatrix
}

/** Every candidate and how it did: by the metric that `refit` names, or the first one; all of them under `metrics`. */
export interface CvResults<P> extends MetricResults {
  /** the candidates, m of them */
  readonly params: readonly P[]
  /** the results by each metric, under its name; of a single function under `score` */
  readonly metrics: Readonly<Record<string, MetricResults>>
  /** time of each fit in milliseconds `[m, folds]` */
  readonly fitMs: NdMatrix
}

/**
 * Which candidate is fitted on all rows: the best by the one metric (`true`), by the metric of that name, the one at the
 * position that a function gives, or none (`false`).
 */
export type RefitRule<P> = boolean | string | ((results: CvResults<P>) => number)

/** @param results - fold after fold, candidate after candidate */
export function collectResults<P>(
  params: readonly P[],
  results: readonly FitScore[],
  folds: number,
  metricNames: readonly string[],
  ranking: string,
): CvResults<P> {
  const metrics = Object.fromEntries(metricNames.map(name => [name, metricResults(results, folds, name)]))
  return withLists({
    // Copies: the candidates are the search's own.
    params: params.map(point => withLists(copyPlain(point as object)) as P),
    ...metrics[ranking],
    metrics,
    fitMs: table(
      results.map(result => result.fitMs),
      folds,
    ),
  })
}

/** The position of the best candidate. @throws ValidationError when a rule gives something else than a position */
export function chooseBest<P>(results: CvResults<P>, refit: RefitRule<P>): number {
  if (typeof refit !== 'function') return results.rankTestScores.data.indexOf(1)
  const index: unknown = refit(results)
  if (Number.isInteger(index) && (index as number) >= 0 && (index as number) < results.params.length) {
    return index as number
  }
  throw new ValidationError(
    `refit must give an integer from 0 to ${results.params.length - 1}, got ${describe(index)}`,
  )
}

function metricResults(results: readonly FitScore[], folds: number, name: string): MetricResults {
  const testScores = table(
    results.map(result => result.testScores[name]),
    folds,
  )
  const trainScores = results.flatMap(result => result.trainScores[name] ?? [])
  const { mean, std } = momentsOfRows(testScores)
  const rank = ranks(mean)
  return {
    testScores,
    meanTestScores: table(mean),
    stdTestScores: table(std),
    rankTestScores: ndview(Int32Array.from(rank), [rank.length]),
    ...(trainScores.length > 0 && { trainScores: table(trainScores, folds) }),
  }
}

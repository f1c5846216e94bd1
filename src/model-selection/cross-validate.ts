import type { Estimator } from '../data/estimator'
import type { LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import type { NdVector } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { checkBoolean, describe, refuseHoles } from '../support/validate'
import {
  checkFoldOptions,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  evaluate,
  foldTasks,
  readOffsetData,
  table,
} from './evaluation'
import { type FitScore, SCORED, warnOfFits } from './fit-and-score'
import type { Scorer, ScorerName, Scoring } from './scorers'

/** One score, or several: a list of names, or scores under names of your own. */
export type ScoringOption = Scoring | readonly ScorerName[] | Readonly<Record<string, Scoring>>

/** A vector `[folds]`; of several scores one for each, by name. */
export type ScoresOf<S> = S extends string | Scorer
  ? NdVector
  : S extends readonly (infer N extends string)[]
    ? Readonly<Record<N, NdVector>>
    : { readonly [K in keyof S]: NdVector }

/** Options of {@link crossValidate}. */
export interface CrossValidateOptions<S extends ScoringOption> extends EvaluationOptions {
  /** what to measure; default `'accuracy'` */
  readonly scoring?: S
  /** score the training rows too; default `false` */
  readonly returnTrainScore?: boolean
  /** give back the fitted estimators; default `false` */
  readonly returnEstimator?: boolean
}

/** What {@link crossValidate} gives; vectors `[folds]`. */
export interface CrossValidation<E, S> {
  /** scores on the held-out rows */
  readonly testScores: ScoresOf<S>
  /** scores on the rows that were fitted on; with `returnTrainScore` */
  readonly trainScores?: ScoresOf<S>
  /** the estimator of each fold; with `returnEstimator` */
  readonly estimators?: E[]
  /** time of each fit, milliseconds */
  readonly fitMs: NdVector
  /** time of scoring the held-out rows, milliseconds */
  readonly scoreMs: NdVector
}

/**
 * Fits clones of an estimator on the training rows of every split, and scores them on the held-out rows.
 *
 * @param estimator - not touched; of a {@link Pipeline} every step is fitted on the training rows alone
 * @param X - samples `[n, d]`
 * @param y - labels `[n]`
 * @param options - `scoring = 'accuracy'`, `cv = 5`, `groups`, `sampleWeight`, `offset`, `errorScore = NaN`, `returnTrainScore`,
 * `returnEstimator`, `nJobs = 1`, `onProgress`, `signal`
 * @throws ValidationError when data or options do not fit, every fit fails, or one fails under `errorScore: 'raise'`
 *
 * @example
 * ```ts
 * import { crossValidate, LogisticRegression, makePipeline, StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const pipeline = makePipeline(new StandardScaler(), new LogisticRegression())
 * const { testScores } = await crossValidate(pipeline, data, target, { scoring: ['accuracy', 'roc_auc'] })
 * console.log(testScores.accuracy.shape, testScores.roc_auc.get(0)) // [ 5 ] 1
 * ```
 */
export async function crossValidate<E extends Estimator, const S extends ScoringOption = 'accuracy'>(
  estimator: E,
  X: SamplesLike,
  y: LabelsLike,
  options: CrossValidateOptions<S> = {},
): Promise<CrossValidation<E, S>> {
  checkFoldOptions('crossValidate', options, [
    ...EVALUATION_OPTIONS,
    'scoring',
    'returnTrainScore',
    'returnEstimator',
  ])
  const { scoring = 'accuracy', returnTrainScore = false, returnEstimator = false } = options
  checkBoolean('returnTrainScore', returnTrainScore)
  checkBoolean('returnEstimator', returnEstimator)
  const data = readOffsetData(X, y, options)
  const scorers = readScorings(scoring)
  const results = await evaluate(estimator, data, foldTasks(data.splits), scorers, options)
  warnOfFits('crossValidate', results, SCORED)
  const collect = (side: (result: FitScore) => Readonly<Record<string, number>>): ScoresOf<S> => {
    const vectors = Object.keys(scorers).map(name => [name, table(results.map(result => side(result)[name]))])
    return (isSingleScoring(scoring) ? vectors[0][1] : Object.fromEntries(vectors)) as ScoresOf<S>
  }
  return {
    testScores: collect(result => result.testScores),
    ...(returnTrainScore && { trainScores: collect(result => result.trainScores) }),
    ...(returnEstimator && { estimators: results.map(result => backToLife(result.estimator, estimator)) }),
    fitMs: table(results.map(result => result.fitMs)),
    scoreMs: table(results.map(result => result.scoreMs)),
  }
}

/** Options of {@link crossValScore}. */
export interface CrossValScoreOptions extends EvaluationOptions {
  /** what to measure; default `'accuracy'` */
  readonly scoring?: Scoring
}

/**
 * The scores of {@link crossValidate} alone.
 *
 * @returns scores on the held-out rows `[folds]`
 * @throws ValidationError as {@link crossValidate}
 *
 * @example
 * ```ts
 * import { crossValScore, LogisticRegression } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const scores = await crossValScore(new LogisticRegression(), data, target, { cv: 3, scoring: 'neg_log_loss' })
 * console.log(Array.from(scores.data).every(score => score > -0.03)) // true
 * ```
 */
export async function crossValScore(
  estimator: Estimator,
  X: SamplesLike,
  y: LabelsLike,
  options: CrossValScoreOptions = {},
): Promise<NdVector> {
  checkFoldOptions('crossValScore', options, [...EVALUATION_OPTIONS, 'scoring'])
  const data = readOffsetData(X, y, options)
  const scorers = { score: options.scoring ?? 'accuracy' }
  const results = await evaluate(estimator, data, foldTasks(data.splits), scorers, options)
  warnOfFits('crossValScore', results, SCORED)
  return table(results.map(result => result.testScores.score))
}

/** Whether it is one score and not several by name. */
export function isSingleScoring(scoring: ScoringOption): scoring is Scoring {
  return typeof scoring === 'string' || typeof scoring === 'function'
}

function scorerNames(scoring: readonly unknown[]): ScorerName[] {
  refuseHoles('scoring', scoring)
  const wrong = scoring.find(name => typeof name !== 'string')
  if (wrong !== undefined)
    throw new ValidationError(`scoring must be a list of names, got ${describe(wrong)} in it`)
  return scoring as ScorerName[]
}

/** Scorings by name. @throws ValidationError when there is none */
export function readScorings(scoring: ScoringOption): Readonly<Record<string, Scoring>> {
  if (isSingleScoring(scoring)) return { [typeof scoring === 'string' ? scoring : 'score']: scoring }
  const scorings = Array.isArray(scoring)
    ? Object.fromEntries(scorerNames(scoring).map(name => [name, name]))
    : scoring
  if (typeof scorings !== 'object' || scorings === null || Object.keys(scorings).length === 0) {
    throw new ValidationError(`scoring must name at least one score, got ${describe(scoring)}`)
  }
  return scorings as Readonly<Record<string, Scoring>>
}

/** An estimator from another thread arrives as what its `toJSON` gave. */
function backToLife<E extends Estimator>(fitted: unknown, like: E): E {
  if (fitted instanceof like.constructor) return fitted as E
  return (like.constructor as unknown as { fromJSON(value: unknown): E }).fromJSON(fitted)
}

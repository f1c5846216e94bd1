/** What `crossValidate`, the curves and the search share: their options, and many fits scored. */

import { checkEstimator, type Estimator } from '../data/estimator'
import { checkFitOptions } from '../data/fit-options'
import { type Label, type LabelsLike, readLabels, readSampleWeight } from '../data/labels'
import { rowCount, type SamplesLike } from '../data/matrix-like'
import { type NdArray, type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import {
  type ErrorScore,
  type FitScore,
  type FitScoreTask,
  fitAndScore,
  warnOfFailures,
} from './fit-and-score'
import { type JobOptions, runJobs } from './parallel/run-jobs'
import { readJobCount } from './parallel/start-worker'
import { type OffsetOption, type RowOffset, readRowOffset } from './row-offset'
import { refuseTargets, TARGETS_AS_WEIGHTS } from './row-options'
import { getScorer, portableScoring, type Scoring } from './scorers'
import { type CvOption, readSplits } from './splits'
import type { Split } from './splitters/splitter'

/** What may accompany the data of anything that cross-validates. */
export interface DataOptions {
  /** the group of every row `[n]`, for splitters that keep groups together */
  readonly groups?: LabelsLike | undefined
  /** a weight per row `[n]`, ≥ 0: both fits and scores heed it */
  readonly sampleWeight?: LabelsLike<number> | undefined
}

/** What may accompany the data of a fit that searches by cross-validation. */
export interface SearchFitOptions extends DataOptions, Pick<JobOptions, 'onProgress' | 'signal'> {}

/** Names of {@link SearchFitOptions}, for checking. */
export const SEARCH_FIT_OPTIONS = ['groups', 'sampleWeight', 'onProgress', 'signal']

/** How to cross-validate. */
export interface CvOptions {
  /** a number of stratified folds, a splitter, or a list of splits; default 5 */
  readonly cv?: CvOption | undefined
  /**
   * what becomes of a fit or a score that fails, or of a score that is NaN: `'raise'` throws, naming the fold and the
   * options; a number takes the place of the score, with a warning. Default NaN. When every fit fails it is an error.
   */
  readonly errorScore?: ErrorScore | undefined
}

/** Options of everything that fits on the folds of X and y and returns scores. */
export interface EvaluationOptions extends DataOptions, OffsetOption, CvOptions, JobOptions {}

/** Names of {@link EvaluationOptions}, for checking. */
export const EVALUATION_OPTIONS = [
  'groups',
  'sampleWeight',
  'offset',
  'onProgress',
  'signal',
  'cv',
  'errorScore',
  'nJobs',
]

/**
 * Options of what trains on some rows and scores or predicts others.
 *
 * @throws UnsupportedError for targets that are no labels: strata, classes and most scores are not defined for them
 * @throws ValidationError as {@link checkFitOptions}
 */
export function checkFoldOptions(owner: string, options: unknown, known: readonly string[]): void {
  refuseTargets(
    owner,
    options,
    `${TARGETS_AS_WEIGHTS}, and give groups and GroupKFold, which keep them in one fold`,
  )
  checkFitOptions(owner, options, known)
}

/** Checked data and its splits. */
export interface EvaluationData {
  readonly X: SamplesLike
  readonly y: readonly Label[]
  readonly sampleWeight: Float64Array | undefined
  readonly offset?: RowOffset | undefined
  readonly splits: readonly Split[]
}

/** @throws ValidationError when X, y and the weights do not fit together */
export function readData(
  X: SamplesLike,
  y: LabelsLike,
  { sampleWeight }: Pick<DataOptions, 'sampleWeight'>,
): Omit<EvaluationData, 'splits'> {
  const rows = rowCount('X', X)
  const labels = readLabels('y', y, rows)
  return {
    X,
    y: labels,
    sampleWeight: sampleWeight === undefined ? undefined : readSampleWeight(sampleWeight, rows),
  }
}

/** @throws ValidationError when X, y, the weights or the splits do not fit together */
export function readEvaluationData(
  X: SamplesLike,
  y: LabelsLike,
  options: DataOptions & Pick<CvOptions, 'cv'>,
): EvaluationData {
  const data = readData(X, y, options)
  return { ...data, splits: readSplits(options.cv, X, data.y, options.groups) }
}

/** As {@link readEvaluationData}, with the offset. @throws ValidationError as that, and when the offset is none of these rows */
export function readOffsetData(
  X: SamplesLike,
  y: LabelsLike,
  options: DataOptions & OffsetOption & Pick<CvOptions, 'cv'>,
): EvaluationData {
  const data = readEvaluationData(X, y, options)
  return { ...data, offset: readRowOffset(options.offset, data.y.length) }
}

/** @throws ValidationError when it is neither `'raise'` nor a number */
export function readErrorScore(errorScore: unknown = Number.NaN): ErrorScore {
  if (errorScore === 'raise' || typeof errorScore === 'number') return errorScore
  throw new ValidationError(`errorScore must be 'raise' or a number, got ${describe(errorScore)}`)
}

/** All fits, scored. @throws ValidationError when every one of them failed */
export async function evaluate(
  estimator: Estimator,
  { splits: _, ...data }: EvaluationData,
  tasks: readonly FitScoreTask[],
  scoring: Readonly<Record<string, Scoring>>,
  options: EvaluationOptions & { readonly returnTrainScore?: boolean; readonly returnEstimator?: boolean },
): Promise<FitScore[]> {
  checkEstimator('estimator', estimator)
  if (tasks.length === 0) throw new ValidationError('there is nothing to fit: no split, or no candidate')
  for (const one of Object.values(scoring)) getScorer(one)
  const portable = Object.entries(scoring).map(([name, one]) => [name, portableScoring(one)])
  readJobCount(options.nJobs)
  const { returnTrainScore = false, returnEstimator = false } = options
  const errorScore = readErrorScore(options.errorScore)
  const shared = {
    ...data,
    estimator,
    scoring: Object.fromEntries(portable),
    errorScore,
    returnTrainScore,
    returnEstimator,
  }
  const results = await runJobs(fitAndScore, shared, tasks, options)
  if (results.every(result => result.failure !== undefined)) {
    throw new ValidationError(`all ${results.length} fits failed; the first: ${results[0].failure}`)
  }
  warnOfFailures(results, errorScore)
  return results
}

/** A task for every split. */
export function foldTasks(splits: readonly Split[], params: object = {}): FitScoreTask[] {
  return splits.map(({ train, test }, k) => ({ params, train, test, name: `fold ${k}` }))
}

/** Values as a vector, or as a matrix with `columns` columns. */
export function table(values: readonly number[]): NdVector
export function table(values: readonly number[], columns: number): NdMatrix
export function table(values: readonly number[], columns?: number): NdArray {
  const shape = columns === undefined ? [values.length] : [values.length / columns, columns]
  return ndview(Float64Array.from(values), shape)
}

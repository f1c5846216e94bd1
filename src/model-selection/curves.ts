/** Scores against one number: the value of an option, or the number of training rows. */

import { type Estimator, type ParamsOf, withParams } from '../data/estimator'
import type { LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import type { NdMatrix } from '../data/ndview'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { RandomState } from '../support/random'
import { checkBoolean, checkNumber, describe, refuseHoles } from '../support/validate'
import {
  checkFoldOptions,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  evaluate,
  foldTasks,
  readOffsetData,
  table,
} from './evaluation'
import { type FitScore, type FitScoreTask, SCORED, warnOfFits } from './fit-and-score'
import type { Scoring } from './scorers'

/** Options of {@link validationCurve}. */
export interface ValidationCurveOptions<E, K extends keyof ParamsOf<E>> extends EvaluationOptions {
  /** the option to vary: `'C'`, or of a pipeline a path such as `'logisticRegression__C'` */
  readonly paramName: K
  /** its values, at least one */
  readonly paramRange: readonly ParamsOf<E>[K][]
  /** what to measure; default `'accuracy'` */
  readonly scoring?: Scoring
}

/** Scores on both sides of every split. */
export interface CurveScores {
  /** on the rows that were fitted on `[points, folds]` */
  readonly trainScores: NdMatrix
  /** on the held-out rows `[points, folds]` */
  readonly testScores: NdMatrix
}

/**
 * Scores on the training and on the held-out rows for each value of one option.
 *
 * @param estimator - not touched
 * @param X - samples `[n, d]`
 * @param y - labels `[n]`
 * @param options - `paramName`, `paramRange`, `scoring = 'accuracy'`, `cv = 5`, and those of {@link crossValidate}
 * @throws ValidationError when the estimator has no such option, `paramRange` is empty, or as {@link crossValidate}
 *
 * @example
 * ```ts
 * import { LogisticRegression, validationCurve } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const model = new LogisticRegression({ penalty: 'l1' })
 * const { testScores } = await validationCurve(model, data, target, { paramName: 'C', paramRange: [0.001, 0.1] })
 * console.log(testScores.shape) // [ 2, 5 ]
 * ```
 */
export async function validationCurve<E extends Estimator, const K extends keyof ParamsOf<E>>(
  estimator: E,
  X: SamplesLike,
  y: LabelsLike,
  options: ValidationCurveOptions<E, K>,
): Promise<CurveScores> {
  checkFoldOptions('validationCurve', options, [...EVALUATION_OPTIONS, 'paramName', 'paramRange', 'scoring'])
  const { paramName, paramRange } = options
  if (!Array.isArray(paramRange) || paramRange.length === 0) {
    throw new ValidationError(
      `paramRange must be an array of at least one value, got ${describe(paramRange)}`,
    )
  }
  if (typeof paramName !== 'string') {
    throw new ValidationError(`paramName must be the name of a parameter, got ${describe(paramName)}`)
  }
  refuseHoles('paramRange', paramRange)
  const candidates = paramRange.map(value => ({ [paramName]: value }))
  for (const params of candidates) withParams(estimator, params)
  const data = readOffsetData(X, y, options)
  const tasks = candidates.flatMap(params => foldTasks(data.splits, params))
  return scoreCurve('validationCurve', estimator, data, tasks, options)
}

/** Options of {@link learningCurve}. */
export interface LearningCurveOptions extends EvaluationOptions {
  /**
   * numbers of training rows: shares in (0, 1] of those of a split (rounded down), or integers; default 0.1, 0.325,
   * 0.55, 0.775 and 1
   */
  readonly trainSizes?: readonly number[]
  /** take random training rows instead of the first ones; default `false` */
  readonly shuffle?: boolean
  /** seed of the shuffle */
  readonly randomState?: number
  /** what to measure; default `'accuracy'` */
  readonly scoring?: Scoring
}

/** What {@link learningCurve} gives. */
export interface LearningCurve extends CurveScores {
  /** numbers of training rows, increasing */
  readonly trainSizes: number[]
}

/**
 * Scores on the training and on the held-out rows for growing numbers of training rows: would more data help?
 *
 * @param estimator - not touched
 * @param X - samples `[n, d]`
 * @param y - labels `[n]`
 * @param options - `trainSizes`, `shuffle = false`, `randomState`, `scoring = 'accuracy'`, `cv = 5`, and those of
 * {@link crossValidate}
 * @throws ValidationError when a size is out of range, or as {@link crossValidate}
 *
 * @example
 * ```ts
 * import { learningCurve, LogisticRegression } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const { trainSizes } = await learningCurve(new LogisticRegression(), data, target, { trainSizes: [0.5, 1] })
 * console.log(trainSizes) // [ 144, 288 ]
 * ```
 */
export async function learningCurve(
  estimator: Estimator,
  X: SamplesLike,
  y: LabelsLike,
  options: LearningCurveOptions = {},
): Promise<LearningCurve> {
  const own = ['trainSizes', 'shuffle', 'randomState', 'scoring']
  checkFoldOptions('learningCurve', options, [...EVALUATION_OPTIONS, ...own])
  const shuffle = checkBoolean('shuffle', options.shuffle ?? false)
  const data = readOffsetData(X, y, options)
  const trainSizes = readSizes(options.trainSizes, data.splits[0].train.length)
  const random = new RandomState(options.randomState)
  const orders = data.splits.map(({ train }) => {
    const order = train.slice()
    if (shuffle) random.shuffle(order)
    return order
  })
  const folds = foldTasks(data.splits)
  const tasks = trainSizes.flatMap(size =>
    folds.map((fold, k) => ({
      ...fold,
      train: orders[k].slice(0, size),
      name: `${fold.name}, ${counted(size, 'row')}`,
    })),
  )
  return { trainSizes, ...(await scoreCurve('learningCurve', estimator, data, tasks, options)) }
}

async function scoreCurve(
  owner: string,
  estimator: Estimator,
  data: ReturnType<typeof readOffsetData>,
  tasks: readonly FitScoreTask[],
  options: EvaluationOptions & { readonly scoring?: Scoring },
): Promise<CurveScores> {
  const scoring = { score: options.scoring ?? 'accuracy' }
  const results = await evaluate(estimator, data, tasks, scoring, { ...options, returnTrainScore: true })
  warnOfFits(owner, results, SCORED)
  const folds = data.splits.length
  const collect = (side: (result: FitScore) => number): NdMatrix => table(results.map(side), folds)
  return {
    trainScores: collect(result => result.trainScores.score),
    testScores: collect(result => result.testScores.score),
  }
}

/** Distinct numbers of rows, increasing. Sizes are shares when none is greater than 1. */
function readSizes(sizes: readonly number[] = [0.1, 0.325, 0.55, 0.775, 1], rows: number): number[] {
  if (!Array.isArray(sizes) || sizes.length === 0) {
    throw new ValidationError(`trainSizes must be an array of at least one number, got ${describe(sizes)}`)
  }
  refuseHoles('trainSizes', sizes)
  const areShares = sizes.every(size => size <= 1)
  const counts = sizes.map((size, k) =>
    areShares
      ? Math.max(1, Math.floor(checkNumber(`trainSizes[${k}]`, size, { above: 0, max: 1 }) * rows))
      : checkNumber(`trainSizes[${k}]`, size, { min: 1, max: rows, integer: true }),
  )
  return [...new Set(counts)].sort((a, b) => a - b)
}

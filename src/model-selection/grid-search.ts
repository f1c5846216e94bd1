import {
  checkEstimator,
  type Draft,
  type Estimator,
  type EstimatorFitOptions,
  fitEstimator,
  type ParamChanges,
  type ParamsOf,
  withParams,
} from '../data/estimator'
import { checkFitOptions } from '../data/fit-options'
import { type Label, type LabelsLike, readLabels } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { type NdArray, ndview } from '../data/ndview'
import { NotFittedError, UnsupportedError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { checkBoolean, checkKeys } from '../support/validate'
import {
  type CvOptions,
  evaluate,
  foldTasks,
  readErrorScore,
  readEvaluationData,
  SEARCH_FIT_OPTIONS,
  type SearchFitOptions,
  table,
} from './evaluation'
import { type JobOptions, readJobCount } from './parallel/run-jobs'
import { gridPoints, type ParamGrid } from './param-grid'
import { momentsOfRows, ranks } from './row-statistics'
import { getScorer, type Scoring } from './scorers'

/** Options of {@link GridSearchCV}. */
export interface GridSearchOptions extends CvOptions, Pick<JobOptions, 'nJobs'> {
  /** what to maximise; default `'accuracy'` */
  readonly scoring?: Scoring
  /** fit the best combination on all rows; default `true` */
  readonly refit?: boolean
  /** score the training rows too; default `false` */
  readonly returnTrainScore?: boolean
}

/** Every combination m and how it did. */
export interface CvResults<P> {
  /** the combinations, m of them */
  readonly params: readonly P[]
  /** scores on the held-out rows `[m, folds]` */
  readonly testScores: NdArray
  /** mean over the folds `[m]` */
  readonly meanTestScores: NdArray
  /** standard deviation over the folds (that of a population, as in scikit-learn) `[m]` */
  readonly stdTestScores: NdArray
  /** 1 for the best; equals share the better rank `[m]` */
  readonly rankTestScores: NdArray<Int32Array>
  /** scores on the rows that were fitted on `[m, folds]`; with `returnTrainScore` */
  readonly trainScores?: NdArray
  /** time of each fit in milliseconds `[m, folds]` */
  readonly fitMs: NdArray
}

interface Found<E> {
  readonly cvResults: CvResults<ParamChanges<ParamsOf<E>>>
  readonly bestIndex: number
  readonly bestEstimator: E | undefined
}

/**
 * Tries every combination of a grid of options by cross-validation, and fits the best one on all rows.
 *
 * A search is an estimator itself: cross-validate it, and its choice is made anew on the training rows of every split
 * (nested cross-validation). Of equal means the first combination wins.
 *
 * @typeParam E - the estimator that is searched
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { GridSearchCV, LogisticRegression, makePipeline, StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1' }))
 * const search = new GridSearchCV(pipeline, { logisticRegression__C: [0.001, 0.1] }, { cv: 3 })
 * await search.fit(data, target)
 * console.log(search.bestParams) // { logisticRegression__C: 0.1 }
 * ```
 */
export class GridSearchCV<E extends Estimator, L extends Label = Label> implements Estimator {
  /** The estimator as given; its clones are fitted. */
  readonly estimator: E
  private declare readonly points: readonly ParamChanges<ParamsOf<E>>[]
  private declare readonly options: GridSearchOptions
  private declare readonly grid: ParamGrid<E> | readonly ParamGrid<E>[]
  private declare found: Found<E> | undefined

  /**
   * @param estimator - what to search; not touched
   * @param paramGrid - the values to try of each option, or several such grids
   * @param options - `scoring = 'accuracy'`, `cv = 5`, `refit = true`, `returnTrainScore`, `errorScore = NaN`, `nJobs = 1`
   * @throws ValidationError when the grid is empty, names an option that the estimator has not, or holds a value that
   * it refuses; or when an option is unknown
   */
  constructor(
    estimator: E,
    paramGrid: ParamGrid<E> | readonly ParamGrid<E>[],
    options: GridSearchOptions = {},
  ) {
    checkKeys('GridSearchCV', options, ['scoring', 'cv', 'refit', 'returnTrainScore', 'errorScore', 'nJobs'])
    getScorer(options.scoring ?? 'accuracy')
    checkBoolean('refit', options.refit ?? true)
    checkBoolean('returnTrainScore', options.returnTrainScore ?? false)
    readErrorScore(options.errorScore)
    readJobCount(options.nJobs)
    checkEstimator('GridSearchCV: estimator', estimator)
    this.estimator = estimator
    const points = gridPoints(paramGrid)
    for (const params of points) withParams(estimator, params)
    defineHidden(this, { points, options: { ...options }, grid: paramGrid, found: undefined })
  }

  /** The options of the estimator, as `estimator__…`. */
  getParams(): Readonly<Record<string, unknown>> {
    const entries = Object.entries(this.estimator.getParams())
    return Object.fromEntries(entries.map(([name, value]) => [PREFIX + name, value]))
  }

  /** Changes options of the estimator. @throws ValidationError for one that it has not */
  setParams(changes: Readonly<Record<string, unknown>>): this {
    checkKeys('GridSearchCV', changes, Object.keys(this.getParams()))
    const entries = Object.entries(changes).map(([name, value]) => [name.slice(PREFIX.length), value])
    this.estimator.setParams(Object.fromEntries(entries))
    return this
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<GridSearchCV<E, L>> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.found = copy.found
      },
    }
  }

  /** The same search, not fitted. */
  clone(): GridSearchCV<E, L> {
    return new GridSearchCV(this.estimator.clone() as E, this.grid, this.options)
  }

  /**
   * Cross-validates every combination, and with `refit` fits the best one on all rows.
   *
   * @param X - samples `[n, d]`
   * @param y - labels `[n]`
   * @param options - `sampleWeight`, `groups`, `onProgress` (one step a fit), `signal`
   * @throws ValidationError as {@link crossValidate}
   */
  async fit<T extends L>(
    X: MatrixLike,
    y: LabelsLike<T>,
    options: SearchFitOptions = {},
  ): Promise<GridSearchCV<E, T>> {
    checkFitOptions('GridSearchCV.fit', options, SEARCH_FIT_OPTIONS)
    const { scoring = 'accuracy', refit = true, returnTrainScore = false } = this.options
    const data = readEvaluationData(X, y as LabelsLike, { ...options, cv: this.options.cv })
    const folds = data.splits.length
    const tasks = this.points.flatMap(params => foldTasks(data.splits, params))
    const settings = { ...this.options, ...options, returnTrainScore }
    const results = await evaluate(this.estimator, data, tasks, { score: scoring }, settings)
    const testScores = table(
      results.map(result => result.testScores.score),
      folds,
    )
    const { mean, std } = momentsOfRows(testScores)
    const rank = ranks(mean)
    const bestIndex = rank.indexOf(1)
    const bestEstimator = refit ? withParams(this.estimator, this.points[bestIndex]) : undefined
    if (bestEstimator !== undefined) {
      const { sampleWeight, signal } = options
      await fitEstimator(bestEstimator, X, data.y, { sampleWeight, signal })
    }
    this.found = {
      bestIndex,
      bestEstimator,
      cvResults: {
        params: this.points,
        testScores,
        meanTestScores: table(mean),
        stdTestScores: table(std),
        rankTestScores: ndview(Int32Array.from(rank), [rank.length]),
        fitMs: table(
          results.map(result => result.fitMs),
          folds,
        ),
        ...(returnTrainScore && {
          trainScores: table(
            results.map(result => result.trainScores.score),
            folds,
          ),
        }),
      },
    }
    return this as unknown as GridSearchCV<E, T>
  }

  /** Every combination and how it did. @throws NotFittedError before `fit` */
  get cvResults(): CvResults<ParamChanges<ParamsOf<E>>> {
    return this.read('cvResults').cvResults
  }

  /** The position of the best combination in {@link GridSearchCV.cvResults}. @throws NotFittedError before `fit` */
  get bestIndex(): number {
    return this.read('bestIndex').bestIndex
  }

  /** The best combination. @throws NotFittedError before `fit` */
  get bestParams(): ParamChanges<ParamsOf<E>> {
    const { cvResults, bestIndex } = this.read('bestParams')
    return cvResults.params[bestIndex]
  }

  /** Its mean score on the held-out rows. @throws NotFittedError before `fit` */
  get bestScore(): number {
    const { cvResults, bestIndex } = this.read('bestScore')
    return cvResults.meanTestScores.get(bestIndex)
  }

  /** The estimator with the best combination, fitted on all rows. @throws NotFittedError before `fit`, or with `refit: false` */
  get bestEstimator(): E {
    const { bestEstimator } = this.read('bestEstimator')
    if (bestEstimator === undefined)
      throw new NotFittedError('GridSearchCV with refit: false', 'bestEstimator')
    return bestEstimator
  }

  /**
   * What the best estimator predicts for each row of X `[n, d]`.
   *
   * @throws NotFittedError before `fit`, and with `refit: false`
   */
  predict(X: MatrixLike): L[] {
    return Array.from(this.bestEstimator.predict(X) as ArrayLike<L>)
  }

  /** The probabilities `[n, K]` of the best estimator. @throws UnsupportedError when it gives none */
  predictProba(X: MatrixLike): NdArray {
    const { bestEstimator } = this
    if (bestEstimator.predictProba === undefined) {
      throw new UnsupportedError('GridSearchCV: the estimator has no predictProba')
    }
    return bestEstimator.predictProba(X)
  }

  /** The decision function of the best estimator. @throws UnsupportedError when it has none */
  decisionFunction(X: MatrixLike): NdArray {
    const { bestEstimator } = this
    if (bestEstimator.decisionFunction === undefined) {
      throw new UnsupportedError('GridSearchCV: the estimator has no decisionFunction')
    }
    return bestEstimator.decisionFunction(X)
  }

  /** The labels of the best estimator. */
  get classes(): L[] {
    return [...(this.bestEstimator.classes ?? [])] as L[]
  }

  /**
   * The score of the best estimator, by the scorer of the search.
   *
   * @throws NotFittedError before `fit`, and with `refit: false`
   */
  score(X: MatrixLike, y: LabelsLike<L>, options: Pick<EstimatorFitOptions, 'sampleWeight'> = {}): number {
    checkFitOptions('GridSearchCV.score', options, ['sampleWeight'])
    const scorer = getScorer(this.options.scoring ?? 'accuracy')
    return scorer(this.bestEstimator, X, readLabels('y', y), options)
  }

  private read(asked: string): Found<E> {
    if (this.found === undefined) throw new NotFittedError('GridSearchCV', asked)
    return this.found
  }
}

const PREFIX = 'estimator__'

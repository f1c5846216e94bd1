import {
  checkEstimator,
  type Draft,
  type Estimator,
  fitEstimator,
  type ParamChanges,
  type ParamsOf,
  withParams,
} from '../data/estimator'
import { checkCallOptions, checkFitOptions } from '../data/fit-options'
import { type Label, type LabelsLike, readLabels } from '../data/labels'
import { rowCount, type SamplesLike } from '../data/matrix-like'
import type { NdArray, NdMatrix } from '../data/ndview'
import { copyPlain } from '../support/copy'
import { NEEDS_SEARCH, NotFittedError, UnsupportedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting } from '../support/inspect'
import { checkBoolean, checkKeys, describe } from '../support/validate'
import { isSingleScoring, readScorings, type ScoringOption } from './cross-validate'
import {
  type CvOptions,
  checkFoldOptions,
  type DataOptions,
  evaluate,
  foldTasks,
  readErrorScore,
  readOffsetData,
  SEARCH_FIT_OPTIONS,
  type SearchFitOptions,
} from './evaluation'
import { type FitScore, warnOfFits } from './fit-and-score'
import type { JobOptions } from './parallel/run-jobs'
import { readJobCount } from './parallel/start-worker'
import { type OffsetOption, readRowOffset, withRowOffset } from './row-offset'
import { refuseTargets, TARGETS_AS_WEIGHTS } from './row-options'
import { readFindings, type SavedFindings, type SavedSearch, savedEstimator, toPlain } from './saved-search'
import { getScorer, type Scoring } from './scorers'
import { type CvResults, chooseBest, collectResults, type RefitRule } from './search-results'

/** Options of {@link GridSearchCV} and {@link RandomizedSearchCV}. */
export interface SearchOptions<P = object> extends CvOptions, Pick<JobOptions, 'nJobs'> {
  /** what to measure: one score, which is maximised, or several, of which `refit` says how to choose. Default `'accuracy'` */
  readonly scoring?: ScoringOption
  /** which candidate to fit on all rows; of several scores a name or a function. Default `true`: the best one */
  readonly refit?: RefitRule<P>
  /** score the training rows too; default `false` */
  readonly returnTrainScore?: boolean
}

/** Names of {@link SearchOptions}, for checking. */
export const SEARCH_OPTIONS = ['scoring', 'cv', 'refit', 'returnTrainScore', 'errorScore', 'nJobs']

interface Found<E> {
  readonly cvResults: CvResults<ParamChanges<ParamsOf<E>>>
  readonly bestIndex: number
  readonly bestEstimator: E | undefined
  readonly fits: readonly FitScore[]
}

const PREFIX = 'estimator__'

/**
 * What all searches do: cross-validate candidates, choose one, and stand in for it afterwards. Which candidates there are,
 * subclasses say.
 */
export abstract class SearchCV<E extends Estimator, L extends Label = Label> {
  /** The estimator as given; its clones are fitted. */
  readonly estimator: E
  private declare readonly owner: string
  private declare readonly options: SearchOptions<ParamChanges<ParamsOf<E>>>
  private declare readonly scorings: Readonly<Record<string, Scoring>>
  /** the metric that the candidates are ranked by */
  private declare readonly ranking: string
  private declare found: Found<E> | undefined

  /** @throws ValidationError when an option is out of range, or `refit` does not say how to choose by several scores */
  protected constructor(owner: string, estimator: E, options: SearchOptions<ParamChanges<ParamsOf<E>>>) {
    const { scoring = 'accuracy', refit = true } = options
    const scorings = isSingleScoring(scoring) ? { score: scoring } : readScorings(scoring)
    for (const one of Object.values(scorings)) getScorer(one)
    const ranking = rankingMetric(Object.keys(scorings), refit)
    checkBoolean('returnTrainScore', options.returnTrainScore ?? false)
    readErrorScore(options.errorScore)
    readJobCount(options.nJobs)
    checkEstimator(`${owner}: estimator`, estimator)
    this.estimator = estimator
    const kept = { options: copyPlain(options), scorings: { ...scorings } }
    defineHidden(this, { owner, ...kept, ranking, found: undefined })
    definePrinting(this, inspect => {
      const best = () => `best ${inspect(this.bestParams)}, ${ranking} ${this.bestScore.toPrecision(4)}`
      return `${owner}(${inspect(estimator)}): ${this.found === undefined ? 'not fitted' : best()}`
    })
  }

  /** The options of the estimator, as `estimator__…`. */
  getParams(): Readonly<Record<string, unknown>> {
    const entries = Object.entries(this.estimator.getParams())
    return Object.fromEntries(entries.map(([name, value]) => [PREFIX + name, value]))
  }

  /** Changes options of the estimator. @throws ValidationError for one that it has not */
  setParams(changes: Readonly<Record<string, unknown>>): this {
    checkKeys(this.owner, changes, Object.keys(this.getParams()))
    const entries = Object.entries(changes).map(([name, value]) => [name.slice(PREFIX.length), value])
    this.estimator.setParams(Object.fromEntries(entries))
    return this
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<SearchCV<E, L>> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.found = copy.found
      },
    }
  }

  /** What a saved search holds besides its candidates. @throws UnsupportedError when the estimator has no `toJSON` */
  protected save(): Pick<SavedSearch, 'estimator' | 'options' | 'fitted'> {
    const head = {
      estimator: savedEstimator(this.owner, this.estimator),
      options: toPlain(this.options) as object,
    }
    if (this.found === undefined) return head
    const { bestIndex, bestEstimator, fits } = this.found
    const best =
      bestEstimator === undefined ? {} : { bestEstimator: savedEstimator(this.owner, bestEstimator) }
    const scores = fits.map(({ testScores, trainScores, fitMs }) =>
      toPlain({ testScores, trainScores, fitMs }),
    )
    return { ...head, fitted: { bestIndex, ...best, fits: scores as SavedFindings['fits'] } }
  }

  /** Takes over what `save` wrote; `read` reads the best estimator. */
  protected restore(
    saved: unknown,
    points: readonly ParamChanges<ParamsOf<E>>[],
    read: (saved: unknown) => E,
  ): void {
    const names = Object.keys(this.scorings)
    const { bestIndex, fits, bestEstimator } = readFindings(saved, points.length, names)
    const cvResults = collectResults(points, fits, fits.length / points.length, names, this.ranking)
    this.found = {
      bestIndex,
      fits,
      cvResults,
      bestEstimator: bestEstimator === undefined ? undefined : read(bestEstimator),
    }
  }

  /** The same search, not fitted. */
  abstract clone(): SearchCV<E, L>

  /** The candidates, anew for every fit. */
  protected abstract candidates(): readonly ParamChanges<ParamsOf<E>>[]

  /** Cross-validates every candidate, and fits the chosen one on all rows unless `refit` is false. */
  protected async search(
    X: SamplesLike,
    y: LabelsLike,
    options: SearchFitOptions & OffsetOption,
  ): Promise<void> {
    checkFoldOptions(`${this.owner}.fit`, options, [...SEARCH_FIT_OPTIONS, 'offset'])
    const { refit = true, returnTrainScore = false } = this.options
    const data = readOffsetData(X, y, { ...options, cv: this.options.cv })
    const points = this.candidates()
    const tasks = points.flatMap(params => foldTasks(data.splits, params))
    const settings = { ...this.options, ...options, returnTrainScore }
    const results = await evaluate(this.estimator, data, tasks, this.scorings, settings)
    const names = Object.keys(this.scorings)
    const cvResults = collectResults(points, results, data.splits.length, names, this.ranking)
    const bestIndex = chooseBest(cvResults, refit)
    this.warnOfFits(results, bestIndex, data.splits.length)
    const bestEstimator = refit === false ? undefined : withParams(this.estimator, points[bestIndex])
    if (bestEstimator !== undefined) {
      const { sampleWeight, offset, signal } = options
      const row = { sampleWeight, ...(offset !== undefined && { offset }) }
      await fitEstimator(bestEstimator, X, data.y, { ...row, signal })
    }
    this.found = { bestIndex, bestEstimator, cvResults, fits: results }
  }

  /** Every candidate and how it did. @throws NotFittedError before `fit` */
  get cvResults(): CvResults<ParamChanges<ParamsOf<E>>> {
    return this.read('cvResults').cvResults
  }

  /** The position of the chosen candidate in {@link GridSearchCV.cvResults}. @throws NotFittedError before `fit` */
  get bestIndex(): number {
    return this.read('bestIndex').bestIndex
  }

  /** The chosen candidate. @throws NotFittedError before `fit` */
  get bestParams(): ParamChanges<ParamsOf<E>> {
    const { cvResults, bestIndex } = this.read('bestParams')
    return cvResults.params[bestIndex]
  }

  /** Its mean score on the held-out rows, by the metric that ranks. @throws NotFittedError before `fit` */
  get bestScore(): number {
    const { cvResults, bestIndex } = this.read('bestScore')
    return cvResults.meanTestScores.get(bestIndex)
  }

  /** The estimator with the chosen options, fitted on all rows. @throws NotFittedError before `fit`, or with `refit: false` */
  get bestEstimator(): E {
    const { bestEstimator } = this.read('bestEstimator')
    if (bestEstimator === undefined)
      throw new NotFittedError(`${this.owner} with refit: false`, 'bestEstimator')
    return bestEstimator
  }

  /**
   * What the best estimator predicts for each row of X `[n, d]`.
   *
   * @throws NotFittedError before `fit`, and with `refit: false`
   */
  predict(X: SamplesLike, options?: OffsetOption): L[] {
    return Array.from(this.shifted('predict', X, options).predict(X) as ArrayLike<L>)
  }

  /** The probabilities `[n, K]` of the best estimator. @throws UnsupportedError when it gives none */
  predictProba(X: SamplesLike, options?: OffsetOption): NdMatrix {
    const bestEstimator = this.shifted('predictProba', X, options)
    if (bestEstimator.predictProba === undefined) {
      throw new UnsupportedError(`${this.owner}: the estimator has no predictProba`)
    }
    return bestEstimator.predictProba(X) as NdMatrix
  }

  /** The decision function of the best estimator. @throws UnsupportedError when it has none */
  decisionFunction(X: SamplesLike, options?: OffsetOption): NdArray {
    const bestEstimator = this.shifted('decisionFunction', X, options)
    if (bestEstimator.decisionFunction === undefined) {
      throw new UnsupportedError(`${this.owner}: the estimator has no decisionFunction`)
    }
    return bestEstimator.decisionFunction(X) as NdArray
  }

  /** The labels of the best estimator. */
  get classes(): L[] {
    return [...(this.bestEstimator.classes ?? [])] as L[]
  }

  /**
   * The score of the best estimator, by the scorer that ranks the candidates.
   *
   * @throws NotFittedError before `fit`, and with `refit: false`
   */
  score(
    X: SamplesLike,
    y: LabelsLike<L>,
    options: Pick<DataOptions, 'sampleWeight'> & OffsetOption = {},
  ): number {
    refuseTargets(`${this.owner}.score`, options, TARGETS_AS_WEIGHTS)
    checkFitOptions(`${this.owner}.score`, options, ['sampleWeight', 'offset'])
    const { offset, ...weights } = options
    const scorer = getScorer(this.scorings[this.ranking])
    return scorer(this.shifted('score', X, { offset }), X, readLabels('y', y), weights)
  }

  /** The best estimator, with the offset of these rows. */
  private shifted(method: string, X: SamplesLike, options: OffsetOption | undefined): E {
    checkCallOptions(`${this.owner}.${method}`, options, ['offset'])
    if (options?.offset === undefined) return this.bestEstimator
    const offset = readRowOffset(options.offset, rowCount('X', X))
    return withRowOffset(this.bestEstimator, offset === undefined ? {} : { offset })
  }

  private warnOfFits(results: readonly FitScore[], best: number, folds: number): void {
    const own = results.slice(best * folds, (best + 1) * folds)
    const concerned = own.some(({ missed }) => missed.length > 0)
    warnOfFits(this.owner, results, `Fits of the chosen candidate are ${concerned ? '' : 'not '}among them.`)
  }

  private read(asked: string): Found<E> {
    if (this.found === undefined) throw new NotFittedError(this.owner, asked, NEEDS_SEARCH)
    return this.found
  }
}

/** @throws ValidationError when `refit` is no rule, or several metrics are measured and it does not say which one counts */
function rankingMetric(names: readonly string[], refit: unknown): string {
  if (refit === false || typeof refit === 'function') return names[0]
  if (refit === true && names.length === 1) return names[0]
  if (typeof refit === 'string' && names.includes(refit)) return refit
  throw new ValidationError(
    `refit must be ${names.length === 1 ? 'true, ' : ''}false, a function, or one of the metrics ${names.join(', ')}, got ${describe(refit)}`,
  )
}

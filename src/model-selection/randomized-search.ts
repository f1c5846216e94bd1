import { type Estimator, type ParamChanges, type ParamsOf, withParams } from '../data/estimator'
import type { Label, LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { copyPlain } from '../support/copy'
import { defineHidden } from '../support/hidden'
import { checkSeed } from '../support/random'
import { checkSavedHead, readArray, refuseUnknownFields } from '../support/saved'
import { checkCount, checkKeys, checkObject } from '../support/validate'
import { SEARCH_OPTIONS, SearchCV, type SearchOptions } from './base-search'
import type { SearchFitOptions } from './evaluation'
import { checkDistributions, type ParamDistributions, sampleParams } from './param-sampler'
import type { OffsetOption } from './row-offset'
import { checkReader, fromPlain, readSearchOptions, type SavedSearch, toPlain } from './saved-search'

const TYPE = 'ndlogit/RandomizedSearchCV'
const VERSION = 1

const SAVED = ['type', 'version', 'estimator', 'distributions', 'candidates', 'options', 'fitted']

/** What {@link RandomizedSearchCV.toJSON} gives. */
export interface SavedRandomizedSearch extends SavedSearch {
  /** what the candidates are drawn from */
  readonly distributions: object
}

/** Options of {@link RandomizedSearchCV}. */
export interface RandomizedSearchOptions<P = object> extends SearchOptions<P> {
  /** number of candidates, ≥ 1; default 10 */
  readonly nIter?: number
  /** seed, an integer 0 … 2³² − 1; without one every fit draws others */
  readonly randomState?: number
}

/**
 * Tries options drawn at random from lists and distributions by cross-validation, and fits the best on all rows. With
 * several options that is cheaper than a grid, and tries more values of the one that matters. With a seed the candidates
 * are scikit-learn's.
 *
 * @typeParam E - the estimator that is searched
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { LogisticRegression, logUniform, RandomizedSearchCV } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const distributions = { C: logUniform(1e-6, 1e-2), fitIntercept: [true, false] }
 * const search = new RandomizedSearchCV(new LogisticRegression(), distributions, { nIter: 4, cv: 3, randomState: 0 })
 * await search.fit(data, target)
 * console.log(search.cvResults.params.length, search.bestScore > 0.99) // 4 true
 * ```
 */
export class RandomizedSearchCV<E extends Estimator, L extends Label = Label>
  extends SearchCV<E, L>
  implements Estimator
{
  private declare readonly draw: () => readonly ParamChanges<ParamsOf<E>>[]
  private declare readonly copy: () => RandomizedSearchCV<E, L>
  private declare readonly distributions: ParamDistributions<E>
  private declare readonly seeded: Pick<RandomizedSearchOptions, 'nIter' | 'randomState'>

  /**
   * @param estimator - what to search; not touched
   * @param paramDistributions - for each option a list of values or a {@link Distribution}
   * @param options - `nIter = 10`, `randomState`, `scoring = 'accuracy'`, `cv = 5`, `refit = true`, `returnTrainScore`,
   * `errorScore = NaN`, `nJobs = 1`
   * @throws ValidationError when there is nothing to draw from, an option is unknown, or the estimator has no such option
   */
  constructor(
    estimator: E,
    paramDistributions: ParamDistributions<E>,
    options: RandomizedSearchOptions<ParamChanges<ParamsOf<E>>> = {},
  ) {
    checkKeys('RandomizedSearchCV', options, [...SEARCH_OPTIONS, 'nIter', 'randomState'])
    const { nIter = 10, randomState, ...rest } = options
    super('RandomizedSearchCV', estimator, rest)
    checkCount('nIter', nIter)
    if (randomState !== undefined) checkSeed(randomState)
    checkDistributions(paramDistributions)
    const distributions = copyPlain(paramDistributions)
    const draw = () => sampleParams(distributions, nIter, randomState) as ParamChanges<ParamsOf<E>>[]
    // One candidate tells whether the estimator has these options; the values of each are checked when they are tried.
    withParams(estimator, draw()[0])
    const kept = copyPlain(options)
    const copy = () => new RandomizedSearchCV(this.estimator.clone() as E, distributions, kept)
    defineHidden(this, { draw, copy, distributions, seeded: { nIter, randomState } })
  }

  /** The same search, not fitted. */
  override clone(): RandomizedSearchCV<E, L> {
    return this.copy()
  }

  /**
   * Cross-validates every candidate, and fits the chosen one on all rows.
   *
   * @param X - samples `[n, d]`
   * @param y - labels `[n]`
   * @param options - `sampleWeight`, `offset`, `groups`, `onProgress` (one step a fit), `signal`
   * @throws ValidationError as {@link crossValidate}, and when `refit` gives no position
   */
  async fit<T extends L>(
    X: SamplesLike,
    y: LabelsLike<T>,
    options: SearchFitOptions & OffsetOption = {},
  ): Promise<RandomizedSearchCV<E, T>> {
    await this.search(X, y as LabelsLike, options)
    return this as unknown as RandomizedSearchCV<E, T>
  }

  /**
   * A plain object that survives `JSON.stringify`, with the candidates that were drawn and their results. A splitter, a
   * function that scores and a distribution of your own are not held by JSON; {@link RandomizedSearchCV.fromJSON} asks for
   * them.
   *
   * @throws UnsupportedError when the estimator has no `toJSON`
   */
  toJSON(): SavedRandomizedSearch {
    const { nIter, randomState } = this.seeded
    const { options, ...saved } = this.save()
    return {
      type: TYPE,
      version: VERSION,
      ...saved,
      options: { ...options, nIter, ...(randomState !== undefined && { randomState }) },
      distributions: toPlain(this.distributions) as object,
      candidates: saved.fitted === undefined ? [] : this.cvResults.params.map(toPlain),
    }
  }

  /**
   * The search that {@link RandomizedSearchCV.toJSON} wrote: with its results, and its best estimator to predict with.
   *
   * @param value - what `toJSON` gave
   * @param estimator - the class of the estimator, such as `LogisticRegression` or `Pipeline`
   * @param options - in the place of those saved
   * @param paramDistributions - in the place of those saved
   * @throws ValidationError naming the first field that is not as `toJSON` writes it, or what JSON does not hold
   *
   * @example
   * ```ts
   * import { LogisticRegression, logUniform, RandomizedSearchCV } from 'ndlogit'
   *
   * const X = [[0], [1], [2], [3], [4], [5]]
   * const y = [0, 1, 0, 1, 0, 1]
   * const options = { cv: 3, nIter: 2, randomState: 0 }
   * const search = new RandomizedSearchCV(new LogisticRegression(), { C: logUniform(0.1, 10) }, options)
   * const saved = JSON.stringify(await search.fit(X, y))
   * const read = RandomizedSearchCV.fromJSON(JSON.parse(saved), LogisticRegression)
   * console.log(read.bestParams.C === search.bestParams.C) // true
   * ```
   */
  static fromJSON<E extends Estimator>(
    value: unknown,
    estimator: { fromJSON(value: unknown): E },
    options: RandomizedSearchOptions<ParamChanges<ParamsOf<E>>> = {},
    paramDistributions?: ParamDistributions<E>,
  ): RandomizedSearchCV<E> {
    checkReader('RandomizedSearchCV', estimator)
    const saved = checkObject('saved search', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved search', saved, SAVED)
    const settings = readSearchOptions(saved.options, options) as RandomizedSearchOptions
    const distributions = paramDistributions ?? fromPlain('distributions', saved.distributions)
    const search = new RandomizedSearchCV(
      estimator.fromJSON(saved.estimator),
      distributions as ParamDistributions<E>,
      settings as RandomizedSearchOptions<ParamChanges<ParamsOf<E>>>,
    )
    const drawn = readArray('candidates', fromPlain('candidates', saved.candidates))
    const points = drawn.map((point, k) => checkObject(`candidates[${k}]`, point))
    for (const point of points) withParams(search.estimator, point)
    if (saved.fitted !== undefined) {
      search.restore(saved.fitted, points as unknown as ParamChanges<ParamsOf<E>>[], best =>
        estimator.fromJSON(best),
      )
    }
    return search
  }

  protected override candidates(): readonly ParamChanges<ParamsOf<E>>[] {
    return this.draw()
  }
}

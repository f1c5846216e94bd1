import { type Estimator, type ParamChanges, type ParamsOf, withParams } from '../data/estimator'
import type { Label, LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { defineHidden } from '../support/hidden'
import { checkSeed } from '../support/random'
import { checkKeys, checkNumber } from '../support/validate'
import { SEARCH_OPTIONS, SearchCV, type SearchOptions } from './base-search'
import type { SearchFitOptions } from './evaluation'
import { checkDistributions, type ParamDistributions, sampleParams } from './param-sampler'

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
    checkNumber('nIter', nIter, { min: 1, integer: true })
    if (randomState !== undefined) checkSeed(randomState)
    checkDistributions(paramDistributions)
    const draw = () => sampleParams(paramDistributions, nIter, randomState) as ParamChanges<ParamsOf<E>>[]
    // One candidate tells whether the estimator has these options; the values of each are checked when they are tried.
    withParams(estimator, draw()[0])
    const kept = { ...options }
    const copy = () => new RandomizedSearchCV(this.estimator.clone() as E, paramDistributions, kept)
    defineHidden(this, { draw, copy })
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
   * @param options - `sampleWeight`, `groups`, `onProgress` (one step a fit), `signal`
   * @throws ValidationError as {@link crossValidate}, and when `refit` gives no position
   */
  async fit<T extends L>(
    X: SamplesLike,
    y: LabelsLike<T>,
    options: SearchFitOptions = {},
  ): Promise<RandomizedSearchCV<E, T>> {
    await this.search(X, y as LabelsLike, options)
    return this as unknown as RandomizedSearchCV<E, T>
  }

  protected override candidates(): readonly ParamChanges<ParamsOf<E>>[] {
    return this.draw()
  }
}

import { type Estimator, type ParamChanges, type ParamsOf, withParams } from '../data/estimator'
import type { Label, LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { defineHidden } from '../support/hidden'
import { checkKeys } from '../support/validate'
import { SEARCH_OPTIONS, SearchCV, type SearchOptions } from './base-search'
import type { SearchFitOptions } from './evaluation'
import { gridPoints, type ParamGrid } from './param-grid'

/** Options of {@link GridSearchCV}. */
export type GridSearchOptions<P = object> = SearchOptions<P>

/**
 * Tries every combination of a grid of options by cross-validation, and fits the best one on all rows.
 *
 * A search is an estimator itself: cross-validate it, and its choice is made anew on the training rows of every split
 * (nested cross-validation). Of equal means the first combination wins. With several scores, `refit` names the one that
 * counts, or is a function of the results that gives a position, such as that of the simplest model good enough.
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
export class GridSearchCV<E extends Estimator, L extends Label = Label>
  extends SearchCV<E, L>
  implements Estimator
{
  private declare readonly points: readonly ParamChanges<ParamsOf<E>>[]
  private declare readonly copy: () => GridSearchCV<E, L>

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
    options: GridSearchOptions<ParamChanges<ParamsOf<E>>> = {},
  ) {
    checkKeys('GridSearchCV', options, SEARCH_OPTIONS)
    super('GridSearchCV', estimator, options)
    const points = gridPoints(paramGrid)
    for (const params of points) withParams(estimator, params)
    const kept = { ...options }
    const copy = () => new GridSearchCV(this.estimator.clone() as E, paramGrid, kept)
    defineHidden(this, { points, copy })
  }

  /** The same search, not fitted. */
  override clone(): GridSearchCV<E, L> {
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
  ): Promise<GridSearchCV<E, T>> {
    await this.search(X, y as LabelsLike, options)
    return this as unknown as GridSearchCV<E, T>
  }

  protected override candidates(): readonly ParamChanges<ParamsOf<E>>[] {
    return this.points
  }
}

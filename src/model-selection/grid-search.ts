import { type Estimator, type ParamChanges, type ParamsOf, withParams } from '../data/estimator'
import type { Label, LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { copyPlain } from '../support/copy'
import { defineHidden } from '../support/hidden'
import { checkSavedHead, readArray, refuseUnknownFields } from '../support/saved'
import { checkKeys, checkObject } from '../support/validate'
import { SEARCH_OPTIONS, SearchCV, type SearchOptions } from './base-search'
import type { SearchFitOptions } from './evaluation'
import { gridPoints, type ParamGrid } from './param-grid'
import type { OffsetOption } from './row-offset'
import { checkReader, fromPlain, readSearchOptions, type SavedSearch, toPlain } from './saved-search'

const TYPE = 'ndlogit/GridSearchCV'
const VERSION = 1
const SAVED = ['type', 'version', 'estimator', 'candidates', 'options', 'fitted']

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
    const points = gridPoints(paramGrid).map(point => copyPlain(point))
    for (const params of points) withParams(estimator, params)
    const kept = copyPlain(options)
    // Of the candidates: the grid is the caller's, and may change.
    const copy = () => new GridSearchCV(this.estimator.clone() as E, gridOf<E>(points), kept)
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
   * @param options - `sampleWeight`, `offset`, `groups`, `onProgress` (one step a fit), `signal`
   * @throws ValidationError as {@link crossValidate}, and when `refit` gives no position
   */
  async fit<T extends L>(
    X: SamplesLike,
    y: LabelsLike<T>,
    options: SearchFitOptions & OffsetOption = {},
  ): Promise<GridSearchCV<E, T>> {
    await this.search(X, y as LabelsLike, options)
    return this as unknown as GridSearchCV<E, T>
  }

  /**
   * A plain object that survives `JSON.stringify`, with the results of the fit. A splitter, a function that scores and
   * one that chooses are not held by JSON; {@link GridSearchCV.fromJSON} asks for them.
   *
   * @throws UnsupportedError when the estimator has no `toJSON`
   */
  toJSON(): SavedSearch {
    return { type: TYPE, version: VERSION, ...this.save(), candidates: this.points.map(toPlain) }
  }

  /**
   * The search that {@link GridSearchCV.toJSON} wrote: with its results, and its best estimator to predict with.
   *
   * @param value - what `toJSON` gave
   * @param estimator - the class of the estimator, such as `LogisticRegression` or `Pipeline`
   * @param options - in the place of those saved
   * @throws ValidationError naming the first field that is not as `toJSON` writes it, or an option that JSON does not hold
   *
   * @example
   * ```ts
   * import { GridSearchCV, LogisticRegression } from 'ndlogit'
   *
   * const X = [[0], [1], [2], [3], [4], [5]]
   * const y = [0, 1, 0, 1, 0, 1]
   * const search = await new GridSearchCV(new LogisticRegression(), { C: [0.1, 1] }, { cv: 3 }).fit(X, y)
   * const read = GridSearchCV.fromJSON(JSON.parse(JSON.stringify(search)), LogisticRegression)
   * console.log(read.bestScore === search.bestScore) // true
   * ```
   */
  static fromJSON<E extends Estimator>(
    value: unknown,
    estimator: { fromJSON(value: unknown): E },
    options: GridSearchOptions<ParamChanges<ParamsOf<E>>> = {},
  ): GridSearchCV<E> {
    checkReader('GridSearchCV', estimator)
    const saved = checkObject('saved search', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved search', saved, SAVED)
    const points = readArray('candidates', fromPlain('candidates', saved.candidates))
    const grid = gridOf<E>(points.map((point, k) => checkObject(`candidates[${k}]`, point)))
    const settings = readSearchOptions(saved.options, options) as GridSearchOptions<ParamChanges<ParamsOf<E>>>
    const search = new GridSearchCV(estimator.fromJSON(saved.estimator), grid, settings)
    if (saved.fitted !== undefined)
      search.restore(saved.fitted, search.points, best => estimator.fromJSON(best))
    return search
  }

  protected override candidates(): readonly ParamChanges<ParamsOf<E>>[] {
    return this.points
  }
}

/** Grids of one candidate each. */
function gridOf<E>(points: readonly object[]): ParamGrid<E>[] {
  const grids = points.map(point =>
    Object.fromEntries(Object.entries(point).map(([name, value]) => [name, [value]])),
  )
  return grids as unknown as ParamGrid<E>[]
}

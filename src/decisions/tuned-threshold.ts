import { type Draft, type Estimator, fitEstimator } from '../data/estimator'
import { takesNoOptions } from '../data/fit-options'
import { type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { type NdArray, ndview } from '../data/ndview'
import { type MissedFit, reportingTo, warnOfUnconverged } from '../data/unconverged'
import {
  checkFoldOptions,
  readEvaluationData,
  SEARCH_FIT_OPTIONS,
  type SearchFitOptions,
} from '../model-selection/evaluation'
import { type Rows, rowsAt } from '../model-selection/fit-and-score'
import { refuseOffset } from '../model-selection/row-options'
import { checkReader, savedEstimator } from '../model-selection/saved-search'
import { getScorer, type Scoring } from '../model-selection/scorers'
import type { CvOption } from '../model-selection/splits'
import { copyPlain } from '../support/copy'
import { NotFittedError, UnsupportedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { readSavedNumbers, refuseUnknownFields } from '../support/saved'
import { checkChoice, checkKeys, checkNumber } from '../support/validate'
import { readSavedClasses, readWrapped, type SavedWrapped, saveWrapped } from './saved-wrapped'
import { labelsAt, readThresholds, thresholdsOf } from './thresholds'
import { binaryScores, RESPONSES, type ResponseMethod, WrappedEstimator } from './wrapped-estimator'

const TYPE = 'ndlogit/TunedThresholdClassifierCV'

/** Options of {@link TunedThresholdClassifierCV}. */
export interface TunedThresholdOptions {
  /** what to maximise, a score of labels; default `'balanced_accuracy'` */
  readonly scoring?: Scoring
  /** how many thresholds to try, equally far apart over all held-out scores, ≥ 2, or the thresholds; default 100 */
  readonly thresholds?: number | LabelsLike<number>
  /**
   * the scores that the threshold cuts: `'decisionFunction'`, `'predictProba'`, so that it is a probability, or `'auto'`
   * (default), the first of the two that the estimator has
   */
  readonly responseMethod?: ResponseMethod
  /** a number of stratified folds, a splitter, or a list of splits; default 5 */
  readonly cv?: CvOption
}

interface Tuned<E> {
  readonly model: E
  readonly classes: readonly Label[]
  readonly threshold: number
  readonly score: number
  readonly thresholds: NdArray
  readonly scores: NdArray
}

/**
 * A classifier of two classes whose threshold is chosen for a score, by predictions of rows held out: the best one over the
 * folds, for a model that is then fitted on all rows. What costs differ for the two errors asks for another threshold than
 * probability ½, not for another model.
 *
 * As scikit-learn's, save that every fold is scored at the common thresholds themselves, where that interpolates.
 *
 * @typeParam E - the estimator whose threshold is tuned
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { TunedThresholdClassifierCV } from 'ndlogit/decisions'
 *
 * const X = Array.from({ length: 60 }, (_, i) => [i % 10, i % 7])
 * const y = X.map(([a], i) => (a > 7 && i % 4 > 0 ? 'rare' : 'common'))
 * const tuned = new TunedThresholdClassifierCV(new LogisticRegression(), { scoring: 'balanced_accuracy', cv: 3 })
 * await tuned.fit(X, y)
 * console.log(tuned.bestThreshold < 0, tuned.predict([[8, 1]])) // true [ 'rare' ]
 * ```
 */
export class TunedThresholdClassifierCV<E extends Estimator, L extends Label = Label>
  extends WrappedEstimator<E>
  implements Estimator
{
  private declare readonly options: TunedThresholdOptions
  private declare tuned: Tuned<E> | undefined

  /**
   * @param estimator - with `decisionFunction` or `predictProba`; not touched
   * @param options - `scoring = 'balanced_accuracy'`, `thresholds = 100`, `responseMethod = 'auto'`, `cv = 5`
   * @throws ValidationError when an option is unknown or out of range
   */
  constructor(estimator: E, options: TunedThresholdOptions = {}) {
    super('TunedThresholdClassifierCV', estimator)
    checkKeys('TunedThresholdClassifierCV', options, ['scoring', 'thresholds', 'responseMethod', 'cv'])
    getScorer(options.scoring ?? 'balanced_accuracy')
    checkChoice('responseMethod', options.responseMethod ?? 'auto', RESPONSES)
    const thresholds = readThresholds(options.thresholds)
    defineHidden(this, { options: copyPlain({ ...options, thresholds }), tuned: undefined })
    this.printAs(this.options, { thresholds: 100 }, () => this.tuned && `threshold ${this.bestThreshold}`)
  }

  /** The same, not fitted. */
  clone(): TunedThresholdClassifierCV<E, L> {
    return new TunedThresholdClassifierCV(this.estimator.clone() as E, this.options)
  }

  /**
   * Fits on the training rows of every split, finds the threshold on the held-out rows, and fits on all rows.
   *
   * @param X - samples `[n, d]`
   * @param y - labels of two classes `[n]`
   * @param options - `sampleWeight`, `groups`, `onProgress` (one step a split), `signal`
   * @throws ValidationError when data or options do not fit, or there are not two classes; and what a fit throws
   */
  async fit<T extends L>(
    X: SamplesLike,
    y: LabelsLike<T>,
    options: SearchFitOptions = {},
  ): Promise<TunedThresholdClassifierCV<E, T>> {
    refuseOffset(
      `${this.owner}.fit`,
      options,
      'crossValPredict takes one, and metricAtThresholds finds the threshold for what it predicts',
    )
    checkFoldOptions(`${this.owner}.fit`, options, SEARCH_FIT_OPTIONS)
    const { cv, scoring = 'balanced_accuracy', responseMethod } = this.options
    const { sampleWeight, signal, onProgress } = options
    const { splits, ...data } = readEvaluationData(X, y as LabelsLike, { ...options, cv })
    const classes = uniqueLabels(data.y)
    if (classes.length !== 2) {
      throw new ValidationError(`TunedThresholdClassifierCV is for two classes, got ${classes.length}`)
    }
    const started = performance.now()
    const missed: MissedFit[] = []
    const held: (Rows & { readonly scores: Float64Array })[] = []
    for (const [k, { train, test }] of splits.entries()) {
      const model = this.estimator.clone()
      const [own, other] = [rowsAt(data, train), rowsAt(data, test)]
      await fitEstimator(model, own.X, own.y, { ...own.weight, signal, ...reportingTo(missed, `split ${k}`) })
      held.push({ ...other, scores: binaryScores(this.owner, model, other.X, responseMethod) })
      onProgress?.({
        type: 'fold',
        done: held.length,
        total: splits.length,
        elapsedMs: performance.now() - started,
      })
    }
    const thresholds = thresholdsOf(
      this.options.thresholds,
      held.flatMap(({ scores }) => [...scores]),
    )
    const scorer = getScorer(scoring)
    const scores = thresholds.map(threshold => {
      const each = held.map(fold => {
        const labels = labelsAt(fold.scores, threshold, classes)
        return scorer({ predict: () => labels, classes }, fold.X, fold.y, fold.weight)
      })
      return each.reduce((sum, score) => sum + score, 0) / each.length
    })
    const best = scores.indexOf(Math.max(...scores))
    if (best < 0) throw new ValidationError('TunedThresholdClassifierCV: scoring gave NaN for a threshold')
    const model = this.estimator.clone() as E
    await fitEstimator(model, X, data.y, { sampleWeight, signal })
    warnOfUnconverged(this.owner, missed, splits.length, 'Their scores are taken as they are.')
    this.tuned = {
      model,
      classes,
      threshold: thresholds[best],
      score: scores[best],
      thresholds: ndview(thresholds, [thresholds.length]),
      scores: ndview(scores, [thresholds.length]),
    }
    return this as unknown as TunedThresholdClassifierCV<E, T>
  }

  /** The estimator, fitted on all rows. @throws NotFittedError before `fit` */
  get bestEstimator(): E {
    return this.read('bestEstimator').model
  }

  /** Rows whose score, that of `responseMethod`, is at least this are of the second class. */
  get bestThreshold(): number {
    return this.read('bestThreshold').threshold
  }

  /** The mean score over the folds at that threshold. @throws NotFittedError before `fit` */
  get bestScore(): number {
    return this.read('bestScore').score
  }

  /** The thresholds that were tried, and the mean score over the folds at each. @throws NotFittedError before `fit` */
  get cvResults(): { readonly thresholds: NdArray; readonly scores: NdArray } {
    const { thresholds, scores } = this.read('cvResults')
    return { thresholds, scores }
  }

  /** The labels, sorted. @throws NotFittedError before `fit` */
  get classes(): L[] {
    return [...this.read('classes').classes] as L[]
  }

  /** The label of each row of X `[n, d]` by the tuned threshold. @throws NotFittedError before `fit` */
  predict(X: SamplesLike, options?: never): L[] {
    takesNoOptions(`${this.owner}.predict`, options)
    const { model, threshold, classes } = this.read('predict')
    return labelsAt(
      binaryScores(this.owner, model, X, this.options.responseMethod),
      threshold,
      classes,
    ) as L[]
  }

  /** The probabilities of the estimator; the threshold does not change them. @throws UnsupportedError when it gives none */
  predictProba(X: SamplesLike, options?: never): NdArray {
    takesNoOptions(`${this.owner}.predictProba`, options)
    const { model } = this.read('predictProba')
    if (model.predictProba === undefined) {
      throw new UnsupportedError('TunedThresholdClassifierCV: the estimator has no predictProba')
    }
    return model.predictProba(X) as NdArray
  }

  /** The score, that of `responseMethod`, less the threshold `[n]`: ≥ 0 for the second class. @throws NotFittedError before `fit` */
  decisionFunction(X: SamplesLike, options?: never): NdArray {
    takesNoOptions(`${this.owner}.decisionFunction`, options)
    const { model, threshold } = this.read('decisionFunction')
    const scores = binaryScores(this.owner, model, X, this.options.responseMethod)
    return ndview(
      scores.map(score => score - threshold),
      [scores.length],
    )
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<TunedThresholdClassifierCV<E, L>> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.tuned = copy.tuned
      },
    }
  }

  /**
   * A plain object that survives `JSON.stringify`. A splitter and a function that scores are not held by JSON;
   * {@link TunedThresholdClassifierCV.fromJSON} asks for them.
   *
   * @throws UnsupportedError when the estimator has no `toJSON`
   */
  toJSON(): SavedWrapped {
    const tuned = this.tuned && {
      model: savedEstimator(this.owner, this.tuned.model),
      classes: [...this.tuned.classes],
      best: this.tuned.scores.data.indexOf(this.tuned.score),
      thresholds: [...this.tuned.thresholds.data],
      scores: [...this.tuned.scores.data],
    }
    return saveWrapped(TYPE, this.owner, this.estimator, this.options, tuned)
  }

  /**
   * The classifier that {@link TunedThresholdClassifierCV.toJSON} wrote.
   *
   * @param value - what `toJSON` gave
   * @param estimator - the class of the estimator, such as `LogisticRegression` or `Pipeline`
   * @param options - in the place of those saved
   * @throws ValidationError naming the first field that is not as `toJSON` writes it
   */
  static fromJSON<E extends Estimator>(
    value: unknown,
    estimator: { fromJSON(value: unknown): E },
    options: TunedThresholdOptions = {},
  ): TunedThresholdClassifierCV<E> {
    checkReader('TunedThresholdClassifierCV', estimator)
    const saved = readWrapped(TYPE, value, options)
    const read = new TunedThresholdClassifierCV(estimator.fromJSON(saved.estimator), saved.options)
    const { fitted } = saved
    if (fitted === undefined) return read
    refuseUnknownFields('fitted', fitted, ['model', 'classes', 'best', 'thresholds', 'scores'])
    const thresholds = readSavedNumbers('fitted.thresholds', fitted.thresholds)
    const scores = readSavedNumbers('fitted.scores', fitted.scores)
    const best = checkNumber('fitted.best', fitted.best, { min: 0, max: scores.length - 1, integer: true })
    const classes = readSavedClasses(fitted.classes)
    if (thresholds.length !== scores.length || classes.length !== 2) {
      throw new ValidationError('fitted must have a score for each threshold, and two classes')
    }
    read.tuned = {
      model: estimator.fromJSON(fitted.model),
      classes,
      threshold: thresholds[best],
      score: scores[best],
      thresholds: ndview(thresholds, [thresholds.length]),
      scores: ndview(scores, [scores.length]),
    }
    return read
  }

  private read(asked: string): Tuned<E> {
    if (this.tuned === undefined) throw new NotFittedError(this.owner, asked)
    return this.tuned
  }
}

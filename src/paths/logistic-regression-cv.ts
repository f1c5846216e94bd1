import type { Draft, EstimatorFitOptions, ParamChanges } from '../data/estimator'
import { checkFitOptions } from '../data/fit-options'
import { type Label, type LabelsLike, readLabels } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { type NdArray, type NdMatrix, type NdVector, ndview } from '../data/ndview'
import type { Convergence } from '../linear-model/fit'
import type { LogisticRegression } from '../linear-model/logistic-regression'
import { offsetRows, type PredictOptions } from '../linear-model/targets'
import { checkFoldOptions, SEARCH_FIT_OPTIONS } from '../model-selection/evaluation'
import { refuseTargets, TARGETS_AS_WEIGHTS } from '../model-selection/row-options'
import { getScorer } from '../model-selection/scorers'
import { NEEDS_SEARCH, NotFittedError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'
import { checkObject } from '../support/validate'
import { type Chosen, type CVPoint, factsOf, searchTable } from './cv-choice'
import {
  type CVFitOptions,
  type CVSettings,
  changeCVOptions,
  type LogisticRegressionCVOptions,
  readCVOptions,
  type Selection,
  toCVOptions,
} from './cv-options'
import { heldOutOf, pointAt, searchPaths, stackOf } from './cv-search'
import { readSavedCV, type SavedCV, saveCV } from './saved-cv'
import { withOffset } from './score-path-job'

/**
 * Logistic regression that chooses C, and for the elastic net l1Ratio, by cross-validation: each fold's whole path of
 * Cs is fitted warm, and the choice is then fitted on all rows.
 *
 * Several classes are fitted as {@link LogisticRegression} fits them, with one C for all. Features are taken as they
 * are. To standardise them without letting held-out rows into the scaling, put the scaler inside the folds:
 * `new GridSearchCV(makePipeline(new StandardScaler(), new LogisticRegression()), { logisticRegression__C: … })`.
 *
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { LogisticRegressionCV, StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const X = new StandardScaler().fitTransform(data)
 * const model = await new LogisticRegressionCV({ penalty: 'l1', Cs: [0.001, 0.1, 10] }).fit(X, target)
 * console.log(model.C, model.testScores.shape) // 10 [ 5, 3 ]
 * ```
 */
export class LogisticRegressionCV<L extends Label = Label> {
  private declare settings: CVSettings
  private declare chosen: Chosen<L> | undefined
  /** A table of the scores, with what each rule takes; what `console.log` shows before `fit`. */
  declare readonly toString: () => string

  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: LogisticRegressionCVOptions = {}) {
    defineHidden(this, { settings: readCVOptions(options), chosen: undefined })
    definePrinting(this, inspect => {
      const usual = toCVOptions(readCVOptions({}))
      return printed('LogisticRegressionCV', this.getParams(), usual, factsOf(this.chosen), inspect)
    })
    const line = this.toString
    defineHidden(this, { toString: () => (this.chosen === undefined ? line() : searchTable(this.chosen)) })
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'logisticRegressionCV' {
    return 'logisticRegressionCV'
  }

  /** All options, defaults included. */
  getParams(): LogisticRegressionCVOptions {
    return toCVOptions(this.settings)
  }

  /** Changes some options; what was fitted stays. @throws ValidationError as the constructor */
  setParams(changes: ParamChanges<LogisticRegressionCVOptions>): this {
    this.settings = changeCVOptions(this.settings, checkObject('LogisticRegressionCV: options', changes))
    return this
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<LogisticRegressionCV<L>> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.chosen = copy.chosen
      },
    }
  }

  /** A model with the same options, not fitted. */
  clone(): LogisticRegressionCV<L> {
    return new LogisticRegressionCV(this.getParams())
  }

  /**
   * Chooses, and with `refit` fits the choice on all rows.
   *
   * @param X - `[n, d]`
   * @param y - n labels
   * @param options - `sampleWeight` and `offset` (for fits and scores), `groups`, `onProgress` (one step a path), `signal`
   * @returns this model, typed by the labels it has seen
   * @throws ValidationError for data that do not fit together, and for a fit or a score that fails: the fold and the C
   * are named
   */
  async fit<T extends L>(
    X: MatrixLike,
    y: LabelsLike<T>,
    options: CVFitOptions = {},
  ): Promise<LogisticRegressionCV<T>> {
    checkFoldOptions('LogisticRegressionCV.fit', options, [...SEARCH_FIT_OPTIONS, 'offset'])
    const chosen = await searchPaths(this.settings, X, y, options)
    const typed = this as unknown as LogisticRegressionCV<T>
    typed.chosen = chosen
    return typed
  }

  /** The C that was chosen. @throws NotFittedError before `fit` */
  get C(): number {
    return this.read('C').C
  }

  /** The l1Ratio that was chosen; `undefined` for penalties without one. @throws NotFittedError before `fit` */
  get l1Ratio(): number | undefined {
    return this.read('l1Ratio').l1Ratio
  }

  /** The share γ of the penalised coefficients that was chosen; `undefined` without `gammas`. @throws NotFittedError before `fit` */
  get gamma(): number | undefined {
    return this.read('gamma').gamma
  }

  /**
   * What each rule of choice takes, whatever `selection` is: `'1se'` is undefined with one split alone.
   *
   * @throws NotFittedError before `fit`
   */
  get choices(): { readonly best: CVPoint; readonly '1se': CVPoint | undefined } {
    const { rules } = this.read('choices')
    const at = (rule: Selection) => {
      const found = rules[rule]
      return found === undefined ? undefined : pointAt(this.settings, found)
    }
    return { best: at('best') as CVPoint, '1se': at('1se') }
  }

  /**
   * The decision function about each row of a model that has not seen it `[n, Cs]`, with l1Ratios and γs as further axes,
   * and for several classes their number as the last; NaN of rows that no split holds out. glmnet's `fit.preval`.
   *
   * @throws NotFittedError before `fit`, or without `keepPredictions`
   */
  get heldOutDecisions(): NdArray {
    return heldOutOf(this.read('heldOutDecisions'))
  }

  /** The Cs to choose from, in the order given. */
  get Cs(): NdVector {
    const { Cs } = this.settings
    return ndview(Cs.slice(), [Cs.length])
  }

  /** The scores on the held-out rows `[folds, Cs]`, with l1Ratios `[folds, Cs, l1Ratios]`. @throws NotFittedError before `fit` */
  get testScores(): NdArray {
    const { scores, axes } = this.read('testScores')
    return ndview(scores, axes)
  }

  /** Their mean over the folds `[Cs]` or `[Cs, l1Ratios]`. @throws NotFittedError before `fit` */
  get meanTestScores(): NdArray {
    const { mean, axes } = this.read('meanTestScores')
    return ndview(mean, axes.slice(1))
  }

  /** The standard errors of these means: deviation over the folds (of a sample) / √folds. @throws NotFittedError before `fit` */
  get standardErrors(): NdArray {
    const { error, axes } = this.read('standardErrors')
    return ndview(error, axes.slice(1))
  }

  /**
   * The coefficients of every fit, axes folds, Cs, (l1Ratios,) outputs, features; one output for two classes.
   *
   * @throws NotFittedError before `fit`
   */
  get coefs(): NdArray {
    const chosen = this.read('coefs')
    return stackOf(chosen, 'coef', size => [size / chosen.features, chosen.features])
  }

  /** The intercepts of every fit, axes folds, Cs, (l1Ratios,) outputs. @throws NotFittedError before `fit` */
  get intercepts(): NdArray {
    return stackOf(this.read('intercepts'), 'intercept', size => [size])
  }

  /** The chosen model, fitted on all rows. @throws NotFittedError before `fit`, or with `refit: false` */
  get bestModel(): LogisticRegression<L> {
    const { model } = this.read('bestModel')
    if (model === undefined) throw new NotFittedError('LogisticRegressionCV with refit: false', 'bestModel')
    return model
  }

  /** Coefficients `[1 or K, d]` of the chosen model. */
  get coef(): NdMatrix {
    return this.bestModel.coef
  }

  /** Intercepts `[1 or K]` of the chosen model. */
  get intercept(): NdVector {
    return this.bestModel.intercept
  }

  /** The labels, sorted. */
  get classes(): L[] {
    return this.bestModel.classes
  }

  /** How the final fit ended. */
  get convergence(): Convergence {
    return this.bestModel.convergence
  }

  /**
   * The most probable class of each row of X `[n, d]`.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError when X is no matrix of finite numbers, or has not the d columns of the fit
   */
  predict(X: MatrixLike, options?: PredictOptions): L[] {
    return this.bestModel.predict(X, options)
  }

  /** The probability of each class, `[n, K]`. @throws NotFittedError and ValidationError as {@link LogisticRegressionCV.predict} */
  predictProba(X: MatrixLike, options?: PredictOptions): NdMatrix {
    return this.bestModel.predictProba(X, options)
  }

  /** The logarithm of {@link LogisticRegressionCV.predictProba}. @throws NotFittedError and ValidationError as {@link LogisticRegressionCV.predict} */
  predictLogProba(X: MatrixLike, options?: PredictOptions): NdMatrix {
    return this.bestModel.predictLogProba(X, options)
  }

  /** The decision function of the chosen model. @throws NotFittedError and ValidationError as {@link LogisticRegressionCV.predict} */
  decisionFunction(X: MatrixLike, options?: PredictOptions): NdArray {
    return this.bestModel.decisionFunction(X, options)
  }

  /**
   * The score by which C was chosen, on these rows.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link LogisticRegressionCV.predict}, and when y has not a label for each row
   */
  score(
    X: MatrixLike,
    y: LabelsLike<L>,
    options: Pick<EstimatorFitOptions, 'sampleWeight'> & PredictOptions = {},
  ): number {
    refuseTargets('LogisticRegressionCV.score', options, TARGETS_AS_WEIGHTS)
    checkFitOptions('LogisticRegressionCV.score', options, ['sampleWeight', 'offset'])
    const { offset, ...weights } = options
    const labels = readLabels('y', y)
    const model = withOffset(this.bestModel, offsetRows(offset, labels.length))
    return getScorer(this.settings.scoring)(model, X, labels, weights)
  }

  /**
   * The chosen model as a plain object, to be read by {@link LogisticRegression.fromJSON} or, with the scores that it was
   * chosen by, {@link LogisticRegressionCV.fromJSON}. The coefficients of the folds are not kept.
   */
  toJSON(): SavedCV {
    return saveCV(this.settings, this.read('toJSON'))
  }

  /**
   * The search that {@link LogisticRegressionCV.toJSON} wrote: its options, its scores and the chosen model.
   *
   * @param value - what `toJSON` gave
   * @param options - in the place of those saved; a splitter and a function that scores are not held by JSON
   * @throws ValidationError naming the first field that is not as `toJSON` writes it, or an option that JSON does not hold
   */
  static fromJSON(value: unknown, options: LogisticRegressionCVOptions = {}): LogisticRegressionCV {
    const saved = readSavedCV(value, options)
    const read = new LogisticRegressionCV(saved.options)
    read.chosen = saved.chosen
    return read
  }

  private read(asked: string): Chosen<L> {
    if (this.chosen === undefined) throw new NotFittedError('LogisticRegressionCV', asked, NEEDS_SEARCH)
    return this.chosen
  }
}

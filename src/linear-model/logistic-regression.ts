import type { DenseLike } from '../data/dense-like'
import type { Draft, ParamChanges } from '../data/estimator'
import { checkFitOptions } from '../data/fit-options'
import type { Label, LabelsLike } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import type { NdArray, NdMatrix, NdVector } from '../data/ndview'
import { watchValues } from '../data/still'
import { warnUnlessConverged } from '../data/unconverged'
import { byCrew } from '../design/crew'
import { accuracyScore } from '../metrics/accuracy'
import { NotFittedError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'
import { runSteps, runStepsAsync, type Steps } from '../support/steps'
import { checkObject } from '../support/validate'
import { type Convergence, type Fit, fitSteps } from './fit'
import { type Coefficients, classifierOf } from './from-coefficients'
import { type CoefficientsOptions, type NamedCoefficient, namedCoefficients } from './named-coefficients'
import { changeOptions } from './option-changes'
import { type LogisticRegressionOptions, readOptions, type Settings, toOptions } from './options'
import { type Fitted, factsOf, readModel, type SavedModel, saveModel } from './serialisation'
import { type FitOptions, fitOptionNames, offsetOf, type PredictOptions } from './targets'
import type { TargetsLike } from './training-set'

/**
 * Logistic regression with an L1, L2, elastic-net or no penalty, solved to the optimum:
 *
 * minimise  penalty(w) + C · Σᵢ sᵢ · log(1 + exp(−yᵢ (xᵢ·w + b)))
 *
 * `penalty` is ‖w‖₁ (`'l1'`), ½‖w‖₂² (`'l2'`), `l1Ratio`·‖w‖₁ + (1 − `l1Ratio`)·½‖w‖₂² (`'elasticnet'`) or 0
 * (`'none'`). The options state the problem; `solver` only says how to get there, and every solver returns the same
 * optimum. Coefficients that are zero are exactly zero.
 *
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 *
 * const X = [[0, 1], [1, 0], [2, 1], [3, 0]]
 * const model = new LogisticRegression({ penalty: 'l1', C: 1 }).fit(X, ['a', 'a', 'b', 'b'])
 * console.log(model.predict([[3, 1]])) // [ 'b' ]
 * ```
 */
export class LogisticRegression<L extends Label = Label> {
  private declare settings: Settings
  private declare fitted: (Fitted<L> & { readonly settings: Settings }) | undefined

  /**
   * @param options - see {@link LogisticRegressionOptions} for names, defaults and ranges
   * @throws ValidationError for an unknown option or a value out of range
   * @throws UnsupportedError for a solver that does not take the penalty
   */
  constructor(options: LogisticRegressionOptions = {}) {
    defineHidden(this, { settings: readOptions(options), fitted: undefined })
    definePrinting(this, inspect => {
      const usual = toOptions(readOptions({}))
      return printed('LogisticRegression', this.getParams(), usual, factsOf(this.fitted), inspect)
    })
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'logisticRegression' {
    return 'logisticRegression'
  }

  /** All options, defaults included. */
  getParams(): LogisticRegressionOptions {
    return toOptions(this.settings)
  }

  /**
   * Changes some options; `undefined` restores a default, and what was fitted stays. Of the penalty counts what is said
   * last: `{ l1Ratio: 1 }` is `'l1'` whatever it was. @throws ValidationError as the constructor
   */
  setParams(changes: ParamChanges<LogisticRegressionOptions>): this {
    this.settings = changeOptions(this.settings, checkObject('LogisticRegression: options', changes))
    return this
  }

  /** A model with the same options, not fitted. */
  clone(): LogisticRegression<L> {
    return new LogisticRegression(this.getParams())
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<LogisticRegression<L>> {
    const copy = this.clone()
    copy.fitted = this.fitted
    return {
      copy,
      keep: () => {
        this.fitted = copy.fitted
      },
    }
  }

  /**
   * Fits the model. A fit that does not reach its tolerance says so in {@link convergence} and with one warning
   * (see {@link setWarningHandler}).
   *
   * @param X - `[n, d]`, a row per sample
   * @param y - n labels, all numbers, all strings or all booleans; or shares of the classes, where `target` or `trials` say so
   * @param options - sample weights, offset, what y holds if not labels, and who watches the fit or may stop it
   * @returns this model, typed by the labels it has seen
   * @throws ValidationError for data that cannot be fitted; the previous fit stays as it was
   * @throws UnsupportedError for a solver that cannot take the problem
   */
  fit<T extends L>(X: MatrixLike, y: LabelsLike<T>, options?: FitOptions): LogisticRegression<T>
  fit(X: MatrixLike, y: DenseLike, options: FitOptions): LogisticRegression<L>
  fit<T extends L>(X: MatrixLike, y: TargetsLike<T>, options: FitOptions = {}): LogisticRegression<T> {
    const { settings } = this
    return this.keep(settings, runSteps(this.steps('fit', X, y, options), options), options)
  }

  /**
   * As {@link fit}, but gives way to the event loop every few milliseconds, so that a page or a server stays
   * responsive. Rejects with the reason of `signal` if that is aborted; then, and until it resolves, the model is what it
   * was. X is not copied: keep it still until then, or the fit rejects. Options are those at the call.
   *
   * @throws ValidationError as {@link LogisticRegression.fit}, by rejecting
   */
  fitAsync<T extends L>(X: MatrixLike, y: LabelsLike<T>, options?: FitOptions): Promise<LogisticRegression<T>>
  fitAsync(X: MatrixLike, y: DenseLike, options: FitOptions): Promise<LogisticRegression<L>>
  async fitAsync<T extends L>(
    X: MatrixLike,
    y: TargetsLike<T>,
    options: FitOptions = {},
  ): Promise<LogisticRegression<T>> {
    const { settings } = this
    const steps = this.steps('fitAsync', X, y, options)
    const isStill = watchValues('X', X)
    const fit = await runStepsAsync(steps, options)
    isStill()
    return this.keep(settings, fit, options)
  }

  /**
   * The most probable class of each row of X `[n, d]`; labels of the type that `fit` was given.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError when X is no matrix of finite numbers, or has not the d columns of the fit
   */
  predict(X: MatrixLike, options?: PredictOptions): L[] {
    return this.after('predict').model.predict(X, offsetOf('predict', options))
  }

  /**
   * The probability of each class, `[n, K]`, columns in the order of {@link classes}; rows sum to 1.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link LogisticRegression.predict}
   */
  predictProba(X: MatrixLike, options?: PredictOptions): NdMatrix {
    return this.after('predictProba').model.probabilities(X, offsetOf('predictProba', options))
  }

  /**
   * The logarithm of {@link predictProba}, accurate where the probability itself would round to 0 or 1.
   *
   * @throws NotFittedError and ValidationError as {@link LogisticRegression.predict}
   */
  predictLogProba(X: MatrixLike, options?: PredictOptions): NdMatrix {
    return this.after('predictLogProba').model.logProbabilities(X, offsetOf('predictLogProba', options))
  }

  /**
   * xᵢ·w + b for each row: `[n]` with two classes, positive where the second is the more probable; `[n, K]` with more,
   * largest for the most probable.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link LogisticRegression.predict}
   */
  decisionFunction(X: MatrixLike, options?: PredictOptions): NdArray {
    return this.after('decisionFunction').model.decisions(X, offsetOf('decisionFunction', options))
  }

  /**
   * The (weighted) share of rows whose class is predicted right.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link LogisticRegression.predict}, and when y has not a label for each row
   */
  score(X: MatrixLike, y: LabelsLike<L>, options: Pick<FitOptions, 'sampleWeight' | 'offset'> = {}): number {
    checkFitOptions('LogisticRegression.score', options, ['sampleWeight', 'offset'])
    const { offset, ...weights } = options
    return accuracyScore(y, this.after('score').model.predict(X, offset), weights)
  }

  /** Coefficients: `[1, d]` in favour of the second of two classes, `[K, d]` with more. */
  get coef(): NdMatrix {
    return this.after('coef').model.coef
  }

  /** Intercepts, `[1]` or `[K]`; 0 with `fitIntercept: false`. */
  get intercept(): NdVector {
    return this.after('intercept').model.intercept
  }

  /** The labels, sorted: column k of {@link predictProba} belongs to `classes[k]`. */
  get classes(): L[] {
    return [...this.after('classes').model.classes]
  }

  /** The names of the d features, of a fit on a table or on a matrix with names; else `undefined`. */
  get featureNames(): readonly string[] | undefined {
    return this.after('featureNames').model.featureNames
  }

  /** The coefficients by name, with odds ratios; `sort: true`: the largest first, `nonZero: true`: without zeros. */
  coefficients(options: CoefficientsOptions = {}): NamedCoefficient<L>[] {
    return namedCoefficients(this.after('coefficients').model, options)
  }

  /**
   * How the last fit ended, with its certificate.
   *
   * @throws NotFittedError also for a model made by {@link fromCoefficients}, which no fit vouches for
   */
  get convergence(): Convergence {
    const { convergence } = this.after('convergence')
    if (convergence === undefined) {
      const reason = 'is unknown of a model made from coefficients'
      throw new NotFittedError('LogisticRegression', 'convergence', reason)
    }
    return convergence
  }

  /**
   * A plain object for `JSON.stringify` or `postMessage`; {@link fromJSON} gives the same model back, bit for bit. The
   * options of a fitted model are those it was fitted with, whatever {@link setParams} has changed since.
   */
  toJSON(): SavedModel {
    return saveModel(this.fitted?.settings ?? this.settings, this.fitted)
  }

  /**
   * The model that {@link toJSON} wrote.
   *
   * @throws ValidationError naming the first field that is not as it should be
   */
  static fromJSON(value: unknown): LogisticRegression {
    const { options, fitted } = readModel(value)
    const model = unfitted(readOptions(options))
    model.fitted = fitted && { ...fitted, settings: model.settings }
    return model
  }

  /**
   * A model trained elsewhere: coefficients as scikit-learn's `coef_`, `intercept_` and `classes_` have them, in
   * arrays or ndarrays. It predicts and saves as one fitted here; it has no {@link convergence}, and its options are
   * the defaults, with `multiClass: 'ovr'` where the parts say so of three or more classes.
   *
   * @throws ValidationError naming the first part that is not as it should be
   *
   * @example
   * ```ts
   * import { LogisticRegression } from 'ndlogit'
   *
   * const model = LogisticRegression.fromCoefficients({ coef: [[2, -1]], intercept: [0.5], classes: ['no', 'yes'] })
   * console.log(model.predict([[1, 1], [0, 1]])) // [ 'yes', 'no' ]
   * ```
   */
  static fromCoefficients<L extends Label>(parts: Coefficients<L>): LogisticRegression<L> {
    const classifier = classifierOf(parts)
    // 'auto' keeps the other links; 'multinomial' would change the penalty of two classes.
    const model = new LogisticRegression<L>({ multiClass: classifier.link === 'ovr' ? 'ovr' : 'auto' })
    model.fitted = { model: classifier, convergence: undefined, settings: model.settings }
    return model
  }

  private steps<T extends L>(
    method: 'fit' | 'fitAsync',
    X: MatrixLike,
    y: TargetsLike<T>,
    options: FitOptions,
  ): Steps<Fit<T>> {
    checkFitOptions(`LogisticRegression.${method}`, options, fitOptionNames())
    return byCrew(method, options.nJobs, fitSteps(this.settings, X, y, options, this.fitted))
  }

  /** The warning comes first: where its handler throws, the model is what it was. */
  private keep<T extends L>(settings: Settings, fitted: Fit<T>, options: FitOptions): LogisticRegression<T> {
    warnUnlessConverged(settings, fitted.convergence, options)
    this.fitted = { ...(fitted as unknown as Fit<L>), settings }
    return this as unknown as LogisticRegression<T>
  }

  private after(asked: string): Fitted<L> {
    if (this.fitted === undefined) throw new NotFittedError('LogisticRegression', asked)
    return this.fitted
  }
}

/** A model with these settings, not fitted. */
export function unfitted<L extends Label>(settings: Settings): LogisticRegression<L> {
  const model = new LogisticRegression<L>()
  defineHidden(model, { settings })
  return model
}

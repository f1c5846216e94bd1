import { type Label, type LabelsLike, readLabels, uniqueLabels } from '../matrix/labels'
import { type MatrixLike, matrixShape } from '../matrix/matrix-like'
import { type NdArray, ndview } from '../matrix/ndview'
import type { ParamChanges } from '../model-selection/estimator'
import {
  type DataOptions,
  readEvaluationData,
  SEARCH_FIT_OPTIONS,
  type SearchFitOptions,
} from '../model-selection/evaluation'
import { type JobOptions, readJobCount, runJobs } from '../model-selection/parallel/run-jobs'
import { getScorer, type Scoring } from '../model-selection/scorers'
import type { CvOption } from '../model-selection/splits'
import { NotFittedError, ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkKeys, checkNumber } from '../support/validate'
import { readCs, type ScoredPath, scorePath } from './c-path'
import type { Convergence } from './fit'
import { LogisticRegression } from './logistic-regression'
import type { CommonOptions, LogisticRegressionOptions, Penalty } from './options'
import type { SavedModel } from './serialisation'

const SELECTIONS = ['best', '1se'] as const

/** Options of {@link LogisticRegressionCV}: how to choose, and those of {@link LogisticRegression} but C and l1Ratio. */
export interface LogisticRegressionCVOptions
  extends Omit<CommonOptions, 'C' | 'warmStart'>,
    Pick<JobOptions, 'nJobs'> {
  /** The Cs to choose from: a list, or how many from 1e-4 to 1e4 in equal ratios. Default 10. */
  readonly Cs?: number | readonly number[]
  /** The l1Ratios to choose from, with penalty `'elasticnet'`. */
  readonly l1Ratios?: number | readonly number[]
  /** The penalty. Default `'l2'`. */
  readonly penalty?: Exclude<Penalty, 'none'>
  /** A number of stratified folds, a splitter, or a list of splits. Default 5. */
  readonly cv?: CvOption
  /** What to maximise. Default `'accuracy'`. */
  readonly scoring?: Scoring
  /**
   * `'best'`: the C with the best mean score, the smallest of equals. `'1se'`: the smallest C whose mean score is within
   * one standard error of the best, as `lambda.1se` of glmnet: the simplest model that is not clearly worse. Default
   * `'best'`.
   */
  readonly selection?: (typeof SELECTIONS)[number]
  /** Whether to fit the choice on all rows. Default true. */
  readonly refit?: boolean
  /** As in {@link LogisticRegressionOptions}. Default `'auto'`. */
  readonly solver?: LogisticRegressionOptions['solver']
}

interface Settings {
  readonly own: LogisticRegressionCVOptions
  readonly model: LogisticRegressionOptions
  readonly Cs: Float64Array
  /** `[undefined]` for penalties without a ratio */
  readonly l1Ratios: readonly (number | undefined)[]
  readonly cv: CvOption | undefined
  readonly scoring: Scoring
  readonly selection: (typeof SELECTIONS)[number]
  readonly refit: boolean
  readonly nJobs: number | undefined
}

interface Chosen<L extends Label> {
  /** axes folds, Cs, and l1Ratios if there are any */
  readonly axes: readonly number[]
  readonly scores: Float64Array
  readonly mean: Float64Array
  readonly error: Float64Array
  readonly paths: readonly ScoredPath[]
  readonly features: number
  readonly C: number
  readonly l1Ratio: number | undefined
  readonly model: LogisticRegression<L> | undefined
}

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
 * console.log(model.C, model.scores.shape) // 0.1 [ 5, 3 ]
 * ```
 */
export class LogisticRegressionCV<L extends Label = Label> {
  #settings: Settings
  #chosen: Chosen<L> | undefined

  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: LogisticRegressionCVOptions = {}) {
    this.#settings = readOptions(options)
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'logisticRegressionCV' {
    return 'logisticRegressionCV'
  }

  /** The options as given, and the defaults of {@link LogisticRegression}. */
  getParams(): LogisticRegressionCVOptions {
    return { ...this.#settings.own }
  }

  /** Changes some options; what was fitted stays. @throws ValidationError as the constructor */
  setParams(changes: ParamChanges<LogisticRegressionCVOptions>): this {
    this.#settings = readOptions({ ...this.#settings.own, ...changes } as LogisticRegressionCVOptions)
    return this
  }

  /** A model with the same options, not fitted. */
  clone(): LogisticRegressionCV<L> {
    return new LogisticRegressionCV(this.#settings.own)
  }

  /**
   * Chooses, and with `refit` fits the choice on all rows.
   *
   * @param X - `[n, d]`
   * @param y - n labels
   * @param options - `sampleWeight` (for fits and scores), `groups`, `onProgress` (one step a path), `signal`
   * @returns this model, typed by the labels it has seen
   * @throws ValidationError for data that do not fit together, and for a fit or a score that fails: the fold and the C
   * are named
   */
  async fit<T extends L>(
    X: MatrixLike,
    y: LabelsLike<T>,
    options: SearchFitOptions = {},
  ): Promise<LogisticRegressionCV<T>> {
    checkKeys('LogisticRegressionCV.fit', options, SEARCH_FIT_OPTIONS)
    const { model, Cs, l1Ratios, cv, scoring, selection, refit, nJobs } = this.#settings
    const { splits, ...data } = readEvaluationData(X, y as LabelsLike, { ...options, cv })
    const tasks = l1Ratios.flatMap(l1Ratio =>
      splits.map((split, k) => ({ ...split, l1Ratio, name: `fold ${k}` })),
    )
    const shared = { ...data, options: model, Cs, scoring, classes: uniqueLabels(data.y).length }
    const paths = await runJobs(scorePath, shared, tasks, { ...options, nJobs })
    const [folds, ratios] = [splits.length, l1Ratios.length]
    const scores = new Float64Array(folds * Cs.length * ratios)
    forEachFit(folds, Cs.length, ratios, (fold, k, r, at) => {
      scores[at] = paths[r * folds + fold]!.scores[k]!
    })
    const { mean, error } = meansOverFolds(scores, folds)
    const at = choose(mean, error, Cs, ratios, selection)
    const C = Cs[Math.floor(at / ratios)]!
    const l1Ratio = l1Ratios[at % ratios]
    const axes = l1Ratio === undefined ? [folds, Cs.length] : [folds, Cs.length, ratios]
    const [, features] = matrixShape('X', X)
    const chosen = { axes, scores, mean, error, paths, features, C, l1Ratio }
    const { sampleWeight, signal } = options
    const final = refit
      ? await new LogisticRegression(withChoice(model, C, l1Ratio)).fitAsync(X, data.y as T[], {
          sampleWeight,
          signal,
        })
      : undefined
    const typed = this as unknown as LogisticRegressionCV<T>
    typed.#chosen = { ...chosen, model: final }
    return typed
  }

  /** The C that was chosen. @throws NotFittedError before `fit` */
  get C(): number {
    return this.#read('C').C
  }

  /** The l1Ratio that was chosen; `undefined` for penalties without one. @throws NotFittedError before `fit` */
  get l1Ratio(): number | undefined {
    return this.#read('l1Ratio').l1Ratio
  }

  /** The Cs to choose from, in the order given. */
  get Cs(): NdArray {
    const { Cs } = this.#settings
    return ndview(Cs.slice(), [Cs.length])
  }

  /** The scores on the held-out rows `[folds, Cs]`, with l1Ratios `[folds, Cs, l1Ratios]`. @throws NotFittedError before `fit` */
  get scores(): NdArray {
    const { scores, axes } = this.#read('scores')
    return ndview(scores, axes)
  }

  /** Their mean over the folds `[Cs]` or `[Cs, l1Ratios]`. @throws NotFittedError before `fit` */
  get meanScores(): NdArray {
    const { mean, axes } = this.#read('meanScores')
    return ndview(mean, axes.slice(1))
  }

  /**
   * The standard errors of these means: standard deviation over the folds (of a sample) / √folds.
   *
   * @throws NotFittedError before `fit`
   */
  get standardErrors(): NdArray {
    const { error, axes } = this.#read('standardErrors')
    return ndview(error, axes.slice(1))
  }

  /**
   * The coefficients of every fit, axes folds, Cs, (l1Ratios,) outputs, features; one output for two classes.
   *
   * @throws NotFittedError before `fit`
   */
  get coefsPaths(): NdArray {
    const { features } = this.#read('coefsPaths')
    return this.#stack('coef', size => [size / features, features])
  }

  /** The intercepts of every fit, axes folds, Cs, (l1Ratios,) outputs. @throws NotFittedError before `fit` */
  get interceptsPaths(): NdArray {
    return this.#stack('intercept', size => [size])
  }

  /** The chosen model, fitted on all rows. @throws NotFittedError before `fit`, or with `refit: false` */
  get bestModel(): LogisticRegression<L> {
    const { model } = this.#read('bestModel')
    if (model === undefined) throw new NotFittedError('LogisticRegressionCV with refit: false', 'bestModel')
    return model
  }

  /** Coefficients `[1 or K, d]` of the chosen model. */
  get coef(): NdArray {
    return this.bestModel.coef
  }

  /** Intercepts `[1 or K]` of the chosen model. */
  get intercept(): NdArray {
    return this.bestModel.intercept
  }

  /** The labels, sorted. */
  get classes(): L[] {
    return this.bestModel.classes
  }

  /** How the final fit ended; `undefined` if that is not known. */
  get convergence(): Convergence | undefined {
    return this.bestModel.convergence
  }

  /** The most probable class of each row of X `[n, d]`. */
  predict(X: MatrixLike): L[] {
    return this.bestModel.predict(X)
  }

  /** The probability of each class, `[n, K]`. */
  predictProba(X: MatrixLike): NdArray {
    return this.bestModel.predictProba(X)
  }

  /** The logarithm of {@link LogisticRegressionCV.predictProba}. */
  predictLogProba(X: MatrixLike): NdArray {
    return this.bestModel.predictLogProba(X)
  }

  /** The decision function of the chosen model. */
  decisionFunction(X: MatrixLike): NdArray {
    return this.bestModel.decisionFunction(X)
  }

  /** The score by which C was chosen, on these rows. */
  score(X: MatrixLike, y: LabelsLike<L>, { sampleWeight }: Pick<DataOptions, 'sampleWeight'> = {}): number {
    const scorer = getScorer(this.#settings.scoring)
    return scorer(this.bestModel, X, readLabels('y', y), sampleWeight === undefined ? {} : { sampleWeight })
  }

  /** The chosen model as a plain object, to be read by {@link LogisticRegression.fromJSON}; the search is not kept. */
  toJSON(): SavedModel {
    return this.bestModel.toJSON()
  }

  #read(asked: string): Chosen<L> {
    if (this.#chosen === undefined) throw new NotFittedError('LogisticRegressionCV', asked)
    return this.#chosen
  }

  #stack(part: 'coef' | 'intercept', shapeOf: (size: number) => number[]): NdArray {
    const { axes, paths } = this.#read(`${part}sPaths`)
    const [folds, Cs, ratios = 1] = axes as [number, number, number?]
    const size = paths[0]![part][0]!.length
    const out = new Float64Array(folds * Cs * ratios * size)
    forEachFit(folds, Cs, ratios, (fold, k, r, at) => {
      out.set(paths[r * folds + fold]![part][k]!, at * size)
    })
    return ndview(out, [...axes, ...shapeOf(size)])
  }
}

/** Visits the fits in the order of the axes folds, Cs, l1Ratios. */
function forEachFit(
  folds: number,
  Cs: number,
  ratios: number,
  visit: (fold: number, k: number, r: number, at: number) => void,
): void {
  for (let at = 0; at < folds * Cs * ratios; at++) {
    const k = Math.floor(at / ratios)
    visit(Math.floor(k / Cs), k % Cs, at % ratios, at)
  }
}

function meansOverFolds(scores: Float64Array, folds: number): { mean: Float64Array; error: Float64Array } {
  const size = scores.length / folds
  const mean = new Float64Array(size)
  scores.forEach((score, at) => {
    mean[at % size]! += score
  })
  for (let at = 0; at < size; at++) mean[at]! /= folds
  const error = new Float64Array(size)
  scores.forEach((score, at) => {
    error[at % size]! += (score - mean[at % size]!) ** 2
  })
  return { mean, error: error.map(sum => Math.sqrt(sum / (folds - 1) / folds)) }
}

/** The position of the choice in the table `[Cs, l1Ratios]` of means. */
function choose(
  mean: Float64Array,
  error: Float64Array,
  Cs: Float64Array,
  ratios: number,
  selection: (typeof SELECTIONS)[number],
): number {
  const order = Array.from(mean.keys()).sort(
    (a, b) => (a % ratios) - (b % ratios) || Cs[Math.floor(a / ratios)]! - Cs[Math.floor(b / ratios)]!,
  )
  const best = order.reduce((found, at) => (mean[at]! > mean[found]! ? at : found))
  if (selection === 'best') return best
  if (Number.isNaN(error[best])) throw new ValidationError("selection '1se' needs at least 2 splits, got 1")
  const bar = mean[best]! - error[best]!
  return order.find(at => at % ratios === best % ratios && mean[at]! >= bar)!
}

function readOptions(options: LogisticRegressionCVOptions): Settings {
  const {
    Cs = 10,
    l1Ratios,
    cv,
    scoring = 'accuracy',
    selection = 'best',
    refit = true,
    nJobs,
    ...rest
  } = options
  const refused = ['C', 'l1Ratio', 'warmStart'].find(name => Object.hasOwn(rest, name))
  if (refused !== undefined) {
    throw new ValidationError(`LogisticRegressionCV: unknown option '${refused}'; use Cs and l1Ratios`)
  }
  if (rest.penalty !== undefined) checkChoice('penalty', rest.penalty, ['l2', 'l1', 'elasticnet'])
  const ratios = readL1Ratios(rest.penalty, l1Ratios)
  for (const ratio of ratios) new LogisticRegression(withChoice(rest as LogisticRegressionOptions, 1, ratio))
  getScorer(scoring)
  readJobCount(nJobs)
  return {
    own: { ...options },
    model: rest as LogisticRegressionOptions,
    Cs: readCs(Cs),
    l1Ratios: ratios,
    cv,
    scoring,
    selection: checkChoice('selection', selection, SELECTIONS),
    refit: checkBoolean('refit', refit),
    nJobs,
  }
}

function withChoice(
  options: LogisticRegressionOptions,
  C: number,
  l1Ratio: number | undefined,
): LogisticRegressionOptions {
  return { ...options, C, ...(l1Ratio !== undefined && { l1Ratio }) } as LogisticRegressionOptions
}

function readL1Ratios(penalty: Penalty | undefined, l1Ratios: unknown): readonly (number | undefined)[] {
  if (penalty !== 'elasticnet') {
    if (l1Ratios === undefined) return [undefined]
    throw new ValidationError(
      `l1Ratios goes with penalty 'elasticnet' only, got penalty '${penalty ?? 'l2'}'`,
    )
  }
  const list = Array.isArray(l1Ratios) ? l1Ratios : [l1Ratios]
  if (list.length === 0) throw new ValidationError('l1Ratios is empty')
  return list.map((ratio, k) => checkNumber(`l1Ratios[${k}]`, ratio, { min: 0, max: 1 }))
}

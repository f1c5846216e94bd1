import { type Draft, type Estimator, fitEstimator } from '../data/estimator'
import { takesNoOptions } from '../data/fit-options'
import { encodeLabels, type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { type FloatView, type NdArray, ndview } from '../data/ndview'
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
import type { CvOption } from '../model-selection/splits'
import { copyPlain } from '../support/copy'
import { NotFittedError, UnsupportedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { readArray, refuseUnknownFields } from '../support/saved'
import { checkBoolean, checkChoice, checkKeys, checkObject, describe } from '../support/validate'
import {
  applyMap,
  type CalibrationMap,
  fitMap,
  type Held,
  METHODS,
  type Method,
  readMap,
} from './calibration-map'
import { readSavedClasses, readWrapped, type SavedWrapped, saveWrapped } from './saved-wrapped'
import { WrappedEstimator } from './wrapped-estimator'

const TYPE = 'ndlogit/CalibratedClassifierCV'

/** Options of {@link CalibratedClassifierCV}. */
export interface CalibratedClassifierOptions {
  /** how scores become probabilities: by Platt's sigmoid, an isotonic regression or one temperature. Default `'sigmoid'` */
  readonly method?: Method
  /** a number of stratified folds, a splitter, or a list of splits; default 5 */
  readonly cv?: CvOption
  /**
   * whether the probability is the mean of those of the model of every fold with its own map (`true`, the default), or one
   * model of all rows with one map, fitted to the scores that all rows were given when they were held out
   */
  readonly ensemble?: boolean
}

/** A fitted model, and the map of its scores, those of {@link scoresOf}. */
interface Calibrated<E> {
  readonly model: E
  readonly map: CalibrationMap
}

interface Fitted<E> {
  readonly parts: readonly Calibrated<E>[]
  readonly classes: readonly Label[]
}

/**
 * A classifier whose probabilities are those of a map fitted on held-out scores: what says 0.8 is right eight times in ten.
 * As scikit-learn's: several classes are mapped one against the rest and normalised, by `'temperature'` together.
 *
 * @typeParam E - the estimator whose probabilities are calibrated
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { CalibratedClassifierCV } from 'ndlogit/decisions'
 *
 * const X = Array.from({ length: 60 }, (_, i) => [i % 10, i % 7])
 * const y = X.map(([a = 0], i) => (a > 5 && i % 4 > 0 ? 'yes' : 'no'))
 * const model = new CalibratedClassifierCV(new LogisticRegression(), { method: 'isotonic', cv: 3 })
 * await model.fit(X, y)
 * console.log(model.predict([[9, 1]]), model.predictProba([[9, 1]]).get(0, 1) > 0.5) // [ 'yes' ] true
 * ```
 */
export class CalibratedClassifierCV<E extends Estimator, L extends Label = Label>
  extends WrappedEstimator<E>
  implements Estimator
{
  private declare readonly options: CalibratedClassifierOptions
  private declare fitted: Fitted<E> | undefined

  /**
   * @param estimator - with `decisionFunction` or `predictProba`; not touched
   * @param options - `method = 'sigmoid'`, `cv = 5`, `ensemble = true`
   * @throws ValidationError when an option is unknown or out of range
   */
  constructor(estimator: E, options: CalibratedClassifierOptions = {}) {
    super('CalibratedClassifierCV', estimator)
    checkKeys('CalibratedClassifierCV', options, ['method', 'cv', 'ensemble'])
    checkChoice('method', options.method ?? 'sigmoid', METHODS)
    checkBoolean('ensemble', options.ensemble ?? true)
    defineHidden(this, { options: copyPlain(options), fitted: undefined })
    const classes = () => this.fitted?.classes.map(label => describe(label)).join(', ')
    this.printAs(this.options, {}, () => this.fitted && `classes ${classes()}`)
  }

  /** The same, not fitted. */
  clone(): CalibratedClassifierCV<E, L> {
    return new CalibratedClassifierCV(this.estimator.clone() as E, this.options)
  }

  /**
   * Fits on the training rows of every split, and the maps on the held-out rows.
   *
   * @param X - samples `[n, d]`
   * @param y - labels `[n]`
   * @param options - `sampleWeight`, `groups`, `onProgress` (one step a split), `signal`
   * @throws ValidationError when data or options do not fit, or a split lacks a class; and what a fit throws
   */
  async fit<T extends L>(
    X: SamplesLike,
    y: LabelsLike<T>,
    options: SearchFitOptions = {},
  ): Promise<CalibratedClassifierCV<E, T>> {
    refuseOffset(
      `${this.owner}.fit`,
      options,
      'fit LogisticRegression to the decisions of crossValPredict, which takes one: that is the sigmoid',
    )
    checkFoldOptions(`${this.owner}.fit`, options, SEARCH_FIT_OPTIONS)
    const { method = 'sigmoid', cv, ensemble = true } = this.options
    const { sampleWeight, signal, onProgress } = options
    const { splits, ...data } = readEvaluationData(X, y as LabelsLike, { ...options, cv })
    const classes = uniqueLabels(data.y)
    const started = performance.now()
    const missed: MissedFit[] = []
    const parts: Calibrated<E>[] = []
    const held: Held[] = []
    for (const [k, { train, test }] of splits.entries()) {
      const model = this.estimator.clone() as E
      const [own, other] = [rowsAt(data, train), rowsAt(data, test)]
      for (const rows of ensemble ? [own, other] : [own]) checkClasses(rows, classes, k)
      await fitEstimator(model, own.X, own.y, { ...own.weight, signal, ...reportingTo(missed, `split ${k}`) })
      const seen = heldOut(this.owner, model, other, classes)
      if (ensemble) parts.push({ model, map: fitMap(method, seen, classes.length) })
      else held.push(seen)
      const elapsedMs = performance.now() - started
      onProgress?.({ type: 'fold', done: k + 1, total: splits.length, elapsedMs })
    }
    if (!ensemble) {
      const model = this.estimator.clone() as E
      await fitEstimator(model, X, data.y, { sampleWeight, signal })
      parts.push({ model, map: fitMap(method, together(held), classes.length) })
    }
    warnOfUnconverged(this.owner, missed, splits.length, 'Their scores are mapped as they are.')
    this.fitted = { parts, classes }
    return this as unknown as CalibratedClassifierCV<E, T>
  }

  /** The labels, sorted. @throws NotFittedError before `fit` */
  get classes(): L[] {
    return [...this.read('classes').classes] as L[]
  }

  /** The calibrated probability of each class `[n, K]`. @throws NotFittedError before `fit` */
  predictProba(X: SamplesLike, options?: never): NdArray {
    takesNoOptions(`${this.owner}.predictProba`, options)
    const { parts, classes } = this.read('predictProba')
    const each = parts.map(({ model, map }) =>
      applyMap(map, scoresOf(this.owner, model, X, classes.length), classes.length),
    )
    const mean = each[0].map((_, p) => each.reduce((sum, own) => sum + own[p], 0) / each.length)
    return ndview(mean, [mean.length / classes.length, classes.length])
  }

  /** The class of the largest probability of each row of X `[n, d]`. @throws NotFittedError before `fit` */
  predict(X: SamplesLike, options?: never): L[] {
    takesNoOptions(`${this.owner}.predict`, options)
    const { classes } = this
    const P = this.predictProba(X)
    const best = (i: number) => classes.reduce((top, _, k) => (P.get(i, k) > P.get(i, top) ? k : top), 0)
    return Array.from({ length: P.shape[0] }, (_, i) => classes[best(i)])
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<CalibratedClassifierCV<E, L>> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.fitted = copy.fitted
      },
    }
  }

  /**
   * A plain object that survives `JSON.stringify`. A splitter of your own is not held by JSON;
   * {@link CalibratedClassifierCV.fromJSON} asks for it.
   *
   * @throws UnsupportedError when the estimator has no `toJSON`
   */
  toJSON(): SavedWrapped {
    const parts = this.fitted?.parts.map(({ model, map }) => ({
      model: savedEstimator(this.owner, model),
      map,
    }))
    const fitted = this.fitted && { classes: [...this.fitted.classes], parts }
    return saveWrapped(TYPE, this.owner, this.estimator, this.options, fitted)
  }

  /**
   * The classifier that {@link CalibratedClassifierCV.toJSON} wrote.
   *
   * @param value - what `toJSON` gave
   * @param estimator - the class of the estimator, such as `LogisticRegression` or `Pipeline`
   * @param options - in the place of those saved
   * @throws ValidationError naming the first field that is not as `toJSON` writes it
   */
  static fromJSON<E extends Estimator>(
    value: unknown,
    estimator: { fromJSON(value: unknown): E },
    options: CalibratedClassifierOptions = {},
  ): CalibratedClassifierCV<E> {
    checkReader('CalibratedClassifierCV', estimator)
    const saved = readWrapped(TYPE, value, options)
    const read = new CalibratedClassifierCV(estimator.fromJSON(saved.estimator), saved.options)
    if (saved.fitted === undefined) return read
    refuseUnknownFields('fitted', saved.fitted, ['classes', 'parts'])
    const classes = readSavedClasses(saved.fitted.classes)
    const parts = readArray('fitted.parts', saved.fitted.parts).map((value, k) => {
      const part = checkObject(`fitted.parts[${k}]`, value)
      const map = readMap(`fitted.parts[${k}].map`, part.map, classes.length)
      return { model: estimator.fromJSON(part.model), map }
    })
    if (parts.length === 0) throw new ValidationError('fitted.parts is empty')
    read.fitted = { parts, classes }
    return read
  }

  private read(asked: string): Fitted<E> {
    if (this.fitted === undefined) throw new NotFittedError(this.owner, asked)
    return this.fitted
  }
}

/** @throws ValidationError when the rows lack a class */
function checkClasses({ y }: Rows, classes: readonly Label[], split: number): void {
  const missing = classes.find(label => !y.includes(label))
  if (missing === undefined) return
  throw new ValidationError(
    `CalibratedClassifierCV: split ${split} has no row of the class ${String(missing)} on one of its sides; use fewer folds`,
  )
}

function heldOut(owner: string, model: Estimator, { X, y, weight }: Rows, classes: readonly Label[]): Held {
  const scores = scoresOf(owner, model, X, classes.length)
  const weights = Float64Array.from(
    y,
    (_, i) => (weight.sampleWeight as ArrayLike<number> | undefined)?.[i] ?? 1,
  )
  return { scores, codes: encodeLabels(y, classes), weights }
}

function together(held: readonly Held[]): Held {
  return {
    scores: Float64Array.from(held.flatMap(({ scores }) => [...scores])),
    codes: Int32Array.from(held.flatMap(({ codes }) => [...codes])),
    weights: Float64Array.from(held.flatMap(({ weights }) => [...weights])),
  }
}

/** Scores, row after row: one a row for two classes, in favour of the second, else K; logarithms where only probabilities are. */
function scoresOf(owner: string, model: Estimator, X: SamplesLike, classes: number): Float64Array {
  const decisions = model.decisionFunction?.(X)
  if (decisions !== undefined) return Float64Array.from(flat(decisions))
  const P = model.predictProba?.(X)
  if (P === undefined) {
    throw new UnsupportedError(`${owner}: the estimator has neither decisionFunction nor predictProba`)
  }
  const logs = Float64Array.from(flat(P), p => Math.log(Math.max(p, Number.MIN_VALUE)))
  if (classes > 2) return logs
  return Float64Array.from({ length: logs.length / 2 }, (_, i) => logs[2 * i + 1] - logs[2 * i])
}

function flat(view: FloatView): number[] {
  const [rows, cols] = view.shape as [number, number?]
  return Array.from({ length: rows * (cols ?? 1) }, (_, p) =>
    cols === undefined ? view.get(p) : view.get(Math.floor(p / cols), p % cols),
  )
}

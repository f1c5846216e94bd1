import { type Estimator, fitEstimator } from '../data/estimator'
import { checkFitOptions } from '../data/fit-options'
import { encodeLabels, type Label, type LabelsLike, uniqueLabels } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { type FloatView, type NdArray, ndview } from '../data/ndview'
import { readEvaluationData, SEARCH_FIT_OPTIONS, type SearchFitOptions } from '../model-selection/evaluation'
import { type Rows, rowsAt } from '../model-selection/fit-and-score'
import type { CvOption } from '../model-selection/splits'
import { NotFittedError, UnsupportedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { checkBoolean, checkChoice, checkKeys } from '../support/validate'
import { type Calibrator, inverseTemperature, isotonicCalibrator, sigmoidCalibrator } from './calibrators'
import { WrappedEstimator } from './wrapped-estimator'

const METHODS = ['sigmoid', 'isotonic', 'temperature'] as const

/** Options of {@link CalibratedClassifierCV}. */
export interface CalibratedClassifierOptions {
  /** how scores become probabilities: by Platt's sigmoid, an isotonic regression or one temperature. Default `'sigmoid'` */
  readonly method?: (typeof METHODS)[number]
  /** a number of stratified folds, a splitter, or a list of splits; default 5 */
  readonly cv?: CvOption
  /**
   * whether the probability is the mean of those of the model of every fold with its own map (`true`, the default), or one
   * model of all rows with one map, fitted to the scores that all rows were given when they were held out
   */
  readonly ensemble?: boolean
}

/** A fitted model, and the map of its scores. */
interface Calibrated<E> {
  readonly model: E
  /** `[n, K]`, row after row, from the scores of {@link scoresOf} */
  readonly map: (scores: Float64Array) => Float64Array
}

/** Scores and labels of held-out rows. */
interface Held {
  readonly scores: Float64Array
  readonly codes: Int32Array
  readonly weights: Float64Array
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
  private declare fitted:
    | { readonly parts: readonly Calibrated<E>[]; readonly classes: readonly Label[] }
    | undefined

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
    defineHidden(this, { options: { ...options }, fitted: undefined })
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
    checkFitOptions(`${this.owner}.fit`, options, SEARCH_FIT_OPTIONS)
    const { method = 'sigmoid', cv, ensemble = true } = this.options
    const { sampleWeight, signal, onProgress } = options
    const { splits, ...data } = readEvaluationData(X, y as LabelsLike, { ...options, cv })
    const classes = uniqueLabels(data.y)
    const started = performance.now()
    const parts: Calibrated<E>[] = []
    const held: Held[] = []
    for (const [k, { train, test }] of splits.entries()) {
      const model = this.estimator.clone() as E
      const [own, other] = [rowsAt(data, train), rowsAt(data, test)]
      for (const rows of ensemble ? [own, other] : [own]) checkClasses(rows, classes, k)
      await fitEstimator(model, own.X, own.y, { ...own.weight, signal })
      const seen = heldOut(this.owner, model, other, classes)
      if (ensemble) parts.push({ model, map: mapOf(method, seen, classes.length) })
      else held.push(seen)
      const elapsedMs = performance.now() - started
      onProgress?.({ type: 'fold', done: k + 1, total: splits.length, elapsedMs })
    }
    if (!ensemble) {
      const model = this.estimator.clone() as E
      await fitEstimator(model, X, data.y, { sampleWeight, signal })
      parts.push({ model, map: mapOf(method, together(held), classes.length) })
    }
    this.fitted = { parts, classes }
    return this as unknown as CalibratedClassifierCV<E, T>
  }

  /** The labels, sorted. @throws NotFittedError before `fit` */
  get classes(): L[] {
    return [...this.read('classes').classes] as L[]
  }

  /** The calibrated probability of each class `[n, K]`. @throws NotFittedError before `fit` */
  predictProba(X: SamplesLike): NdArray {
    const { parts, classes } = this.read('predictProba')
    const each = parts.map(({ model, map }) => map(scoresOf(this.owner, model, X, classes.length)))
    const mean = each[0].map((_, p) => each.reduce((sum, own) => sum + own[p], 0) / each.length)
    return ndview(mean, [mean.length / classes.length, classes.length])
  }

  /** The class of the largest probability of each row of X `[n, d]`. @throws NotFittedError before `fit` */
  predict(X: SamplesLike): L[] {
    const { classes } = this
    const P = this.predictProba(X)
    const best = (i: number) => classes.reduce((top, _, k) => (P.get(i, k) > P.get(i, top) ? k : top), 0)
    return Array.from({ length: P.shape[0] }, (_, i) => classes[best(i)])
  }

  private read(asked: string): {
    readonly parts: readonly Calibrated<E>[]
    readonly classes: readonly Label[]
  } {
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

/** The map from scores to probabilities `[n, K]` that fits held-out rows. */
function mapOf(
  method: (typeof METHODS)[number],
  { scores, codes, weights }: Held,
  classes: number,
): (scores: Float64Array) => Float64Array {
  if (method === 'temperature') {
    const margins = (s: Float64Array) => (classes === 2 ? Float64Array.from([...s].flatMap(f => [0, f])) : s)
    const beta = inverseTemperature(margins(scores), codes, weights, classes)
    return s => normalized(margins(s), classes, (z, max) => Math.exp(beta * (z - max)))
  }
  const fit = method === 'sigmoid' ? sigmoidCalibrator : isotonicCalibrator
  const columns = classes === 2 ? 1 : classes
  const column = (s: Float64Array, k: number) => s.filter((_, p) => p % columns === k)
  const maps: Calibrator[] = Array.from({ length: columns }, (_, k) => {
    const own = columns === 1 ? 1 : k
    return fit(
      column(scores, k),
      Array.from(codes, code => (code === own ? 1 : 0)),
      weights,
    )
  })
  return s => {
    const each = maps.map((map, k) => map(column(s, k)))
    if (columns === 1) return Float64Array.from([...each[0]].flatMap(p => [1 - p, p]))
    const P = s.map((_, p) => each[p % columns][Math.floor(p / columns)])
    return normalized(P, classes, p => p)
  }
}

/** Rows of shares that add up to 1; equal ones where all are 0. */
function normalized(
  values: Float64Array,
  classes: number,
  shareOf: (value: number, max: number) => number,
): Float64Array {
  const out = new Float64Array(values.length)
  for (let i = 0; i < values.length; i += classes) {
    const row = values.subarray(i, i + classes)
    const max = row.reduce((most, value) => Math.max(most, value), -Infinity)
    const shares = row.map(value => shareOf(value, max))
    const total = shares.reduce((sum, share) => sum + share, 0)
    out.set(total > 0 ? shares.map(share => share / total) : shares.fill(1 / classes), i)
  }
  return out
}

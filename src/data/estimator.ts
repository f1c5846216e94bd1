/**
 * What model selection asks of a model: three methods about its options, and `fit` and `predict`. Nothing has to be
 * inherited; an object with these methods is an estimator.
 */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import type { Label, LabelsLike } from './labels'
import type { SamplesLike } from './matrix-like'
import type { FloatView } from './ndview'

/** Anything with options that can be read, changed, and tried on a fresh copy. */
export interface Configurable<P extends object = object> {
  /** all options, defaults included; feeding them to the constructor gives an equal estimator */
  getParams(): P
  /** changes some options in place and returns the estimator; an option it does not have is an error */
  setParams(changes: ParamChanges<P>): unknown
  /** a new estimator with the same options, not fitted */
  clone(): Configurable<P>
  /** what `makePipeline` calls a step of this class; default: `step` and its position, counted from 0 */
  readonly stepName?: string
}

/** Some of the options `P`; `undefined` restores a default. */
export type ParamChanges<P> = { readonly [K in keyof P]?: P[K] | undefined }

/** The options of an estimator. */
export type ParamsOf<E> = E extends { getParams(): infer P } ? P : never

/** What may accompany the data of any fit. */
export interface EstimatorFitOptions {
  /** a weight per row, ≥ 0 */
  readonly sampleWeight?: LabelsLike<number> | undefined
  /** stops the fit: it throws (or rejects with) the signal's reason */
  readonly signal?: AbortSignal | undefined
}

/** A fitted classifier, as far as scoring it goes. */
export interface Predictor {
  /** the label of each row of X */
  predict(X: SamplesLike): ArrayLike<Label>
  /** the probability of each class `[n, K]`; scorers of probabilities need it */
  predictProba?(X: SamplesLike): FloatView
  /** `[n]`, growing with confidence in the greater of two labels; rankings prefer it to probabilities */
  decisionFunction?(X: SamplesLike): FloatView
  /** the labels in the order of the columns of `predictProba`, sorted */
  readonly classes?: readonly Label[]
}

/**
 * A classifier that cross-validation and search can use: those of this library, a {@link Pipeline}, or your own.
 *
 * @example
 * ```ts
 * import { crossValidate } from 'ndlogit'
 *
 * class Majority {
 *   guess = ''
 *   getParams() { return {} }
 *   setParams() { return this }
 *   clone() { return new Majority() }
 *   fit(_X: number[][], y: string[]) {
 *     const count = (label: string) => y.filter(other => other === label).length
 *     this.guess = [...y].sort((a, b) => count(b) - count(a))[0]!
 *   }
 *   predict(X: number[][]) { return X.map(() => this.guess) }
 * }
 *
 * const y = ['a', 'b', 'a', 'a', 'b', 'a']
 * const { testScores } = await crossValidate(new Majority(), y.map((_, i) => [i]), y, { cv: 2 })
 * console.log(testScores.get(0).toFixed(2)) // 0.67
 * ```
 */
export interface Estimator<P extends object = object> extends Configurable<P>, Predictor {
  /** learns from X `[n, d]` and y `[n]`; may return a promise, which is awaited */
  fit(X: SamplesLike, y: LabelsLike, options?: EstimatorFitOptions): unknown
  /** as `fit`, giving way to the event loop; used instead of `fit` where there is one */
  fitAsync?(X: SamplesLike, y: LabelsLike, options?: EstimatorFitOptions): Promise<unknown>
  clone(): Estimator<P>
}

/** Options of {@link Transformer.fit}. */
export interface TransformerFitOptions {
  /** a weight per row, ≥ 0 */
  readonly sampleWeight?: LabelsLike<number> | undefined
  /** the labels, for transformers that learn from them */
  readonly y?: LabelsLike | undefined
}

/** A step of a {@link Pipeline} before the last: {@link StandardScaler}, or anything with these methods. */
export interface Transformer<P extends object = object> extends Configurable<P> {
  /** learns from X: a matrix, a table, texts, or rows of your own */
  fit(X: SamplesLike, options?: TransformerFitOptions): unknown
  /** a new matrix with a row for each of X */
  transform(X: SamplesLike): SamplesLike
  /** both in one, where that is cheaper; used instead of `fit` and `transform` where there is one */
  fitTransform?(X: SamplesLike, options?: TransformerFitOptions): SamplesLike
  /** names of the columns that `transform` gives, once fitted */
  getFeatureNamesOut?(): readonly string[]
  clone(): Transformer<P>
}

/**
 * How the estimators of this library are fitted as a part of something larger: on a copy, which knows what they know,
 * while they go on predicting; `keep` then takes over what the copy has learnt, and cannot fail.
 */
export interface Draft<E> {
  readonly copy: E
  keep(): void
}

/** The draft of an estimator; `undefined` for a class that does not offer one. */
export function draftOf<E extends Configurable>(estimator: E): Draft<E> | undefined {
  return (estimator as { fitDraft?: () => Draft<E> }).fitDraft?.()
}

/** The methods of a list that `value` does not have. */
export function missingMethods(value: unknown, methods: readonly string[]): string[] {
  return methods.filter(method => typeof (value as Record<string, unknown> | null)?.[method] !== 'function')
}

/** @throws ValidationError when `value` lacks a method that model selection asks for */
export function checkEstimator(name: string, value: unknown): void {
  const methods = ['getParams', 'setParams', 'clone', 'fit', 'predict']
  const missing = missingMethods(value, methods)
  if (missing.length === 0) return
  throw new ValidationError(
    `${name} must have the methods ${methods.join(', ')}, got ${describe(value)} without ${missing.join(', ')}`,
  )
}

/** A fresh copy of `estimator` with some options changed. @throws ValidationError for an option it does not have, or a value out of range */
export function withParams<E extends Configurable>(estimator: E, changes: object): E {
  const copy = estimator.clone() as E
  copy.setParams(changes)
  return copy
}

/** Fits, in slices if the estimator can. */
export async function fitEstimator(
  estimator: Estimator,
  X: SamplesLike,
  y: LabelsLike,
  options: EstimatorFitOptions,
): Promise<void> {
  await (estimator.fitAsync === undefined ? estimator.fit(X, y, options) : estimator.fitAsync(X, y, options))
}

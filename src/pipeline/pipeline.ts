/**
 * A chain of steps that acts as one estimator: transformers, then a classifier. `fit` fits the transformers on the rows
 * it is given and no others, so that cross-validating the chain leaks nothing of the held-out rows into the scaling.
 */

import {
  type Draft,
  type Estimator,
  fitEstimator,
  type ParamChanges,
  type Transformer,
} from '../data/estimator'
import { checkCallOptions, checkFitOptions, FIT_OPTIONS, takesNoOptions } from '../data/fit-options'
import type { Label, LabelsLike } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import type { NdArray, NdMatrix } from '../data/ndview'
import { LogisticRegression } from '../linear-model/logistic-regression'
import type { CoefficientsOptions, NamedCoefficient } from '../linear-model/named-coefficients'
import type { FitOptions, PredictOptions } from '../linear-model/targets'
import { accuracyScore } from '../metrics/accuracy'
import { MaxAbsScaler } from '../preprocessing/max-abs-scaler'
import { StandardScaler } from '../preprocessing/standard-scaler'
import { UnsupportedError, ValidationError } from '../support/errors'
import { definePrinting } from '../support/inspect'
import { checkSavedHead, refuseUnknownFields } from '../support/saved'
import { checkObject, describe } from '../support/validate'
import { setStepParams, stepParams } from './step-params'
import type { PipelineParams, PipelineSteps, SavedClasses } from './steps'
import { checkStep, draftSteps, type Explained, fitTransform, withinDepth } from './steps'

/** What {@link Pipeline.toJSON} gives. */
export interface SavedPipeline {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  /** what `toJSON` of each step gave */
  readonly steps: Readonly<Record<string, unknown>>
}

const TYPE = 'ndlogit/Pipeline'
const VERSION = 1

/** Weights go to every step, the rest to the last, which may be a search. */
const PASSED_ON = /* @__PURE__ */ FIT_OPTIONS.concat('groups', 'offset', 'target', 'trials')

/**
 * Transformers and a classifier as one estimator.
 *
 * Steps run in the order in which they are written. Their options are reached by path, `'model__C'`, as in
 * scikit-learn; sample weights go to every step, so that an integer weight equals repeating the row.
 *
 * @typeParam S - the steps by name
 * @typeParam L - the type of the labels
 *
 * @example
 * ```ts
 * import { LogisticRegression, Pipeline, StandardScaler } from 'ndlogit'
 *
 * const pipeline = new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression() })
 * pipeline.setParams({ model__C: 10 }).fit([[1], [2], [30], [40]], ['low', 'low', 'high', 'high'])
 * console.log(pipeline.predict([[35]]), pipeline.steps.scale.mean.get(0)) // [ 'high' ] 18.25
 * ```
 */
export class Pipeline<S extends PipelineSteps = PipelineSteps, L extends Label = Label> {
  /**
   * The steps by name. `fit` works on copies of them: a step of this library takes over what its copy has learnt, one of
   * another class is replaced by its fitted clone and given its fields, all at once, and only when all has gone well.
   */
  readonly steps: S

  /** @throws ValidationError when there is no step, a name cannot stand in a path, or a step lacks a method */
  constructor(steps: S, options?: never) {
    takesNoOptions('Pipeline', options)
    const entries = Object.entries(checkObject('Pipeline: steps', steps))
    entries.forEach(([name, step], at) => {
      checkStep(name, step, at === entries.length - 1)
    })
    if (entries.length === 0) throw new ValidationError('Pipeline: steps is empty')
    this.steps = { ...steps }
    definePrinting(this, inspect => `Pipeline(${inspect(this.steps)})`)
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'pipeline' {
    return 'pipeline'
  }

  /** The options of all steps by path. */
  getParams(): PipelineParams<S> {
    return stepParams(this.steps) as PipelineParams<S>
  }

  /**
   * Changes options of the steps, by path.
   *
   * @throws ValidationError for a path whose step or option is not there, or a value out of range
   */
  setParams(changes: ParamChanges<PipelineParams<S>>): this {
    setStepParams('Pipeline', this.steps, changes)
    return this
  }

  /** A pipeline of clones of the steps, not fitted. */
  clone(): Pipeline<S, L> {
    const steps = Object.entries(this.steps).map(([name, step]) => [name, step.clone()])
    return new Pipeline(Object.fromEntries(steps) as S)
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<Pipeline<S, L>> {
    const { copies, keep } = draftSteps(this.steps)
    return {
      copy: new Pipeline<S, L>(copies as S),
      keep: () => {
        Object.assign(this, { steps: keep() })
      },
    }
  }

  /**
   * Fits the transformers one after another, each on what the ones before it make of X, and the classifier on the
   * result. Until that is done, and if it fails or is aborted, the pipeline is and predicts what it did before.
   *
   * @param X - `[n, d]`
   * @param y - n labels
   * @param options - `sampleWeight` goes to every step, the rest to the classifier
   * @returns this pipeline, typed by the labels it has seen
   * @throws UnsupportedError when the classifier can only be fitted with {@link Pipeline.fitAsync}
   */
  fit<T extends L>(X: SamplesLike, y: LabelsLike<T>, options: FitOptions = {}): Pipeline<S, T> {
    checkFitOptions('Pipeline.fit', options, PASSED_ON)
    const { copy, keep } = this.fitDraft()
    const result = copy.last.fit(copy.fitTransformers(X, y, options), y, options)
    if (result instanceof Promise) {
      result.catch(() => undefined)
      throw new UnsupportedError('Pipeline.fit: the last step fits asynchronously; use fitAsync')
    }
    keep()
    return this as unknown as Pipeline<S, T>
  }

  /**
   * As {@link Pipeline.fit}, giving way to the event loop while the classifier is fitted.
   *
   * @throws ValidationError for data or options that a step refuses, by rejecting
   */
  async fitAsync<T extends L>(
    X: SamplesLike,
    y: LabelsLike<T>,
    options: FitOptions = {},
  ): Promise<Pipeline<S, T>> {
    checkFitOptions('Pipeline.fitAsync', options, PASSED_ON)
    const { copy, keep } = this.fitDraft()
    await fitEstimator(copy.last, copy.fitTransformers(X, y, options), y, options)
    keep()
    return this as unknown as Pipeline<S, T>
  }

  /**
   * The label of each row of X `[n, d]`; `offset` goes to the classifier.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError for an X that a step refuses
   */
  predict(X: SamplesLike, options?: PredictOptions): L[] {
    return Array.from(this.ask('predict', options)(this.transform(X)) as ArrayLike<L>)
  }

  /** The probability of each class, `[n, K]`. @throws UnsupportedError when the classifier gives none */
  predictProba(X: SamplesLike, options?: PredictOptions): NdMatrix {
    return this.ask('predictProba', options)(this.transform(X)) as NdMatrix
  }

  /** The decision function of the classifier. @throws UnsupportedError when it has none */
  decisionFunction(X: SamplesLike, options?: PredictOptions): NdArray {
    return this.ask('decisionFunction', options)(this.transform(X)) as NdArray
  }

  /**
   * The (weighted) share of rows whose label is predicted right.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link Pipeline.predict}, and when y has not a label for each row
   */
  score(X: SamplesLike, y: LabelsLike<L>, options: Pick<FitOptions, 'sampleWeight' | 'offset'> = {}): number {
    checkFitOptions('Pipeline.score', options, ['sampleWeight', 'offset'])
    const { offset, ...weights } = options
    return accuracyScore(y, this.predict(X, { offset }), weights)
  }

  /** The labels of the classifier. */
  get classes(): L[] {
    const { classes } = this.last
    if (classes === undefined) throw new UnsupportedError('Pipeline: the last step has no classes')
    return [...classes] as L[]
  }

  /** The coefficients of the classifier by the names that the transformers give its features. @throws UnsupportedError when it has none */
  coefficients(options: CoefficientsOptions = {}): NamedCoefficient<L>[] {
    return this.ask('coefficients')(options) as NamedCoefficient<L>[]
  }

  /**
   * What the transformers make of X: the matrix that the classifier sees.
   *
   * @throws NotFittedError before `fit`
   * @throws ValidationError for an X that a step refuses
   */
  transform(X: SamplesLike, options?: never): SamplesLike {
    takesNoOptions('Pipeline.transform', options)
    return this.transformers.reduce((Z: SamplesLike, step) => step.transform(Z), X)
  }

  /** A plain object that survives `JSON.stringify`. @throws UnsupportedError when a step has no `toJSON` */
  toJSON(): SavedPipeline {
    const steps = Object.entries(this.steps).map(([name, step]) => {
      const { toJSON } = step as { toJSON?: () => unknown }
      if (toJSON === undefined) throw new UnsupportedError(`Pipeline: step ${describe(name)} has no toJSON`)
      return [name, toJSON.call(step)]
    })
    return { type: TYPE, version: VERSION, steps: Object.fromEntries(steps) }
  }

  /**
   * The pipeline that {@link Pipeline.toJSON} wrote.
   *
   * @param value - what `toJSON` gave
   * @param classes - other classes by the `type` that their `toJSON` writes: your own, and `tableTransformers`
   * @throws ValidationError naming the first field that is not as it should be
   */
  static fromJSON(
    value: unknown,
    classes: Readonly<Record<string, { fromJSON(value: unknown): Transformer | Estimator }>> = {},
  ): Pipeline {
    return readPipeline(value, classes)
  }

  private get transformers(): readonly Transformer[] {
    return Object.values(this.steps).slice(0, -1) as Transformer[]
  }

  private get last(): Estimator {
    return Object.values(this.steps).at(-1) as Estimator
  }

  private fitTransformers(X: SamplesLike, y: LabelsLike, { sampleWeight }: FitOptions): SamplesLike {
    const options = sampleWeight === undefined ? { y } : { y, sampleWeight }
    return this.transformers.reduce((Z: SamplesLike, step) => fitTransform(step, Z, options), X)
  }

  /** A method of the classifier, told the offset of the rows, if one is given. */
  private ask<K extends keyof Explained>(method: K, given?: PredictOptions): NonNullable<Explained[K]> {
    const last = this.last as Estimator & Explained
    const own = last[method] as ((...args: unknown[]) => unknown) | undefined
    if (own === undefined) throw new UnsupportedError(`Pipeline: the last step has no ${method}`)
    checkCallOptions(`Pipeline.${method}`, given, ['offset'])
    const more = given?.offset === undefined ? [] : [given]
    return ((input: unknown) => own.call(last, input, ...more)) as NonNullable<Explained[K]>
  }
}

function readPipeline(value: unknown, classes: SavedClasses): Pipeline {
  const saved = checkObject('saved pipeline', value)
  checkSavedHead(saved, TYPE, VERSION)
  refuseUnknownFields('saved pipeline', saved, ['type', 'version', 'steps'])
  const steps = Object.entries(checkObject('steps', saved.steps)).map(([name, step]) => [
    name,
    readSavedStep(name, step, classes),
  ])
  return new Pipeline(Object.fromEntries(steps) as PipelineSteps)
}

/** The step that its `toJSON` wrote: of this library, or of one of `classes`. */
export function readSavedStep(
  name: string,
  value: unknown,
  classes: SavedClasses = {},
): Transformer | Estimator {
  const { type } = checkObject(name, value)
  const known: SavedClasses = {
    [TYPE]: Pipeline,
    'ndlogit/LogisticRegression': LogisticRegression,
    'ndlogit/MaxAbsScaler': MaxAbsScaler,
    'ndlogit/StandardScaler': StandardScaler,
    ...classes,
  }
  if (typeof type !== 'string' || !Object.hasOwn(known, type)) {
    throw new ValidationError(
      `${name}: type must be one of ${Object.keys(known).join(', ')}, got ${describe(type)}; name other classes: fromJSON(value, classes)`,
    )
  }
  return withinDepth(name, () => known[type].fromJSON(value, classes))
}

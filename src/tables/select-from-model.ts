/** Features that a model gives weight. As scikit-learn's `SelectFromModel`. */

import { CsrMatrix, isCsr } from '../data/csr-matrix'
import { refuseChanged } from '../data/csr-rows'
import { denseCopy } from '../data/dense-copy'
import {
  checkEstimator,
  type Estimator,
  type Transformer,
  type TransformerFitOptions,
} from '../data/estimator'
import { withFeatureNames } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import type { Matrix, SamplesLike } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { refuseOffset, refuseTargets, TARGETS_AS_WEIGHTS } from '../model-selection/row-options'
import { readSavedStep } from '../pipeline/pipeline'
import type { SavedClasses } from '../pipeline/steps'
import { UnsupportedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { checkSavedHead, readArray, refuseUnknownFields } from '../support/saved'
import { checkKeys, checkNumber, checkObject, describe } from '../support/validate'
import { saveStep } from './children'
import { type Children, CompositeTransformer } from './composite-transformer'
import { readNumbers, readSameNumbers } from './numeric-transformer'
import type { SeenColumns } from './read-columns'
import { readSavedSeen } from './saved-fields'
import { median } from './simple-imputer'

/** Options of {@link SelectFromModel}. */
export interface SelectFromModelOptions {
  /**
   * the least weight of a feature that stays: a number, or `'mean'`, `'median'` or a multiple such as `'1.5*mean'` of
   * the weights. Default: 1e-5 for a model with the penalty `'l1'`, else `'mean'`
   */
  readonly threshold?: number | string | undefined
  /** at most so many features, those of the largest weights */
  readonly maxFeatures?: number | undefined
}

interface Fitted extends SeenColumns {
  /** positions of the features that stay, in increasing order */
  readonly selected: readonly number[]
}

const TYPE = 'ndlogit/SelectFromModel'
const VERSION = 1

/**
 * Keeps the features that a model, fitted to the labels, gives weight: the sum of the absolute coefficients over its
 * classes.
 *
 * @example
 * ```ts
 * import { LogisticRegression } from 'ndlogit'
 * import { SelectFromModel } from 'ndlogit/tables'
 *
 * const select = new SelectFromModel(new LogisticRegression({ penalty: 'l1', C: 1 }))
 * select.fit([{ a: 0, b: 1 }, { a: 1, b: 0 }, { a: 2, b: 1 }, { a: 3, b: 0 }], { y: [0, 0, 1, 1] })
 * console.log(select.getFeatureNamesOut()) // [ 'a' ]
 * ```
 */
export class SelectFromModel extends CompositeTransformer<Fitted, CsrMatrix | NdMatrix> {
  private declare options: SelectFromModelOptions

  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(estimator: Estimator, options: SelectFromModelOptions = {}) {
    checkKeys('SelectFromModel', options, ['threshold', 'maxFeatures'])
    const { threshold, maxFeatures } = options
    if (typeof threshold === 'string') thresholdOf(threshold, new Float64Array(1))
    else if (threshold !== undefined) checkNumber('threshold', threshold)
    if (maxFeatures !== undefined) checkNumber('maxFeatures', maxFeatures, { min: 1, integer: true })
    checkEstimator('SelectFromModel: the model', estimator)
    super({ estimator })
    defineHidden(this, { options: { ...options } })
  }

  protected override get ownOptions(): SelectFromModelOptions {
    return this.options
  }

  override get stepName(): 'selectFromModel' {
    return 'selectFromModel'
  }

  /** The model; `fit` fits this very object. */
  get estimator(): Estimator {
    return this.children.estimator as Estimator
  }

  protected override withChildren({ estimator }: Children): this {
    return new SelectFromModel(estimator as Estimator, this.options) as this
  }

  /**
   * `fit(X)` and `transform(X)` in one.
   *
   * @throws UnsupportedError for what the model would have to be fitted with and is not: an offset, targets that are no labels
   * @throws ValidationError for an X that the model refuses
   */
  override fitTransform(X: SamplesLike, options: TransformerFitOptions = {}): CsrMatrix | NdMatrix {
    refuseTargets('SelectFromModel', options, TARGETS_AS_WEIGHTS)
    refuseOffset('SelectFromModel', options, 'fit the model, and pass on the columns with coefficients')
    return super.fitTransform(X, options)
  }

  protected override learn(X: SamplesLike, { y, sampleWeight }: TransformerFitOptions): CsrMatrix | NdMatrix {
    if (y === undefined) throw new ValidationError('SelectFromModel.fit needs y')
    const { seen, matrix } = readNumbers(X)
    const result = this.estimator.fit(matrix, y, sampleWeight === undefined ? {} : { sampleWeight })
    if (result instanceof Promise) {
      result.catch(() => undefined)
      throw new UnsupportedError('SelectFromModel: the model fits asynchronously')
    }
    const weights = this.weights(seen.names.length)
    const { maxFeatures = weights.length } = this.options
    const least = this.threshold(weights)
    const ranked = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b)
    const selected = ranked
      .slice(0, maxFeatures)
      .filter(j => weights[j] >= least)
      .sort((a, b) => a - b)
    if (selected.length === 0) {
      throw new ValidationError(`SelectFromModel: no feature has a weight of ${least} or more`)
    }
    this.learnt = { ...seen, selected }
    return this.transform(X)
  }

  /** The features that stay. @throws NotFittedError before `fit`; ValidationError when X has not the columns of the fit */
  transform(X: SamplesLike, options?: never): CsrMatrix | NdMatrix {
    takesNoOptions('SelectFromModel.transform', options)
    const fitted = this.read('transform')
    const taken = takeColumns(readSameNumbers('SelectFromModel', X, fitted), fitted.selected)
    return withFeatureNames(taken, this.getFeatureNamesOut())
  }

  /** Positions of the features that stay, in increasing order. @throws NotFittedError before `fit` */
  get selected(): readonly number[] {
    return this.read('selected').selected
  }

  /** The names of the features that stay. @throws NotFittedError before `fit` */
  getFeatureNamesOut(): readonly string[] {
    const { names, selected } = this.read('getFeatureNamesOut')
    return selected.map(j => names[j])
  }

  /** A plain object that survives `JSON.stringify`. @throws UnsupportedError when the model has no `toJSON` */
  toJSON(): object {
    const estimator = saveStep('estimator', this.estimator as unknown as Transformer)
    const head = { type: TYPE, version: VERSION, estimator, options: { ...this.options } }
    return this.learnt === undefined ? head : { ...head, fitted: this.learnt }
  }

  /**
   * What `toJSON` wrote.
   *
   * @param classes - the class of the model, if it is your own
   * @throws ValidationError naming the first field that is not as it should be
   */
  static fromJSON(value: unknown, classes: SavedClasses = {}): SelectFromModel {
    const saved = checkObject('saved selection', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved selection', saved, ['type', 'version', 'estimator', 'options', 'fitted'])
    const model = readSavedStep('estimator', saved.estimator, classes) as Estimator
    const read = new SelectFromModel(model, checkObject('options', saved.options))
    if (saved.fitted === undefined) return read
    const fitted = checkObject('fitted', saved.fitted)
    const seen = readSavedSeen(fitted)
    const range = { min: 0, max: seen.names.length - 1, integer: true }
    const selected = readArray('fitted.selected', fitted.selected).map((j, k) =>
      checkNumber(`fitted.selected[${k}]`, j, range),
    )
    read.learnt = { ...seen, selected }
    return read
  }

  private weights(features: number): Float64Array {
    const { coef } = this.estimator as { coef?: NdMatrix }
    if (coef === undefined) throw new UnsupportedError('SelectFromModel: the model has no coef')
    const weights = new Float64Array(features)
    coef.data.forEach((value, p) => {
      weights[p % features] += Math.abs(value)
    })
    return weights
  }

  private threshold(weights: Float64Array): number {
    const { penalty } = this.estimator.getParams() as { penalty?: string }
    const { threshold = penalty === 'l1' ? 1e-5 : 'mean' } = this.options
    return typeof threshold === 'number' ? threshold : thresholdOf(threshold, weights)
  }
}

function thresholdOf(text: string, weights: Float64Array): number {
  const [, factor = '1', name] = /^(?:([\d.]+)\s*\*\s*)?(mean|median)$/.exec(text) ?? []
  if (name === undefined || Number.isNaN(Number(factor))) {
    throw new ValidationError(
      `threshold must be a number, 'mean', 'median' or a multiple such as '1.5*mean', got ${describe(text)}`,
    )
  }
  const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length
  return Number(factor) * (name === 'mean' ? mean : median(weights.slice()))
}

function takeColumns(matrix: Matrix, selected: readonly number[]): CsrMatrix | NdMatrix {
  if (!isCsr(matrix)) {
    const { data, rows, cols } = denseCopy('X', matrix)
    const out = new Float64Array(rows * selected.length)
    selected.forEach((j, k) => {
      for (let i = 0; i < rows; i++) out[k * rows + i] = data[i * cols + j]
    })
    return ndview(out, [rows, selected.length], [1, rows])
  }
  refuseChanged(matrix, { entries: true })
  const { shape, indptr, indices, data } = matrix
  const at = new Int32Array(shape[1]).fill(-1)
  selected.forEach((j, k) => {
    at[j] = k
  })
  const starts = new Int32Array(shape[0] + 1)
  const kept: number[] = []
  for (let i = 0; i < shape[0]; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) if (at[indices[p]] >= 0) kept.push(p)
    starts[i + 1] = kept.length
  }
  return new CsrMatrix({
    shape: [shape[0], selected.length],
    indptr: starts,
    indices: Int32Array.from(kept, p => at[indices[p]]),
    data: Float64Array.from(kept, p => data[p]),
  })
}

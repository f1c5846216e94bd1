/**
 * Scaling to the range −1 … 1: z = x / scale, column by column, with scale = maxᵢ |xᵢ|, or 1 for a column of zeros.
 *
 * Zero stays zero, so that sparse data stay sparse. Rows of weight 0 do not count; other weights change no maximum.
 */

import { checkStructure } from '../data/csr-checks'
import { type CsrMatrix, isCsr } from '../data/csr-matrix'
import { type DenseCopy, denseCopy } from '../data/dense-copy'
import type { Draft, TransformerFitOptions } from '../data/estimator'
import { featureNamesOf } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import { readSampleWeight } from '../data/labels'
import { type MatrixLike, matrixShape, readMatrix } from '../data/matrix-like'
import { type NdVector, ndview } from '../data/ndview'
import { checkTransformerOptions } from '../data/transformer-options'
import { counted } from '../support/counted'
import { NotFittedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting } from '../support/inspect'
import { checkSavedHead, readSavedNames, readSavedNumbers, refuseUnknownFields } from '../support/saved'
import { checkKeys, checkObject } from '../support/validate'
import { readFeatures, type Scaled, scaleColumns, unscaleColumns } from './column-scaling'

/** What {@link MaxAbsScaler.toJSON} gives. */
export interface SavedMaxAbsScaler {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  /** absent from a scaler that was not fitted; one value per feature */
  readonly fitted?: { readonly maxAbs: readonly number[]; readonly featureNames?: readonly string[] }
}

interface Fitted {
  readonly maxAbs: Float64Array
  readonly scale: Float64Array
  readonly featureNames: readonly string[] | undefined
}

const TYPE = 'ndlogit/MaxAbsScaler'
const VERSION = 1

/**
 * Divides every feature by its largest absolute value over the samples that `fit` saw.
 *
 * The scaler for sparse data, such as counts of words, where subtracting a mean would fill the zeros; it has no
 * options. A {@link StandardScaler} is less swayed by single large values.
 *
 * @example
 * ```ts
 * import { CsrMatrix, MaxAbsScaler } from 'ndlogit'
 *
 * const counts = new CsrMatrix({ shape: [2, 3], indptr: [0, 1, 3], indices: [2, 0, 2], data: [5, 1, -10] })
 * const scaler = new MaxAbsScaler()
 * console.log(scaler.fitTransform(counts).data, scaler.maxAbs.get(2)) // Float64Array(3) [ 0.5, 1, -1 ] 10
 * ```
 */
export class MaxAbsScaler {
  private declare fitted: Fitted | undefined

  /** @throws ValidationError for any option */
  constructor(options: object = {}) {
    checkKeys('MaxAbsScaler', options, [])
    defineHidden(this, { fitted: undefined })
    definePrinting(
      this,
      () =>
        `MaxAbsScaler(): ${this.fitted === undefined ? 'not fitted' : counted(this.nFeatures, 'feature')}`,
    )
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'maxAbsScaler' {
    return 'maxAbsScaler'
  }

  /** All options: none. */
  getParams(): object {
    return {}
  }

  /** Changes nothing, as there are no options. @throws ValidationError for any option */
  setParams(changes: object): this {
    checkKeys('MaxAbsScaler', changes, [])
    return this
  }

  /** A scaler that is not fitted. */
  clone(): MaxAbsScaler {
    return new MaxAbsScaler()
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<MaxAbsScaler> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.fitted = copy.fitted
      },
    }
  }

  /** Largest absolute value of every feature `[d]`. @throws NotFittedError before `fit` */
  get maxAbs(): NdVector {
    const { maxAbs } = this.read('maxAbs')
    return ndview(maxAbs, [maxAbs.length])
  }

  /** What every feature is divided by `[d]`: `maxAbs`, but 1 where that is 0. @throws NotFittedError before `fit` */
  get scale(): NdVector {
    const { scale } = this.read('scale')
    return ndview(scale, [scale.length])
  }

  /** Number of features d. @throws NotFittedError before `fit` */
  get nFeatures(): number {
    return this.read('nFeatures').scale.length
  }

  /** The names of the features, as they leave the scaler: those of the table that was fitted on, else x0, x1, … */
  getFeatureNamesOut(): readonly string[] {
    const { featureNames, scale } = this.read('getFeatureNamesOut')
    return featureNames ?? Array.from(scale, (_, j) => `x${j}`)
  }

  /**
   * Learns the largest absolute value of every feature.
   *
   * @param X - samples `[n, d]`
   * @param options - `sampleWeight` `[n]`: finite, ≥ 0, not all 0; rows of weight 0 are left out; `y` is not looked at
   * @throws ValidationError when `X` is no matrix of finite numbers, or the weights do not fit
   */
  fit(X: MatrixLike, options: TransformerFitOptions = {}): this {
    checkTransformerOptions('MaxAbsScaler.fit', X, options)
    const matrix = readMatrix('X', X)
    const [rows] = matrixShape('X', matrix)
    const weights = readSampleWeight(options.sampleWeight, rows)
    const maxAbs = isCsr(matrix)
      ? sparseMaxAbs(matrix, weights)
      : denseMaxAbs(denseCopy('X', matrix), weights)
    this.fitted = withScale(maxAbs, featureNamesOf(X))
    return this
  }

  /**
   * `X / scale` as a new matrix; a dense one is row-major. Rows that `fit` did not see may leave the range −1 … 1.
   *
   * @param X - samples `[n, d]`
   * @throws NotFittedError before `fit`
   * @throws ValidationError when `X` is no matrix of finite numbers, or has not the number of features that `fit` saw
   */
  transform<M extends MatrixLike>(X: M, options?: never): Scaled<M> {
    takesNoOptions('MaxAbsScaler.transform', options)
    const { scale, featureNames } = this.read('transform')
    return scaleColumns(readFeatures('MaxAbsScaler', X, scale.length, featureNames), { scale }) as Scaled<M>
  }

  /** `fit(X)` and `transform(X)` in one. @throws ValidationError as both */
  fitTransform<M extends MatrixLike>(X: M, options: TransformerFitOptions = {}): Scaled<M> {
    return this.fit(X, options).transform(X)
  }

  /**
   * `Z · scale`: takes scaled samples back to the units of the features.
   *
   * @param Z - scaled samples `[n, d]`
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link MaxAbsScaler.transform}
   */
  inverseTransform<M extends MatrixLike>(Z: M, options?: never): Scaled<M> {
    takesNoOptions('MaxAbsScaler.inverseTransform', options)
    const { scale, featureNames } = this.read('inverseTransform')
    return unscaleColumns(readFeatures('MaxAbsScaler', Z, scale.length, featureNames), { scale }) as Scaled<M>
  }

  /** A plain object that survives `JSON.stringify`; {@link MaxAbsScaler.fromJSON} reads it back bit for bit. */
  toJSON(): SavedMaxAbsScaler {
    const head = { type: TYPE, version: VERSION } as const
    if (this.fitted === undefined) return head
    const { maxAbs, featureNames } = this.fitted
    return {
      ...head,
      fitted: { maxAbs: [...maxAbs], ...(featureNames && { featureNames: [...featureNames] }) },
    }
  }

  /**
   * The scaler that {@link MaxAbsScaler.toJSON} wrote.
   *
   * @throws ValidationError naming the first field that is not as `toJSON` writes it
   */
  static fromJSON(value: unknown): MaxAbsScaler {
    const saved = checkObject('saved scaler', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved scaler', saved, ['type', 'version', 'fitted'])
    const scaler = new MaxAbsScaler()
    if (saved.fitted === undefined) return scaler
    const fitted = checkObject('fitted', saved.fitted)
    refuseUnknownFields('fitted', fitted, ['maxAbs', 'featureNames'])
    const maxAbs = readSavedNumbers('fitted.maxAbs', fitted.maxAbs)
    if (maxAbs.length === 0) throw new ValidationError('fitted.maxAbs is empty')
    const negative = maxAbs.findIndex(value => value < 0)
    if (negative >= 0) {
      throw new ValidationError(`fitted.maxAbs[${negative}] must be >= 0, got ${maxAbs[negative]}`)
    }
    scaler.fitted = withScale(maxAbs, readSavedNames(fitted.featureNames, maxAbs.length))
    return scaler
  }

  private read(asked: string): Fitted {
    if (this.fitted === undefined) throw new NotFittedError('MaxAbsScaler', asked)
    return this.fitted
  }
}

function withScale(maxAbs: Float64Array, featureNames: readonly string[] | undefined): Fitted {
  return { maxAbs, scale: maxAbs.map(value => (value === 0 ? 1 : value)), featureNames }
}

function denseMaxAbs({ data, rows, cols }: DenseCopy, weights: Float64Array): Float64Array {
  const maxAbs = new Float64Array(cols)
  for (let i = 0; i < rows; i++) {
    if (weights[i] === 0) continue
    for (let j = 0, p = i * cols; j < cols; j++, p++) maxAbs[j] = Math.max(maxAbs[j], Math.abs(data[p]))
  }
  return maxAbs
}

function sparseMaxAbs(X: CsrMatrix, weights: Float64Array): Float64Array {
  checkStructure(X)
  const { shape, indptr, indices, data } = X
  const maxAbs = new Float64Array(shape[1])
  for (let i = 0; i < shape[0]; i++) {
    if (weights[i] === 0) continue
    for (let p = indptr[i]; p < indptr[i + 1]; p++) {
      const j = indices[p]
      maxAbs[j] = Math.max(maxAbs[j], Math.abs(data[p]))
    }
  }
  return maxAbs
}

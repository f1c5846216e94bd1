/**
 * Standardisation: z = (x − mean) / scale, column by column, with scale = √variance.
 *
 * A column whose variance is no larger than the rounding error of its computation counts as constant and has scale 1,
 * so that it becomes 0 instead of noise blown up to variance 1.
 */

import { type CsrMatrix, isCsr } from '../data/csr-matrix'
import { denseCopy } from '../data/dense-copy'
import type { Draft, ParamChanges, TransformerFitOptions } from '../data/estimator'
import { featureNamesOf } from '../data/feature-names'
import { takesNoOptions } from '../data/fit-options'
import { checkLength, readSampleWeight } from '../data/labels'
import { type MatrixLike, matrixShape, readMatrix } from '../data/matrix-like'
import { type NdVector, ndview } from '../data/ndview'
import { checkTransformerOptions } from '../data/transformer-options'
import { sum } from '../support/arrays'
import { counted } from '../support/counted'
import { NotFittedError, ValidationError } from '../support/errors'
import { defineHidden } from '../support/hidden'
import { definePrinting, printed } from '../support/inspect'
import { checkSavedHead, readSavedNames, readSavedNumbers, refuseUnknownFields } from '../support/saved'
import { checkBoolean, checkKeys, checkNumber, checkObject } from '../support/validate'
import { type ColumnMoments, denseMoments, sparseMoments } from './column-moments'
import {
  type ColumnScaling,
  type Features,
  readFeatures,
  type Scaled,
  scaleColumns,
  unscaleColumns,
} from './column-scaling'

/** Options of {@link StandardScaler}. */
export interface StandardScalerOptions {
  /** subtract the mean; must be `false` for sparse matrices. Default `true` */
  readonly withMean?: boolean
  /** divide by the standard deviation. Default `true` */
  readonly withStd?: boolean
}

/** What {@link StandardScaler.toJSON} gives. */
export interface SavedStandardScaler {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  readonly options: Required<StandardScalerOptions>
  /** absent from a scaler that was not fitted; each array has one value per feature */
  readonly fitted?: {
    readonly mean: readonly number[]
    readonly variance: readonly number[]
    readonly scale: readonly number[]
    readonly featureNames?: readonly string[]
  }
}

interface Fitted extends ColumnMoments {
  readonly scale: Float64Array
  readonly featureNames: readonly string[] | undefined
  /** those of the fit */
  readonly options: Required<StandardScalerOptions>
}

const TYPE = 'ndlogit/StandardScaler'
const VERSION = 1

/**
 * Puts every feature on one scale: mean 0 and variance 1 over the samples that `fit` saw.
 *
 * Penalties treat all coefficients alike, which is fair only to features of one scale. Fit the scaler on the training
 * part of the data and transform both parts with it.
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'ndlogit'
 *
 * const scaler = new StandardScaler()
 * const Z = scaler.fitTransform([[1, 5], [2, 5], [3, 5]])
 * console.log(scaler.mean.get(0), Z.get(1, 0), Z.get(2, 1)) // 2 0 0
 * ```
 */
export class StandardScaler {
  private declare options: Required<StandardScalerOptions>
  private declare fitted: Fitted | undefined

  /** @throws ValidationError when an option is unknown or not a boolean */
  constructor(options: StandardScalerOptions = {}) {
    defineHidden(this, { options: readScalerOptions(options), fitted: undefined })
    definePrinting(this, inspect => {
      const facts = [this.fitted === undefined ? 'not fitted' : counted(this.nFeatures, 'feature')]
      return printed('StandardScaler', this.options, readScalerOptions({}), facts, inspect)
    })
  }

  /** The name of a step in `makePipeline`. */
  get stepName(): 'standardScaler' {
    return 'standardScaler'
  }

  /** All options, defaults included. */
  getParams(): Required<StandardScalerOptions> {
    return { ...this.options }
  }

  /** Changes some options, of the next fit; what was fitted stays as it is. @throws ValidationError as the constructor */
  setParams(changes: ParamChanges<StandardScalerOptions>): this {
    this.options = readScalerOptions({ ...this.options, ...checkObject('StandardScaler: options', changes) })
    return this
  }

  /** A scaler with the same options, not fitted. */
  clone(): StandardScaler {
    return new StandardScaler(this.options)
  }

  /** A copy to be fitted in the place of this one. @internal */
  fitDraft(): Draft<StandardScaler> {
    const copy = this.clone()
    return {
      copy,
      keep: () => {
        this.fitted = copy.fitted
      },
    }
  }

  /** Mean of every feature `[d]`, also when it is not subtracted. @throws NotFittedError before `fit` */
  get mean(): NdVector {
    const { mean } = this.read('mean')
    return ndview(mean, [mean.length])
  }

  /** Variance of every feature `[d]`, that of a population. @throws NotFittedError before `fit` */
  get variance(): NdVector {
    const { variance } = this.read('variance')
    return ndview(variance, [variance.length])
  }

  /** What every feature is divided by `[d]`: 1 for constant ones and without `withStd`. @throws NotFittedError before `fit` */
  get scale(): NdVector {
    const { scale } = this.read('scale')
    return ndview(scale, [scale.length])
  }

  /** Number of features d. @throws NotFittedError before `fit` */
  get nFeatures(): number {
    return this.read('nFeatures').mean.length
  }

  /** The names of the features, as they leave the scaler: those of the table that was fitted on, else x0, x1, … */
  getFeatureNamesOut(): readonly string[] {
    const { featureNames, mean } = this.read('getFeatureNamesOut')
    return featureNames ?? Array.from(mean, (_, j) => `x${j}`)
  }

  /**
   * Learns mean and variance of every feature.
   *
   * @param X - samples `[n, d]`
   * @param options - `sampleWeight` `[n]`: finite, ≥ 0, not all 0; `y` is not looked at
   * @throws ValidationError when `X` is no matrix of finite numbers, is sparse while `withMean` is true, or holds
   * values whose squares overflow; or when the weights do not fit
   */
  fit(X: MatrixLike, options: TransformerFitOptions = {}): this {
    checkTransformerOptions('StandardScaler.fit', X, options)
    const matrix = readMatrix('X', X)
    const [rows] = matrixShape('X', matrix)
    const weights = readSampleWeight(options.sampleWeight, rows)
    const total = sum(weights)
    const moments = isCsr(matrix)
      ? sparseMoments(acceptSparse(matrix, this.options), weights, total)
      : denseMoments(denseCopy('X', matrix), weights, total)
    return this.fitMoments(moments, total, featureNamesOf(X))
  }

  /** Learns from moments that are known. @param total - the weight of the rows that they are of @internal */
  fitMoments(moments: ColumnMoments, total: number, featureNames?: readonly string[]): this {
    const at = moments.variance.findIndex(variance => !Number.isFinite(variance))
    if (at >= 0)
      throw new ValidationError(`X: the variance of column ${at} overflows; keep values below about 1e150`)
    this.fitted = { ...moments, scale: this.scales(moments, total), featureNames, options: this.options }
    return this
  }

  /**
   * `(X − mean) / scale` as a new matrix; a dense one is row-major.
   *
   * @param X - samples `[n, d]`
   * @throws NotFittedError before `fit`
   * @throws ValidationError when `X` is no matrix of finite numbers, or has not the number of features that `fit` saw
   */
  transform<M extends MatrixLike>(X: M, options?: never): Scaled<M> {
    return scaleColumns(...this.scaling('transform', X, options)) as Scaled<M>
  }

  /** `fit(X)` and `transform(X)` in one. @throws ValidationError as both */
  fitTransform<M extends MatrixLike>(X: M, options: TransformerFitOptions = {}): Scaled<M> {
    return this.fit(X, options).transform(X)
  }

  /**
   * `Z · scale + mean`: takes scaled samples back to the units of the features.
   *
   * @param Z - scaled samples `[n, d]`
   * @throws NotFittedError before `fit`
   * @throws ValidationError as {@link StandardScaler.transform}
   */
  inverseTransform<M extends MatrixLike>(Z: M, options?: never): Scaled<M> {
    return unscaleColumns(...this.scaling('inverseTransform', Z, options)) as Scaled<M>
  }

  /**
   * A plain object that survives `JSON.stringify`; {@link StandardScaler.fromJSON} reads it back bit for bit. The options
   * of a fitted scaler are those it was fitted with.
   */
  toJSON(): SavedStandardScaler {
    const head = {
      type: TYPE,
      version: VERSION,
      options: { ...(this.fitted?.options ?? this.options) },
    } as const
    if (this.fitted === undefined) return head
    const { mean, variance, scale, featureNames } = this.fitted
    return {
      ...head,
      fitted: {
        mean: [...mean],
        variance: [...variance],
        scale: [...scale],
        ...(featureNames && { featureNames: [...featureNames] }),
      },
    }
  }

  /**
   * The scaler that {@link StandardScaler.toJSON} wrote.
   *
   * @throws ValidationError naming the first field that is not as `toJSON` writes it
   */
  static fromJSON(value: unknown): StandardScaler {
    const saved = checkObject('saved scaler', value)
    checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved scaler', saved, ['type', 'version', 'options', 'fitted'])
    const scaler = new StandardScaler(checkObject('options', saved.options))
    if (saved.fitted === undefined) return scaler
    const fitted = checkObject('fitted', saved.fitted)
    refuseUnknownFields('fitted', fitted, ['mean', 'variance', 'scale', 'featureNames'])
    const mean = readSavedNumbers('fitted.mean', fitted.mean)
    const variance = readSavedNumbers('fitted.variance', fitted.variance)
    const scale = readSavedNumbers('fitted.scale', fitted.scale)
    if (mean.length === 0) throw new ValidationError('fitted.mean is empty')
    checkLength('fitted.variance', variance.length, mean.length)
    checkLength('fitted.scale', scale.length, mean.length)
    scale.forEach((value, j) => {
      checkNumber(`fitted.scale[${j}]`, value, { above: 0 })
    })
    const featureNames = readSavedNames(fitted.featureNames, mean.length)
    scaler.fitted = { mean, variance, scale, featureNames, options: scaler.options }
    return scaler
  }

  private read(asked: string): Fitted {
    if (this.fitted !== undefined) return this.fitted
    throw new NotFittedError('StandardScaler', asked)
  }

  private scales({ mean, variance }: ColumnMoments, total: number): Float64Array {
    if (!this.options.withStd) return new Float64Array(mean.length).fill(1)
    return variance.map((value, j) => (isConstant(value, mean[j], total) ? 1 : Math.sqrt(value)))
  }

  /** `X`, once it is known to fit, and what to do to its columns. */
  private scaling(asked: string, X: MatrixLike, given: unknown): [Features, ColumnScaling] {
    takesNoOptions(`StandardScaler.${asked}`, given)
    const { mean, scale, featureNames, options } = this.read(asked)
    const features = readFeatures('StandardScaler', X, mean.length, featureNames)
    if (isCsr(features.matrix)) acceptSparse(features.matrix, options)
    const { withMean, withStd } = options
    return [features, { shift: withMean ? mean : undefined, scale: withStd ? scale : undefined }]
  }
}

function acceptSparse(X: CsrMatrix, { withMean }: Required<StandardScalerOptions>): CsrMatrix {
  if (!withMean) return X
  throw new ValidationError(
    'X is sparse: its means would fill it; use new StandardScaler({ withMean: false })',
  )
}

function readScalerOptions(options: ParamChanges<StandardScalerOptions>): Required<StandardScalerOptions> {
  checkKeys('StandardScaler', options, ['withMean', 'withStd'])
  const { withMean = true, withStd = true } = options
  return { withMean: checkBoolean('withMean', withMean), withStd: checkBoolean('withStd', withStd) }
}

/** Whether a variance is within the rounding error that the corrected two-pass algorithm makes (Chan, Golub & LeVeque). */
function isConstant(variance: number, mean: number, total: number): boolean {
  const error = total * mean * Number.EPSILON
  return variance <= total * Number.EPSILON * variance + error * error
}

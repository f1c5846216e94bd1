/**
 * Scalers of columns, z = x · scale + shift with other scales than the standard deviation: to a range, and by the
 * spread of the middle half. As scikit-learn's `MinMaxScaler` and `RobustScaler`.
 */

import { CsrMatrix, isCsr } from '../data/csr-matrix'
import type { DenseCopy } from '../data/dense-copy'
import type { TransformerFitOptions } from '../data/estimator'
import type { SamplesLike } from '../data/matrix-like'
import { type NdMatrix, ndview } from '../data/ndview'
import { DataTransformer } from '../preprocessing/data-transformer'
import { ValidationError } from '../support/errors'
import { readArray } from '../support/saved'
import { checkBoolean, checkKeys, checkNumber } from '../support/validate'
import { columnOf, denseOnly, readNumbers, readSameNumbers } from './numeric-transformer'
import type { SeenColumns } from './read-columns'
import { readColumnNumbers, readSavedSeen } from './saved-fields'

interface Fitted extends SeenColumns {
  /** z = x · scale + shift, a value a column */
  readonly scale: Float64Array
  readonly shift: Float64Array
}

/** A scaler that multiplies and shifts every column. */
abstract class LinearScaler<P extends object> extends DataTransformer<P, Fitted, NdMatrix> {
  protected abstract scaling(X: DenseCopy): Pick<Fitted, 'scale' | 'shift'>

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): Fitted {
    const { matrix, seen } = readNumbers(X)
    return { ...seen, ...this.scaling(denseOnly(this.stepName, matrix)) }
  }

  protected override apply(X: SamplesLike, fitted: Fitted, _options: P): NdMatrix {
    const { data, rows, cols } = denseOnly(this.stepName, readSameNumbers(this.stepName, X, fitted))
    const { scale, shift } = fitted
    const out = new Float64Array(rows * cols)
    for (let p = 0; p < out.length; p++) out[p] = data[p] * scale[p % cols] + shift[p % cols]
    return ndview(out, [rows, cols])
  }

  protected override namesOut({ names }: Fitted): readonly string[] {
    return names
  }

  protected override save({ names, named, scale, shift }: Fitted): object {
    return { names, named, scale: [...scale], shift: [...shift] }
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): Fitted {
    const seen = readSavedSeen(saved)
    const { length } = seen.names
    return {
      ...seen,
      scale: readColumnNumbers('fitted.scale', saved.scale, length),
      shift: readColumnNumbers('fitted.shift', saved.shift, length),
    }
  }
}

/** Options of {@link MinMaxScaler}. */
export interface MinMaxScalerOptions {
  /** what the smallest and the largest value become; default `[0, 1]` */
  readonly featureRange?: readonly [number, number]
  /** cut off values of other rows that fall outside; default `false` */
  readonly clip?: boolean
}

/**
 * Scales every column to a range: its smallest value becomes 0, its largest 1.
 *
 * @example
 * ```ts
 * import { MinMaxScaler } from 'ndlogit/tables'
 *
 * console.log(new MinMaxScaler().fitTransform([[1], [2], [5]]).data) // Float64Array(3) [ 0, 0.25, 1 ]
 * ```
 */
export class MinMaxScaler extends LinearScaler<Required<MinMaxScalerOptions>> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: MinMaxScalerOptions = {}) {
    super(options)
  }

  /** The scaler that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): MinMaxScaler {
    return new MinMaxScaler().readSaved(value)
  }

  override get stepName(): 'minMaxScaler' {
    return 'minMaxScaler'
  }

  protected override readOptions(options: MinMaxScalerOptions): Required<MinMaxScalerOptions> {
    checkKeys('MinMaxScaler', options, ['featureRange', 'clip'])
    const { featureRange = [0, 1], clip = false } = options
    const [low, high] = readArray('featureRange', featureRange)
    checkNumber('featureRange[1]', high, { above: checkNumber('featureRange[0]', low) })
    return { featureRange: [featureRange[0], featureRange[1]], clip: checkBoolean('clip', clip) }
  }

  protected override apply(X: SamplesLike, fitted: Fitted, options: Required<MinMaxScalerOptions>): NdMatrix {
    const Z = super.apply(X, fitted, options)
    const { clip, featureRange } = options
    if (clip) Z.data.set(Z.data.map(z => Math.min(Math.max(z, featureRange[0]), featureRange[1])))
    return Z
  }

  protected override scaling(X: DenseCopy): Pick<Fitted, 'scale' | 'shift'> {
    const [low, high] = this.getParams().featureRange
    const scale = new Float64Array(X.cols)
    const shift = scale.map((_, j) => {
      const column = columnOf(X, j).sort()
      const range = column[column.length - 1] - column[0]
      scale[j] = (high - low) / (range === 0 ? 1 : range)
      return low - column[0] * scale[j]
    })
    return { scale, shift }
  }
}

/** Options of {@link RobustScaler}. */
export interface RobustScalerOptions {
  /** subtract the median; default `true` */
  readonly withCentering?: boolean
  /** divide by the distance of the quantiles; default `true` */
  readonly withScaling?: boolean
  /** the quantiles, in percent; default `[25, 75]` */
  readonly quantileRange?: readonly [number, number]
}

/**
 * Scales every column by its median and the distance of two quantiles, which a few wild values do not sway.
 *
 * @example
 * ```ts
 * import { RobustScaler } from 'ndlogit/tables'
 *
 * console.log(new RobustScaler().fitTransform([[1], [2], [3], [4], [500]]).data[0]) // -1
 * ```
 */
export class RobustScaler extends LinearScaler<Required<RobustScalerOptions>> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: RobustScalerOptions = {}) {
    super(options)
  }

  /** The scaler that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): RobustScaler {
    return new RobustScaler().readSaved(value)
  }

  override get stepName(): 'robustScaler' {
    return 'robustScaler'
  }

  protected override readOptions(options: RobustScalerOptions): Required<RobustScalerOptions> {
    checkKeys('RobustScaler', options, ['withCentering', 'withScaling', 'quantileRange'])
    const { withCentering = true, withScaling = true, quantileRange = [25, 75] } = options
    const [low, high] = readArray('quantileRange', quantileRange)
    checkNumber('quantileRange[1]', high, {
      above: checkNumber('quantileRange[0]', low, { min: 0 }),
      max: 100,
    })
    return {
      withCentering: checkBoolean('withCentering', withCentering),
      withScaling: checkBoolean('withScaling', withScaling),
      quantileRange: [quantileRange[0], quantileRange[1]],
    }
  }

  protected override scaling(X: DenseCopy): Pick<Fitted, 'scale' | 'shift'> {
    const { withCentering, withScaling, quantileRange } = this.getParams()
    const scale = new Float64Array(X.cols)
    const shift = scale.map((_, j) => {
      const column = columnOf(X, j).sort()
      const spread = quantile(column, quantileRange[1]) - quantile(column, quantileRange[0])
      scale[j] = withScaling && spread !== 0 ? 1 / spread : 1
      return withCentering ? -quantile(column, 50) * scale[j] : 0
    })
    return { scale, shift }
  }
}

/** Linear between the two nearest of the sorted values, as NumPy has it. */
function quantile(sorted: Float64Array, percent: number): number {
  const at = (percent / 100) * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

const NORMS = ['l1', 'l2', 'max'] as const

/** Options of {@link Normalizer}. */
export interface NormalizerOptions {
  /** the norm that becomes 1; default `'l2'` */
  readonly norm?: (typeof NORMS)[number]
}

/**
 * Scales every row to norm 1; a row of zeros stays. Sparse stays sparse.
 *
 * @example
 * ```ts
 * import { Normalizer } from 'ndlogit/tables'
 *
 * console.log(new Normalizer().fitTransform([[3, 4]])) // the row 0.6, 0.8
 * ```
 */
export class Normalizer extends DataTransformer<
  Required<NormalizerOptions>,
  SeenColumns,
  NdMatrix | CsrMatrix
> {
  /** @throws ValidationError for an unknown option or a value out of range */
  constructor(options: NormalizerOptions = {}) {
    super(options)
  }

  /** The normalizer that `toJSON` wrote. @throws ValidationError naming the first field that is not as it should be */
  static fromJSON(value: unknown): Normalizer {
    return new Normalizer().readSaved(value)
  }

  override get stepName(): 'normalizer' {
    return 'normalizer'
  }

  protected override readOptions(options: NormalizerOptions): Required<NormalizerOptions> {
    checkKeys('Normalizer', options, ['norm'])
    const { norm = 'l2' } = options
    if (!NORMS.includes(norm)) throw new ValidationError(`norm must be one of ${NORMS.join(', ')}`)
    return { norm }
  }

  protected override learn(X: SamplesLike, _options: TransformerFitOptions): SeenColumns {
    const { matrix, seen } = readNumbers(X)
    if (!isCsr(matrix)) denseOnly('Normalizer', matrix)
    return seen
  }

  protected override apply(
    X: SamplesLike,
    seen: SeenColumns,
    { norm }: Required<NormalizerOptions>,
  ): NdMatrix | CsrMatrix {
    const matrix = readSameNumbers('Normalizer', X, seen)
    if (isCsr(matrix)) {
      const { shape, indptr, indices } = matrix
      const data = Float64Array.from(matrix.data)
      for (let i = 0; i < shape[0]; i++) normalize(data.subarray(indptr[i], indptr[i + 1]), norm)
      return new CsrMatrix({ shape, indptr, indices, data })
    }
    const { data, rows, cols } = denseOnly('Normalizer', matrix)
    const out = Float64Array.from(data)
    for (let i = 0; i < rows; i++) normalize(out.subarray(i * cols, (i + 1) * cols), norm)
    return ndview(out, [rows, cols])
  }

  protected override namesOut({ names }: SeenColumns): readonly string[] {
    return names
  }

  protected override save(seen: SeenColumns): object {
    return seen
  }

  protected override restore(saved: Readonly<Record<string, unknown>>): SeenColumns {
    return readSavedSeen(saved)
  }
}

/** √Σ x² where the squares overflow or vanish. */
function lengthOf(row: Float64Array): number {
  const most = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  return most === 0 ? 0 : most * Math.sqrt(row.reduce((sum, value) => sum + (value / most) ** 2, 0))
}

/** Divides a row by its norm, in place. */
export function normalize(row: Float64Array, norm: (typeof NORMS)[number]): void {
  let size = 0
  for (const value of row) {
    if (norm === 'l2') size += value * value
    else size = norm === 'l1' ? size + Math.abs(value) : Math.max(size, Math.abs(value))
  }
  if (norm === 'l2') size = size > 1e-280 && size < Infinity ? Math.sqrt(size) : lengthOf(row)
  if (size > 0) for (let j = 0; j < row.length; j++) row[j] /= size
}

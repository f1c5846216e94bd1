/** From what users pass to the design matrix that the solvers see: checked, and laid out for the work to come. */

import { compress } from '../design/compress'
import { copyColumns } from '../design/copy-columns'
import { DenseMatrix } from '../design/dense-matrix'
import type { FeatureMatrix } from '../design/design-matrix'
import { SparseMatrix } from '../design/sparse-matrix'
import { indexRange } from '../support/arrays'
import { drain, piecesBetweenPauses, type Steps } from '../support/steps'
import { isCsr } from './csr-matrix'
import { refuseChanged } from './csr-rows'
import { type DenseLike, denseShape, isRows } from './dense-like'
import { finiteAt } from './finite'
import { type MatrixLike, matrixShape, readMatrix } from './matrix-like'
import { type AnyNdArray, valueAt } from './ndview'

/**
 * Below this share of non-zeros a dense matrix is compressed: a sparse entry takes 12 bytes and about three times
 * the time of a dense one, so a quarter is where both memory and time begin to gain.
 */
const COMPRESS_BELOW = 0.25

/**
 * The design matrix for predicting: any dense layout is used where it lies, nothing is copied. Values are not looked
 * at: see {@link refuseNonFinite}. Of a table the columns `names` are taken, in that order.
 *
 * @throws ValidationError when `X` is no matrix, is empty or ragged, or a table with other columns
 */
export function toPredictingDesign(X: MatrixLike, names?: readonly string[]): FeatureMatrix {
  const matrix = readMatrix('X', X, names)
  if (isCsr(matrix)) {
    matrixShape('X', matrix)
    refuseChanged(matrix, { entries: false })
    return new SparseMatrix(matrix)
  }
  return drain(toDense(matrix))
}

/** @throws ValidationError that names the first row and column that hold NaN or an infinite value, or do not fit X */
export function refuseNonFinite(X: MatrixLike): void {
  const matrix = readMatrix('X', X)
  if (isCsr(matrix)) refuseChanged(matrix, { entries: true })
  else drain(checkFinite(drain(toDense(matrix))))
}

/**
 * The design matrix for fitting: compressed when `X` is sparse (or dense but mostly zeros), else where it lies; only a
 * view whose rows and columns both have gaps is copied.
 *
 * @throws ValidationError when `X` is no matrix, is empty or ragged, or holds a value that is not finite
 */
export function toFittingDesign(X: MatrixLike): FeatureMatrix {
  return drain(fittingDesignSteps(X))
}

/** As {@link toFittingDesign}, pausing now and then. */
export function* fittingDesignSteps(X: MatrixLike): Steps<FeatureMatrix> {
  const matrix = readMatrix('X', X)
  if (isCsr(matrix)) {
    refuseChanged(matrix, { entries: true })
    return toPredictingDesign(matrix)
  }
  const dense = yield* toDense(matrix)
  const share = shareOfNonZeros(dense)
  const design = share < COMPRESS_BELOW ? yield* compress(dense, share) : inOnePiece(dense)
  // A fit asks for them in any case, and the sums say whether a value is not finite, or its square: then each is looked at.
  const squares = yield* design.squares()
  if (!squares.every(Number.isFinite)) yield* checkFinite(dense)
  return design
}

function inOnePiece(dense: DenseMatrix): DenseMatrix {
  if (dense.rowStride === 1 || dense.colStride === 1) return dense
  const { data, rows } = copyColumns(dense, indexRange(dense.cols))
  return new DenseMatrix(data, rows, dense.cols, 1, rows, 0)
}

function* toDense(X: DenseLike): Steps<DenseMatrix> {
  const [rows, cols] = denseShape('X', X)
  if (isRows(X)) return yield* readElements((i, j) => X[i][j], rows, cols)
  const [rowStride, colStride] = X.stride as [number, number]
  const floats = asFloats(X)
  if (floats === undefined) {
    return yield* readElements((i, j) => valueAt(X, X.offset + i * rowStride + j * colStride), rows, cols)
  }
  return new DenseMatrix(floats, rows, cols, rowStride, colStride, X.offset)
}

/**
 * The view's own memory if the kernels can read it; integer dtypes are widened once; `undefined` for stores with
 * accessors, and for big integers, which are not numbers.
 */
function asFloats({ data }: AnyNdArray): Float64Array | Float32Array | undefined {
  if (data instanceof Float64Array || data instanceof Float32Array) return data
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return undefined
  return ArrayBuffer.isView(data) ? new Float64Array(data as ArrayLike<number>) : undefined
}

/** Nanoseconds to read and check a value. */
const NS_PER_VALUE = 2

function* readElements(
  at: (i: number, j: number) => unknown,
  rows: number,
  cols: number,
): Steps<DenseMatrix> {
  const data = new Float64Array(rows * cols)
  const pauseEvery = piecesBetweenPauses(NS_PER_VALUE * cols)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[i * cols + j] = finiteAt('X', i, j, at(i, j))
    if (i % pauseEvery === 0) yield
  }
  return new DenseMatrix(data, rows, cols, cols, 1, 0)
}

/** Values that are looked at together. */
const PIECE = 16_384

/** Refuses NaN and infinite values, with no look at any single one as long as all is well. */
function* checkFinite({ data, rows, cols, rowStride, colStride, offset }: DenseMatrix): Steps<void> {
  const alongRows = Math.abs(rowStride) <= Math.abs(colStride)
  const [outer, inner] = alongRows ? [cols, rows] : [rows, cols]
  const [outerStride, innerStride] = alongRows ? [colStride, rowStride] : [rowStride, colStride]
  const gapless = outerStride === inner * innerStride
  const lines = gapless ? Math.ceil(PIECE / inner) : 1
  const pauseEvery = lines * piecesBetweenPauses(NS_PER_VALUE * lines * inner)
  for (let a = 0; a < outer; a += lines) {
    if (a % pauseEvery === 0) yield
    const end = Math.min(a + lines, outer)
    if (allFinite(data, offset + a * outerStride, (end - a) * inner, innerStride)) continue
    for (let line = a; line < end; line++) {
      for (let b = 0; b < inner; b++) {
        const value = data[offset + line * outerStride + b * innerStride]
        if (alongRows) finiteAt('X', b, line, value)
        else finiteAt('X', line, b, value)
      }
    }
  }
}

/**
 * Products with 0 stay 0 for finite values and turn NaN for the others. Four quarters at once: 0.8 ns an entry of
 * 200,000 × 30 where a branch for each took up to 5.
 */
function allFinite(data: Float64Array | Float32Array, start: number, count: number, stride: number): boolean {
  const quarter = count >> 2
  const step = quarter * stride
  let sum = 0
  let p = start
  for (let e = 0; e < quarter; e++, p += stride) {
    sum += data[p] * 0 + data[p + step] * 0 + (data[p + 2 * step] * 0 + data[p + 3 * step] * 0)
  }
  p += 3 * step
  for (let e = 4 * quarter; e < count; e++, p += stride) sum += data[p] * 0
  return sum === 0
}

/** Entries looked at to see whether a dense matrix is mostly zeros. */
const SAMPLE = 10_000

const GOLDEN_RATIO = 1.618033988749895

/** About the share of entries that are not zero, from a sample spread evenly. */
function shareOfNonZeros({ data, rows, cols, rowStride, colStride, offset }: DenseMatrix): number {
  const size = rows * cols
  // An odd step far from simple fractions of the width, so that all columns are met.
  const step = Math.max(1, Math.round((size / SAMPLE) * GOLDEN_RATIO))
  let looked = 0
  let nonZero = 0
  for (let e = 0; e < size; e += step, looked++) {
    const value = data[offset + Math.floor(e / cols) * rowStride + (e % cols) * colStride]
    if (value !== 0) nonZero++
  }
  return nonZero / looked
}

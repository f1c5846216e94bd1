import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { definePrinting } from '../support/inspect'
import { checkSavedHead, readSavedNumbers, refuseUnknownFields } from '../support/saved'
import { checkChoice, checkObject } from '../support/validate'
import {
  checkArray,
  checkCoordinates,
  checkShape,
  checkStructure,
  checkValues,
  convert,
  groupByRow,
  isSorted,
} from './csr-checks'
import { type CsrArrays, refuseChanged } from './csr-rows'
import { type DenseLike, denseElements, denseShape } from './dense-like'
import { finiteAt } from './finite'
import { type NdMatrix, ndview } from './ndview'

/** The parts of a {@link CsrMatrix}, as SciPy names them; arrays or typed arrays. */
export interface CsrParts {
  /** rows and columns */
  readonly shape: readonly [number, number]
  /** `rows + 1` offsets: row `i` holds entries `indptr[i]` to `indptr[i + 1] - 1` */
  readonly indptr: ArrayLike<number>
  /** column of each entry, strictly increasing within a row */
  readonly indices: ArrayLike<number>
  /** value of each entry */
  readonly data: ArrayLike<number>
}

/** Entries by coordinates: entry `k` is at row `row[k]`, column `col[k]`; in any order, repeated ones are summed. */
export interface CooParts {
  /** rows and columns */
  readonly shape: readonly [number, number]
  /** row of each entry */
  readonly row: ArrayLike<number>
  /** column of each entry */
  readonly col: ArrayLike<number>
  /** value of each entry */
  readonly data: ArrayLike<number>
}

/** What {@link CsrMatrix.toJSON} gives. */
export interface SavedCsrMatrix {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  /** rows and columns */
  readonly shape: readonly [number, number]
  /** as {@link CsrParts.indptr} */
  readonly indptr: readonly number[]
  /** as {@link CsrParts.indices} */
  readonly indices: readonly number[]
  /** as {@link CsrParts.data} */
  readonly data: readonly number[]
  /** precision of the values */
  readonly dtype: 'float64' | 'float32'
}

const TYPE = 'ndlogit/CsrMatrix'
const VERSION = 1
const SAVED = ['type', 'version', 'shape', 'indptr', 'indices', 'data', 'dtype']

/**
 * A sparse matrix in compressed sparse row form.
 *
 * Typed arrays of the right kind (`Int32Array` for `indptr` and `indices`, `Float64Array` or `Float32Array` for
 * `data`) are kept, not copied; other arrays are converted. Checking takes one pass over the entries.
 *
 * @throws ValidationError when the parts contradict each other, an index is out of range, unsorted or repeated,
 * or a value is not finite
 *
 * @example
 * ```ts
 * import { CsrMatrix } from 'ndlogit'
 *
 * const X = new CsrMatrix({ shape: [2, 3], indptr: [0, 1, 3], indices: [2, 0, 1], data: [5, 1, 2] })
 * console.log(X.toDense().get(0, 2)) // 5
 * ```
 */
export class CsrMatrix implements CsrParts, CsrArrays {
  readonly shape: readonly [number, number]
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array | Float32Array

  constructor(parts: CsrParts) {
    const { shape, indptr, indices, data } = Object(parts) as CsrParts
    this.shape = checkShape('CsrMatrix', shape)
    this.indptr = indptr instanceof Int32Array ? indptr : convert('indptr', indptr, Int32Array)
    this.indices = indices instanceof Int32Array ? indices : convert('indices', indices, Int32Array)
    const floats = data instanceof Float64Array || data instanceof Float32Array
    this.data = floats ? data : convert('data', data, Float64Array)
    checkStructure(this)
    definePrinting(
      this,
      () =>
        `CsrMatrix(${this.shape.join(', ')}): ${counted(this.nnz, 'entry', 'entries')}, ${this.data.constructor.name}`,
    )
  }

  /** Number of stored entries. */
  get nnz(): number {
    return this.data.length
  }

  /**
   * The non-zero entries of a dense matrix: a 2-d ndarray or an array of rows.
   *
   * @throws ValidationError when `matrix` is not a dense matrix, is empty or ragged, or a value is not a finite number
   */
  static fromDense(matrix: DenseLike): CsrMatrix {
    const name = 'CsrMatrix.fromDense: matrix'
    if (isCsr(matrix)) throw new ValidationError(`${name} is sparse already`)
    const [rows, cols] = denseShape(name, matrix)
    const at = denseElements(matrix)

    const indptr = new Int32Array(rows + 1)
    for (let i = 0; i < rows; i++) {
      let count = indptr[i]
      for (let j = 0; j < cols; j++) {
        if (finiteAt(name, i, j, at(i, j)) !== 0) count++
      }
      indptr[i + 1] = count
    }

    const indices = new Int32Array(indptr[rows])
    const data = new Float64Array(indices.length)
    for (let i = 0, p = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        const value = at(i, j) as number
        if (value !== 0) {
          indices[p] = j
          data[p++] = value
        }
      }
    }
    return new CsrMatrix({ shape: [rows, cols], indptr, indices, data })
  }

  /**
   * From coordinates; entries with the same row and column are summed, in the order given.
   *
   * @throws ValidationError when lengths differ, a coordinate is outside the shape, or a value is not a finite number
   */
  static fromCoo(parts: CooParts): CsrMatrix {
    const { shape, row, col, data } = Object(parts) as CooParts
    const [rows, cols] = checkShape('CsrMatrix.fromCoo', shape)
    checkArray('CsrMatrix.fromCoo: row', row)
    checkArray('CsrMatrix.fromCoo: col', col)
    checkArray('CsrMatrix.fromCoo: data', data)
    if (row.length !== data.length || col.length !== data.length) {
      throw new ValidationError(
        `CsrMatrix.fromCoo: row, col and data must have one length, got ${row.length}, ${col.length} and ${data.length}`,
      )
    }
    checkCoordinates('row', row, rows)
    checkCoordinates('col', col, cols)
    checkValues(data)

    const { start, order } = groupByRow(row, rows)
    const indptr = new Int32Array(rows + 1)
    const indices = new Int32Array(order.length)
    const values = new Float64Array(order.length)
    let end = 0
    for (let i = 0; i < rows; i++) {
      const entries = order.subarray(start[i], start[i + 1])
      // Most sources list a row's columns in order; the sort is stable, so sums do not depend on the engine.
      if (!isSorted(entries, col)) entries.sort((a, b) => col[a] - col[b])
      let last = -1
      for (let e = 0; e < entries.length; e++) {
        const k = entries[e]
        if (col[k] === last) values[end - 1] += data[k]
        else {
          last = col[k]
          indices[end] = last
          values[end++] = data[k]
        }
      }
      indptr[i + 1] = end
    }
    const stored = { indices: indices.slice(0, end), data: values.slice(0, end) }
    return new CsrMatrix({ shape: [rows, cols], indptr, ...stored })
  }

  /** A matrix of other parts, for functions whose bundles need not hold this class. @internal */
  like(parts: CsrParts): CsrMatrix {
    return new CsrMatrix(parts)
  }

  /** A plain object that survives `JSON.stringify`; {@link CsrMatrix.fromJSON} reads it back. */
  toJSON(): SavedCsrMatrix {
    const { shape, indptr, indices, data } = this
    return {
      type: TYPE,
      version: VERSION,
      shape: [...shape],
      indptr: Array.from(indptr),
      indices: Array.from(indices),
      data: Array.from(data),
      dtype: data instanceof Float32Array ? 'float32' : 'float64',
    }
  }

  /**
   * The matrix that {@link CsrMatrix.toJSON} wrote.
   *
   * @throws ValidationError naming the first part that is not as it should be
   */
  static fromJSON(value: unknown): CsrMatrix {
    const saved = checkObject('saved matrix', value)
    // Before version 0.2 a matrix had no toJSON, and JSON wrote its bare parts.
    if ('type' in saved) checkSavedHead(saved, TYPE, VERSION)
    refuseUnknownFields('saved matrix', saved, SAVED)
    const dtype = checkChoice('dtype', saved.dtype ?? 'float64', ['float64', 'float32'])
    const data = readSavedNumbers('data', listOf(saved.data))
    return new CsrMatrix({
      shape: saved.shape as [number, number],
      indptr: listOf(saved.indptr) as number[],
      indices: listOf(saved.indices) as number[],
      data: dtype === 'float32' ? Float32Array.from(data) : data,
    })
  }

  /** A dense copy `[rows, columns]`. */
  toDense(): NdMatrix {
    return csrToDense(this)
  }
}

/** The dense matrix of the same numbers, zeros included. @throws ValidationError when the arrays are no matrix any more */
export function csrToDense(X: CsrArrays): NdMatrix {
  refuseChanged(X, { entries: true })
  const { shape, indptr, indices, data } = X
  const [rows, cols] = shape
  const dense = new Float64Array(rows * cols)
  for (let i = 0; i < rows; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) dense[i * cols + indices[p]] = data[p]
  }
  return ndview(dense, [rows, cols])
}

/** Other arrays as a matrix like `X`: what comes from `postMessage` has its fields alone, and so has what is made of it. */
export function csrLike(X: CsrMatrix, parts: CsrArrays): CsrMatrix {
  return 'like' in X ? X.like(parts) : (parts as CsrMatrix)
}

/** JSON makes of a typed array an object of numbered fields. */
function listOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : value
}

/** Whether `X` is a sparse matrix (by its fields: it may come from the other entry of the CommonJS build). */
export function isCsr(X: unknown): X is CsrMatrix {
  const { shape, indptr, indices, data } = Object(X) as Partial<CsrMatrix>
  const isFloat = data instanceof Float64Array || data instanceof Float32Array
  return indptr instanceof Int32Array && indices instanceof Int32Array && isFloat && Array.isArray(shape)
}

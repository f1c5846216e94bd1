import { ValidationError } from '../support/errors'
import { definePrinting } from '../support/inspect'
import { checkNumber, describe } from '../support/validate'
import { type DenseLike, denseShape, isRows } from './dense-like'
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

/** Row pointers and column indices are 32-bit integers. */
const MAX_INT32 = 2 ** 31 - 1

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
export class CsrMatrix implements CsrParts {
  readonly shape: readonly [number, number]
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array | Float32Array

  constructor({ shape, indptr, indices, data }: CsrParts) {
    this.shape = readShape('CsrMatrix', shape)
    this.indptr = indptr instanceof Int32Array ? indptr : convert('indptr', indptr, Int32Array)
    this.indices = indices instanceof Int32Array ? indices : convert('indices', indices, Int32Array)
    const floats = data instanceof Float64Array || data instanceof Float32Array
    this.data = floats ? data : convert('data', data, Float64Array)
    checkStructure(this)
    definePrinting(
      this,
      () => `CsrMatrix(${this.shape.join(', ')}): ${this.nnz} entries, ${this.data.constructor.name}`,
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
    const at: (i: number, j: number) => unknown = isRows(matrix)
      ? (i, j) => matrix[i][j]
      : (i, j) => matrix.get(i, j)

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
  static fromCoo({ shape, row, col, data }: CooParts): CsrMatrix {
    const [rows, cols] = readShape('CsrMatrix.fromCoo', shape)
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

  /** A dense copy `[rows, columns]`. */
  toDense(): NdMatrix {
    const [rows, cols] = this.shape
    const dense = new Float64Array(rows * cols)
    for (let i = 0; i < rows; i++) {
      for (let p = this.indptr[i]; p < this.indptr[i + 1]; p++)
        dense[i * cols + this.indices[p]] = this.data[p]
    }
    return ndview(dense, [rows, cols])
  }
}

function readShape(name: string, shape: unknown): readonly [number, number] {
  if (!Array.isArray(shape) || shape.length !== 2) {
    throw new ValidationError(`${name}: shape must be [rows, columns], got ${describe(shape)}`)
  }
  const range = { min: 0, max: MAX_INT32, integer: true }
  return [
    checkNumber(`${name}: shape[0]`, shape[0], range),
    checkNumber(`${name}: shape[1]`, shape[1], range),
  ]
}

/** Only real arrays: an object that merely claims a length could make us allocate anything. */
function checkArray(name: string, value: unknown): void {
  if (!Array.isArray(value) && (!ArrayBuffer.isView(value) || value instanceof DataView)) {
    throw new ValidationError(`${name} must be an array, got ${describe(value)}`)
  }
}

function convert<T extends Int32Array | Float64Array>(
  name: string,
  source: ArrayLike<number>,
  Typed: new (length: number) => T,
): T {
  checkArray(`CsrMatrix: ${name}`, source)
  const out = new Typed(source.length)
  const integer = out instanceof Int32Array
  for (let k = 0; k < out.length; k++) {
    const value: unknown = source[k]
    if (typeof value === 'number') out[k] = value
    if (typeof value !== 'number' || (integer && out[k] !== value)) {
      const expected = integer ? 'a 32-bit integer' : 'a number'
      throw new ValidationError(`CsrMatrix: ${name}[${k}] must be ${expected}, got ${describe(value)}`)
    }
  }
  return out
}

/** One pass; no row is read before its end is known to lie within the entries. */
function checkStructure({ shape: [rows, cols], indptr, indices, data }: CsrMatrix): void {
  const nnz = data.length
  if (indptr.length !== rows + 1) {
    throw new ValidationError(
      `CsrMatrix: indptr must have rows + 1 = ${rows + 1} entries, got ${indptr.length}`,
    )
  }
  if (indices.length !== nnz) {
    throw new ValidationError(
      `CsrMatrix: indices and data must have one length, got ${indices.length} and ${nnz}`,
    )
  }
  if (indptr[0] !== 0 || indptr[rows] !== nnz) {
    throw new ValidationError(
      `CsrMatrix: indptr must run from 0 to the number of entries ${nnz}, got ${indptr[0]} to ${indptr[rows]}`,
    )
  }
  for (let i = 0; i < rows; i++) {
    const start = indptr[i]
    const end = indptr[i + 1]
    if (end < start || end > nnz) {
      throw new ValidationError(
        `CsrMatrix: row ${i} runs from entry ${start} to ${end}; indptr must not decrease or pass ${nnz}`,
      )
    }
    let last = -1
    for (let p = start; p < end; p++) {
      const j = indices[p]
      // `x * 0` is 0 for finite x only
      if (j <= last || j >= cols || data[p] * 0 !== 0) throw entryError(i, j, last, cols, data[p])
      last = j
    }
  }
}

function entryError(i: number, j: number, last: number, cols: number, value: number): ValidationError {
  if (j < 0 || j >= cols) {
    return new ValidationError(`CsrMatrix: row ${i} has column index ${j}, expected 0 to ${cols - 1}`)
  }
  if (j <= last) {
    return new ValidationError(
      `CsrMatrix: row ${i} has column ${j} after ${last}; columns must increase within a row`,
    )
  }
  return new ValidationError(`CsrMatrix: row ${i}, column ${j} is ${value}; values must be finite`)
}

function checkCoordinates(name: string, values: ArrayLike<unknown>, length: number): void {
  for (let k = 0; k < values.length; k++) {
    const value = values[k]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= length) {
      throw new ValidationError(
        `CsrMatrix.fromCoo: ${name}[${k}] must be an integer from 0 to ${length - 1}, got ${describe(value)}`,
      )
    }
  }
}

function checkValues(values: ArrayLike<unknown>): void {
  for (let k = 0; k < values.length; k++) {
    const value = values[k]
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new ValidationError(
        `CsrMatrix.fromCoo: data[${k}] must be a finite number, got ${describe(value)}`,
      )
    }
  }
}

/** The numbers of the entries, row by row and in the order given within a row: a counting sort. */
function groupByRow(row: ArrayLike<number>, rows: number): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(rows + 1)
  for (let k = 0; k < row.length; k++) start[row[k] + 1]++
  for (let i = 0; i < rows; i++) start[i + 1] += start[i]
  const next = start.slice()
  const order = new Int32Array(row.length)
  for (let k = 0; k < row.length; k++) order[next[row[k]]++] = k
  return { start, order }
}

function isSorted(entries: Int32Array, key: ArrayLike<number>): boolean {
  for (let e = 1; e < entries.length; e++) if (key[entries[e]] < key[entries[e - 1]]) return false
  return true
}

/** Whether `X` is a sparse matrix (by its fields: it may come from the other entry of the CommonJS build). */
export function isCsr(X: unknown): X is CsrMatrix {
  return (X as Partial<CsrMatrix> | null | undefined)?.indptr instanceof Int32Array
}

/** What a loaded model is asked about: a row or rows, in any form, read one row at a time. */

import { counted } from '../support/counted'
import { type Check, finite, integer, record, refuse, where } from './checks'

/** A row as an object: a number, a boolean (0 or 1) or a big integer for each feature of the fit, by its name. */
export interface RowObject {
  readonly [feature: string]: number | boolean | bigint
}

/** One row: an array or a typed array of d numbers, or, where the model knows names of features, an object. */
export type Row =
  | RowObject
  | readonly number[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray

/** Dense values with their shape, row-major from the first value unless `stride` and `offset` say otherwise; an ndarray is one. */
export interface ShapedValues {
  readonly data: ArrayLike<number>
  readonly shape: readonly number[]
  readonly stride?: readonly number[]
  readonly offset?: number
}

/** Compressed sparse rows, as a `CsrMatrix` has them: columns increase within a row. */
export interface SparseRows {
  readonly shape: readonly [rows: number, cols: number]
  readonly indptr: ArrayLike<number>
  readonly indices: ArrayLike<number>
  readonly data: ArrayLike<number>
}

/** Rows of d numbers: an array of rows, values with a shape, an ndarray, or sparse rows. */
export type Rows = readonly Row[] | ShapedValues | SparseRows

/** The values of a row, and the columns of those that are stored if it is sparse. */
export interface ReadRow {
  readonly values: Float64Array | Float32Array
  readonly columns?: Int32Array
}

export interface RowReader {
  readonly rows: number
  /** whether the full library multiplies this layout column by column, which rounds in another order */
  readonly byColumns: boolean
  /** @throws ValidationError for a value that is not a finite number, or a row of another length than the first */
  read(i: number): ReadRow
}

/** Whether `X` is one row. */
export function isRow(X: unknown): X is Row {
  return ArrayBuffer.isView(X) || (Array.isArray(X) ? typeof X[0] === 'number' : isRowObject(X))
}

/** Whether `X` is an object of single values: neither a matrix nor a table. */
function isRowObject(X: unknown): X is RowObject {
  const isObject = Object(X) === X && !isList(X)
  return isObject && !Object.values(X as object).some(isList)
}

const isList = (value: unknown) => Array.isArray(value) || ArrayBuffer.isView(value)

const COLUMN_VALUE = where(
  'a finite number',
  value => Number.isFinite(value) || ['boolean', 'bigint'].includes(typeof value),
)

/**
 * @param names - of the features, if the fit knew any
 * @throws ValidationError when `X` is no matrix of so many columns, or options come with it, of which there are none
 */
export function rowReader(
  X: Row | Rows,
  features: number,
  names: readonly string[] | undefined,
  options?: unknown,
): RowReader {
  if (typeof options === 'object') refuse('options', 'left out', options)
  if (isRow(X)) return rowReader([X], features, names)
  if (Array.isArray(X) && isRowObject(X[0])) return objectReader(X, names)
  if (Array.isArray(X)) {
    const read = (i: number) => {
      const row = X[i]
      if (row?.length !== features) refuse(`X[${i}]`, `a row of ${counted(features, 'value')}`, row)
      return { values: collect(features, row, j => j, i, Float64Array) }
    }
    return { rows: X.length, byColumns: false, read }
  }
  const { shape, stride, offset = 0, data, indptr, indices } = Object(X) as ShapedValues & Partial<SparseRows>
  if (!data || shape?.length !== 2) refuse('X', 'a row or a matrix', X)
  const [rows, cols] = shape
  integer(0)(rows, 'X.shape[0]')
  if (cols !== features) refuse('X', `of ${counted(features, 'column')}`, cols)
  if (indptr && indices) {
    return { rows, byColumns: false, read: i => readSparse(X as SparseRows, indptr[i], indptr[i + 1]) }
  }
  const [down, across] = stride ?? [cols, 1]
  const read = (i: number) => ({ values: collect(cols, data, j => offset + i * down + j * across, i) })
  return { rows, byColumns: across !== 1 || down === 1, read }
}

/** Rows that are objects; the full library makes columns of them. */
function objectReader(
  X: readonly RowObject[],
  names: readonly string[] = refuse('X', 'rows of numbers, as the model knows no names of features', X[0]),
): RowReader {
  const check: Check = record(Object.fromEntries(names.map(name => [name, COLUMN_VALUE])))
  const read = (i: number) => {
    check(X[i], `X[${i}]`)
    return {
      values: collect(
        names.length,
        names.map(name => Number(X[i][name])),
        j => j,
        i,
      ),
    }
  }
  return { rows: X.length, byColumns: true, read }
}

function readSparse({ shape, indices, data }: SparseRows, start: number, end: number): ReadRow {
  const columns = Int32Array.from({ length: end - start }, (_, k) => indices[start + k])
  for (let k = 0; k < columns.length; k++) {
    // Columns increase within a row.
    integer(k && columns[k - 1] + 1, shape[1] - 1)(indices[start + k], `X.indices[${start + k}]`)
  }
  return { columns, values: collect(columns.length, data, k => start + k, 'entry') }
}

/** `count` values of row `i`, in single precision where they are held so, unless `Floats` says otherwise. */
function collect(
  count: number,
  data: ShapedValues['data'],
  position: (k: number) => number,
  i: number | string,
  Floats: typeof Float32Array | typeof Float64Array = data instanceof Float32Array
    ? Float32Array
    : Float64Array,
): ReadRow['values'] {
  const values = []
  for (let k = 0; k < count; k++) {
    const value = data[position(k)]
    // Most values are finite, and need no name.
    if (!Number.isFinite(value)) finite(value, `X[${i}, ${k}]`)
    values.push(value)
  }
  return new Floats(values)
}

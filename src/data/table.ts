/**
 * Tables: columns of one length, by name. They come in two neutral forms, which every library of tables gives: an
 * object of columns, or a list of rows that are objects. Nothing is copied until values are asked for.
 */

import { ValidationError } from '../support/errors'
import { describe, everyEntry, refuseClaim } from '../support/validate'
import { isCsr } from './csr-matrix'
import { checkShape } from './dense-like'
import { checkLength } from './labels'
import { type AnyNdArray, isNdArray, type NdArray, ndview, sizeOf } from './ndview'

/** A table by columns: the values of each column, by its name; all of one length. */
export type ColumnsLike = Readonly<Record<string, ArrayLike<unknown>>>

/** A row of a table: a value a column, by its name. */
export type RowObject = Readonly<Record<string, unknown>> | (object & { readonly [Symbol.iterator]?: never })

/**
 * A table: an object of columns or a list of row objects. Where numbers are wanted every value must be a number, a
 * boolean (0 or 1) or a big integer.
 */
export type TableLike = ColumnsLike | readonly RowObject[]

/** A table that has been read: `columns[j]` holds the values of the column called `names[j]`. */
export interface Table {
  readonly rows: number
  readonly names: readonly string[]
  readonly columns: readonly ArrayLike<unknown>[]
}

/** Whether `X` is a table, by its first row or its first column. */
export function isTable(X: unknown): X is TableLike {
  return Array.isArray(X) ? isRow(X[0]) : isTableOfColumns(X)
}

/** Whether `X` is a table by columns. */
export function isTableOfColumns(X: unknown): X is ColumnsLike {
  if (!isRow(X) || isNdArray(X) || isCsr(X) || tensorView(X)) return false
  const first = Object.values(X)[0] as Partial<ArrayLike<unknown>> | null | undefined
  return typeof first === 'object' && first?.length !== undefined
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !(Symbol.iterator in value) && !ArrayBuffer.isView(value)
  )
}

/** @throws ValidationError when there is no row, or columns differ in length */
export function readTable(name: string, X: TableLike): Table {
  if (!Array.isArray(X)) return readColumns(name, X as ColumnsLike)
  const names = namesOf(name, X)
  const columns = names.map(key => columnOf(X, key))
  checkShape(name, [X.length, names.length])
  return { rows: X.length, names, columns }
}

/** @throws ValidationError as {@link readTable} */
export function readColumns(name: string, X: ColumnsLike): Table {
  const names = Object.keys(X)
  // Who writes { data, shape } is likely to mean a matrix.
  const hint = 'data' in X ? ' (X is taken for a table; write { data: Float64Array, dims })' : ''
  const paths = names.map(key => columnPath(name, key) + hint)
  const columns = names.map((key, j) => readColumn(paths[j], X[key]))
  const rows = columns[0]?.length ?? 0
  columns.forEach((column, j) => {
    checkLength(paths[j], column.length, rows)
  })
  checkShape(name, [rows, names.length])
  return { rows, names, columns }
}

/** The names of the columns of rows, in the order in which these first name them. */
function namesOf(name: string, X: readonly unknown[]): string[] {
  const names = new Set<string>()
  // Not forEach, which passes over holes.
  for (let i = 0; i < X.length; i++) {
    const row = X[i]
    if (!isRow(row)) throw new ValidationError(`${name}[${i}] must be an object, got ${describe(row)}`)
    for (const key of Object.keys(row)) names.add(key)
  }
  return [...names]
}

/** A column of rows; what a row leaves out is `undefined`. */
function columnOf(X: readonly Readonly<Record<string, unknown>>[], key: string): unknown[] {
  // A name such as `constructor` must not reach what every object inherits.
  const inherited = key in Object.prototype
  return X.map(row => (inherited && !Object.hasOwn(row, key) ? undefined : row[key]))
}

/** The values of a column as something to index: vectors that can only be iterated are written out. */
function readColumn(path: string, column: unknown): ArrayLike<unknown> {
  refuseClaim(path, column)
  if (typeof column === 'object' && column !== null && Symbol.iterator in column) {
    return ArrayBuffer.isView(column)
      ? (column as unknown as ArrayLike<unknown>)
      : Array.from(column as Iterable<unknown>)
  }
  throw new ValidationError(`${path} must be an array of values, got ${describe(column)}`)
}

/** How a message names a column: `X.age`, `X['bill length']`. */
export function columnPath(name: string, column: string): string {
  return /^[a-z_]\w*$/i.test(column) ? `${name}.${column}` : `${name}[${describe(column)}]`
}

/**
 * The columns as a matrix `[rows, columns]`, column by column in memory.
 *
 * @throws ValidationError that names the first column and row that hold no finite number, and what to do
 */
export function numbersOf(name: string, { rows, names, columns }: Table): NdArray {
  const data = new Float64Array(rows * names.length)
  columns.forEach((column, j) => {
    for (let i = 0, p = j * rows; i < rows; i++, p++) {
      const value = column[i]
      data[p] = typeof value === 'number' ? value : toNumber(value)
      if (data[p] * 0 !== 0) throw notANumber(`${columnPath(name, names[j])}[${i}]`, value)
    }
  })
  return ndview(data, [rows, names.length], [1, rows])
}

/** @throws ValidationError when a table has not the columns `names`, whatever their order */
export function inOrder(name: string, { rows, names: own, columns }: Table, names: readonly string[]): Table {
  const at = new Map(own.map((column, j) => [column, columns[j]]))
  const refuse = (has: string, column: string): never => {
    throw new ValidationError(`${name} has ${has} column ${describe(column)}, unlike the data of the fit`)
  }
  const sorted = names.map(column => at.get(column) ?? refuse('no', column))
  if (own.length > names.length) {
    const known = new Set(names)
    refuse('a', own.find(column => !known.has(column)) as string)
  }
  return { rows, names, columns: sorted }
}

/** What counts as a number in a table; NaN for all else. */
export function toNumber(value: unknown): number {
  return ['number', 'boolean', 'bigint'].includes(typeof value) ? Number(value) : Number.NaN
}

/** Whether a value says that there is none: `null`, `undefined`, NaN, or a text of nothing but white space. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value) || isBlankText(value)
}

function isBlankText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}

/** The error about a value of a column that must hold numbers. */
export function notANumber(path: string, value: unknown): ValidationError {
  return new ValidationError(
    `${path} is ${describe(value)}: not a number; fill blanks with SimpleImputer, encode texts with OneHotEncoder`,
  )
}

/** Tensors by their own fields, as transformers.js, onnxruntime and stdlib have them. */
export interface TensorLike {
  readonly data: unknown
  /** the shape, as onnxruntime and transformers.js call it */
  readonly dims?: ArrayLike<number>
  /** the shape, as stdlib calls it */
  readonly shape?: ArrayLike<number>
  /** distances between neighbours along each axis, in values */
  readonly strides?: ArrayLike<number>
  /** position of the first value */
  readonly offset?: number
}

/** The view that a tensor describes; `undefined` for what is none. */
export function tensorView(X: unknown): AnyNdArray | undefined {
  const { data, dims, shape = dims, strides, offset } = Object(X) as TensorLike
  if (!ArrayBuffer.isView(data) || !isListOfNumbers(shape)) return undefined
  if (strides !== undefined && !isListOfNumbers(strides)) return undefined
  // A table may have columns called data, dims and shape.
  const fits = sizeOf(shape) === (data as Float64Array).length
  return strides || (dims && fits) ? ndview(data as Float64Array, shape, strides, offset) : undefined
}

/** Whether it is a short list of numbers, such as a shape. */
function isListOfNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length < 33 && everyEntry(value, Number.isFinite)
}

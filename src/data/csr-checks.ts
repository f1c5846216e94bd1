/** What the parts of a new sparse matrix must be, and what keeps them from it. */

import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { checkNumber, describe, isList, refuseHoles } from '../support/validate'
import { type CsrArrays, faultyRow } from './csr-rows'

/** Row pointers and column indices are 32-bit integers. */
const MAX_INT32 = 0x7fffffff

export function checkShape(name: string, shape: unknown): readonly [number, number] {
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
export function checkArray(name: string, value: unknown): void {
  if (!isList(value)) throw new ValidationError(`${name} must be an array, got ${describe(value)}`)
}

export function convert<T extends Int32Array | Float64Array>(
  name: string,
  source: ArrayLike<number>,
  Typed: new (length: number) => T,
): T {
  checkArray(`CsrMatrix: ${name}`, source)
  // A length that an array of holes claims is no reason to take memory for it.
  if (Array.isArray(source)) refuseHoles(`CsrMatrix: ${name}`, source)
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

/** @throws ValidationError that says what keeps the arrays from being a matrix */
export function checkStructure(X: CsrArrays): void {
  const row = faultyRow(X, true)
  if (row === undefined) return
  throw row < 0 ? lengthError(X) : rowError(X, row)
}

function lengthError({ shape: [rows], indptr, indices, data }: CsrArrays): ValidationError {
  const nnz = data.length
  if (indptr.length !== rows + 1) {
    return new ValidationError(
      `CsrMatrix: indptr must have rows + 1 = ${counted(rows + 1, 'entry', 'entries')}, got ${indptr.length}`,
    )
  }
  if (indices.length !== nnz) {
    return new ValidationError(
      `CsrMatrix: indices and data must have one length, got ${indices.length} and ${nnz}`,
    )
  }
  return new ValidationError(
    `CsrMatrix: indptr must run from 0 to the number of entries ${nnz}, got ${indptr[0]} to ${indptr[rows]}`,
  )
}

function rowError({ shape, indptr, indices, data }: CsrArrays, i: number): ValidationError {
  const cols = shape[1]
  const start = indptr[i]
  const end = indptr[i + 1]
  if (end < start || end > data.length) {
    return new ValidationError(
      `CsrMatrix: row ${i} runs from entry ${start} to ${end}; indptr must not decrease or pass ${data.length}`,
    )
  }
  let last = -1
  for (let p = start; p < end; p++) {
    const j = indices[p]
    if (j <= last || j >= cols || data[p] * 0 !== 0) return entryError(i, j, last, cols, data[p])
    last = j
  }
  return new ValidationError(`CsrMatrix: row ${i} was changed while it was looked at`)
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

export function checkCoordinates(name: string, values: ArrayLike<unknown>, length: number): void {
  for (let k = 0; k < values.length; k++) {
    const value = values[k]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= length) {
      throw new ValidationError(
        `CsrMatrix.fromCoo: ${name}[${k}] must be an integer from 0 to ${length - 1}, got ${describe(value)}`,
      )
    }
  }
}

export function checkValues(values: ArrayLike<unknown>): void {
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
export function groupByRow(row: ArrayLike<number>, rows: number): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(rows + 1)
  for (let k = 0; k < row.length; k++) start[row[k] + 1]++
  for (let i = 0; i < rows; i++) start[i + 1] += start[i]
  const next = start.slice()
  const order = new Int32Array(row.length)
  for (let k = 0; k < row.length; k++) order[next[row[k]]++] = k
  return { start, order }
}

export function isSorted(entries: Int32Array, key: ArrayLike<number>): boolean {
  for (let e = 1; e < entries.length; e++) if (key[entries[e]] < key[entries[e - 1]]) return false
  return true
}

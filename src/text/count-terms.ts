/** Counting the terms of texts into a sparse matrix. */

import { CsrMatrix } from '../data/csr-matrix'
import type { SamplesLike } from '../data/matrix-like'
import { isTable } from '../data/table'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** @throws ValidationError when there is no text, or something that is none */
export function readTexts(X: SamplesLike): readonly string[] {
  if (!Array.isArray(X) || X.length === 0) {
    throw new ValidationError(`X must be a list of texts, got ${describe(X)}${ofTable(X)}`)
  }
  const odd = X.findIndex(text => typeof text !== 'string')
  if (odd < 0) return X
  throw new ValidationError(`X[${odd}] is ${describe(X[odd])}; texts must be strings${ofTable(X)}`)
}

/** What to do with a table. */
function ofTable(X: SamplesLike): string {
  if (!isTable(X)) return ''
  return "; hand over one column of a table, and in a ColumnTransformer its name alone: 'note', not ['note']"
}

/** Terms by number, and how often each text has each of them; columns in no order. */
export interface Counts {
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array
}

/**
 * @param numberOf - the number of a term, or −1 to pass over it
 * @param amountOf - what one occurrence adds; default 1
 */
export function countTerms(
  texts: readonly string[],
  analyze: (text: string) => string[],
  numberOf: (term: string) => number,
  amountOf?: (term: string) => number,
): Counts {
  const indptr = new Int32Array(texts.length + 1)
  let indices = new Int32Array(16 * texts.length)
  let data = new Float64Array(indices.length)
  let end = 0
  for (let i = 0; i < texts.length; i++) {
    const start = end
    const seen = new Map<number, number>()
    for (const term of analyze(texts[i])) {
      const number = numberOf(term)
      if (number < 0) continue
      const at = seen.get(number)
      if (at !== undefined) data[at] += amountOf?.(term) ?? 1
      else {
        if (end === indices.length) {
          indices = longer(indices, new Int32Array(2 * end + 16))
          data = longer(data, new Float64Array(2 * end + 16))
        }
        seen.set(number, end)
        indices[end] = number
        data[end++] = amountOf?.(term) ?? 1
      }
    }
    indptr[i + 1] = start + seen.size
  }
  return { indptr, indices: indices.slice(0, end), data: data.slice(0, end) }
}

/** The counts with columns numbered anew, sorted within each row; −1 leaves a column out. */
export function toMatrix(
  { indptr, indices, data }: Counts,
  columnOf: Int32Array | undefined,
  cols: number,
): CsrMatrix {
  const rows = indptr.length - 1
  const starts = new Int32Array(rows + 1)
  const outIndices = new Int32Array(indices.length)
  const outData = new Float64Array(data.length)
  let end = 0
  for (let i = 0; i < rows; i++) {
    const entries: number[] = []
    for (let p = indptr[i]; p < indptr[i + 1]; p++) {
      if (columnOf === undefined || columnOf[indices[p]] >= 0) entries.push(p)
    }
    const column = (p: number): number => (columnOf === undefined ? indices[p] : columnOf[indices[p]])
    entries.sort((a, b) => column(a) - column(b))
    for (const p of entries) {
      outIndices[end] = column(p)
      outData[end++] = data[p]
    }
    starts[i + 1] = end
  }
  return new CsrMatrix({
    shape: [rows, cols],
    indptr: starts,
    indices: outIndices.slice(0, end),
    data: outData.slice(0, end),
  })
}

/** Texts by code point, as Python sorts them: surrogates come after what is in the basic plane. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let k = 0; k < length; k++) {
    const [x, y] = [a.charCodeAt(k), b.charCodeAt(k)]
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

function longer<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** The data that checks use: small, fixed, of two classes that overlap; and the same data in every layout. */

import { CsrMatrix } from '../data/csr-matrix'
import type { MatrixLike } from '../data/matrix-like'
import { ndview } from '../data/ndview'

/** Rows of X and their labels. */
export interface Sample {
  readonly X: readonly (readonly number[])[]
  readonly y: readonly string[]
}

export const ROWS = 30
export const COLUMNS = 3

/** Whole numbers, so that every dtype holds them; the classes overlap. */
export const SAMPLE: Sample = {
  X: Array.from({ length: ROWS }, (_, i) => [i % 7, (i * i) % 11, Math.floor(i / 3)]),
  y: Array.from({ length: ROWS }, (_, i) => (((i * 5) % 8) + i / 6 > 6 ? 'yes' : 'no')),
}

const flat = SAMPLE.X.flat()

/** The matrix of the sample, by the name of its layout. */
export const LAYOUTS: Readonly<Record<string, () => MatrixLike>> = {
  'rows of Float64Array': () => SAMPLE.X.map(row => Float64Array.from(row)) as unknown as number[][],
  'row-major Float64Array': () => ndview(Float64Array.from(flat), [ROWS, COLUMNS]),
  Float32Array: () => ndview(Float32Array.from(flat), [ROWS, COLUMNS]) as unknown as MatrixLike,
  Int32Array: () => ndview(Int32Array.from(flat), [ROWS, COLUMNS]),
  Uint8Array: () => ndview(Uint8Array.from(flat), [ROWS, COLUMNS]),
  Int16Array: () => ndview(Int16Array.from(flat), [ROWS, COLUMNS]),
  'plain array': () => ndview([...flat], [ROWS, COLUMNS]),
  'column-major': () => {
    const data = new Float64Array(flat.length)
    flat.forEach((value, e) => {
      data[(e % COLUMNS) * ROWS + Math.floor(e / COLUMNS)] = value
    })
    return ndview(data, [ROWS, COLUMNS], [1, ROWS])
  },
  'rows backwards in memory': () => {
    const data = Float64Array.from([...SAMPLE.X].reverse().flat())
    return ndview(data, [ROWS, COLUMNS], [-COLUMNS, 1], (ROWS - 1) * COLUMNS)
  },
  'with gaps between rows and columns': () => {
    const data = new Float64Array(flat.length * 4).fill(Number.NaN)
    flat.forEach((value, e) => {
      data[Math.floor(e / COLUMNS) * 4 * COLUMNS + 2 * (e % COLUMNS)] = value
    })
    return ndview(data, [ROWS, COLUMNS], [4 * COLUMNS, 2])
  },
}

/** The sparse matrix of the sample. */
export function sparse(): CsrMatrix {
  return CsrMatrix.fromDense(SAMPLE.X)
}

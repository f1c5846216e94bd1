/** One fit to try: data as rows of numbers, the layout that they are passed in, and options. Plain JSON. */

import { CsrMatrix, type LogisticRegressionOptions, type MatrixLike } from '../../src'
import { ndview } from '../../src/data/ndview'

export const LAYOUTS = [
  'rows',
  'row-major',
  'column-major',
  'gaps',
  'reversed',
  'float32',
  'float32 column-major',
  'csr',
] as const

export type Layout = (typeof LAYOUTS)[number]

export interface Case {
  readonly seed: number
  readonly rows: readonly (readonly number[])[]
  readonly y: readonly (number | string | boolean)[]
  readonly sampleWeight?: readonly number[]
  /** a number a row, or one for each of three and more classes */
  readonly offset?: readonly (readonly number[])[]
  /** probabilities of the classes 0, 1, …, in place of y; or how often each came in the trials of a row */
  readonly shares?: readonly (readonly number[])[]
  readonly trials?: readonly number[]
  readonly options: LogisticRegressionOptions
  readonly layout: Layout
  /** options of a second fit of the same model, from where the first ended */
  readonly again?: Partial<LogisticRegressionOptions>
  /** the least and the largest size of a column's values, 0 apart: beyond 1e±8 a fit may stop short of the optimum */
  readonly spread: readonly [number, number]
}

/** X as the library is given it, and its memory, to see whether that is left alone. */
export function layOut({ rows, layout }: Case): { X: MatrixLike; memory: () => Float64Array } {
  const [n, d] = [rows.length, rows[0].length]
  if (layout === 'rows') {
    const X = rows.map(row => [...row])
    return { X, memory: () => Float64Array.from(X.flat()) }
  }
  if (layout === 'csr') {
    const X = CsrMatrix.fromDense(rows.map(row => [...row]))
    return {
      X,
      memory: () => Float64Array.from([X.indptr, X.indices, X.data].flatMap(part => Array.from(part))),
    }
  }
  const { strides, offset, size } = placeOf(layout, n, d)
  const Store = layout.startsWith('float32') ? Float32Array : Float64Array
  const data = new Store(size)
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      data[offset + i * strides[0] + j * strides[1]] = value
    })
  })
  const X = ndview(data as Float64Array, [n, d], strides, offset) as MatrixLike
  return { X, memory: () => Float64Array.from(data) }
}

function placeOf(
  layout: Layout,
  n: number,
  d: number,
): { strides: [number, number]; offset: number; size: number } {
  switch (layout) {
    case 'column-major':
    case 'float32 column-major':
      return { strides: [1, n], offset: 0, size: n * d }
    case 'gaps':
      return { strides: [3 * d + 1, 2], offset: 5, size: 5 + n * (3 * d + 1) }
    case 'reversed':
      return { strides: [-d, -1], offset: n * d - 1, size: n * d }
    default:
      return { strides: [d, 1], offset: 0, size: n * d }
  }
}

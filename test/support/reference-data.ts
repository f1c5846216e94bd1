/** The data sets of the reference fixtures, as the script that made the references saw them. */

import { type AnyNdArray, CsrMatrix, type MatrixLike, StandardScaler } from '../../src'
import { loadDigits } from '../../src/datasets'
import { readFixture } from '../fixtures/read-fixture'

interface DenseSet {
  readonly shape: readonly [number, number]
  readonly X: readonly number[]
  readonly y: readonly number[]
}

interface SparseSet {
  readonly shape: readonly [number, number]
  readonly indptr: number[]
  readonly indices: number[]
  readonly data: number[]
  readonly y: readonly number[]
}

export interface ReferenceData {
  readonly X: MatrixLike
  /** the same numbers, row by row */
  readonly rows: readonly (readonly number[])[]
  readonly y: readonly number[]
}

const sets = readFixture<Record<'breast-cancer' | 'iris' | 'wine', DenseSet> & { text: SparseSet }>(
  'datasets.json',
)

/** Standardised digits (digit > 4, or all ten), breast cancer, iris and wine, and sparse text-like counts as they are. */
export function referenceData(name: string): ReferenceData {
  if (name === 'digits') {
    const { data, target } = loadDigits()
    return standardised(
      data,
      Array.from(target.data, digit => (digit > 4 ? 1 : 0)),
    )
  }
  if (name === 'ten-digits') {
    const { data, target } = loadDigits()
    return standardised(data, Array.from(target.data))
  }
  if (name === 'breast-cancer' || name === 'iris' || name === 'wine') {
    const { shape, X, y } = sets[name]
    const rows = Array.from({ length: shape[0] }, (_, i) => X.slice(i * shape[1], (i + 1) * shape[1]))
    return standardised(rows, y)
  }
  const { y, ...parts } = sets.text
  const X = new CsrMatrix(parts)
  return { X, rows: toRows(X.toDense()), y }
}

function standardised(raw: MatrixLike, y: readonly number[]): ReferenceData {
  const X = new StandardScaler().fitTransform(raw) as AnyNdArray
  return { X, rows: toRows(X), y }
}

function toRows(X: AnyNdArray): number[][] {
  const [n, d] = X.shape as [number, number]
  return Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, j) => X.get(i, j)))
}

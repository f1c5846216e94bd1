/** Every implementation of `DesignMatrix`, built from the same rows of numbers. */

import { CsrMatrix } from '../../src/data/csr-matrix'
import { ConstantColumn } from '../../src/design/constant-column'
import { DenseMatrix } from '../../src/design/dense-matrix'
import type { DesignMatrix } from '../../src/design/design-matrix'
import { ShiftedMatrix } from '../../src/design/shifted-matrix'
import { SparseMatrix } from '../../src/design/sparse-matrix'

export type Rows = readonly (readonly number[])[]

/** A way to build a design, and the rows of numbers that it then stands for. */
export interface DesignCase {
  readonly name: string
  readonly build: (rows: Rows) => DesignMatrix
  readonly means: (rows: Rows) => Rows
}

/** The value of the constant column; a power of two, so that products with it are exact. */
const CONSTANT = 0.5

const bare: Record<string, (rows: Rows) => DesignMatrix> = {
  'dense, column-major': rows => strided(rows, 1, rows.length, 0),
  'dense, row-major': rows => strided(rows, rows[0].length, 1, 0),
  'dense, row-major with padded rows and an offset': rows => strided(rows, rows[0].length + 3, 1, 5),
  'dense, gaps between rows and columns': rows => strided(rows, 3 * rows[0].length, 3, 2),
  'dense, rows reversed': rows => strided(rows, -rows[0].length, 1, (rows.length - 1) * rows[0].length),
  'dense, rows and columns reversed': rows =>
    strided(rows, -1, -rows.length, rows.length * rows[0].length - 1),
  'dense, Float32 row-major': rows => strided(rows, rows[0].length, 1, 0, Float32Array),
  'dense, Float32 column-major': rows => strided(rows, 1, rows.length, 0, Float32Array),
  sparse: rows => new SparseMatrix(CsrMatrix.fromDense(rows as number[][])),
  'sparse around numbers': rows => {
    const shift = Float64Array.from(rows[0], (_, j) => [0.5, 0, -2][j % 3])
    const around = rows.map(row => row.map((x, j) => x - shift[j]))
    return new ShiftedMatrix(new SparseMatrix(CsrMatrix.fromDense(around)), shift)
  },
}

export const DESIGNS: readonly DesignCase[] = Object.entries(bare).flatMap(([name, build]) => [
  { name, build, means: rows => rows },
  {
    name: `${name}, with a constant column`,
    build: rows => new ConstantColumn(build(rows), CONSTANT),
    means: rows => rows.map(row => [...row, CONSTANT]),
  },
])

function strided(
  rows: Rows,
  rowStride: number,
  colStride: number,
  offset: number,
  Store: typeof Float64Array | typeof Float32Array = Float64Array,
): DenseMatrix {
  const [n, d] = [rows.length, rows[0].length]
  const last = offset + Math.max(0, (n - 1) * rowStride) + Math.max(0, (d - 1) * colStride)
  // What lies between the entries must not be read.
  const data = new Store(last + 4).fill(Number.NaN)
  rows.forEach((row, i) => {
    row.forEach((x, j) => {
      data[offset + i * rowStride + j * colStride] = x
    })
  })
  return new DenseMatrix(data, n, d, rowStride, colStride, offset)
}

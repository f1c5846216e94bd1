/** One contract for every design matrix: each kernel against naive loops over the dense numbers. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConstantColumn } from '../../src/matrix/constant-column'
import { CsrMatrix } from '../../src/matrix/csr-matrix'
import { DenseMatrix } from '../../src/matrix/dense-matrix'
import type { DesignMatrix } from '../../src/matrix/design-matrix'
import { SparseMatrix } from '../../src/matrix/sparse-matrix'

type Rows = readonly (readonly number[])[]
type Make = (X: Rows) => DesignMatrix

/** A dense matrix that lies in memory as told, with junk in the gaps. */
function laid(X: Rows, rowStride: number, colStride: number, offset: number, size: number): DenseMatrix {
  const data = new Float64Array(size).fill(1e9)
  X.forEach((row, i) => {
    row.forEach((x, j) => {
      data[offset + i * rowStride + j * colStride] = x
    })
  })
  return new DenseMatrix(data, X.length, X[0]!.length, rowStride, colStride, offset)
}

const rowMajor: Make = X => laid(X, X[0]!.length, 1, 0, X.length * X[0]!.length)
const columnMajor: Make = X => laid(X, 1, X.length, 0, X.length * X[0]!.length)
const gapped: Make = X => laid(X, 3, 3 * X.length + 2, 5, 10 + X[0]!.length * (3 * X.length + 2))
const reversed: Make = X => {
  const size = X.length * X[0]!.length
  return laid(X, -X[0]!.length, -1, size - 1, size)
}
const single: Make = X => {
  const [n, d] = [X.length, X[0]!.length]
  return new DenseMatrix(Float32Array.from(X.flat()), n, d, d, 1, 0)
}
const sparse: Make = X => new SparseMatrix(CsrMatrix.fromDense(X))

const implementations: Record<string, Make> = {
  'dense, row-major': rowMajor,
  'dense, column-major': columnMajor,
  'dense, with gaps': gapped,
  'dense, reversed': reversed,
  'dense, Float32': single,
  sparse,
}

/** The numbers that `ConstantColumn` stands for. */
const withConstant = (X: Rows, value: number): Rows => X.map(row => [...row, value])

const cases: [string, Make, (X: Rows) => Rows][] = Object.entries(implementations).flatMap(([name, make]) => [
  [name, make, X => X],
  [`${name}, with a constant column`, X => new ConstantColumn(make(X), 2.5), X => withConstant(X, 2.5)],
])

/** Halves and small integers: exact in Float32, so that all implementations hold the same numbers. */
const entry = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -8, max: 8 }).map(k => k / 2),
)
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([n, d]) =>
    fc.array(fc.array(entry, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
  )

/** Some of the columns, in order; sometimes none, sometimes all. */
function pick(cols: number, seed: number): Int32Array {
  return Int32Array.from({ length: cols }, (_, j) => j).filter(j => (seed >> j) & 1)
}

const vector = (length: number, seed: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin(1 + seed + 7 * i) * (i % 3 === 2 ? 0 : 1))

const close = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, k) => {
    expect(Math.abs(actual[k]! - value), `entry ${k}`).toBeLessThan(1e-10 * (1 + Math.abs(value)))
  })
}

const sum = (length: number, term: (i: number) => number) => {
  let total = 0
  for (let i = 0; i < length; i++) total += term(i)
  return total
}

function check(design: DesignMatrix, X: Rows, seed: number): void {
  const n = X.length
  const d = X[0]!.length
  const at = (i: number, j: number) => X[i]![j]!
  expect([design.rows, design.cols]).toEqual([n, d])
  expect(Array.from(design.allColumns)).toEqual(X[0]!.map((_, j) => j))
  const v = vector(n, seed)
  const weights = vector(n, seed + 1)
  const all = Array.from(design.allColumns)

  for (const columns of [design.allColumns, pick(d, seed), new Int32Array(0)]) {
    const list = Array.from(columns)
    const w = vector(list.length, seed + 2)
    const margins = new Float64Array(n).fill(9)
    design.timesInto(columns, w, margins)
    close(
      margins,
      X.map((_, i) => sum(list.length, k => at(i, list[k]!) * w[k]!)),
    )
    const products = new Float64Array(list.length).fill(9)
    design.transposeTimesInto(columns, v, products)
    close(
      products,
      list.map(j => sum(n, i => at(i, j) * v[i]!)),
    )
    expect(design.passCost(columns)).toBeGreaterThanOrEqual(0)
    expect(design.gramCost(columns)).toBeGreaterThanOrEqual(0)
    checkGram(design, X, columns, columns, weights, true)
    checkGram(design, X, columns, pick(d, seed >> 3), weights, false)
  }

  const w = vector(d, seed + 3)
  const margins = new Float64Array(n)
  const out = new Float64Array(d)
  design.normalTimesInto(weights, w, 0.5, margins, out)
  const shifted = X.map((_, i) => 0.5 + sum(d, j => at(i, j) * w[j]!))
  close(margins, shifted)
  close(
    out,
    all.map(j => sum(n, i => at(i, j) * weights[i]! * shifted[i]!)),
  )

  for (const j of all) {
    close([design.columnDot(j, v)], [sum(n, i => at(i, j) * v[i]!)])
    close([design.columnWeightedDot(j, weights, v)], [sum(n, i => weights[i]! * at(i, j) * v[i]!)])
    close([design.columnWeightedSquares(j, weights)], [sum(n, i => weights[i]! * at(i, j) ** 2)])
    const target = Float64Array.from(v)
    design.addColumn(j, -2, target)
    close(
      target,
      X.map((_, i) => v[i]! - 2 * at(i, j)),
    )
  }
  X.forEach((row, i) => {
    close([design.rowDot(i, w)], [sum(d, j => row[j]! * w[j]!)])
    close([design.rowSquares(i)], [sum(d, j => row[j]! ** 2)])
    const target = Float64Array.from(w)
    design.addRow(i, 3, target)
    close(
      target,
      row.map((x, j) => w[j]! + 3 * x),
    )
  })
}

/** A block inside a larger matrix, added over two ranges of rows. */
function checkGram(
  design: DesignMatrix,
  X: Rows,
  left: Int32Array,
  right: Int32Array,
  weights: Float64Array,
  upper: boolean,
): void {
  const stride = right.length + 2
  const block = {
    data: new Float64Array((left.length + 1) * stride).fill(1),
    stride,
    offset: stride + 1,
    upper,
  }
  const middle = Math.floor(X.length / 2)
  design.addGram(weights, left, right, block, 0, middle)
  design.addGram(weights, left, right, block, middle, X.length)
  const entries: number[] = []
  const expected: number[] = []
  left.forEach((j, a) => {
    right.forEach((k, b) => {
      if (upper && b < a) return
      entries.push(block.data[block.offset + a * stride + b]!)
      expected.push(1 + sum(X.length, i => X[i]![j]! * weights[i]! * X[i]![k]!))
    })
  })
  close(entries, expected)
  expect(Array.from(block.data.subarray(0, stride))).toEqual(new Array(stride).fill(1))
}

describe.each(cases)('%s', (_, make, numbers) => {
  it('agrees with naive loops', () => {
    fc.assert(
      fc.property(matrix, fc.nat(1023), (X, seed) => {
        check(make(X), numbers(X), seed)
      }),
      { numRuns: 60 },
    )
  })

  it('agrees over many rows, past every block size', () => {
    const X = Array.from({ length: 2200 }, (_, i) =>
      Array.from({ length: 6 }, (_, j) => ((i * (j + 3)) % 7 === 0 ? 0 : ((i * 31 + j * 17) % 13) / 4)),
    )
    check(make(X), numbers(X), 0b101101)
  })
})

/**
 * One contract for every design matrix: each kernel against sums written out over rows of numbers. All numbers are small
 * multiples of ¼, so every sum is exact in any order, and results must be equal to the last bit.
 */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConstantColumn } from '../../src/design/constant-column'
import type { DesignMatrix, FeatureMatrix } from '../../src/design/design-matrix'
import { SparseMatrix } from '../../src/design/sparse-matrix'
import type { Block, RowRange } from '../../src/kernels/layout'
import { drain } from '../../src/support/steps'
import { DESIGNS, type Rows } from '../support/designs'
import { expectSame } from '../support/same-numbers'

/** Small multiples of ¼ that look random; about a third are 0. */
function quarter(seed: number): number {
  const hash = Math.imul(seed + 1, 0x9e3779b1) >>> 8
  return hash % 3 === 0 ? 0 : ((hash >>> 4) % 17) / 4 - 2
}

function matrix(n: number, d: number): Rows {
  return Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, j) => quarter(i * 31 + j * 7919)))
}

function vector(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => quarter(seed * 65_537 + k))
}

/** Like numbers, with −0 taken for 0. */
function same(actual: Iterable<number>, expected: Iterable<number>): void {
  expectSame(
    Float64Array.from(actual, x => x + 0),
    Float64Array.from(expected, x => x + 0),
  )
}

function sum(length: number, term: (k: number) => number): number {
  let total = 0
  for (let k = 0; k < length; k++) total += term(k)
  return total
}

const junk = (length: number) => new Float64Array(length).fill(Number.NaN)

function checkColumnLists(X: DesignMatrix, rows: Rows, columns: Int32Array): void {
  const n = rows.length
  const w = vector(columns.length, 1)
  const v = vector(n, 2)
  const margins = junk(n)
  const selected = X.select(columns)
  selected.timesInto(w, margins)
  same(
    margins,
    rows.map(row => sum(columns.length, k => w[k] * row[columns[k]])),
  )
  const products = junk(columns.length)
  selected.transposeTimesInto(v, products)
  same(
    products,
    Array.from(columns, j => sum(n, i => v[i] * rows[i][j])),
  )
}

function checkNormalProduct(X: DesignMatrix, rows: Rows): void {
  const [n, p] = [rows.length, rows[0].length]
  for (const outputs of [1, 2, 3]) {
    const d = vector(n * outputs, 3)
    const v = vector(p * outputs, 4)
    const [z, weighted, out] = [junk(n * outputs), junk(n * outputs), junk(p * outputs)]
    const shifts = Float64Array.of(1.25, 0, -2).subarray(0, outputs)
    const weigh = (range: RowRange) => weighInto(d, z, weighted, outputs, range)
    X.normalTimesInto({ outputs, v, stride: p, shifts, z, weighted, weigh, out })
    for (let a = 0; a < outputs; a++) {
      const expected = rows.map(row => shifts[a] + sum(p, j => row[j] * v[a * p + j]))
      same(z.subarray(a * n, (a + 1) * n), expected)
      same(
        out.subarray(a * p, (a + 1) * p),
        rows[0].map((_, j) => sum(n, i => rows[i][j] * weighted[a * n + i])),
      )
    }
  }
}

/** A symmetric block for each row: d on its diagonal, one beside it. */
function weighInto(
  d: Float64Array,
  z: Float64Array,
  out: Float64Array,
  outputs: number,
  { start, end }: RowRange,
) {
  const n = d.length / outputs
  for (let i = start; i < end; i++) {
    const total = sum(outputs, a => z[a * n + i])
    for (let a = 0; a < outputs; a++) out[a * n + i] = (d[a * n + i] - 1) * z[a * n + i] + total
  }
}

function checkSingleColumns(X: DesignMatrix, rows: Rows, columns: Int32Array): void {
  const n = rows.length
  // The roots of d, and what u is over them, are exact.
  const roots = vector(n, 5).map(Math.abs)
  const d = roots.map(root => root * root)
  const u = vector(n, 6).map((value, i) => value * d[i])
  const square = (j: number) => sum(n, i => d[i] * rows[i][j] ** 2)
  for (const outputs of [1, 2, 3]) {
    const several = Array.from({ length: outputs }, (_, a) => d.map(weight => 4 ** a * weight))
    const [squares, products] = [junk, junk].map(of => several.map(() => of(X.cols)))
    X.weightedSquaresInto(several, squares)
    X.transposeTimesInto(several, products)
    for (let a = 0; a < outputs; a++) {
      same(
        squares[a],
        Array.from(every(X.cols, 1), j => 4 ** a * square(j)),
      )
      same(
        products[a],
        Array.from(every(X.cols, 1), j => 4 ** a * sum(n, i => d[i] * rows[i][j])),
      )
    }
  }
  const selected = X.select(columns)
  const ownSquares = junk(columns.length)
  selected.weightedSquaresInto(d, ownSquares)
  same(ownSquares, Array.from(columns, square))
  for (const k of new Set([0, columns.length >> 1, columns.length - 1])) {
    if (columns.length === 0) break
    const x = rows.map(row => row[columns[k]])
    const weighted = selected.weighted(d)
    same(weighted.squares, Array.from(columns, square))
    same([weighted.dot(k)], [0])
    weighted.write(u)
    same([weighted.dot(k)], [sum(n, i => x[i] * u[i])])
    weighted.add(k, -1.5)
    const moved = junk(n)
    weighted.read(moved)
    same(
      moved,
      x.map((xi, i) => u[i] - 1.5 * d[i] * xi),
    )
    weighted.release()
  }
}

function checkWholeColumns(X: DesignMatrix, rows: Rows): void {
  const squares = Array.from(every(X.cols, 1), j => sum(rows.length, i => rows[i][j] ** 2))
  same(X.columnNorms, squares.map(Math.sqrt))
  if (!('squares' in X)) return
  const features = X as FeatureMatrix
  same(drain(features.squares()), squares)
  const hasZeros = (j: number) => X instanceof SparseMatrix && rows.some(row => row[j] === 0)
  same(
    drain(features.sums()),
    squares.map((_, j) => (hasZeros(j) ? 0 : sum(rows.length, i => rows[i][j]))),
  )
  const some = every(X.cols, 2)
  same(
    features.largest(some),
    Array.from(some, j => Math.max(...rows.map(row => Math.abs(row[j])))),
  )
}

function checkSingleRow(X: DesignMatrix, rows: Rows, i: number): void {
  const p = rows[0].length
  const w = vector(p, 7)
  const row = rows[i]
  const squares = junk(X.rows)
  const scale = vector(p, 10)
  X.rowSquaresInto(scale, squares)
  same([squares[i]], [sum(p, j => scale[j] * row[j] * row[j])])
  const changed = Float64Array.from(w)
  const before = Math.max(0, i - 1)
  const visit = X.visitRows(changed, 2)
  visit.fetch(before, i + 1)
  same([visit.dot(i)], [sum(p, j => row[j] * w[j])])
  visit.add(i, 2.5)
  const expected = row.map((x, j) => w[j] + 2.5 * x)
  same([visit.dot(before)], [sum(p, j => rows[before][j] * expected[j])])
  visit.leave()
  same(changed, expected)
}

/** @param cuts - where one range of rows ends and the next begins */
function checkGram(
  X: DesignMatrix,
  rows: Rows,
  left: Int32Array,
  right: Int32Array,
  cuts: readonly number[],
): void {
  const n = rows.length
  const d = vector(n, 8)
  const upper = left === right
  const leftColumns = X.select(left)
  const rightColumns = upper ? leftColumns : X.select(right)
  const stride = right.length + 2
  const offset = stride + 1
  const before = vector((left.length + 2) * stride, 9)
  const data = Float64Array.from(before)
  const gram: Block = { upper, data, stride, offset }
  const ends = [...cuts, n]
  ends.forEach((end, r) => {
    leftColumns.addGram(d, rightColumns, gram, { start: r === 0 ? 0 : ends[r - 1], end })
  })
  leftColumns.addBorder(d, rightColumns, gram)
  const expected = Float64Array.from(before)
  left.forEach((jl, a) => {
    right.forEach((jr, b) => {
      const at = offset + a * stride + b
      if (upper && b < a) data[at] = before[at]
      else expected[at] += sum(n, i => d[i] * rows[i][jl] * rows[i][jr])
    })
  })
  same(data, expected)
}

const every = (length: number, step: number, first = 0) =>
  Int32Array.from({ length: Math.max(0, Math.ceil((length - first) / step)) }, (_, k) => first + k * step)

const shapes: readonly (readonly [n: number, d: number])[] = [
  [1, 1],
  [1, 10],
  [2, 1],
  [7, 7],
  [129, 3],
  [257, 9],
  [2047, 2],
  [4099, 5],
  [40, 300],
  [3, 1008],
]

const example = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([n, d]) => {
  const entry = fc.integer({ min: -8, max: 8 }).map(k => (k > 5 ? 0 : k / 4))
  const row = fc.array(entry, { minLength: d, maxLength: d })
  return fc.record({
    rows: fc.array(row, { minLength: n, maxLength: n }),
    left: fc.subarray([...every(d + 1, 1)]),
    right: fc.subarray([...every(d + 1, 1)]),
    cuts: fc.subarray([...every(n, 1)]),
  })
})

for (const { name, build, means } of DESIGNS) {
  describe(name, () => {
    it('has every kernel right on small matrices and any lists of columns', () => {
      fc.assert(
        fc.property(example, ({ rows: bare, left, right, cuts }) => {
          const X = build(bare)
          const rows = means(bare)
          const within = (columns: readonly number[]) => Int32Array.from(columns.filter(j => j < X.cols))
          const [l, r] = [within(left), within(right)]
          expect([X.rows, X.cols]).toEqual([rows.length, rows[0].length])
          const all = every(X.cols, 1)
          expect(X.select(all)).toBe(X.all)
          for (const columns of [l, r, all]) {
            checkColumnLists(X, rows, columns)
            checkSingleColumns(X, rows, columns)
          }
          // Sparse columns are there by now, which is another way for whole products.
          checkColumnLists(X, rows, all)
          checkNormalProduct(X, rows)
          checkWholeColumns(X, rows)
          for (let i = 0; i < X.rows; i++) checkSingleRow(X, rows, i)
          for (const [a, b] of [
            [l, r],
            [r, l],
            [l, l],
            [all, r],
            [l, all],
            [all, all],
          ] as const) {
            checkGram(X, rows, a, b, [])
            checkGram(X, rows, a, b, cuts)
          }
        }),
        { seed: 1, numRuns: 60 },
      )
    })

    for (const [n, d] of shapes) {
      it(`has every kernel right on ${n} × ${d}`, () => {
        const bare = matrix(n, d)
        const X = build(bare)
        const rows = means(bare)
        const all = every(X.cols, 1)
        const lists = [
          new Int32Array(0),
          every(X.cols, 2),
          every(X.cols, 3, 1),
          every(X.cols, 16),
          every(X.cols, 10, 5),
          all,
        ]
        checkColumnLists(X, rows, all)
        for (const columns of lists) {
          checkColumnLists(X, rows, columns)
          checkSingleColumns(X, rows, columns)
        }
        checkNormalProduct(X, rows)
        checkWholeColumns(X, rows)
        for (const i of new Set([0, n >> 1, n - 1])) checkSingleRow(X, rows, i)
        // Of long rows what is special are lists of few columns; a million products of the others show nothing more.
        const [some, others] = d > 500 ? [lists[3], lists[4]] : [lists[2], lists[1]]
        for (const columns of d > 500 ? [some, others] : lists) {
          checkGram(X, rows, columns, columns, [n >> 2, (n >> 1) + 1])
        }
        checkGram(X, rows, others, some, [n >> 2])
        checkGram(X, rows, some, all, [])
      })
    }

    it('counts costs that grow with the columns', () => {
      const X = build(matrix(20, 6))
      const part = X.select(every(X.cols, 2))
      expect(part.passCost).toBeGreaterThan(0)
      expect(X.all.passCost).toBeGreaterThan(part.passCost)
      expect(X.all.gramCost).toBeGreaterThan(part.gramCost)
      expect(X.select(new Int32Array(0)).gramCost).toBe(0)
    })

    it('has selections that do not disturb each other', () => {
      const bare = matrix(5, 1008)
      const X = build(bare)
      const rows = means(bare)
      // Of so long rows a few columns are copied, and there is not room for all of these.
      const lists = [every(X.cols, 16), every(X.cols, 10, 5), every(X.cols, 300), every(X.cols, 16, 1)]
      const selections = lists.map(columns => X.select(columns))
      for (const k of [0, 1, 2, 0, 3, 1, 0, 2]) {
        const columns = lists[k]
        const w = vector(columns.length, k)
        const z = junk(5)
        selections[k].timesInto(w, z)
        same(
          z,
          rows.map(row => sum(columns.length, at => w[at] * row[columns[at]])),
        )
      }
    })
  })
}

it('has the norms of more columns than a call takes arguments', () => {
  const cols = 300_000
  const one = { indptr: Int32Array.of(0, 1), indices: Int32Array.of(cols - 1), data: Float64Array.of(-3) }
  const norms = new ConstantColumn(new SparseMatrix({ shape: [1, cols], ...one }), 2).columnNorms
  expect([norms.length, norms[cols - 2], norms[cols - 1], norms[cols]]).toEqual([cols + 1, 0, 3, 2])
})

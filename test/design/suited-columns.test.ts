/**
 * Columns that are mostly one number are sparse around it, and the columns that they are said to be; a sparse matrix of which
 * most entries are there is dense.
 */

import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { CsrMatrix, LogisticRegression, StandardScaler } from '../../src'
import { toFittingDesign } from '../../src/data/to-design'
import { commonValues } from '../../src/design/common-values'
import { compress } from '../../src/design/compress'
import { DenseMatrix } from '../../src/design/dense-matrix'
import type { DesignMatrix } from '../../src/design/design-matrix'
import { ShiftedMatrix } from '../../src/design/shifted-matrix'
import { SparseMatrix } from '../../src/design/sparse-matrix'
import { suitedColumns } from '../../src/design/suited-columns'
import { runSteps } from '../../src/support/steps'

const [ROWS, COLS] = [5000, 30]

/** A column in ten of numbers, the others of categories that one row in `rarity` has; all far from 0. */
function table(rarity: number, at = (i: number, j: number) => i * COLS + j): Float64Array {
  const values = new Float64Array(ROWS * COLS)
  for (let i = 0; i < ROWS; i++) {
    for (let j = 0; j < COLS; j++) {
      const chance = (Math.imul(i * COLS + j + 1, 0x9e3779b1) >>> 0) / 2 ** 32
      values[at(i, j)] = j % 10 === 0 ? Math.sin(i * (j + 1)) : (chance < 1 / rarity ? 1.7 : -0.3) + j
    }
  }
  return values
}

const byRows = (data: Float64Array | Float32Array) => new DenseMatrix(data, ROWS, COLS, COLS, 1, 0)

function columnOf(design: DesignMatrix, j: number): Float64Array {
  const column = new Float64Array(design.rows)
  design.select(Int32Array.of(j)).timesInto(Float64Array.of(1), column)
  return column
}

/** What most rows have */
const expected = Float64Array.from({ length: COLS }, (_, j) => (j % 10 === 0 ? 0 : j - 0.3))

describe('common values', () => {
  it('are what most rows have, whatever the layout', () => {
    const byColumns = table(20, (i, j) => j * ROWS + i)
    const backwards = table(20, (i, j) => (ROWS - 1 - i) * COLS + j)
    for (const x of [
      byRows(table(20)),
      byRows(Float32Array.from(table(20))),
      new DenseMatrix(byColumns, ROWS, COLS, 1, ROWS, 0),
      new DenseMatrix(backwards, ROWS, COLS, -COLS, 1, (ROWS - 1) * COLS),
    ]) {
      const common = commonValues(x)
      const own = x.data instanceof Float32Array ? expected.map(Math.fround) : expected
      expect(common?.values).toEqual(own)
      // A tenth of the columns, and a twentieth of the others.
      expect(common?.otherwise).toBeGreaterThan(0.12)
      expect(common?.otherwise).toBeLessThan(0.17)
    }
  })

  it.each([
    ['of categories that a third of the rows has', byRows(table(3))],
    ['of numbers', byRows(table(20).map((_, p) => Math.sin(p)))],
    ['of few rows', new DenseMatrix(table(20), 3000, COLS, COLS, 1, 0)],
  ])('are not looked for in columns %s', (_, x) => {
    expect(commonValues(x)).toBe(undefined)
  })
})

describe('compressed columns', () => {
  it('are those of the dense matrix in these units', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(-1, 0, 2.5, 1e8))), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.constantFrom(Float64Array, Float32Array),
        (rows, Store) => {
          const x = new DenseMatrix(Store.from(rows.flat()), rows.length, 3, 3, 1, 0)
          const units = { shift: Float64Array.of(2.5, 0, -1), scale: Float64Array.of(1, 0.5, 2 ** 20) }
          const [sparse, dense] = [runSteps(compress(x, 0.01, units)), x.inUnits(units.shift, units.scale)]
          for (let j = 0; j < 3; j++) expect(columnOf(sparse, j)).toEqual(columnOf(dense, j))
          const entries = rows.flat().filter((value, p) => value !== units.shift[p % 3]).length
          expect(sparse.byRow.index.length).toBe(entries)
        },
      ),
      { numRuns: 50, seed: 5 },
    )
  })
})

describe('suited columns', () => {
  it('are sparse around the common values, which an intercept takes up', () => {
    const x = byRows(table(20))
    const { design, units, around } = runSteps(suitedColumns(x, true))
    expect(design).toBeInstanceOf(SparseMatrix)
    expect(units?.shift[1]).toBe(0.7)
    expect(around).toBe(undefined)
    expect(columnOf(design, 1)).toEqual(columnOf(x, 1).map(value => value - 0.7))
  })

  it('are sparse around the common values without one, too', () => {
    const x = byRows(table(20))
    const { design, units, around } = runSteps(suitedColumns(x, false))
    expect(design).toBeInstanceOf(SparseMatrix)
    expect(units).toBe(undefined)
    expect(around).toEqual(expected)
    for (const j of [0, 1, 29])
      expect(columnOf(design, j)).toEqual(columnOf(x, j).map(value => value - expected[j]))
  })

  it('without one are around no number that another is much nearer to 0 than', () => {
    const values = table(20)
    // Of one column a single number is, of the next one nearly.
    const [one, next] = [77 * COLS + 1, 78 * COLS + 2]
    values[one] = -0.9e-3 * 0.7
    values[next] = -1.1e-3 * 1.7
    const { design, around } = runSteps(suitedColumns(byRows(values), false))
    expect(design).toBeInstanceOf(SparseMatrix)
    expect(around).toEqual(expected.map((value, j) => (j === 1 ? 0 : value)))
    expect(columnOf(design, 1)).toEqual(Float64Array.from({ length: ROWS }, (_, i) => values[i * COLS + 1]))
    for (let j = 3; j < 6; j++) values[(77 + j) * COLS + j] = 0
    const many = byRows(values)
    expect(runSteps(suitedColumns(many, false))).toEqual({ design: many, units: undefined })
  })

  it('of other sizes have their own units without one', () => {
    const x = byRows(table(20).map((value, p) => (p % COLS === 5 ? 1e9 * value : value)))
    const { design, units, around } = runSteps(suitedColumns(x, false))
    if (units === undefined || around === undefined) throw new Error('no units')
    expect(units.shift).toEqual(new Float64Array(COLS))
    const dense = x.inUnits(units.shift, units.scale)
    const shifted = new ShiftedMatrix(design, around)
    for (const j of [1, 5, 10]) {
      const [column, stated] = [columnOf(shifted, j), columnOf(dense, j)]
      for (let i = 0; i < ROWS; i++) expect(column[i]).toBeCloseTo(stated[i], 12)
    }
  })

  it('have the units of columns that are far from 0, or of other sizes, too', () => {
    const year = (value: number, p: number) =>
      p % COLS === 10 ? 2000 + value : p % COLS === 5 ? 1e9 * value : value
    const x = byRows(table(20).map(year))
    const { design, units } = runSteps(suitedColumns(x, true))
    if (units === undefined) throw new Error('no units')
    const dense = x.inUnits(units.shift, units.scale)
    expect(design).toBeInstanceOf(SparseMatrix)
    expect(units.shift[10]).toBe(2000)
    expect(units.shift[5]).toBe(1e9 * 4.7)
    for (const j of [1, 5, 10]) expect(columnOf(design, j)).toEqual(columnOf(dense, j))
  })
})

describe('sparse columns', () => {
  const values = Float64Array.from({ length: 10_000 }, (_, p) => (p % 2 === 0 ? 0 : p - 5000))
  const suited = (rows: number, data: Float64Array) =>
    runSteps(suitedColumns(toFittingDesign(CsrMatrix.fromDense(ndarray(data, [rows, 4]))), false)).design

  it('are dense where half of 10,000 entries are there', () => {
    const design = suited(2500, values)
    expect(design).toBeInstanceOf(DenseMatrix)
    expect((design as DenseMatrix).data).toEqual(values)
  })

  it('stay sparse where fewer are', () => {
    expect(
      suited(
        2500,
        values.map((value, p) => (p === 1 ? 0 : value)),
      ),
    ).toBeInstanceOf(SparseMatrix)
    expect(suited(2499, values.subarray(0, 9996))).toBeInstanceOf(SparseMatrix)
  })

  it('that are dense give the model of the dense matrix, to the bit', () => {
    const X = ndarray(
      table(3)
        .map((value, p) => (p % 7 < 2 ? 0 : value))
        .slice(0, 400 * COLS),
      [400, COLS],
    )
    const y = Array.from({ length: 400 }, (_, i) => Number(X.get(i, 1) + Math.sin(i) > 1.5))
    const [dense, sparse] = [X, CsrMatrix.fromDense(X)].map(x =>
      new LogisticRegression({ l1Ratio: 1 }).fit(x, y),
    )
    expect(sparse.coef.data).toEqual(dense.coef.data)
    expect(sparse.convergence).toEqual(dense.convergence)
  })
})

describe.each([{}, { fitIntercept: false }, { penalizeIntercept: true }])('with %o', intercept => {
  it.each([0, 0.5, 1])('a fit to them has the optimum of the stated problem, l1Ratio %d', l1Ratio => {
    const few = 3000
    const X = new StandardScaler().fitTransform(ndarray(table(20).slice(0, few * COLS), [few, COLS]))
    const y = Array.from({ length: few }, (_, i) => Number(Math.sin(i) + X.get(i, 1) - X.get(i, 12) > 0.3))
    // Rows twice are enough to be looked at for a common value, and rows of weight 2 too few.
    const twice = ndarray(Float64Array.from([...X.data, ...X.data]), [2 * few, COLS])
    const options = { l1Ratio, C: 0.5, tol: 1e-10, ...intercept }
    const around = new LogisticRegression(options).fit(twice, [...y, ...y])
    const stated = new LogisticRegression(options).fit(X, y, { sampleWeight: y.map(() => 2) })
    expect(around.convergence.converged).toBe(true)
    expect(around.convergence.objective).toBeCloseTo(stated.convergence.objective, 7)
    for (let j = 0; j < COLS; j++) expect(around.coef.get(0, j)).toBeCloseTo(stated.coef.get(0, j), 5)
  })
})

it.each([
  { fitIntercept: false },
  { penalizeIntercept: true },
])('dual descent goes by their rows, %o', intercept => {
  const X = new StandardScaler().fitTransform(ndarray(table(20), [ROWS, COLS]))
  const y = Array.from({ length: ROWS }, (_, i) => Number(Math.sin(i) + X.get(i, 1) - X.get(i, 12) > 0.3))
  const options = { penalty: 'l2', C: 0.01, tol: 1e-8, ...intercept } as const
  const [dual, newton] = (['dual-cd', 'newton-cg'] as const).map(solver =>
    new LogisticRegression({ ...options, solver }).fit(X, y),
  )
  expect(dual.convergence.converged).toBe(true)
  expect(dual.convergence.objective).toBeCloseTo(newton.convergence.objective, 6)
  for (let j = 0; j < COLS; j++) expect(dual.coef.get(0, j)).toBeCloseTo(newton.coef.get(0, j), 4)
})

import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import type { MatrixLike } from '../../src/data/matrix-like'
import { refuseNonFinite, toFittingDesign, toPredictingDesign } from '../../src/data/to-design'
import type { DesignMatrix } from '../../src/design/design-matrix'
import { SparseMatrix } from '../../src/design/sparse-matrix'
import { ValidationError } from '../../src/support/errors'

const rows = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
  [10, 0, 12],
]
const flat = rows.flat()
const [n, d] = [4, 3]

function rowDot(X: DesignMatrix, i: number, w: Float64Array): number {
  const visit = X.visitRows(w, 1)
  visit.fetch(i, i + 1)
  return visit.dot(i)
}

/** The entries, read through rows and through columns. */
function entries(X: DesignMatrix): number[][] {
  const unit = (length: number, at: number) => Float64Array.from({ length }, (_, k) => (k === at ? 1 : 0))
  const list = (length: number) => Array.from({ length }, (_, k) => k)
  const byRow = list(X.rows).map(i => list(X.cols).map(j => rowDot(X, i, unit(X.cols, j))))
  const byColumn = list(X.rows).map(i => {
    const columns = X.all.weighted(new Float64Array(X.rows).fill(1))
    columns.write(unit(X.rows, i))
    return list(X.cols).map(j => columns.dot(j))
  })
  expect(byColumn).toEqual(byRow)
  return byRow
}

/** The entries in a store with gaps, filled with what must not be read. */
function spread(size: number, place: (i: number, j: number) => number): Float64Array {
  const data = new Float64Array(size).fill(Number.NaN)
  rows.forEach((row, i) => {
    row.forEach((x, j) => {
      data[place(i, j)] = x
    })
  })
  return data
}

const store = (values: number[]) => ({
  length: values.length,
  get: (p: number) => values[p],
  set: (p: number, x: number) => {
    values[p] = x
  },
})

const TYPED = [
  Float64Array,
  Float32Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
] as const

const inputs: Record<string, MatrixLike> = {
  'number[][]': rows,
  'rows that are typed arrays': rows.map(row => Float32Array.from(row)) as unknown as number[][],
  'plain array': ndarray(flat, [n, d]),
  'generic store': ndarray(store([...flat]), [n, d]),
  'generic store, transposed': ndarray(store([1, 4, 7, 10, 2, 5, 8, 0, 3, 6, 9, 12]), [d, n]).transpose(1, 0),
  CsrMatrix: CsrMatrix.fromDense(rows),
  'column-major': ndarray(
    spread(12, (i, j) => i + n * j),
    [n, d],
    [1, n],
  ),
  'offset and padded rows': ndarray(
    spread(30, (i, j) => 7 + 5 * i + j),
    [n, d],
    [5, 1],
    7,
  ),
  'gaps everywhere': ndarray(
    spread(40, (i, j) => 2 + 9 * i + 3 * j),
    [n, d],
    [9, 3],
    2,
  ),
  'rows backwards': ndarray(
    spread(12, (i, j) => 9 - 3 * i + j),
    [n, d],
    [-3, 1],
    9,
  ),
  'everything backwards': ndarray(
    spread(12, (i, j) => 11 - 3 * i - j),
    [n, d],
    [-3, -1],
    11,
  ),
  'lo, hi, step and transpose': ndarray(
    spread(60, (i, j) => 1 + 2 * i + 10 * j),
    [6, 10],
  )
    .transpose(1, 0)
    .lo(1, 0)
    .step(2, 1)
    .hi(n, d),
  ...Object.fromEntries(TYPED.map(Typed => [Typed.name, ndarray(Typed.from(flat), [n, d])])),
}

describe.each([
  ['for fitting', toFittingDesign],
  ['for predicting', toPredictingDesign],
])('the design %s', (_, toDesign) => {
  for (const [name, X] of Object.entries(inputs)) {
    it(`has the numbers of ${name}`, () => {
      const design = toDesign(X)
      expect([design.rows, design.cols]).toEqual([n, d])
      expect(entries(design)).toEqual(rows)
    })
  }

  it('has the numbers of a view that repeats one row, or one column', () => {
    const X = ndarray(Float64Array.of(1, 2, 3), [2, 3], [0, 1])
    expect(entries(toDesign(X))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect(entries(toDesign(X.transpose(1, 0)))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
  })

  it('has single rows and columns', () => {
    expect(entries(toDesign([[5, 6, 7]]))).toEqual([[5, 6, 7]])
    expect(entries(toDesign(ndarray(Float64Array.of(5, 6), [1, 2])))).toEqual([[5, 6]])
    expect(entries(toDesign(ndarray(Float64Array.of(5, 6), [2, 1])))).toEqual([[5], [6]])
  })

  it('leaves what it is given unchanged', () => {
    const data = Float64Array.from(flat)
    const X = ndarray(data, [n, d])
    const before = Float64Array.from(data)
    const design = toDesign(X)
    design.all.weighted(new Float64Array(n).fill(1)).add(1, 2)
    const visit = design.visitRows(new Float64Array(d), 1)
    visit.fetch(1, 2)
    visit.add(1, 2)
    visit.leave()
    expect(data).toEqual(before)
    expect(X.shape).toEqual([n, d])
  })

  const refused: [string, unknown, RegExp][] = [
    ['nothing', undefined, /^X must be a 2-d ndarray, an array of rows or a CsrMatrix, got undefined$/],
    ['null', null, /got null$/],
    ['a number', 3, /got 3$/],
    ['a typed array', Float64Array.of(1, 2), /^X must be .* got a Float64Array$/],
    ['an object', {}, /got an object$/],
    ['no rows', [], /^X is empty: its shape is 0 × 0$/],
    ['no columns', [[], []], /^X is empty: its shape is 2 × 0$/],
    ['an empty ndarray', ndarray(new Float64Array(0), [0, 3]), /^X is empty: its shape is 0 × 3$/],
    ['one dimension', ndarray(flat), /^X must have 2 dimensions, got 1$/],
    ['three dimensions', ndarray(flat, [2, 2, 3]), /^X must have 2 dimensions, got 3$/],
    ['numbers for rows', [1, 2, 3], /^X\[0\] must be an array of numbers, got 1$/],
    ['a row that is null', [[1], null], /^X\[1\] must be an array of numbers, got null$/],
    ['short rows', [[1, 2], [3]], /^X is ragged: row 1 is of length 1, row 0 of 2$/],
    ['long rows', [[1], [2], [3, 4]], /^X is ragged: row 2 is of length 2, row 0 of 1$/],
    ['a missing row', Object.assign([[1], [2]], { length: 3 }), /^X\[2\] must be an array of numbers/],
    ['a missing value', [[1, 2], Object.assign([3], { length: 2 })], /^X\[1, 1\] is undefined/],
    [
      'a string',
      [
        [1, 2],
        [3, '4'],
      ],
      /^X\[1, 1\] is '4'; values must be finite numbers$/,
    ],
    ['null for a value', [[1, null]], /^X\[0, 1\] is null/],
    ['a string in a plain-array ndarray', ndarray([1, 2, 'x', 4] as number[], [2, 2]), /^X\[1, 0\] is 'x'/],
    [
      'big integers',
      ndarray(BigInt64Array.of(1n, 2n) as unknown as number[], [2, 1]),
      /^X\[0, 0\] is 1n; values must be finite numbers$/,
    ],
    [
      'a view that ends behind its data',
      ndarray(new Float64Array(5), [2, 3]),
      /^X: the view reaches outside its data \(shape 2,3, stride 3,1, offset 0, length 5\)$/,
    ],
    [
      'a view that begins before its data',
      ndarray(new Float64Array(9), [2, 3], [-3, 1], 1),
      /reaches outside/,
    ],
    ['columns that end before it', ndarray(new Float64Array(9), [2, 3], [3, -1], 1), /reaches outside/],
    ['an offset behind it', ndarray(new Float32Array(9), [1, 1], [1, 1], 9), /reaches outside/],
    [
      'rows forwards and columns backwards beyond the end',
      ndarray(new Float64Array(9), [3, 3], [4, -1], 2),
      /reaches outside/,
    ],
  ]
  for (const [name, X, message] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => toDesign(X as MatrixLike)).toThrow(ValidationError)
      expect(() => toDesign(X as MatrixLike)).toThrow(message)
    })
  }
})

describe('values that are not finite', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const values = Float64Array.from(flat)
    values[7] = value // row 2, column 1
    const columns = Float64Array.from({ length: 12 }, (_, p) => values[(p % n) * d + Math.floor(p / n)])
    const bad: Record<string, MatrixLike> = {
      'row-major': ndarray(values, [n, d]),
      'column-major': ndarray(columns, [n, d], [1, n]),
      transposed: ndarray(columns, [d, n]).transpose(1, 0),
      Float32: ndarray(Float32Array.from(values), [n, d]),
      'plain array': ndarray(Array.from(values), [n, d]),
      'number[][]': rows.map((row, i) => row.map((x, j) => (i === 2 && j === 1 ? value : x))),
      'mostly zeros': ndarray(
        values.map((x, p) => (p === 7 ? x : 0)),
        [n, d],
      ),
    }
    for (const [name, X] of Object.entries(bad)) {
      it(`${value} is refused with its row and column: ${name}`, () => {
        for (const read of [toFittingDesign, refuseNonFinite]) {
          expect(() => read(X)).toThrow(ValidationError)
          expect(() => read(X)).toThrow(`X[2, 1] is ${value}; values must be finite numbers`)
        }
      })
    }

    it(`${value} is refused by CsrMatrix itself`, () => {
      const parts = { shape: [1, 2] as const, indptr: [0, 1], indices: [1], data: [value] }
      expect(() => new CsrMatrix(parts)).toThrow(ValidationError)
    })
  }

  it('that a view does not show do no harm', () => {
    const data = Float64Array.of(1, Number.NaN, 2, Number.NaN)
    expect(entries(toFittingDesign(ndarray(data, [2, 1], [2, 1])))).toEqual([[1], [2]])
  })
})

describe('what the design for fitting holds', () => {
  const thin = Array.from({ length: 20 }, (_, i) =>
    Array.from({ length: 10 }, (_, j) => (j === i % 10 ? i + 1 : 0)),
  )

  it('is compressed when most values are 0, with the same numbers, in double and single precision', () => {
    const cases: MatrixLike[] = [
      thin,
      ndarray(Float64Array.from(thin.flat()), [20, 10]),
      ndarray(Float32Array.from(thin.flat()), [20, 10]),
      ndarray(Float64Array.from(thin.flat()).reverse(), [20, 10], [-10, -1], 199),
      ndarray(thin.flat(), [20, 10]),
    ]
    for (const X of cases) {
      const design = toFittingDesign(X)
      expect(design).toBeInstanceOf(SparseMatrix)
      expect(entries(design)).toEqual(thin)
    }
  })

  it('counts −0 as zero', () => {
    const design = toFittingDesign([[-0, -0, -0, -0, 1]])
    // five columns to go through, and one entry of a sparse matrix
    expect(design.all.passCost).toBe(5 + 1.5)
  })

  it('is a matrix of zeros if there is nothing else', () => {
    expect(
      entries(
        toFittingDesign([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('is the memory of the caller where rows or columns are contiguous', () => {
    for (const stride of [
      [d, 1],
      [1, n],
    ]) {
      const data = Float64Array.from({ length: 12 }, (_, p) => p + 1)
      const design = toFittingDesign(ndarray(data, [n, d], stride))
      const before = rowDot(design, 0, Float64Array.of(1, 0, 0))
      data[0] = 100
      expect(before).toBe(1)
      expect(rowDot(design, 0, Float64Array.of(1, 0, 0))).toBe(100)
    }
  })
})

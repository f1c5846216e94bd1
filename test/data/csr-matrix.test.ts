import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { CsrMatrix, type CsrParts, isCsr } from '../../src/data/csr-matrix'

import { ValidationError } from '../../src/support/errors'

const value = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(x => x + 0 || 0) },
)
const dense = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, cols]) =>
    fc.array(fc.array(value, { minLength: cols, maxLength: cols }), { minLength: rows, maxLength: rows }),
  )

const rowsOf = (X: CsrMatrix): number[][] => {
  const { data, shape } = X.toDense()
  const [rows, cols] = shape as [number, number]
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)])
}

function message(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(ValidationError)
    return (error as Error).message
  }
  return 'no error'
}

const GOOD: CsrParts = { shape: [3, 4], indptr: [0, 2, 2, 3], indices: [1, 3, 0], data: [5, 6, 7] }
const wrong = (parts: Record<string, unknown>) =>
  message(() => new CsrMatrix({ ...GOOD, ...parts } as CsrParts))

describe('CsrMatrix', () => {
  it('holds what it was given', () => {
    const X = new CsrMatrix(GOOD)
    expect(X.nnz).toBe(3)
    expect(X.shape).toEqual([3, 4])
    expect(isCsr(X)).toBe(true)
    expect(rowsOf(X)).toEqual([
      [0, 5, 0, 6],
      [0, 0, 0, 0],
      [7, 0, 0, 0],
    ])
  })

  it('keeps typed arrays of the right kind and converts the others', () => {
    const indptr = Int32Array.of(0, 2, 2, 3)
    const indices = Int32Array.of(1, 3, 0)
    for (const data of [Float64Array.of(5, 6, 7), Float32Array.of(5, 6, 7)]) {
      const X = new CsrMatrix({ shape: [3, 4], indptr, indices, data })
      expect(X.indptr).toBe(indptr)
      expect(X.indices).toBe(indices)
      expect(X.data).toBe(data)
    }
    const converted = new CsrMatrix({
      shape: [3, 4],
      indptr: Uint16Array.from(indptr),
      indices: Float64Array.from(indices),
      data: Int8Array.of(5, 6, 7),
    })
    expect(converted).toEqual(new CsrMatrix(GOOD))
    expect(converted.data).toBeInstanceOf(Float64Array)
  })

  it('does not follow later changes of the shape it was given', () => {
    const shape: [number, number] = [3, 4]
    const X = new CsrMatrix({ ...GOOD, shape })
    shape[0] = 1e9
    expect(X.shape).toEqual([3, 4])
  })

  it('may have no rows, no columns, no entries or stored zeros', () => {
    expect(new CsrMatrix({ shape: [0, 3], indptr: [0], indices: [], data: [] }).toDense().shape).toEqual([
      0, 3,
    ])
    expect(new CsrMatrix({ shape: [2, 0], indptr: [0, 0, 0], indices: [], data: [] }).nnz).toBe(0)
    expect(new CsrMatrix({ shape: [1, 2], indptr: [0, 1], indices: [1], data: [0] }).nnz).toBe(1)
  })

  it('allocates nothing by its shape', () => {
    const X = new CsrMatrix({ shape: [1, 2 ** 31 - 1], indptr: [0, 1], indices: [2 ** 31 - 2], data: [1] })
    expect(X.nnz).toBe(1)
  })
})

describe('CsrMatrix.fromDense', () => {
  it('is undone by toDense, keeps no zero, and is the same from rows and from any view', () => {
    fc.assert(
      fc.property(dense, rows => {
        const X = CsrMatrix.fromDense(rows)
        expect(rowsOf(X)).toEqual(rows)
        expect(X.data.every(entry => entry !== 0)).toBe(true)
        expect(CsrMatrix.fromDense(X.toDense())).toEqual(X)

        const [n, d] = X.shape
        const columnMajor = new Float64Array(n * d)
        for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) columnMajor[j * n + i] = rows[i][j]
        const view = ndarray(columnMajor, [d, n]).transpose(1, 0)
        expect(CsrMatrix.fromDense(view)).toEqual(X)
        const backwards = ndarray(columnMajor.slice().reverse(), [d, n]).step(-1, -1).transpose(1, 0)
        expect(CsrMatrix.fromDense(backwards)).toEqual(X)
      }),
    )
  })

  it.each([
    ['a ragged matrix', [[1, 2], [3]], /ragged: row 1 is of length 1, row 0 of 2/],
    ['an empty matrix', [], /empty/],
    [
      'NaN',
      [
        [1, 2],
        [3, Number.NaN],
      ],
      /\[1, 1\] is NaN/,
    ],
    ['Infinity', [[1, Number.POSITIVE_INFINITY]], /\[0, 1\] is Infinity/],
    ['a string', [[1, '2']], /\[0, 1\] is '2'/],
    ['a hole', [[1, undefined]], /\[0, 1\] is undefined/],
    ['a vector', ndarray([1, 2]), /2 dimensions, got 1/],
    ['a view that reaches past its data', ndarray([1, 2], [2, 2]), /reaches outside its data/],
    ['a sparse matrix', new CsrMatrix(GOOD), /sparse already/],
    ['nothing', null, /got null/],
  ])('refuses %s', (_, matrix, expected) => {
    expect(message(() => CsrMatrix.fromDense(matrix as number[][]))).toMatch(expected)
  })
})

describe('CsrMatrix.fromCoo', () => {
  it('sums repeated entries in the order given, whatever the order of the coordinates', () => {
    const entry = fc.tuple(fc.nat(4), fc.nat(5), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), entries => {
        const [row, col, data] = [0, 1, 2].map(part => entries.map(e => e[part])) as [
          number[],
          number[],
          number[],
        ]
        const X = CsrMatrix.fromCoo({ shape: [5, 6], row, col, data })
        const sums = new Map<string, number>()
        for (const [i, j, x] of entries) {
          const key = `${i},${j}`
          sums.set(key, sums.has(key) ? sums.get(key)! + x : x)
        }
        expect(X.nnz).toBe(sums.size)
        const at = X.toDense()
        for (const [key, sum] of sums) {
          const [i, j] = key.split(',').map(Number) as [number, number]
          expect(at.get(i, j)).toBe(sum)
        }
      }),
    )
  })

  it('gives back the entries of fromDense', () => {
    fc.assert(
      fc.property(dense, rows => {
        const X = CsrMatrix.fromDense(rows)
        const row =
          X.shape[0] === 0 ? [] : rows.flatMap((_, i) => Array(X.indptr[i + 1] - X.indptr[i]).fill(i))
        expect(CsrMatrix.fromCoo({ shape: X.shape, row, col: X.indices, data: X.data })).toEqual(X)
      }),
    )
  })

  it('changes nothing of what it was given', () => {
    const parts = { shape: [2, 2] as const, row: [1, 0, 1], col: [1, 1, 0], data: [1, 2, 3] }
    const before = structuredClone(parts)
    CsrMatrix.fromCoo(parts)
    expect(parts).toEqual(before)
  })

  it.each([
    ['lengths', { row: [0] }, /one length, got 1, 2 and 2/],
    ['a row', { row: [0, 2] }, /row\[1\] must be an integer from 0 to 1, got 2/],
    ['a negative column', { col: [-1, 0] }, /col\[0\] must be an integer from 0 to 2, got -1/],
    ['a fractional column', { col: [0.5, 0] }, /col\[0\]/],
    ['a value', { data: [1, Number.NaN] }, /data\[1\] must be a finite number, got NaN/],
    ['a value that is text', { data: [1, '2'] }, /data\[1\]/],
    ['an array', { row: { length: 1e9 } }, /row must be an array, got an object/],
    ['a shape', { shape: [2] }, /shape must be \[rows, columns\]/],
    [
      'a sum that overflows',
      { row: [1, 1], col: [2, 2], data: [1e308, 1e308] },
      /row 1, column 2 is Infinity/,
    ],
  ])('refuses %s that cannot be', (_, parts, expected) => {
    const good = { shape: [2, 3], row: [0, 1], col: [1, 2], data: [3, 4] }
    expect(message(() => CsrMatrix.fromCoo({ ...good, ...parts } as never))).toMatch(expected)
  })
})

describe('CsrMatrix refuses parts that contradict each other', () => {
  it.each([
    ['no shape', { shape: 12 }, /shape must be \[rows, columns\], got 12/],
    ['a negative shape', { shape: [-1, 4] }, /shape\[0\] must be an integer >= 0/],
    ['a shape past 32 bits', { shape: [3, 2 ** 31] }, /shape\[1\] must be .* <= 2147483647/],
    ['short indptr', { indptr: [0, 3] }, /rows \+ 1 = 4 entries, got 2/],
    ['indices and data of two lengths', { indices: [1, 3] }, /one length, got 2 and 3/],
    ['indptr that starts late', { indptr: [1, 2, 2, 3] }, /from 0 to the number of entries 3, got 1 to 3/],
    ['indptr that ends early', { indptr: [0, 2, 2, 2] }, /from 0 to the number of entries 3, got 0 to 2/],
    ['indptr that decreases', { indptr: [0, 2, 1, 3] }, /row 1 runs from entry 2 to 1/],
    [
      'indptr beyond the entries',
      { indptr: [0, 2 ** 31 - 1, 2, 3] },
      /row 0 runs from entry 0 to 2147483647/,
    ],
    ['negative indptr', { indptr: [0, -5, 2, 3] }, /row 0 runs from entry 0 to -5/],
    ['a column past the end', { indices: [1, 4, 0] }, /row 0 has column index 4, expected 0 to 3/],
    ['a negative column', { indices: [1, 3, -1] }, /row 2 has column index -1/],
    ['a repeated column', { indices: [3, 3, 0] }, /row 0 has column 3 after 3/],
    ['columns out of order', { indices: [3, 1, 0] }, /row 0 has column 1 after 3/],
    ['NaN', { data: [5, 6, Number.NaN] }, /row 2, column 0 is NaN/],
    ['-Infinity', { data: [5, Number.NEGATIVE_INFINITY, 7] }, /row 0, column 3 is -Infinity/],
    ['NaN in a typed array', { data: Float32Array.of(Number.NaN, 6, 7) }, /row 0, column 1 is NaN/],
    ['fractions in indices', { indices: [1, 2.5, 0] }, /indices\[1\] must be a 32-bit integer, got 2.5/],
    ['indices past 32 bits', { indices: [1, 2 ** 32 + 3, 0] }, /indices\[1\] must be a 32-bit integer/],
    ['NaN in indptr', { indptr: [0, Number.NaN, 2, 3] }, /indptr\[1\] must be a 32-bit integer, got NaN/],
    ['text in data', { data: [5, '6', 7] }, /data\[1\] must be a number, got '6'/],
    ['big integers', { data: BigInt64Array.of(5n, 6n, 7n) }, /data\[0\] must be a number, got 5n/],
    [
      'an object that claims a length',
      { indices: { length: 1e15 } },
      /indices must be an array, got an object/,
    ],
    ['a DataView', { data: new DataView(new ArrayBuffer(3)) }, /data must be an array, got a DataView/],
    ['nothing', { indptr: undefined }, /indptr must be an array, got undefined/],
  ])('%s', (_, parts, expected) => {
    expect(wrong(parts)).toMatch(expected)
  })

  it('never reads outside the entries, whatever indptr and indices say', () => {
    const int32 = fc.oneof(fc.integer({ min: -2, max: 6 }), fc.integer())
    const parts = fc.record({
      inner: fc.array(int32, { maxLength: 4 }),
      indices: fc.array(int32, { maxLength: 6 }),
      cols: fc.nat(6),
    })
    fc.assert(
      fc.property(parts, ({ inner, indices, cols }) => {
        const guard = (array: Int32Array | Float64Array) =>
          new Proxy(array, {
            get(target, key) {
              const at = typeof key === 'string' && /^-?\d+$/.test(key) ? Number(key) : 0
              if (at !== 0 && (at < 0 || at >= target.length)) throw new RangeError(`read at ${at}`)
              const found: unknown = Reflect.get(target, key, target)
              return typeof found === 'function' ? found.bind(target) : found
            },
          })
        const indptr = Int32Array.of(0, ...inner, indices.length)
        const build = () =>
          new CsrMatrix({
            shape: [inner.length + 1, cols],
            indptr,
            indices: guard(Int32Array.from(indices)),
            data: guard(new Float64Array(indices.length).fill(1)),
          })
        const valid =
          indptr.every((start, i) => i === 0 || (start >= indptr[i - 1] && start <= indices.length)) &&
          indices.every((j, p) => j >= 0 && j < cols && (indptr.includes(p) || j > indices[p - 1]))
        expect(message(build) === 'no error').toBe(valid)
      }),
      { numRuns: 500 },
    )
  })
})

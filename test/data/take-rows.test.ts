import { describe, expect, expectTypeOf, it } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import { type AnyNdArray, type NdMatrix, ndview } from '../../src/data/ndview'
import { takeLabels, takeRows } from '../../src/data/take-rows'

const rows = Int32Array.of(2, 0)

describe('takeRows', () => {
  it('copies rows of an array of rows', () => {
    const X = [
      [1, 2],
      [3, 4],
      [5, 6],
    ]
    const taken = takeRows(X, rows)
    expectTypeOf(taken).toEqualTypeOf<number[][]>()
    expect(taken).toEqual([
      [5, 6],
      [1, 2],
    ])
    taken[0][0] = 9
    expect(X[2]).toEqual([5, 6])
  })

  it.each([Float64Array, Float32Array, Int8Array, Uint8Array, Int32Array])('keeps the dtype of %o', Type => {
    const X = ndview(Type.of(1, 2, 3, 4, 5, 6), [3, 2])
    const taken = takeRows(X, rows)
    expect(taken.data).toBeInstanceOf(Type)
    expect([...taken.data]).toEqual([5, 6, 1, 2])
    expect([taken.shape, taken.stride, taken.offset]).toEqual([[2, 2], [2, 1], 0])
  })

  it('reads any stride and offset, also negative ones', () => {
    const data = Float32Array.from({ length: 20 }, (_, k) => k)
    const X = ndview(data, [3, 2], [-4, 2], 13)
    const taken = takeRows(X, rows)
    expectTypeOf(taken).toEqualTypeOf<NdMatrix<Float32Array<ArrayBuffer>>>()
    expect([...taken.data]).toEqual([5, 7, 13, 15])
  })

  it('reads plain arrays and stores with accessors', () => {
    const plain = takeRows(ndview([1, 2, 3], [3, 1]), rows)
    expect(plain.data).toEqual([3, 1])
    const store = { length: 3, get: (p: number) => 10 * p, set: () => 0 }
    expect(Array.from(takeRows(ndview(store, [3, 1]) as AnyNdArray, rows).data as number[])).toEqual([20, 0])
  })

  it('keeps a sparse matrix sparse, with its dtype', () => {
    const data = Float32Array.of(1, 2, 3)
    const X = new CsrMatrix({ shape: [3, 3], indptr: [0, 2, 2, 3], indices: [0, 2, 1], data })
    const taken = takeRows(X, Int32Array.of(2, 1, 0, 2))
    expect(taken.shape).toEqual([4, 3])
    expect(taken.data).toBeInstanceOf(Float32Array)
    expect([...taken.toDense().data]).toEqual([0, 3, 0, 0, 0, 0, 1, 0, 2, 0, 3, 0])
  })
})

describe('takeLabels', () => {
  it('keeps plain arrays, typed arrays and views what they are', () => {
    const strings = takeLabels(['a', 'b', 'c'] as string[], rows)
    expectTypeOf(strings).toEqualTypeOf<string[]>()
    expect(strings).toEqual(['c', 'a'])
    expect(takeLabels([true, false, false], rows)).toEqual([false, true])
    expect(takeLabels(Int8Array.of(1, 2, 3), rows)).toEqual(Int8Array.of(3, 1))
    const view = takeLabels(ndview(Uint8Array.of(9, 1, 9, 2, 9, 3), [3], [2], 1), rows)
    expect([view.shape, view.data]).toEqual([[2], Uint8Array.of(3, 1)])
  })
})

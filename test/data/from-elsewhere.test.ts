/** Data that have been through JSON, `postMessage`, or other hands: they work, or are refused by name. */

import { describe, expect, test } from 'vitest'
import { CsrMatrix, LogisticRegression, MaxAbsScaler, trainTestSplit, ValidationError } from '../../src'
import { ndview } from '../../src/data/ndview'
import { loadDigits } from '../../src/datasets'

const X = ndview(Float64Array.of(0, 1, 1, 0, 2, 2, 3, 1), [4, 2])
const y = ndview(Int32Array.of(0, 1, 0, 1), [4])
const fit = (A: unknown, b: unknown, options = {}) =>
  JSON.stringify(new LogisticRegression().fit(A as number[][], b as number[], options).toJSON().fitted)
const plain = fit(X, y)

describe('views from postMessage and JSON', () => {
  test('are what they were', () => {
    expect(fit(structuredClone(X), structuredClone(y))).toBe(plain)
    expect(fit(JSON.parse(JSON.stringify(X)), JSON.parse(JSON.stringify(y)))).toBe(plain)
    const { XTrain } = trainTestSplit(structuredClone(X), structuredClone(y), { randomState: 0 })
    expect(XTrain.shape).toEqual([3, 2])
    expect(CsrMatrix.fromDense(structuredClone(X)).toDense().data).toEqual(X.data)
  })

  test.each([
    ['data of JSON', { ...X, data: { 0: 1, 1: 2 } }, /\.data must be an array, got an object/],
    ['a shape that is none', { ...X, shape: [-1, 2] }, /X: shape, stride and offset must be integers/],
    ['no strides', { ...X, stride: [] }, /one size and stride an axis/],
    ['a view beyond its data', { ...X, shape: [5, 2] }, /reaches outside its data/],
    [
      'a DataView',
      { ...X, data: new DataView(new ArrayBuffer(64)) },
      /\.data must be an array, got a DataView/,
    ],
    [
      'rows of DataViews',
      [new DataView(new ArrayBuffer(8)), new DataView(new ArrayBuffer(8))],
      /\[0\] must be an array/,
    ],
  ])('%s: refused', (_, bad, message) => {
    const fitting = () => fit(bad, [0, 1, 0, 1])
    const splitting = () => trainTestSplit(bad as unknown as number[][], [0, 1, 0, 1])
    for (const call of [fitting, splitting]) {
      expect(call).toThrow(ValidationError)
      expect(call).toThrow(message)
    }
  })

  test.each([
    [{ length: -1 }, /y must be an array, a typed array or a 1-d ndarray, got an object/],
    [{ length: 1.5 }, /got an object/],
    [{ ...y, data: { 0: 1 } }, /y\.data must be an array/],
    [{ ...y, shape: [9] }, /y: the view reaches outside/],
    [X, /y must have 1 dimension, got 2/],
  ])('labels %o: refused', (bad, message) => {
    expect(() => fit(X, bad)).toThrow(ValidationError)
    expect(() => fit(X, bad)).toThrow(message)
  })
})

describe('JSON.stringify of a view', () => {
  test('writes the view alone', () => {
    const { data } = loadDigits()
    const corner = JSON.parse(JSON.stringify(data.lo(3, 10).hi(1, 3)))
    expect(corner).toEqual([[data.get(3, 10), data.get(3, 11), data.get(3, 12)]])
    expect(JSON.parse(JSON.stringify(data.pick(3, null)))).toHaveLength(64)
    expect(JSON.parse(JSON.stringify(X.transpose(1, 0)))).toEqual([
      [0, 1, 2, 3],
      [1, 0, 2, 1],
    ])
  })
})

describe('sparse matrices', () => {
  const make = () =>
    new CsrMatrix({
      shape: [4, 2],
      indptr: [0, 1, 2, 4, 6],
      indices: [1, 0, 0, 1, 0, 1],
      data: Float32Array.of(1, 1, 2, 2, 3, 1),
    })

  test('come back from JSON', () => {
    const back = CsrMatrix.fromJSON(JSON.parse(JSON.stringify(make())))
    expect(back).toEqual(make())
    expect(back.data).toBeInstanceOf(Float32Array)
    expect(() => fit(JSON.parse(JSON.stringify(make())), y)).toThrow(
      /X must be .*CsrMatrix\.fromJSON reads one/,
    )
    expect(() => CsrMatrix.fromJSON({ ...make().toJSON(), note: 1 })).toThrow(/unknown field 'note'/)
    expect(() => new CsrMatrix(undefined as never)).toThrow(ValidationError)
    expect(() => CsrMatrix.fromCoo(null as never)).toThrow(ValidationError)
  })

  test('that were changed after they were made are refused, not run through', () => {
    const model = new LogisticRegression().fit(make(), y)
    for (const change of [
      (A: CsrMatrix) => A.indptr.fill(2 ** 31 - 1, 2, 3),
      (A: CsrMatrix) => A.indptr.fill(-5, 1, 2),
      (A: CsrMatrix) => A.indices.fill(77),
      (A: CsrMatrix) => A.data.fill(Number.NaN),
    ]) {
      const X = make()
      change(X)
      for (const call of [
        () => fit(X, y),
        () => model.predictProba(X),
        () => new MaxAbsScaler().fit(X),
        () => trainTestSplit(X, y),
      ]) {
        expect(call).toThrow(ValidationError)
      }
    }
  })
})

import { describe, expect, expectTypeOf, it } from 'vitest'
import { CsrMatrix, type CsrParts } from '../../src/data/csr-matrix'
import type { MatrixLike } from '../../src/data/matrix-like'
import { type NdArray, type NdMatrix, ndview } from '../../src/data/ndview'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { NotFittedError, ValidationError } from '../../src/support/errors'
import { readFixture } from '../fixtures/read-fixture'

interface ScalerCase {
  name: string
  X: number[][]
  csr: CsrParts | null
  withMean: boolean
  withStd: boolean
  mean: number[] | null
  var: number[] | null
  scale: number[] | null
  transformed: number[][]
  inverse: number[][]
  other: number[][] | null
  otherTransformed: number[][] | null
  otherInverse: number[][] | null
}

const { cases } = readFixture<{ cases: ScalerCase[] }>('scaler.json')

const X = [
  [1, 10, 7],
  [2, 30, 7],
  [6, 20, 7],
]

function flat(matrix: NdArray | NdMatrix<Float32Array> | CsrMatrix): number[] {
  return [...(matrix instanceof CsrMatrix ? matrix.toDense() : matrix).data]
}

/** Equal but for rounding, which is relative to the largest entry of the column. */
function expectClose(got: ArrayLike<number>, expected: readonly number[][], tolerance = 1e-12): void {
  const largest = expected[0].map((_, j) => Math.max(1e-300, ...expected.map(row => Math.abs(row[j]))))
  expect(got.length).toBe(expected.flat().length)
  expected.flat().forEach((value, p) => {
    expect(Math.abs(got[p] - value) / largest[p % largest.length]).toBeLessThanOrEqual(tolerance)
  })
}

describe('StandardScaler', () => {
  it.each(cases)("equals scikit-learn's: $name, withMean $withMean, withStd $withStd", reference => {
    const { withMean, withStd, csr, other } = reference
    const data: MatrixLike = csr === null ? reference.X : new CsrMatrix(csr)
    const scaler = new StandardScaler({ withMean, withStd }).fit(data)
    if (reference.mean !== null) expectClose(scaler.mean.data, [reference.mean])
    if (reference.scale !== null) expectClose(scaler.scale.data, [reference.scale])
    else expect([...scaler.scale.data]).toEqual(reference.X[0].map(() => 1))
    if (reference.var !== null) {
      // The variance of a constant column is rounding noise.
      reference.var.forEach((variance, j) => {
        const noise = (scaler.mean.get(j) * 1e-14) ** 2
        expect(Math.abs(scaler.variance.get(j) - variance)).toBeLessThanOrEqual(1e-12 * variance + noise)
      })
    }
    // Values of 1e6 less a mean of 1e6: absolute differences count there.
    const tolerance = reference.name === 'large and small scales' ? 1e-8 : 1e-12
    const scaled = scaler.transform(data)
    if (reference.name !== 'constant columns') expectClose(flat(scaled), reference.transformed, tolerance)
    else
      expect(
        Math.max(...flat(scaled).map((z, p) => Math.abs(z - reference.transformed.flat()[p]))),
      ).toBeLessThan(1e-12)
    expectClose(flat(scaler.inverseTransform(scaled)), reference.inverse)
    if (other !== null) {
      expectClose(flat(scaler.transform(other)), reference.otherTransformed!)
      expectClose(flat(scaler.inverseTransform(other)), reference.otherInverse!)
    }
  })

  it('reads every layout alike, and leaves it as it was', () => {
    const columnMajor = Float64Array.of(1, 2, 6, 10, 30, 20, 7, 7, 7)
    const strided = Int16Array.from({ length: 40 }, () => -1)
    X.forEach((row, i) => {
      row.forEach((value, j) => {
        strided[38 - 10 * i - 3 * j] = value
      })
    })
    const expected = flat(new StandardScaler().fitTransform(X))
    const views = [
      ndview(columnMajor, [3, 3], [1, 3]),
      ndview(strided, [3, 3], [-10, -3], 38),
      ndview(X.flat(), [3, 3]),
    ]
    for (const view of views) {
      const before = Array.from(view.data)
      const scaled = new StandardScaler().fitTransform(view as NdArray)
      expect(scaled.data).toBeInstanceOf(Float64Array)
      expect([scaled.shape, scaled.stride, scaled.offset]).toEqual([[3, 3], [3, 1], 0])
      expect(flat(scaled)).toEqual(expected)
      expect(Array.from(view.data)).toEqual(before)
    }
  })

  it('keeps single precision, with moments in double', () => {
    const single = ndview(
      Float32Array.from(X.flat(), value => value + 0.1),
      [3, 3],
    )
    const scaler = new StandardScaler()
    const scaled = scaler.fitTransform(single)
    expectTypeOf(scaled).toEqualTypeOf<NdMatrix<Float32Array>>()
    expect(scaled.data).toBeInstanceOf(Float32Array)
    const exact = new StandardScaler().fit(ndview(Float64Array.from(single.data), [3, 3]))
    expect([...scaler.mean.data]).toEqual([...exact.mean.data])
    expect([...scaler.scale.data]).toEqual([...exact.scale.data])
    expectClose(
      scaled.data,
      [[...flat(exact.transform(ndview(Float64Array.from(single.data), [3, 3])))]],
      1e-6,
    )
  })

  it('scales sparse entries, and only them', () => {
    const dense = [
      [0, 2, 0],
      [3, 0, 0],
      [0, 4, 0],
    ]
    const sparse = CsrMatrix.fromDense(dense)
    const scaler = new StandardScaler({ withMean: false }).fit(sparse)
    const expected = new StandardScaler({ withMean: false }).fit(dense)
    expectClose(scaler.scale.data, [[...expected.scale.data]])
    const scaled = scaler.transform(sparse)
    expectTypeOf(scaled).toEqualTypeOf<CsrMatrix>()
    expect(scaled.nnz).toBe(3)
    expectClose(flat(scaled), [flat(expected.transform(dense))])
    expect([...sparse.data]).toEqual([2, 3, 4])
    const single = new CsrMatrix({ ...sparse, shape: [3, 3], data: Float32Array.from(sparse.data) })
    expect(scaler.transform(single).data).toBeInstanceOf(Float32Array)
  })

  it('takes a weight for a number of copies', () => {
    const sampleWeight = [1, 3, 0]
    const copies = [X[0], X[1], X[1], X[1]]
    for (const convert of [(rows: number[][]) => rows, CsrMatrix.fromDense] as ((
      rows: number[][],
    ) => MatrixLike)[]) {
      const weighted = new StandardScaler({ withMean: false }).fit(convert(X), { sampleWeight })
      const repeated = new StandardScaler({ withMean: false }).fit(convert(copies))
      expectClose(weighted.mean.data, [[...repeated.mean.data]])
      expectClose(weighted.variance.data, [[...repeated.variance.data]])
      expect(weighted.scale.get(2)).toBe(1)
    }
  })

  it('keeps its accuracy where the mean dwarfs the deviation', () => {
    const offset = Array.from({ length: 1000 }, (_, i) => [1e9 + (i % 2)])
    const scaler = new StandardScaler().fit(offset)
    expect(scaler.variance.get(0)).toBeCloseTo(0.25, 10)
    const tenth = Array.from({ length: 1000 }, () => [0.1])
    expect(new StandardScaler().fit(tenth).scale.get(0)).toBe(1)
    const tiny = [[1e-150], [3e-150]]
    expectClose(flat(new StandardScaler().fitTransform(tiny)), [[-1], [1]])
  })

  it('saves and loads bit for bit', () => {
    const scaler = new StandardScaler({ withMean: false }).fit(X)
    const loaded = StandardScaler.fromJSON(JSON.parse(JSON.stringify(scaler)))
    expect(loaded.toJSON()).toEqual(scaler.toJSON())
    expect(flat(loaded.transform(X))).toEqual(flat(scaler.transform(X)))
    const unfitted = StandardScaler.fromJSON(
      JSON.parse(JSON.stringify(new StandardScaler({ withStd: false }))),
    )
    expect(unfitted.toJSON().options).toEqual({ withMean: true, withStd: false })
    expect(() => unfitted.mean).toThrow(NotFittedError)
  })

  it('believes no saved field unchecked', () => {
    const saved = new StandardScaler().fit(X).toJSON()
    const broken: [unknown, string][] = [
      [null, 'saved scaler must be an object, got null'],
      [{ ...saved, type: 'Scaler' }, "type must be 'ndlogit/StandardScaler', got 'Scaler'"],
      [{ ...saved, version: 2 }, 'version must be 1, got 2'],
      [{ ...saved, options: { mean: true } }, "unknown option 'mean'"],
      [{ ...saved, fitted: { ...saved.fitted, mean: 3 } }, 'fitted.mean must be an array, got 3'],
      [
        { ...saved, fitted: { ...saved.fitted, mean: [1, null, 3] } },
        'fitted.mean[1] must be a finite number',
      ],
      [{ ...saved, fitted: { ...saved.fitted, mean: [1, 2] } }, 'fitted.variance must be of length 2, got 3'],
      [{ ...saved, fitted: { ...saved.fitted, mean: [] } }, 'fitted.mean is empty'],
      [{ ...saved, fitted: { ...saved.fitted, scale: [1] } }, 'fitted.scale must be of length 3, got 1'],
      [
        { ...saved, fitted: { ...saved.fitted, scale: [1, 0, 1] } },
        'fitted.scale[1] must be a finite number > 0, got 0',
      ],
    ]
    for (const [value, message] of broken) {
      expect(() => StandardScaler.fromJSON(value)).toThrow(ValidationError)
      expect(() => StandardScaler.fromJSON(value)).toThrow(message)
    }
  })

  it('has nothing to show before fit', () => {
    const scaler = new StandardScaler()
    expect(() => scaler.mean).toThrow(NotFittedError)
    expect(() => scaler.variance).toThrow('StandardScaler: variance needs a fitted model')
    expect(() => scaler.scale).toThrow(NotFittedError)
    expect(() => scaler.nFeatures).toThrow(NotFittedError)
    expect(() => scaler.transform(X)).toThrow(NotFittedError)
    expect(() => scaler.inverseTransform(X)).toThrow(NotFittedError)
    expect(new StandardScaler().fit(X).nFeatures).toBe(3)
  })

  it.each<[string, () => unknown, string]>([
    ['an unknown option', () => new StandardScaler({ mean: 1 } as object), "unknown option 'mean'"],
    [
      'an option that is no boolean',
      () => new StandardScaler({ withStd: 1 as unknown as boolean }),
      'withStd must be',
    ],
    [
      'NaN in rows',
      () =>
        new StandardScaler().fit([
          [1, 2],
          [3, Number.NaN],
        ]),
      'X[1, 1] is NaN',
    ],
    [
      'what is no number',
      () => new StandardScaler().fit([[1, null as unknown as number]]),
      'X[0, 1] is null',
    ],
    [
      'infinity in a view',
      () => new StandardScaler().fit(ndview(Float64Array.of(1, Number.POSITIVE_INFINITY), [2, 1])),
      'X[1, 0] is Infinity',
    ],
    [
      'a view beyond its data',
      () => new StandardScaler().fit(ndview(new Float64Array(3), [2, 2])),
      'X: the view reaches outside its data (shape 2,2',
    ],
    ['no rows', () => new StandardScaler().fit([]), 'X is empty'],
    [
      'another number of features',
      () => new StandardScaler().fit(X).transform([[1, 2]]),
      'X has 2 features, but StandardScaler was fitted on 3',
    ],
    [
      'sparse with centring',
      () => new StandardScaler().fit(CsrMatrix.fromDense(X)),
      'use new StandardScaler({ withMean: false })',
    ],
    [
      'sparse after a centring fit',
      () => new StandardScaler().fit(X).transform(CsrMatrix.fromDense(X)),
      'X is sparse',
    ],
    [
      'weights of another length',
      () => new StandardScaler().fit(X, { sampleWeight: [1] }),
      'sampleWeight must be of length',
    ],
    [
      'values whose squares overflow',
      () =>
        new StandardScaler().fit([
          [1, 1e200],
          [2, 2e200],
        ]),
      'the variance of column 1 overflows',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })

  it('keeps the last fit when the next one fails', () => {
    const scaler = new StandardScaler().fit(X)
    expect(() => scaler.fit([[Number.NaN]])).toThrow(ValidationError)
    expect(scaler.nFeatures).toBe(3)
  })
})

import { describe, expect, expectTypeOf, it } from 'vitest'
import { CsrMatrix, type CsrParts } from '../../src/data/csr-matrix'
import { type NdArray, type NdMatrix, ndview } from '../../src/data/ndview'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { MaxAbsScaler } from '../../src/preprocessing/max-abs-scaler'
import { NotFittedError, ValidationError } from '../../src/support/errors'
import { readFixture } from '../fixtures/read-fixture'

interface MaxAbsCase {
  name: string
  X: number[][]
  csr: CsrParts | null
  maxAbs: number[]
  scale: number[]
  transformed: number[][]
  inverse: number[][]
  other: number[][] | null
  otherTransformed: number[][] | null
  otherInverse: number[][] | null
}

const { maxAbs: cases } = readFixture<{ maxAbs: MaxAbsCase[] }>('scaler.json')

const X = [
  [1, -10, 0],
  [-4, 5, 0],
  [2, 0, 0],
]

function flat(matrix: NdArray | NdMatrix<Float32Array> | CsrMatrix): number[] {
  return [...(matrix instanceof CsrMatrix ? matrix.toDense() : matrix).data]
}

/** A column is only multiplied and divided: equal to a few units in the last place. */
function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length)
  expected.forEach((value, p) => {
    expect(Math.abs(got[p] - value)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(value))
  })
}

describe('MaxAbsScaler', () => {
  it.each(cases)("equals scikit-learn's: $name", reference => {
    const data = reference.csr === null ? reference.X : new CsrMatrix(reference.csr)
    const scaler = new MaxAbsScaler().fit(data)
    expect([...scaler.maxAbs.data]).toEqual(reference.maxAbs)
    expect([...scaler.scale.data]).toEqual(reference.scale)
    const scaled = scaler.transform(data)
    expectClose(flat(scaled), reference.transformed.flat())
    expectClose(flat(scaler.inverseTransform(scaled)), reference.inverse.flat())
    if (reference.other !== null) {
      expectClose(flat(scaler.transform(reference.other)), reference.otherTransformed!.flat())
      expectClose(flat(scaler.inverseTransform(reference.other)), reference.otherInverse!.flat())
    }
  })

  it('leaves sparse data sparse, dense and sparse alike, and the data as they were', () => {
    const sparse = CsrMatrix.fromDense(X)
    const scaled = new MaxAbsScaler().fitTransform(sparse)
    expectTypeOf(scaled).toEqualTypeOf<CsrMatrix>()
    expect([scaled.nnz, [...scaled.indices]]).toEqual([sparse.nnz, [...sparse.indices]])
    expect(flat(scaled)).toEqual(flat(new MaxAbsScaler().fitTransform(X)))
    expect([...sparse.data]).toEqual([1, -10, -4, 5, 2])
  })

  it('keeps single precision and reads every layout', () => {
    const single = ndview(Float32Array.of(1, -4, 2, -10, 5, 0), [3, 2], [1, 3])
    const scaled = new MaxAbsScaler().fitTransform(single)
    expectTypeOf(scaled).toEqualTypeOf<NdMatrix<Float32Array>>()
    expect(flat(scaled)).toEqual([0.25, -1, -1, 0.5, 0.5, 0])
  })

  it('leaves out rows of weight 0, whatever the others weigh', () => {
    for (const data of [X, CsrMatrix.fromDense(X)]) {
      const scaler = new MaxAbsScaler().fit(data, { sampleWeight: [3, 0, 0.5] })
      expect([...scaler.maxAbs.data]).toEqual([2, 10, 0])
      expect([...scaler.scale.data]).toEqual([2, 10, 1])
    }
  })

  it('is a step of a pipeline, saved and read with it', () => {
    const pipeline = makePipeline(new MaxAbsScaler(), new LogisticRegression())
    expect(Object.keys(pipeline.steps)).toEqual(['maxAbsScaler', 'logisticRegression'])
    pipeline.setParams({ logisticRegression__C: 2 }).fit(CsrMatrix.fromDense(X), [0, 1, 1])
    const copy = Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)))
    expect(copy.steps.maxAbsScaler).toBeInstanceOf(MaxAbsScaler)
    expect(flat(copy.predictProba(X))).toEqual(flat(pipeline.predictProba(X)))
    expect(() => pipeline.clone().steps.maxAbsScaler.maxAbs).toThrow(NotFittedError)
  })

  it('saves and loads bit for bit', () => {
    const scaler = new MaxAbsScaler().fit([[0.1, 3e-310, 0]])
    const loaded = MaxAbsScaler.fromJSON(JSON.parse(JSON.stringify(scaler)))
    expect([...loaded.maxAbs.data]).toEqual([...scaler.maxAbs.data])
    expect([...loaded.scale.data]).toEqual([0.1, 3e-310, 1])
    expect(() => MaxAbsScaler.fromJSON(new MaxAbsScaler().toJSON()).maxAbs).toThrow(NotFittedError)
  })

  it('believes no saved field unchecked', () => {
    const saved = new MaxAbsScaler().fit(X).toJSON()
    const broken: [unknown, string][] = [
      [[], 'saved scaler must be an object, got an array of length 0'],
      [{ ...saved, type: 'ndlogit/StandardScaler' }, "type must be 'ndlogit/MaxAbsScaler'"],
      [{ ...saved, version: '1' }, "version must be 1, got '1'"],
      [{ ...saved, fitted: 3 }, 'fitted must be an object, got 3'],
      [{ ...saved, fitted: {} }, 'fitted.maxAbs must be an array, got undefined'],
      [{ ...saved, fitted: { maxAbs: { length: 1e9 } } }, 'fitted.maxAbs must be an array, got an object'],
      [{ ...saved, fitted: { maxAbs: [] } }, 'fitted.maxAbs is empty'],
      [
        { ...saved, fitted: { maxAbs: [1, Number.NaN] } },
        'fitted.maxAbs[1] must be a finite number, got NaN',
      ],
      [{ ...saved, fitted: { maxAbs: [1, -2] } }, 'fitted.maxAbs[1] must be >= 0, got -2'],
    ]
    for (const [value, message] of broken) {
      expect(() => MaxAbsScaler.fromJSON(value)).toThrow(ValidationError)
      expect(() => MaxAbsScaler.fromJSON(value)).toThrow(message)
    }
  })

  it('has nothing to show before fit', () => {
    const scaler = new MaxAbsScaler()
    expect(() => scaler.maxAbs).toThrow('MaxAbsScaler: maxAbs needs a fitted model')
    expect(() => scaler.scale).toThrow(NotFittedError)
    expect(() => scaler.nFeatures).toThrow(NotFittedError)
    expect(() => scaler.transform(X)).toThrow(NotFittedError)
    expect(() => scaler.inverseTransform(X)).toThrow(NotFittedError)
    expect(scaler.fit(X).nFeatures).toBe(3)
  })

  it.each<[string, () => unknown, string]>([
    ['an option', () => new MaxAbsScaler().setParams({ copy: true }), "unknown option 'copy'"],
    ['NaN', () => new MaxAbsScaler().fit([[Number.NaN]]), 'X[0, 0] is NaN'],
    ['no rows', () => new MaxAbsScaler().fit([]), 'X is empty'],
    [
      'another number of features',
      () => new MaxAbsScaler().fit(X).transform([[1, 2]]),
      'X has 2 features, but MaxAbsScaler was fitted on 3',
    ],
    [
      'weights of another length',
      () => new MaxAbsScaler().fit(X, { sampleWeight: [1] }),
      'must be of length',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})

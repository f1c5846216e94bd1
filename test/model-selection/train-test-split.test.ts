import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import { type NdMatrix, ndview } from '../../src/data/ndview'
import { loadDigits } from '../../src/datasets'
import { type TrainTestSplitOptions, trainTestSplit } from '../../src/model-selection/train-test-split'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface SplitCase {
  n: number
  testSize: number | null
  trainSize: number | null
  randomState: number | null
  stratify: number[] | null
  shuffle: boolean
  train: number[]
  test: number[]
}

const { cases, digits } = readFixture<{ cases: SplitCase[]; digits: SplitCase }>('splits.json')

const column = (n: number): number[][] => Array.from({ length: n }, (_, i) => [i])

describe('trainTestSplit', () => {
  it.each(
    cases,
  )("picks scikit-learn's rows: $n rows, $testSize / $trainSize, seed $randomState", reference => {
    const { n, train, test, ...options } = reference
    const { trainIndices, testIndices } = trainTestSplit(column(n), column(n).flat(), given(options))
    expect([...trainIndices]).toEqual(train)
    expect([...testIndices]).toEqual(test)
  })

  it("picks scikit-learn's rows of the digits", () => {
    const { data, target } = loadDigits()
    const y = Array.from(target.data, digit => (digit > 4 ? 'small' : 'big'))
    const relabelled = Array.from(target.data, digit => (digit > 4 ? 'large' : 'SMALL'))
    const { testSize, randomState, train, test } = digits
    const options = { testSize: testSize!, randomState: randomState! }
    const split = trainTestSplit(data, y, { ...options, stratify: target.data.map(digit => +(digit > 4)) })
    expect([...split.trainIndices]).toEqual(train)
    expect([...split.testIndices]).toEqual(test)
    expect(split.yTest).toEqual(test.map(i => y[i]))
    // Only the order of the labels matters: 'SMALL' < 'large' as 0 < 1.
    expect([...trainTestSplit(data, y, { ...options, stratify: relabelled }).testIndices]).toEqual(test)
  })

  it('keeps the kinds of X and y', () => {
    const X = ndview(
      Float32Array.from({ length: 16 }, (_, k) => k),
      [8, 2],
    )
    const y = ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']
    const split = trainTestSplit(X, y, { randomState: 0 })
    expectTypeOf(split.XTrain).toEqualTypeOf<NdMatrix<Float32Array<ArrayBuffer>>>()
    expectTypeOf(split.yTest).toEqualTypeOf<string[]>()
    expect(split.XTrain.shape).toEqual([6, 2])
    expect(split.XTest.data).toBeInstanceOf(Float32Array)
    expect([...split.XTest.data]).toEqual([...split.testIndices].flatMap(i => [2 * i, 2 * i + 1]))
    expect(split.yTrain).toEqual(Array.from(split.trainIndices, i => y[i]))

    const sparse = trainTestSplit(
      CsrMatrix.fromDense(X),
      Int8Array.from({ length: 8 }, (_, i) => i),
      { randomState: 0 },
    )
    expectTypeOf(sparse.XTest).toEqualTypeOf<CsrMatrix>()
    expect([...sparse.XTest.toDense().data]).toEqual([...split.XTest.data])
    expect(sparse.yTest).toEqual(Int8Array.from(split.testIndices))
  })

  it('cuts without shuffling when asked to', () => {
    const { trainIndices, testIndices } = trainTestSplit(column(10), column(10).flat(), {
      shuffle: false,
      testSize: 3,
    })
    expect([...trainIndices]).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect([...testIndices]).toEqual([7, 8, 9])
  })

  it('splits differently without a seed', () => {
    const splits = Array.from({ length: 4 }, () =>
      String(trainTestSplit(column(50), column(50).flat()).testIndices),
    )
    expect(new Set(splits).size).toBeGreaterThan(1)
  })

  it('parts the rows, and gives every class its share under stratify', () => {
    const cases = fc.record({
      counts: fc.array(fc.integer({ min: 2, max: 20 }), { minLength: 2, maxLength: 4 }),
      testSize: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    })
    fc.assert(
      fc.property(cases, ({ counts, testSize, seed }) => {
        const y = counts.flatMap((count, k) => new Array<number>(count).fill(k))
        const tested = Math.ceil(testSize * y.length)
        fc.pre(tested >= counts.length && y.length - tested >= counts.length)
        const split = trainTestSplit(column(y.length), y, { testSize, randomState: seed, stratify: y })
        const all = [...split.trainIndices, ...split.testIndices].sort((a, b) => a - b)
        expect(all).toEqual(y.map((_, i) => i))
        counts.forEach((count, k) => {
          const share = (count * tested) / y.length
          const got = split.yTest.filter(label => label === k).length
          expect(Math.abs(got - share)).toBeLessThan(2)
        })
        expect(split.XTest.flat()).toEqual([...split.testIndices])
      }),
      { seed: 1 },
    )
  })

  const y8 = [0, 1, 0, 1, 0, 1, 0, 1]
  it.each<[string, TrainTestSplitOptions, string]>([
    ['a test size of 0', { testSize: 0 }, 'testSize must be a share > 0 and < 1, or an integer >= 1 and < 8'],
    ['a test size of all rows', { testSize: 8 }, 'testSize must be'],
    ['a size neither share nor count', { trainSize: 1.5 }, 'trainSize must be a share'],
    ['shares above 1', { testSize: 0.6, trainSize: 0.6 }, 'got testSize 0.6 and trainSize 0.6'],
    [
      'counts above n',
      { testSize: 5, trainSize: 4 },
      'at most the number of rows, 8, got testSize 5 and trainSize 4',
    ],
    [
      'an empty training side',
      { testSize: 0.99 },
      'the training side would be empty: 8 rows with testSize 0.99',
    ],
    ['stratify unshuffled', { shuffle: false, stratify: y8 }, 'stratify needs shuffle: true'],
    [
      'a class with one member',
      { stratify: [0, 0, 0, 0, 0, 0, 0, 1] },
      'at least 2 rows of every class, but class 1 has 1',
    ],
    [
      'a test side smaller than the classes',
      { testSize: 1, stratify: y8 },
      'testSize must give at least one row to each of the 2 classes, got 1',
    ],
    ['a training side smaller than the classes', { trainSize: 1, stratify: y8 }, 'trainSize must give'],
    ['stratify of another length', { stratify: [0, 1] }, 'stratify must be of length 8, got 2'],
    ['an unknown option', { testsize: 0.5 } as TrainTestSplitOptions, "unknown option 'testsize'"],
    ['a bad seed', { randomState: -1 }, 'randomState must be an integer'],
    ['a shuffle that is no boolean', { shuffle: 1 as unknown as boolean }, 'shuffle must be true or false'],
  ])('refuses %s', (_, options, message) => {
    const split = (): unknown => trainTestSplit(column(8), y8, options)
    expect(split).toThrow(ValidationError)
    expect(split).toThrow(message)
  })

  it('refuses X and y that do not go together', () => {
    expect(() => trainTestSplit(column(3), [0, 1])).toThrow('y must be of length 3, got 2')
    expect(() => trainTestSplit([], [])).toThrow('X is empty')
    expect(() => trainTestSplit(column(1), [0])).toThrow('the training side would be empty')
    expect(() => trainTestSplit(column(2), ndview(Float64Array.of(1, 2), [2, 1]))).toThrow(
      'y must have 1 dimension',
    )
    expect(() => trainTestSplit(column(2), 7 as unknown as number[])).toThrow('y must be an array')
  })
})

describe('shares that add up to all rows', () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => [i])
  const sizes = (n: number, testSize: number, trainSize?: number) => {
    const { trainIndices, testIndices } = trainTestSplit(
      rows(n),
      rows(n).map(([i]) => i % 2),
      { testSize, ...(trainSize !== undefined && { trainSize }), randomState: 0 },
    )
    return [trainIndices.length, testIndices.length]
  }

  it('make the rows that they say, where scikit-learn counts one too many', () => {
    expect(sizes(100, 0.07, 0.93)).toEqual([93, 7])
    for (let percent = 1; percent < 100; percent++) {
      const [train, test] = sizes(100, percent / 100, (100 - percent) / 100)
      expect(train + test).toBeLessThanOrEqual(100)
      expect(Math.abs(test - percent)).toBeLessThanOrEqual(1)
    }
  })

  it('are counted as by scikit-learn where it accepts them', () => {
    expect(sizes(100, 0.07)).toEqual([92, 8])
  })
})

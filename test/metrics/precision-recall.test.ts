import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { NdArray, NdVector } from '../../src/data/ndview'
import { accuracyScore } from '../../src/metrics/accuracy'
import { balancedAccuracyScore } from '../../src/metrics/balanced-accuracy'
import {
  type Average,
  f1Score,
  fbetaScore,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from '../../src/metrics/precision-recall'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface Case {
  name: string
  yTrue: number[]
  yPred: number[]
}
interface AverageCase extends Case {
  options: {
    labels: number[] | null
    sampleWeight: number[] | null
    average: Average
    beta: number
    zeroDivision: 0 | 1
  }
  precision: number | number[]
  recall: number | number[]
  fscore: number | number[]
  support: number[] | null
}
interface BinaryCase extends Case {
  options: { posLabel: number | null; sampleWeight: number[] | null; zeroDivision: 0 | 1 }
  precision: number
  recall: number
  f1: number
  f2: number
}
interface BalancedCase extends Case {
  options: { sampleWeight: number[] | null; adjusted: boolean }
  value: number | null
}

const { averages, binary, balanced } = readFixture<{
  averages: AverageCase[]
  binary: BinaryCase[]
  balanced: BalancedCase[]
}>('metrics_more.json')

function expectEqual(got: number | NdArray | undefined, expected: number | number[] | null): void {
  if (expected === null) expect(got).toBeUndefined()
  else if (typeof got === 'number') expect(Math.abs(got - (expected as number))).toBeLessThanOrEqual(1e-12)
  else {
    const values = expected as number[]
    expect(got!.shape).toEqual([values.length])
    for (const [k, value] of values.entries())
      expect(Math.abs(got!.get(k) - value)).toBeLessThanOrEqual(1e-12)
  }
}

describe('precision, recall and F-score', () => {
  it.each(averages)("equal scikit-learn's averages: $name, $options", reference => {
    const scores = precisionRecallFscoreSupport<Average>(
      reference.yTrue,
      reference.yPred,
      given(reference.options),
    )
    expectEqual(scores.precision, reference.precision)
    expectEqual(scores.recall, reference.recall)
    expectEqual(scores.fscore, reference.fscore)
    expectEqual(scores.support, reference.support)
    const { beta, ...options } = given(reference.options)
    expectEqual(precisionScore<Average>(reference.yTrue, reference.yPred, options), reference.precision)
    expectEqual(recallScore<Average>(reference.yTrue, reference.yPred, options), reference.recall)
    expectEqual(fbetaScore<Average>(reference.yTrue, reference.yPred, { ...options, beta }), reference.fscore)
  })

  it.each(binary)("equal scikit-learn's of one class: $name, $options", reference => {
    const { yTrue, yPred } = reference
    const options = given(reference.options)
    expectEqual(precisionScore(yTrue, yPred, options), reference.precision)
    expectEqual(recallScore(yTrue, yPred, options), reference.recall)
    expectEqual(f1Score(yTrue, yPred, options), reference.f1)
    expectEqual(fbetaScore(yTrue, yPred, { ...options, beta: 2 }), reference.f2)
  })

  // precision_recall_fscore_support([0, 0], [1, 1], labels=[2], average='weighted', zero_division=z)
  it('fall back on zeroDivision where no class has a true sample', () => {
    const score = (yPred: number[], zeroDivision: 0 | 1): (number | undefined)[] =>
      Object.values(
        precisionRecallFscoreSupport([0, 0], yPred, { labels: [2], average: 'weighted', zeroDivision }),
      )
    expect(score([1, 1], 1)).toEqual([1, 1, 1, undefined])
    expect(score([2, 1], 1)).toEqual([0, 1, 0, undefined])
    expect(score([2, 1], 0)).toEqual([0, 0, 0, undefined])
  })

  it('give recall for an infinite beta', () => {
    const yTrue = [0, 1, 1, 0, 1]
    const yPred = [1, 1, 0, 0, 1]
    expect(fbetaScore(yTrue, yPred, { beta: Number.POSITIVE_INFINITY })).toBe(recallScore(yTrue, yPred))
    expectTypeOf(f1Score(yTrue, yPred)).toEqualTypeOf<number>()
    expectTypeOf(f1Score(yTrue, yPred, { average: 'none' })).toEqualTypeOf<NdVector>()
  })

  it('keep their identities', () => {
    const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(pairs, samples => {
        const yTrue = samples.map(([t]) => t)
        const yPred = samples.map(([, p]) => p)
        const sampleWeight = samples.map(([, , w]) => w)
        const copies = <T>(values: T[]): T[] =>
          values.flatMap((value, i) => new Array<T>(sampleWeight[i]).fill(value))
        const accuracy = accuracyScore(yTrue, yPred, { sampleWeight })
        // Over all classes the micro average is accuracy, and the weighted recall is too.
        expect(f1Score(yTrue, yPred, { average: 'micro', sampleWeight })).toBeCloseTo(accuracy, 12)
        expect(recallScore(yTrue, yPred, { average: 'weighted', sampleWeight })).toBeCloseTo(accuracy, 12)
        // A weight is a number of copies.
        expect(f1Score(yTrue, yPred, { average: 'macro', sampleWeight })).toBeCloseTo(
          f1Score(copies(yTrue), copies(yPred), { average: 'macro' }),
          12,
        )
        // Precision one way is recall the other way.
        const ways = [
          precisionScore(yTrue, yPred, { average: 'none' }),
          recallScore(yPred, yTrue, { average: 'none' }),
        ]
        expect([...ways[0].data]).toEqual([...ways[1].data])
      }),
      { seed: 1 },
    )
  })

  const yTrue = ['a', 'b', 'b']
  const yPred = ['a', 'a', 'b']
  const wrong = (options: unknown) => (): unknown =>
    precisionScore(yTrue, yPred, options as PrecisionRecallOptions<'binary'>)
  it.each<[string, () => unknown, string]>([
    [
      'text labels without posLabel',
      wrong({}),
      "posLabel is missing; it must say which of the labels 'a', 'b' is",
    ],
    [
      'a posLabel that does not occur',
      wrong({ posLabel: 'c' }),
      "posLabel must be one of the labels 'a', 'b', got 'c'",
    ],
    [
      'a posLabel of another type',
      wrong({ posLabel: 1 }),
      'posLabel must hold strings, as yTrue does, got numbers',
    ],
    [
      'a posLabel for several classes',
      wrong({ posLabel: 'a', average: 'macro' }),
      "posLabel needs average 'binary'",
    ],
    [
      'labels for one class',
      wrong({ posLabel: 'a', labels: ['a'] }),
      "labels needs another average than 'binary'",
    ],
    [
      'an unknown average',
      wrong({ average: 'samples' }),
      "average must be one of 'binary', 'micro', 'macro'",
    ],
    [
      'another zeroDivision',
      wrong({ posLabel: 'a', zeroDivision: 0.5 }),
      'zeroDivision must be 0 or 1, got 0.5',
    ],
    [
      'three classes as two',
      () => recallScore([0, 1, 2], [0, 1, 2]),
      "average 'binary' is for two classes, got 3",
    ],
    ['a negative beta', () => fbetaScore([0, 1], [0, 1], { beta: -1 }), 'beta must be a number >= 0, got -1'],
    ['no beta', () => fbetaScore([0, 1], [0, 1], {} as { beta: number }), 'beta is missing'],
    ['no labels', () => f1Score([0, 1], [0, 1], { labels: [], average: 'macro' }), 'labels is empty'],
    ['an unknown option', () => f1Score([0], [0], { beta: 1 } as object), "f1Score: unknown option 'beta'"],
    ['nothing', () => precisionRecallFscoreSupport([], []), 'yTrue is empty'],
  ])('refuse %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})

describe('balancedAccuracyScore', () => {
  it.each(balanced)("equals scikit-learn's: $name, $options", ({ yTrue, yPred, options, value }) => {
    const score = balancedAccuracyScore(yTrue, yPred, given(options))
    if (value === null) expect(score).toBeNaN()
    else expectEqual(score, value)
  })
})

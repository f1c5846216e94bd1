import { describe, expect, it } from 'vitest'
import { ndview } from '../../src/data/ndview'
import { accuracyScore, zeroOneLoss } from '../../src/metrics/accuracy'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface AccuracyCase {
  name: string
  yTrue: number[]
  yPred: number[]
  sampleWeight: number[] | null
  normalize: boolean
  accuracy: number
  zeroOneLoss: number
}

const { accuracy } = readFixture<{ accuracy: AccuracyCase[] }>('metrics.json')

describe('accuracyScore and zeroOneLoss', () => {
  it.each(accuracy)("equal scikit-learn's: $name, normalize $normalize", reference => {
    const { yTrue, yPred, sampleWeight, normalize } = reference
    const options = given({ sampleWeight, normalize })
    expect(accuracyScore(yTrue, yPred, options)).toBeCloseTo(reference.accuracy, 12)
    expect(zeroOneLoss(yTrue, yPred, options)).toBeCloseTo(reference.zeroOneLoss, 12)
  })

  it('read views, typed arrays and booleans', () => {
    const view = ndview(Int32Array.of(1, 9, 0, 9, 1, 9), [3], [2])
    expect(accuracyScore(view, Int8Array.of(1, 1, 1))).toBe(2 / 3)
    expect(zeroOneLoss([true, false], [true, true])).toBe(0.5)
  })

  it.each<[string, () => unknown, string]>([
    ['lengths that differ', () => accuracyScore([0, 1], [0]), 'yPred must be of length 2, got 1'],
    [
      'types that differ',
      () => accuracyScore(['0', '1'], [0, 1]),
      'yPred must hold strings, as yTrue does, got numbers',
    ],
    ['no samples', () => accuracyScore([], []), 'yTrue is empty'],
    ['a label that is missing', () => accuracyScore([0, Number.NaN], [0, 1]), 'yTrue[1] is NaN'],
    ['mixed labels', () => accuracyScore([0, 1], [0, 'a']), "yPred[1] is 'a'"],
    [
      'weights that do not fit',
      () => zeroOneLoss([0, 1], [0, 1], { sampleWeight: [1] }),
      'sampleWeight must be of length',
    ],
    [
      'a negative weight',
      () => zeroOneLoss([0, 1], [0, 1], { sampleWeight: [1, -1] }),
      'sampleWeight[1] is -1',
    ],
    [
      'weights that are all 0',
      () => accuracyScore([0, 1], [0, 1], { sampleWeight: [0, 0] }),
      'sampleWeight is zero for every row',
    ],
    [
      'an unknown option',
      () => zeroOneLoss([0], [0], { weight: [1] } as object),
      "zeroOneLoss: unknown option 'weight'",
    ],
  ])('refuse %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})

import { describe, expect, it } from 'vitest'
import { type ConfusionMatrixOptions, confusionMatrix } from '../../src/metrics/confusion-matrix'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface ConfusionCase {
  name: string
  yTrue: number[]
  yPred: number[]
  labels: number[] | null
  sampleWeight: number[] | null
  normalize: 'true' | 'pred' | 'all' | null
  matrix: number[][]
}

const { confusionMatrix: cases } = readFixture<{ confusionMatrix: ConfusionCase[] }>('metrics.json')

describe('confusionMatrix', () => {
  it.each(cases)("equals scikit-learn's: $name, labels $labels, normalize $normalize", reference => {
    const { yTrue, yPred, labels, sampleWeight, normalize, matrix } = reference
    const got = confusionMatrix(yTrue, yPred, given({ labels, sampleWeight, normalize }))
    expect(got.shape).toEqual([matrix.length, matrix.length])
    matrix.flat().forEach((value, p) => {
      expect(got.data[p]).toBeCloseTo(value, 12)
    })
  })

  it.each<[string, ConfusionMatrixOptions, string]>([
    ['no labels', { labels: [] }, 'labels is empty'],
    ['labels that never occur', { labels: [7] }, 'labels must have at least one label of yTrue, got 7'],
    ['labels of another type', { labels: ['0'] }, 'labels must hold numbers, as yTrue does, got strings'],
    ['repeated labels', { labels: [0, 0] }, 'labels must be distinct'],
    [
      'an unknown way to normalize',
      { normalize: 'rows' as 'all' },
      "normalize must be one of 'true', 'pred', 'all', got 'rows'",
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => confusionMatrix([0, 1], [0, 0], options)).toThrow(ValidationError)
    expect(() => confusionMatrix([0, 1], [0, 0], options)).toThrow(message)
  })
})

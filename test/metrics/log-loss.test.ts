import { describe, expect, it } from 'vitest'
import { ndview } from '../../src/data/ndview'
import { logLoss } from '../../src/metrics/log-loss'
import { ValidationError } from '../../src/support/errors'
import { given, readFixture } from '../fixtures/read-fixture'

interface LogLossCase {
  name: string
  yTrue: number[]
  probability: number[] | number[][]
  labels: number[] | null
  sampleWeight: number[] | null
  normalize: boolean
  value: number
}

const { logLoss: cases } = readFixture<{ logLoss: LogLossCase[] }>('metrics.json')

describe('logLoss', () => {
  it.each(cases)("equals scikit-learn's: $name, normalize $normalize", reference => {
    const { yTrue, probability, labels, sampleWeight, normalize, value } = reference
    const options = given({ labels, sampleWeight, normalize })
    const cols = Array.isArray(probability[0]) ? probability[0].length : 1
    const shape = cols === 1 ? [yTrue.length] : [yTrue.length, cols]
    const view = ndview(Float64Array.from(probability.flat()), shape)
    for (const proba of [probability, view]) {
      expect(Math.abs(logLoss(yTrue, proba, options) - value)).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(value)),
      )
    }
  })

  // log_loss([0, 1, 1], float32 probabilities) of scikit-learn 1.2.1
  it('clips single-precision probabilities at the spacing of single precision', () => {
    const certain = Float32Array.of(0, 0, 1)
    const expected = (-Math.log(2 ** -23) - 2 * Math.log(1 - 2 ** -23)) / 3
    expect(logLoss([0, 1, 1], certain)).toBeCloseTo(expected, 12)
    expect(logLoss([0, 1, 1], ndview(certain, [3, 1]))).toBeCloseTo(expected, 12)
    expect(logLoss([0, 1, 1], ndview(certain, [3]))).toBeCloseTo(expected, 12)
    expect(logLoss([0, 1, 1], [0, 0, 1])).toBeCloseTo((52 * Math.LN2) / 3, 12)
  })

  it.each<[string, () => unknown, string]>([
    [
      'a probability above 1',
      () => logLoss([0, 1], [0, 1.5]),
      'yProba[1] is 1.5; probabilities must be >= 0 and <= 1',
    ],
    [
      'a negative probability',
      () =>
        logLoss(
          [0, 1],
          [
            [1, 0],
            [-0.5, 1.5],
          ],
        ),
      'yProba[1, 0] is -0.5',
    ],
    ['NaN', () => logLoss([0, 1], [0, Number.NaN]), 'yProba[1] is NaN; values must be finite numbers'],
    [
      'lengths that differ',
      () => logLoss([0, 1], [0]),
      'yProba must have one value for each of the 2 in yTrue, got 1',
    ],
    [
      'a class too few',
      () => logLoss([0, 0], [0.1, 0.2]),
      'yProba has probabilities for 2 classes, but yTrue has 1; name all classes with the option labels',
    ],
    [
      'columns and labels that differ',
      () => logLoss([0, 1], [0.1, 0.2], { labels: [0, 1, 2] }),
      'yProba has probabilities for 2 classes, but labels has 3',
    ],
    [
      'a label that is not among labels',
      () => logLoss([0, 5], [0.1, 0.2], { labels: [0, 1] }),
      'yTrue[1] is 5, which is not among labels',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(ValidationError)
    expect(act).toThrow(message)
  })
})

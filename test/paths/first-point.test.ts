/** A path begins with the empty model, at the optimum of its free coefficients; and l1MinC says what is in its way. */

import { describe, expect, test } from 'vitest'
import { l1MinC, logisticRegressionPath, ValidationError } from '../../src'
import { RandomState } from '../../src/support/random'

/** 12 × 3, two classes or three. */
function problem(seed: number, classes: number) {
  const random = new RandomState(seed)
  const next = () => random.permutation(1000)[0] / 500 - 1
  const X = Array.from({ length: 12 }, () => [next(), next(), next()])
  const y = X.map(([a, b], i) =>
    i < classes ? i : Math.floor((((a + b + next()) % 1) + 1) * classes) % classes,
  )
  return { X, y }
}

describe('the first model of a path', () => {
  test.each([
    { penalty: 'l1' },
    { penalty: 'elasticnet', l1Ratio: 0.5 },
    { penalty: 'l1', penalizeIntercept: true },
    { penalty: 'l1', multiClass: 'ovr', classes: 3 },
    { penalty: 'l1', classes: 3 },
  ] as const)('is empty, and its intercept is that of the data: %o', ({ ...options }) => {
    const { classes = 2, ...rest } = options as { classes?: number }
    for (let seed = 0; seed < 15; seed++) {
      const { X, y } = problem(seed, classes)
      const { coefs, intercepts, convergence } = logisticRegressionPath(X, y, { Cs: 3, ...rest })
      expect(
        coefs
          .hi(1)
          .data.subarray(0, coefs.stride[0])
          .every(w => w === 0),
      ).toBe(true)
      expect(convergence[0].converged).toBe(true)
      if (classes > 2 || 'penalizeIntercept' in rest) continue
      const ones = y.reduce((sum, label) => sum + label, 0)
      expect(intercepts.get(0, 0)).toBeCloseTo(Math.log(ones / (y.length - ones)), 10)
    }
  })
})

describe('l1MinC names the true cause', () => {
  const X = [
    [0, 1],
    [1, 0],
    [2, 1],
    [3, 0],
  ]

  test.each([
    [[0, 0, 1, 1], { penaltyFactor: [0, 0] }, /penaltyFactor is 0 for every feature/],
    [[0, 0, 1, 1], { penaltyFactor: [0, 1] }, /without a penalty separate the classes/],
  ])('%o %o', (y, options, message) => {
    expect(() => l1MinC(X, y, options)).toThrow(ValidationError)
    expect(() => l1MinC(X, y, options)).toThrow(message)
    expect(() => logisticRegressionPath(X, y, options)).toThrow(message)
  })

  test('no feature says anything', () => {
    expect(() => l1MinC([[1], [1]], [0, 1])).toThrow(/no feature of X says anything about y, so/)
    expect(() => l1MinC([[1], [0]], [0, 1], { positive: true })).toThrow(/about y that its bounds allow/)
  })
})

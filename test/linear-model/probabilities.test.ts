import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINKS, logProbabilitiesOf, probabilitiesOf } from '../../src/linear-model/probabilities'

const K = 4
const row = (size: number) =>
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: size, maxLength: size })

/** The formulas as they are written, for margins that they can bear. */
const formula = {
  logistic: ([z]: number[]) => [1 / (1 + Math.exp(z)), 1 / (1 + Math.exp(-z))],
  softmax: (z: number[]) => normalised(z.map(Math.exp)),
  ovr: (z: number[]) => normalised(z.map(value => 1 / (1 + Math.exp(-value)))),
}

function normalised(values: number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map(value => value / sum)
}

describe.each(LINKS)('link %s', link => {
  const [outputs, classes] = link === 'logistic' ? [1, 2] : [K, K]

  it('gives the probabilities of its formula', () => {
    for (const shift of [-20, -1, 0, 0.5, 20]) {
      const z = Array.from({ length: outputs }, (_, k) => shift + k * 0.75)
      const expected = formula[link](z)
      const got = probabilitiesOf(link, Float64Array.from(z), classes)
      for (const [k, value] of expected.entries()) expect(Math.abs(got[k] / value - 1)).toBeLessThan(1e-13)
    }
  })

  it('gives rows that sum to 1 and agree with their logarithms, however large the margins', () => {
    fc.assert(
      fc.property(row(outputs), row(outputs), (first, second) => {
        const z = Float64Array.from([...first, ...second])
        const before = z.slice()
        const proba = probabilitiesOf(link, z, classes)
        const logs = logProbabilitiesOf(link, z, classes)
        expect(z).toEqual(before)
        expect(proba).toHaveLength(2 * classes)
        for (const start of [0, classes]) {
          const sum = proba.subarray(start, start + classes).reduce((total, value) => total + value, 0)
          expect(Math.abs(sum - 1)).toBeLessThan(1e-14)
        }
        for (const [p, log] of logs.entries()) {
          expect(log).toBeLessThanOrEqual(0)
          expect(Math.abs(Math.exp(log) - proba[p])).toBeLessThan(1e-12 * Math.max(proba[p], 1e-300))
        }
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompensatedSum, compensatedSum } from '../../src/support/compensated-sum'

const sumOf = (terms: Iterable<number>) => {
  const total = new CompensatedSum()
  for (const term of terms) total.add(term)
  return total.value
}

describe('a sum that is compensated', () => {
  it('of equal terms is off by the rounding of one', () => {
    const third = 1 / 3
    let plain = 0
    for (let i = 0; i < 3 << 20; i++) plain += third
    expect(Math.abs(plain - 2 ** 20)).toBeGreaterThan(1e-6)
    const terms = new Float64Array(3 << 20).fill(third)
    expect(sumOf(terms)).toBe(2 ** 20)
    // By parts, of which each is rounded.
    expect(Math.abs(compensatedSum(terms) / 2 ** 20 - 1)).toBeLessThan(1e-14)
  })

  it('of terms that cancel leaves what they leave', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 })), integers => {
        expect(sumOf([...integers, 2 ** -20, ...integers.map(x => -x)])).toBe(2 ** -20)
      }),
    )
  })

  it('is infinite where it is too large, and NaN where a term is', () => {
    expect(sumOf([1e308, 1e308])).toBe(Infinity)
    expect(sumOf([Infinity, 1])).toBe(Infinity)
    expect(sumOf([-Infinity, 1])).toBe(-Infinity)
    expect(sumOf([1, NaN, 1])).toBeNaN()
    expect(sumOf([])).toBe(0)
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PreciseSums } from '../../src/kernels/precise-sums'

it('sums products that cancel as exact arithmetic does', () => {
  const integer = fc.integer({ min: -(2 ** 40), max: 2 ** 40 })
  const integers = fc.array(fc.tuple(integer, integer), { maxLength: 12 })
  fc.assert(
    fc.property(integers, pairs => {
      // Their negatives once more, so that nothing but the rounding of plain sums would be left, and one unit.
      const terms = [...pairs, ...pairs.map(([x, f]) => [-x, f]), [3, 5]]
      const total = Float64Array.of(0)
      const sums = new PreciseSums(total)
      for (const [x, f] of terms) sums.addMultiple(Float64Array.of(x), f)
      sums.round()
      const exact = terms.reduce((sum, [x, f]) => sum + BigInt(x) * BigInt(f), 0n)
      expect(Math.abs(total[0] - Number(exact))).toBeLessThan(1e-3)
    }),
  )
})

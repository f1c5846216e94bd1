import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argsort } from '../../src/support/argsort'

describe('argsort', () => {
  // v = np.random.RandomState(5).randint(0, 4, size=20); np.argsort(v)
  it('orders equal values as NumPy does', () => {
    const values = [3, 2, 3, 1, 2, 2, 0, 1, 0, 0, 3, 2, 3, 0, 2, 0, 3, 0, 3, 1]
    expect([...argsort(values)]).toEqual([
      9, 17, 15, 13, 8, 6, 7, 19, 3, 4, 11, 14, 1, 5, 18, 10, 12, 2, 16, 0,
    ])
  })

  it('sorts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), values => {
        const order = [...argsort(values)]
        expect(order.map(i => values[i])).toEqual([...values].sort((a, b) => a - b))
        expect(new Set(order).size).toBe(values.length)
      }),
      { seed: 1 },
    )
  })
})

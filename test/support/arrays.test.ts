import { expect, it } from 'vitest'
import { maxAbs } from '../../src/support/arrays'

it('the largest magnitude is NaN where one of the numbers is, wherever that lies', () => {
  expect(maxAbs(Float64Array.of(1, -3, 2))).toBe(3)
  for (const place of [0, 1, 2]) {
    const values = Float64Array.of(1, -3, 2)
    values[place] = Number.NaN
    expect(maxAbs(values)).toBeNaN()
  }
})

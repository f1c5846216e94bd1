/** Equality of long lists of numbers, which `toEqual` takes seconds for. */

import { expect } from 'vitest'

/** Fails, and shows both, unless the numbers are the same to the bit; NaN is NaN. */
export function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  let alike = actual.length === expected.length
  for (let k = 0; alike && k < actual.length; k++) alike = Object.is(actual[k], expected[k])
  if (!alike) expect(Array.from(actual)).toEqual(Array.from(expected))
}

/** Shifts of a column's coefficients lead to where the penalty is least, and leave the rest alone. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'
import { ClassShifts, leastPenalized } from '../../src/solvers/class-shifts'

const cost = (w: readonly number[], c: number, l1: number, l2: number) =>
  w.reduce((sum, value) => sum + l1 * Math.abs(value - c) + (l2 / 2) * (value - c) ** 2, 0)

it('no other shift is penalized less', () => {
  const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: -9, max: 9, noNaN: true })), {
    minLength: 2,
    maxLength: 7,
  })
  const weight = fc.constantFrom(0, 1e-9, 0.3, 1, 50)
  fc.assert(
    fc.property(values, weight, fc.double({ min: -9, max: 9, noNaN: true }), (w, l2, other) => {
      const c = leastPenalized(Float64Array.from(w).sort(), 1, l2)
      const least = cost(w, c, 1, l2)
      for (const there of [other, c - 1e-3, c + 1e-3, ...w]) {
        expect(least).toBeLessThanOrEqual(cost(w, there, 1, l2) * (1 + 1e-12) + 1e-300)
      }
    }),
  )
})

it('without an l2 part a coefficient becomes zero, and one that is stays so where it may', () => {
  expect(leastPenalized(Float64Array.of(-2, 1, 5), 1, 0)).toBe(1)
  expect(leastPenalized(Float64Array.of(-2, 0, 1, 3), 1, 0)).toBe(0)
  expect(leastPenalized(Float64Array.of(-2, -1, 0, 3), 1, 0)).toBe(0)
})

it('columns of which a coefficient is missing, bounded or without an l1 part are left', () => {
  // Three outputs of four columns: the first is whole, the second lacks one, the third has no l1 part, the last a bound.
  const of = (at: (j: number) => number) => Float64Array.from({ length: 12 }, (_, q) => at(q % 4))
  const penalty = new BoundedPenalty(
    of(j => (j === 2 ? 0 : 1)),
    of(() => 0.5),
    of(() => -Infinity),
    of(j => (j === 3 ? 1 : Infinity)),
  )
  const indices = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11)
  const shifts = new ClassShifts({ penalty, design: { cols: 4 }, loss: { outputs: 3 } }, indices)
  expect(shifts.columns.map(column => [...column])).toEqual([[0, 4, 8]])
})

it('nothing is shifted with one output', () => {
  const penalty = new SeparablePenalty(Float64Array.of(1, 1), Float64Array.of(0, 0))
  const shape = { penalty, design: { cols: 2 }, loss: { outputs: 1 } }
  expect(new ClassShifts(shape, Int32Array.of(0, 1)).columns).toEqual([])
})

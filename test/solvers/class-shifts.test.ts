/** Shifts of a column's coefficients lead to where the penalty is least, and leave the rest alone. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { SeparablePenalty } from '../../src/problem/penalty'
import { ClassShifts, centerFree, leastPenalized } from '../../src/solvers/class-shifts'

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
  // With one there is but one minimum.
  expect(leastPenalized(Float64Array.of(-10, -3, -1, 0), 1, 0.5)).toBe(-3)
})

it('whole columns are shifted to where no shift is left, the others stay', () => {
  const penalty = new SeparablePenalty(new Float64Array(6).fill(1), new Float64Array(6).fill(0.5))
  const shape = { penalty, design: { cols: 2 }, loss: { outputs: 3 } }
  const indices = Int32Array.of(0, 1, 2, 4, 5)
  const shifts = new ClassShifts(shape, indices)
  const v = Float64Array.of(4, 7, 5, 9, -2)
  const c = shifts.shift(shifts.columns[0], v)
  expect(c).toBeGreaterThan(0)
  shifts.center(v)
  expect(Array.from(v)).toEqual([4 - c, 7, 5 - c, 9 - c, -2])
  expect(Math.abs(shifts.shift(shifts.columns[0], v))).toBeLessThan(1e-15)
})

it('what no penalty decides is made to sum to 0 over the outputs', () => {
  const penalty = new SeparablePenalty(Float64Array.of(1, 0, 1, 0, 1, 0), new Float64Array(6))
  const w = Float64Array.of(4, 7, 5, -1, 9, 3)
  centerFree({ penalty, design: { cols: 2 }, loss: { outputs: 3 } }, w)
  expect(Array.from(w)).toEqual([4, 4, 5, -4, 9, 0])
  const single = Float64Array.of(4, 7, 5, -1, 9, 3)
  centerFree({ penalty, design: { cols: 6 }, loss: { outputs: 1 } }, single)
  expect(Array.from(single)).toEqual([4, 7, 5, -1, 9, 3])
})

it('columns of which a coefficient is missing, bounded or without an l1 part are left', () => {
  // Three outputs of five columns: the first is whole, the second lacks one, the third has no l1 part, the others a bound.
  const of = (at: (j: number) => number) => Float64Array.from({ length: 15 }, (_, q) => at(q % 5))
  const penalty = new BoundedPenalty(
    of(j => (j === 2 ? 0 : 1)),
    of(() => 0.5),
    of(j => (j === 4 ? -1 : -Infinity)),
    of(j => (j === 3 ? 1 : Infinity)),
  )
  const indices = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14)
  const shifts = new ClassShifts({ penalty, design: { cols: 5 }, loss: { outputs: 3 } }, indices)
  expect(shifts.columns.map(column => [...column])).toEqual([[0, 5, 10]])
})

it('nothing is shifted with one output', () => {
  const penalty = new SeparablePenalty(Float64Array.of(1, 1), Float64Array.of(0, 0))
  const shape = { penalty, design: { cols: 2 }, loss: { outputs: 1 } }
  expect(new ClassShifts(shape, Int32Array.of(0, 1)).columns).toEqual([])
})

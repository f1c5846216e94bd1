import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SeparablePenalty } from '../../src/problem/penalty'
import { workingSet } from '../../src/solvers/working-set'

const penaltyOf = (l1: readonly number[]) =>
  new SeparablePenalty(Float64Array.from(l1), new Float64Array(l1.length))

it('holds what is not zero, what is free, and the zeros that violate their condition', () => {
  const penalty = penaltyOf([1, 1, 1, 0, 1])
  const w = Float64Array.of(0, 2, 0, 0, 0)
  const gradient = Float64Array.of(0.9, 0, -1.1, 0, 1)
  expect([...workingSet(penalty, w, gradient, 10)]).toEqual([1, 2, 3])
})

it('takes the worst violators, in increasing order, when there are more than it may grow by', () => {
  const size = 4000
  const n = 100
  const penalty = penaltyOf(Array.from({ length: size }, (_, q) => 1 + (q % 5)))
  const w = new Float64Array(size)
  const excess = Float64Array.from({ length: size }, (_, q) => ((q * 7919 + 1) % (size + 1)) / size)
  const gradient = excess.map((e, q) => (q % 2 === 0 ? 1 : -1) * (penalty.l1[q] + e))
  const set = workingSet(penalty, w, gradient, n)
  expect(set.length).toBe(100)
  expect([...set]).toEqual([...set].sort((a, b) => a - b))
  const least = Math.min(...Array.from(set, q => excess[q]))
  expect(excess.filter(e => e > least).length).toBe(99)
})

it('at most doubles, from a start that grows with the data', () => {
  const size = 4000
  const penalty = penaltyOf(new Array(size).fill(1))
  const gradient = new Float64Array(size).fill(2)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 5000 }), (support, rows) => {
      const w = Float64Array.from({ length: size }, (_, q) => (q < support ? 1 : 0))
      const start = Math.max(100, Math.min(size / 16, Math.floor(rows / 4)))
      const set = workingSet(penalty, w, gradient, rows)
      expect(set.length).toBe(support + Math.max(start, support))
      expect([...set.subarray(0, support)]).toEqual(Array.from({ length: support }, (_, q) => q))
    }),
    { seed: 1, numRuns: 20 },
  )
})

it('leaves out a zero that is exactly at its bound', () => {
  expect([...workingSet(penaltyOf([1, 1]), new Float64Array(2), Float64Array.of(1, -1), 5)]).toEqual([])
})

/** Whether classes are separated, told from the data alone. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gainsAlong, separates } from '../../src/problem/gains'
import { Leads } from '../../src/problem/leads'
import { isSeparable } from '../../src/problem/nearest-way'
import type { Problem } from '../../src/problem/problem'
import { drain } from '../../src/support/steps'
import { manyClasses, twoClasses } from '../support/separable'

const found = (problem: Problem) => drain(isSeparable(problem, new Leads(problem.loss)))

const withOnes = (xs: number[]) => xs.map(x => [x, 1])

describe('a way that separates is found', () => {
  it('where all rows are led', () => {
    expect(found(twoClasses(withOnes([-2, -1, 1, 2]), [-1, -1, 1, 1]))).toBe(true)
    expect(found(twoClasses(withOnes([-2, -1, 1, 2]), [-1, 1, -1, 1]))).toBe(false)
  })

  it('where rows of both classes are alike and only the others go apart', () => {
    expect(found(twoClasses(withOnes([-1, 0, 0, 1]), [-1, -1, 1, 1]))).toBe(true)
    expect(found(twoClasses(withOnes([-1, 0, 0, 1]), [-1, -1, 1, -1]))).toBe(false)
  })

  it('whatever the scales of columns are, and where more columns than rows depend on each other', () => {
    const rows = [-2, -1, 1, 2].map(x => [1e9 * x * x, x, 1e-9 * x, x + 1, 1, 2])
    expect(found(twoClasses(rows, [-1, -1, 1, 1]))).toBe(true)
    expect(found(twoClasses([...rows, ...rows], [-1, -1, 1, 1, 1, 1, -1, -1]))).toBe(false)
  })

  it('only by coefficients that nothing is on', () => {
    const rows = [-2, -1, 1, 2].map(x => [x, x * x])
    const signs = [-1, -1, 1, 1]
    expect(found(twoClasses(rows, signs, { l1: [0, 1] }))).toBe(true)
    expect(found(twoClasses(rows, signs, { l1: [1, 0] }))).toBe(false)
    expect(found(twoClasses(rows, signs, { l1: [1, 1] }))).toBe(false)
  })

  it('only by coefficients that no bound is in the way of', () => {
    const rows = withOnes([-2, -1, 1, 2])
    expect(found(twoClasses(rows, [-1, -1, 1, 1], { lower: [0, 0] }))).toBe(true)
    expect(found(twoClasses(rows, [1, 1, -1, -1], { lower: [0, 0] }))).toBe(false)
    expect(found(twoClasses(rows, [1, 1, -1, -1], { lower: [-Infinity, 0] }))).toBe(true)
    // 6 − x separates, and its constant has to grow with it.
    const far = withOnes([5, 5.5, 7, 8])
    expect(found(twoClasses(far, [1, 1, -1, -1], { lower: [-Infinity, -1] }))).toBe(true)
    expect(found(twoClasses(far, [-1, -1, 1, 1], { lower: [-1, -1] }))).toBe(false)
  })

  it('by few rows of many coefficients', () => {
    const rows = [-2, -1, 1, 2].map(x => Array.from({ length: 40 }, (_, j) => x * Math.cos(j)))
    const signs = [-1, -1, 1, 1]
    expect(found(twoClasses(rows, signs))).toBe(true)
    expect(found(twoClasses(rows, signs, { lower: rows[0].map(() => -1) }))).toBe(true)
    expect(found(twoClasses(rows, signs, { lower: rows[2].map(x => (x < 0 ? -Infinity : -1)) }))).toBe(true)
    expect(found(twoClasses(rows, signs, { lower: rows[2].map(x => (x > 0 ? -Infinity : -1)) }))).toBe(true)
    const up = rows.map(row => row.map(Math.abs))
    const falling = [1, 1, -1, -1]
    expect(found(twoClasses(up, falling, { lower: up[0].map(() => -1) }))).toBe(false)
    expect(found(manyClasses(rows, [0, 0, 1, 2]))).toBe(true)
    expect(found(manyClasses([...rows, ...rows], [0, 1, 2, 3, 1, 2, 3, 0]))).toBe(false)
  })

  it('of several classes, where one goes apart and the others compete', () => {
    const rows = withOnes([1, 1, 0, 0, 0])
    expect(found(manyClasses(rows, [0, 1, 2, 0, 1]))).toBe(true)
    expect(found(manyClasses(rows, [0, 1, 2, 2, 2]))).toBe(true)
    expect(found(manyClasses(rows.concat(withOnes([1])), [0, 1, 2, 0, 1, 2]))).toBe(false)
  })

  it('where rows go apart at several speeds', () => {
    // The constant decides nothing, the first feature little, the second a lot.
    const rows = [0, 0, 1e-3, -1e-3, 1, -1].map((x, i) => [x, i < 4 ? 0 : 1e6 * i, 1])
    expect(found(twoClasses(rows, [1, -1, 1, -1, 1, -1]))).toBe(true)
    expect(found(twoClasses(rows, [1, -1, 1, -1, -1, -1]))).toBe(true)
    expect(found(twoClasses(rows, [1, -1, 1, -1, -1, 1]))).toBe(false)
    expect(found(twoClasses(rows.concat(rows), [1, -1, 1, -1, 1, -1, -1, 1, -1, 1, -1, 1]))).toBe(false)
  })
})

/** Small integers, so that many rows are alike and many classes touch without being apart. */
const table = fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })), {
  minLength: 3,
  maxLength: 9,
})

/** Every direction in which a row of these changes sides, and one between any two neighbours: all that two features can tell. */
const directions = (() => {
  const angles = new Set<number>()
  const values = Array.from({ length: 9 }, (_, i) => i - 4)
  for (const x of values) for (const y of values) if (x !== 0 || y !== 0) angles.add(Math.atan2(y, x))
  const sorted = [...angles].sort((a, b) => a - b)
  return sorted.flatMap((angle, i) => [angle, (angle + (sorted[i + 1] ?? sorted[0] + 2 * Math.PI)) / 2])
})()

/** What a feature is bounded by below, and how often it is repeated: as many copies as leave more coefficients than rows. */
const forms = fc.record({
  lower: fc.tuple(fc.constantFrom(-Infinity, -1), fc.constantFrom(-Infinity, 0)),
  copies: fc.constantFrom(1, 5),
})

it('agrees with a look in all directions, for two features and a constant', () => {
  fc.assert(
    fc.property(table, forms, fc.infiniteStream(fc.boolean()), (points, { lower, copies }, sides) => {
      const signs = points.map(() => (sides.next().value ? 1 : -1))
      const repeated = (row: number[]) => Array.from({ length: copies }, () => row).flat()
      const bounds = { lower: repeated([...lower, -Infinity]) }
      const problem = twoClasses(
        points.map(([x, y]) => repeated([x, y, 1])),
        signs,
        bounds,
      )
      /** Of the first copy; the others stay where they are. */
      const alone = (v: Float64Array) =>
        Float64Array.from({ length: problem.unbounded.length }, (_, k) => v[k] ?? 0)
      const isWay = (angle: number) => {
        const [a, b] = [Math.cos(angle), Math.sin(angle)]
        if ([a, b].some((slope, j) => slope < -1e-9 && lower[j] > -Infinity)) return false
        const at = points.map(([x, y]) => a * x + b * y)
        // The constant only needs to be where a row is.
        return [...at, 0].some(c => {
          const gains = gainsAlong(problem, alone(Float64Array.of(a, b, -c)))
          // A cosine of 6e-17 stands for 0.
          return gains.most > 1e-9 && separates(gains)
        })
      }
      const one = separates(gainsAlong(problem, alone(Float64Array.of(0, 0, signs[0]))))
      expect(found(problem)).toBe(one || directions.some(isWay))
    }),
    { numRuns: 400, seed: 936825059 },
  )
})

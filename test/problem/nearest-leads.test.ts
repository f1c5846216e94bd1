/** Whether classes are separated, told from the data alone. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeBasisOf } from '../../src/problem/free-basis'
import { gainsAlong, separates } from '../../src/problem/gains'
import { Leads } from '../../src/problem/leads'
import { isSeparable } from '../../src/problem/nearest-leads'
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
    expect(found(twoClasses(rows, signs, { lower: [-3, -3] }))).toBe(false)
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

it('agrees with a look in all directions, for two features and a constant', () => {
  fc.assert(
    fc.property(table, fc.infiniteStream(fc.boolean()), (points, sides) => {
      const signs = points.map(() => (sides.next().value ? 1 : -1))
      const problem = twoClasses(
        points.map(([x, y]) => [x, y, 1]),
        signs,
      )
      const isWay = (angle: number) => {
        const [a, b] = [Math.cos(angle), Math.sin(angle)]
        const at = points.map(([x, y]) => a * x + b * y)
        // The constant only needs to be where a row is.
        return [...at, 0].some(c => {
          const gains = gainsAlong(problem, Float64Array.of(a, b, -c))
          // A cosine of 6e-17 stands for 0.
          return gains.most > 1e-9 && separates(gains)
        })
      }
      const one = separates(gainsAlong(problem, Float64Array.of(0, 0, signs[0])))
      expect(found(problem)).toBe(one || directions.some(isWay))
    }),
    { numRuns: 200, seed: 936825059 },
  )
})

describe('the basis', () => {
  /** Three free columns, of which the second is twice the first, and the last as far from 1 as `apart` says. */
  const problemOf = (apart: number) =>
    twoClasses(
      [-2, -1, 1, 2].map(x => [x, 2 * x, x * x, 1, 1 + apart * x ** 3]),
      [-1, -1, 1, 1],
      { l1: [0, 0, 1, 0, 0] },
    )

  /** ‖X v‖² on the basis, where v leads back to coefficients that do the same. */
  function squareOf(problem: Problem, v: Float64Array): number {
    const basis = drain(freeBasisOf(problem))
    expect(basis?.coordinates.length).toBe(3)
    const [z, same] = [new Float64Array(4), new Float64Array(4)]
    basis?.problem.predictorsInto(basis.coordinates, v, z)
    const w = basis?.toOriginal(v) ?? v
    expect([...w.subarray(1, 3)]).toEqual([0, 0])
    problem.predictorsInto(problem.all, w, same)
    const largest = Math.max(...w.map(Math.abs))
    for (let i = 0; i < 4; i++) expect(Math.abs(same[i] - z[i])).toBeLessThan(1e-14 * largest)
    return z.reduce((sum, value) => sum + value * value, 0)
  }

  it('is that of the free columns that are independent, where these are well apart', () => {
    // −2, −1, 1 and 2 times .3, and −.7, and .1 times 1 + x³ / 10.
    const expected = [-2, -1, 1, 2].map(x => 0.3 * x - 0.7 + 0.1 * (1 + 0.1 * x ** 3))
    const square = squareOf(problemOf(0.1), Float64Array.of(0.3, -0.7, 0.1))
    expect(square).toBeCloseTo(
      expected.reduce((sum, z) => sum + z * z, 0),
      14,
    )
  })

  it.each([1e-4, 1e-6])('is orthonormal where they are not: %d', apart => {
    expect(squareOf(problemOf(apart), Float64Array.of(0.3, -0.7, 0.1))).toBeCloseTo(0.09 + 0.49 + 0.01, 8)
  })

  it('is none where every coefficient is penalised', () => {
    expect(drain(freeBasisOf(twoClasses([[1], [2]], [-1, 1], { l1: [1] })))).toBeUndefined()
  })
})

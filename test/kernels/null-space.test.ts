/** The basis spans the directions without curvature, before and after a coordinate has left. */

import { describe, expect, it } from 'vitest'
import { choleskyFactor } from '../../src/kernels/cholesky'
import { NullSpace } from '../../src/kernels/null-space'
import { runSteps } from '../../src/support/steps'

/** H = Aᵀ A of whole numbers, of a rank below its order, so that every entry is exact. */
function singular(order: number, rank: number): Float64Array {
  const a = Array.from({ length: rank }, (_, r) =>
    Array.from({ length: order }, (_, j) => ((j + 2) ** (r + 1) % 13) - 6),
  )
  const h = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < order; j++) h[i * order + j] = a.reduce((sum, row) => sum + row[i] * row[j], 0)
  }
  return h
}

const [ORDER, RANK] = [9, 5]

/** Coordinates 1 to 8: of the whole matrix the first is left out. */
const ACTIVE = [1, 2, 3, 4, 5, 6, 7, 8]

/** At right angles to no null vector. */
const GRADIENT = Float64Array.from(ACTIVE, i => Math.sin(i))

function factorOf(h: Float64Array): Float64Array {
  const factor = Float64Array.from(ACTIVE.flatMap(i => ACTIVE.map(j => h[i * ORDER + j])))
  runSteps(choleskyFactor(factor, ACTIVE.length))
  return factor
}

/** The vectors, an entry a row. */
function vectorsOf({ basis, support }: NullSpace, size: number): Float64Array[] {
  return basis.map(({ own, shares }) => {
    const n = new Float64Array(size)
    for (const [p, a] of support.entries()) n[a] = shares[p]
    n[own] = 1
    return n
  })
}

function spaceOf(h: Float64Array): NullSpace {
  return new NullSpace(factorOf(h), GRADIENT, new Float64Array(ACTIVE.length))
}

function expectFlat(h: Float64Array, basis: readonly Float64Array[]): void {
  for (const n of basis) {
    for (const i of ACTIVE) {
      const product = ACTIVE.reduce((sum, j, a) => sum + h[i * ORDER + j] * n[a], 0)
      expect(Math.abs(product)).toBeLessThan(1e-10)
    }
  }
}

it('is as large as the rank leaves it', () => {
  const h = singular(ORDER, RANK)
  const basis = vectorsOf(spaceOf(h), ACTIVE.length)
  expect(basis).toHaveLength(ACTIVE.length - RANK)
  expectFlat(h, basis)
})

it('loses one vector and the coordinate with it', () => {
  const h = singular(ORDER, RANK)
  for (let place = 0; place < RANK; place++) {
    const space = spaceOf(h)
    const leaving = space.support[place]
    const { own } = space.basis[1]
    if (space.basis[1].shares[place] === 0) continue
    expect(space.eliminate(1, place)).toBe(true)
    const rest = vectorsOf(space, ACTIVE.length)
    expect(rest).toHaveLength(ACTIVE.length - RANK - 1)
    for (const n of rest) {
      expect(n[leaving]).toBe(0)
      expect(n.some(value => value !== 0)).toBe(true)
    }
    expect(Array.from(space.support)).toContain(own)
    expectFlat(h, rest)
    // Once more, of a support that is not in order.
    expect(space.eliminate(0, RANK)).toBe(true)
    expectFlat(h, vectorsOf(space, ACTIVE.length))
  }
  expect.assertions(RANK * (2 + 2 * (ACTIVE.length - RANK - 1) + 2 + 8 * (2 * (ACTIVE.length - RANK) - 3)))
})

it("loses a vector's own coordinate, which no other has", () => {
  const space = spaceOf(singular(ORDER, RANK))
  const before = vectorsOf(space, ACTIVE.length)
  expect(space.eliminate(1, RANK)).toBe(true)
  expect(vectorsOf(space, ACTIVE.length)).toEqual(before.filter((_, k) => k !== 1))
})

it('refuses a coordinate that its vector has no part in', () => {
  const space = spaceOf(singular(ORDER, RANK))
  space.basis[0].shares[2] = 0
  expect(space.eliminate(0, 2)).toBe(false)
})

it('leaves out directions along which there is no slope', () => {
  const h = singular(ORDER, RANK)
  // H x is level along every null vector.
  const level = Float64Array.from(ACTIVE, i =>
    ACTIVE.reduce((sum, j) => sum + h[i * ORDER + j] * Math.cos(j), 0),
  )
  const factor = factorOf(h)
  const enough = new Float64Array(ACTIVE.length).fill(1e-9)
  expect(new NullSpace(factor, level, enough).basis).toEqual([])
  const tilted = level.map((value, a) => value + GRADIENT[a])
  expect(new NullSpace(factor, tilted, enough).basis).toHaveLength(ACTIVE.length - RANK)
})

describe('entries that say nothing', () => {
  /** Rows of L, lower triangle. */
  const of = (rows: readonly number[][], gradient: readonly number[], level = 0) =>
    new NullSpace(
      Float64Array.from(rows.flat()),
      Float64Array.from(gradient),
      new Float64Array(gradient.length).fill(level),
    )

  it('a vector whose own row is lost among huge entries is left out', () => {
    // The second row is told from the first one by 1e-9 and 1e-7.
    const rows = (pivot: number) => [
      [1, 0, 0],
      [1, pivot, 0],
      [0.5, 1, 0],
    ]
    expect(of(rows(1e-9), [0, 0, 1]).basis).toEqual([])
    const [n] = vectorsOf(of(rows(1e-7), [0, 0, 1]), 3)
    expect(n[1]).toBeCloseTo(-1e7, 3)
    expect(n[0]).toBeCloseTo(1e7 - 0.5, 3)
    expect(n[2]).toBe(1)
  })

  it('a coordinate is not divided by where it is 1e-8 of the largest one or less', () => {
    for (const [share, may] of [
      [1e-6, false],
      [1e-4, true],
    ] as const) {
      const space = of(
        [
          [1, 0, 0],
          [0, 1, 0],
          [1e3, share, 0],
        ],
        [0, 0, 1],
      )
      expect(Array.from(vectorsOf(space, 3)[0])).toEqual([-1e3, -share, 1])
      expect(space.eliminate(0, 1)).toBe(may)
    }
  })

  it('a slope up to the level is none', () => {
    const rows = [
      [2, 0],
      [1, 0],
    ]
    // The slope of the second along (−½, 1) is 3 − ½.
    expect(of(rows, [1, 3], 2.5).basis).toEqual([])
    expect(of(rows, [1, 3], 2.4).basis).toHaveLength(1)
    expect(of(rows, [1, -2], 2.5).basis).toEqual([])
    expect(of(rows, [1, -2], 2.4).basis).toHaveLength(1)
  })
})

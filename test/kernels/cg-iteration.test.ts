/** Conjugate gradients keep what they promise after every iteration, and end where there is no curvature. */

import { describe, expect, it } from 'vitest'
import { CgIteration } from '../../src/kernels/cg-iteration'
import { DiagonalPreconditioner } from '../../src/solvers/preconditioner'

/** Symmetric, diagonally dominant. */
const A = [
  [6, 1, -2, 0.5],
  [1, 9, 0.5, -1],
  [-2, 0.5, 5, 1],
  [0.5, -1, 1, 4],
]
const B = [3, -7, 2, 0.5]
const DIAGONAL = [6, 9, 5, 4]

const times = (v: ArrayLike<number>) =>
  Float64Array.from(A, row => row.reduce((sum, a, q) => sum + a * v[q], 0))
const inner = (u: ArrayLike<number>, v: ArrayLike<number>) =>
  Array.from(u).reduce((sum, value, q) => sum + value * v[q], 0)

function begin(b: readonly number[], diagonal: readonly number[]) {
  const residual = Float64Array.from(b)
  return {
    residual,
    iteration: new CgIteration(residual, new DiagonalPreconditioner(Float64Array.from(diagonal))),
  }
}

describe.each([
  ['without a preconditioner', [1, 1, 1, 1]],
  ['with the diagonal', DIAGONAL],
])('%s', (_, diagonal) => {
  it('residual, its size and the direction are those of δ, and order many iterations solve the system', () => {
    const { residual, iteration } = begin(B, diagonal)
    const directions: Float64Array[] = []
    for (let k = 0; k < 4; k++) {
      const miss = times(iteration.delta).map((value, q) => B[q] - value)
      residual.forEach((value, q) => {
        expect(value).toBeCloseTo(miss[q], 13)
      })
      expect(iteration.worst).toBe(Math.max(...residual.map(Math.abs)))
      expect(iteration.rho).toBeCloseTo(
        inner(
          residual,
          residual.map((r, q) => r / diagonal[q]),
        ),
        13,
      )
      expect(iteration.rho).toBeCloseTo(inner(residual, iteration.direction), 12)
      const product = times(iteration.direction)
      for (const earlier of directions) expect(Math.abs(inner(earlier, product))).toBeLessThan(1e-12)
      directions.push(iteration.direction.slice())
      const before = iteration.delta.slice()
      const length = iteration.advance(product)
      // The model is least there along the direction.
      expect(length).toBeCloseTo(inner(miss, directions[k]) / inner(directions[k], product), 12)
      iteration.delta.forEach((value, q) => {
        expect(value).toBeCloseTo(before[q] + length * directions[k][q], 14)
      })
    }
    expect(iteration.worst).toBeLessThan(1e-13)
  })
})

it('the first direction is the preconditioned right-hand side', () => {
  const { iteration } = begin(B, DIAGONAL)
  expect(Array.from(iteration.direction)).toEqual(B.map((b, q) => b / DIAGONAL[q]))
})

describe('a direction without curvature', () => {
  it('is not followed: up to the level that is flat, and below it', () => {
    // The curvature along b = (2, 0) is 2 · product.
    for (const [product, flat, goes] of [
      [0.5, 1, false],
      [0.5, 0.999, true],
      [0, 0, false],
      [-1, 0, false],
      [1e-320, 0, false],
    ] as const) {
      const { residual, iteration } = begin([2, 0], [1, 1])
      const length = iteration.advance(Float64Array.of(product, 0), flat)
      expect(length).toBe(goes ? 4 : 0)
      expect(Array.from(iteration.delta)).toEqual([goes ? 8 : 0, 0])
      expect(Array.from(residual)).toEqual([2 - length * product, 0])
    }
  })

  it('any curvature is enough where nothing is said to be flat', () => {
    expect(begin([2, 0], [1, 1]).iteration.advance(Float64Array.of(1e-30, 0))).toBeGreaterThan(0)
  })

  it('there is none to go in where all is solved', () => {
    const { iteration } = begin([0, 0], [1, 1])
    expect(iteration.worst).toBe(0)
    expect(iteration.advance(Float64Array.of(0, 0))).toBe(0)
    expect(Array.from(iteration.direction)).toEqual([0, 0])
  })

  it('one that the solution leaves is no direction, and no number that is none', () => {
    const { iteration } = begin([2, 0], [1, 1])
    expect(iteration.advance(Float64Array.of(2, 0))).toBe(1)
    expect([iteration.worst, iteration.rho]).toEqual([0, 0])
    expect(Array.from(iteration.direction)).toEqual([0, 0])
    iteration.advance(Float64Array.of(0, 0))
    expect(Array.from(iteration.delta)).toEqual([2, 0])
  })
})

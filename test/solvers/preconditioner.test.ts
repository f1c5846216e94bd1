/** Preconditioners invert what they were made of. */

import { expect, it } from 'vitest'
import type { Preconditioner } from '../../src/kernels/cg-iteration'
import { Contrasts } from '../../src/solvers/contrasts'
import {
  BlockPreconditioner,
  CholeskyPreconditioner,
  ContrastPreconditioner,
  DiagonalPreconditioner,
} from '../../src/solvers/preconditioner'
import { runSteps } from '../../src/support/steps'

function solve(preconditioner: Preconditioner, r: readonly number[]): number[] {
  const out = new Float64Array(r.length).fill(9)
  preconditioner.solveInto(Float64Array.from(r), out)
  return Array.from(out)
}

const factorOf = (matrix: readonly number[], l2: readonly number[]) =>
  runSteps(CholeskyPreconditioner.of(Float64Array.from(matrix), Float64Array.from(l2)))

it('the diagonal, and what has none stays where it is', () => {
  expect(solve(new DiagonalPreconditioner(Float64Array.of(2, 0, 8)), [3, 5, -4])).toEqual([1.5, 0, -0.5])
})

it('a factor, that of the matrix and the ridge', () => {
  // [[4 + 1, 2], [2, 3 + 2]] has the determinant 21.
  const [x, y] = solve(factorOf([4, 2, 2, 3], [1, 2]), [21, 42])
  expect(x).toBeCloseTo(1, 12)
  expect(y).toBeCloseTo(8, 12)
})

it('what the sample makes dependent on others is scaled by its own diagonal, and what it makes nothing of stays', () => {
  // The second row is the first one, the third is empty, the last one stands alone.
  const matrix = [4, 4, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]
  expect(solve(factorOf(matrix, [0, 0, 0, 0]), [8, 12, 5, 6])).toEqual([2, 3, 0, 1.5])
  // A ridge makes all of them independent: the inverse of [[5, 4], [4, 5]] is [[5, −4], [−4, 5]] / 9.
  const whole = solve(factorOf(matrix, [1, 1, 1, 1]), [9, 18, 5, 6])
  ;[-3, 6, 5, 1.2].forEach((value, q) => {
    expect(whole[q]).toBeCloseTo(value, 12)
  })
})

it('blocks, each its own part', () => {
  const blocks = new BlockPreconditioner([
    new DiagonalPreconditioner(Float64Array.of(1, 2)),
    new DiagonalPreconditioner(Float64Array.of(4, 8)),
    factorOf([16, 0, 0, 16], [0, 0]),
  ])
  expect(solve(blocks, [8, 8, 8, 8, 8, 8])).toEqual([8, 4, 2, 1, 0.5, 0.5])
})

it('differences between outputs', () => {
  // At Z = 0 the Hessian of three classes is (I − 11ᵀ / 3) / 3 times the Gram matrix, here [[6, 3], [3, 12]].
  const ridge = [0.5, 2]
  const blocks = Array.from({ length: 3 }, () => factorOf([2, 1, 1, 4], ridge))
  const delta = [1, -2, 2, 3, -3, -1]
  const product = delta.map((value, q) => {
    const [left, right] = [delta[q - (q % 2)], delta[q - (q % 2) + 1]]
    return (q % 2 === 0 ? 2 * left + right : left + 4 * right) + ridge[q % 2] * value
  })
  const made = solve(
    new ContrastPreconditioner(new BlockPreconditioner(blocks), new Contrasts(2, 3)),
    product,
  )
  for (const [q, value] of delta.entries()) expect(made[q]).toBeCloseTo(value, 13)
  const inner = new DiagonalPreconditioner(Float64Array.of(1, 1, 1, 1))
  expect(solve(new ContrastPreconditioner(inner, new Contrasts(2, 2)), [5, 7, 5, 3])).toEqual([0, 2, 0, -2])
})

/** The objective and its parts: sums over rows, and linear predictors with all their digits. */

import { describe, expect, it, test } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, Problem } from '../../src/problem/problem'

test('what classes have in common takes no digits of their differences', () => {
  const rows = [
    [3.7, -0.1],
    [1.3, 0.7],
    [-2.9, 1.1],
  ]
  const zeros = new Float64Array(6)
  const loss = new MultinomialLoss(3, Int32Array.of(0, 1, 2), new Float64Array(3).fill(1))
  const problem = new Problem(toFittingDesign(rows), loss, new SeparablePenalty(zeros, zeros))
  // Of class a the coefficients are 2³⁰ and a more, 2³⁰ and a / 2 less, without rounding.
  const w = Float64Array.from({ length: 6 }, (_, q) => {
    const a = Math.floor(q / 2)
    return 2 ** 30 + (q % 2 === 0 ? a : -a / 2)
  })
  const z = new Float64Array(9)
  problem.predictorsAt(w, z)
  rows.forEach(([first, second], i) => {
    for (const a of [1, 2]) {
      const difference = a * first - (a / 2) * second
      expect(Math.abs(z[3 * a + i] - z[i] - difference)).toBeLessThanOrEqual(4e-16 * Math.abs(difference))
    }
  })
})

test('terms that cancel take no digits of their sum', () => {
  const [low, high] = [1.1, 1.1 + 2 ** -40]
  const large = 3 ** 25
  const loss = new LogisticLoss(Float64Array.of(1, -1), Float64Array.of(1, 1))
  const zeros = new Float64Array(3)
  const problem = new Problem(
    toFittingDesign([
      [high, low, 7],
      [low, high, 7],
    ]),
    loss,
    new SeparablePenalty(zeros, zeros),
  )
  const z = Float64Array.of(7, 7)
  problem.predictorsAt(Float64Array.of(large, -large, 0), z)
  // The difference of the two is exact.
  expect(Math.abs(z[0] - large * (high - low))).toBeLessThan(1e-15)
  expect(Math.abs(z[1] + large * (high - low))).toBeLessThan(1e-15)
})

test('terms that cancel are summed with all digits in each class, zeros left out', () => {
  const [low, high] = [1.1, 1.1 + 2 ** -40]
  const large = 3 ** 25
  const loss = new MultinomialLoss(3, Int32Array.of(0), Float64Array.of(1))
  const zeros = new Float64Array(6)
  const problem = new Problem(toFittingDesign([[high, low]]), loss, new SeparablePenalty(zeros, zeros))
  const z = new Float64Array(3)
  problem.predictorsAt(Float64Array.of(0, 0, large, -large, -large, large), z)
  expect(Math.abs(z[1] - z[0] - large * (high - low))).toBeLessThan(1e-15)
  expect(Math.abs(z[2] - z[0] + large * (high - low))).toBeLessThan(1e-15)
})

describe('three classes of four columns', () => {
  const rows = [
    [1, 0, -2, 0.5],
    [0, 3, 1, -1],
    [2, -1, 0, 4],
    [-1, 1, 1, 0],
    [0.5, 2, -3, 1],
  ]
  const loss = new MultinomialLoss(3, Int32Array.of(0, 1, 2, 1, 0), Float64Array.of(1, 2, 0.5, 1, 1))
  const penalty = new SeparablePenalty(
    Float64Array.from({ length: 12 }, (_, q) => (q % 4 === 3 ? 0 : 0.7)),
    Float64Array.from({ length: 12 }, (_, q) => (q % 4 === 3 ? 0 : 0.2)),
  )
  const problem = new Problem(toFittingDesign(rows), loss, penalty)
  const w = Float64Array.of(0.5, 0, -1, 2, 0, 0, 0, -0.3, 1, 0.2, 0, 0)
  const predictor = (i: number, a: number) => rows[i].reduce((sum, x, j) => sum + x * w[4 * a + j], 0)

  it('F is the loss of the predictors and the penalty, of intercepts with their rests', () => {
    const objective = (rests: readonly number[]) => {
      const z = Float64Array.from({ length: 15 }, (_, p) => {
        const [i, a] = [p % 5, Math.floor(p / 5)]
        return predictor(i, a) + (rests[a] ?? 0)
      })
      return loss.value(z) + penalty.value(w)
    }
    expect(problem.value(w)).toBeCloseTo(objective([]), 13)
    expect(problem.value(w, [0.1, -0.2, 0.3])).toBeCloseTo(objective([0.1, -0.2, 0.3]), 13)
    expect(problem.value(w, [0.1, -0.2, 0.3])).not.toBeCloseTo(objective([]), 3)
  })

  it('predictors and slopes of some coefficients are those of all, the others 0', () => {
    const indices = Int32Array.of(0, 3, 8, 9, 10, 11)
    const some = new Coordinates(indices, problem.design)
    expect(some.groups.map(({ output, start, end }) => [output, start, end])).toEqual([
      [0, 0, 2],
      [2, 2, 6],
    ])
    const z = new Float64Array(15).fill(7)
    problem.predictorsInto(
      some,
      Float64Array.from(indices, q => w[q]),
      z,
    )
    z.forEach((value, p) => {
      const [i, a] = [p % 5, Math.floor(p / 5)]
      const expected = indices.reduce(
        (sum, q) => sum + (Math.floor(q / 4) === a ? rows[i][q % 4] * w[q] : 0),
        0,
      )
      expect(value).toBeCloseTo(expected, 13)
    })
    const residual = Float64Array.from({ length: 15 }, (_, p) => Math.sin(p))
    const slopes = new Float64Array(6)
    problem.gradientInto(some, residual, slopes)
    indices.forEach((q, k) => {
      const expected = rows.reduce((sum, row, i) => sum + row[q % 4] * residual[Math.floor(q / 4) * 5 + i], 0)
      expect(slopes[k]).toBeCloseTo(expected, 13)
    })
  })

  it('counts what is penalised and not zero', () => {
    expect(problem.nonZero(w)).toBe(4)
    expect(Array.from(problem.free.indices)).toEqual([3, 7, 11])
    expect(problem.unbounded).toBe(problem.free)
  })

  it('coefficients with one infinite side and no penalty are unbounded, and not free', () => {
    const bounds = (value: (j: number) => number) => Float64Array.from({ length: 12 }, (_, q) => value(q % 4))
    const bounded = new BoundedPenalty(
      bounds(j => (j === 2 ? 1 : 0)),
      bounds(() => 0),
      bounds(j => [-Infinity, -1, -Infinity, -Infinity][j]),
      bounds(j => [1, Infinity, Infinity, Infinity][j]),
    )
    const other = problem.withPenalty(bounded)
    expect(Array.from(other.free.indices)).toEqual([3, 7, 11])
    expect(Array.from(other.unbounded.indices)).toEqual([0, 1, 3, 4, 5, 7, 8, 9, 11])
    expect(other.all).toBe(problem.all)
  })
})

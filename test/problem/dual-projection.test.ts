/** Residuals made feasible: the constraints are met to rounding, and the conjugate of the loss is finite. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import {
  isFeasibleSlope,
  type Projected,
  projectOntoConstraints,
  slopeSquares,
} from '../../src/problem/dual-projection'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { drain } from '../../src/support/steps'
import { randomProblem } from '../support/random-problem'

const { rows, y } = randomProblem({ n: 50, d: 6, seed: 12 })
const ones = new Float64Array(rows.length).fill(1)
const losses = {
  logistic: new LogisticLoss(
    Float64Array.from(y, label => (label === 'yes' ? 1 : -1)),
    ones,
  ),
  multinomial: new MultinomialLoss(
    3,
    Int32Array.from(y, (label, i) => (label === 'yes' ? 0 : 1 + (i % 2))),
    ones,
  ),
}

const gradientOf = (problem: Problem, residual: Float64Array) => {
  const gradient = new Float64Array(problem.size)
  problem.gradientInto(problem.all, residual, gradient)
  return gradient
}

/** R made feasible for what is free, and for those that are to be met. */
const projectionOf = (problem: Problem, residual: Float64Array, projected: Projected = 'nearly free') => {
  const gradientAt = (at: Float64Array) => gradientOf(problem, at)
  const point = { residual, gradient: gradientAt(residual) }
  return drain(projectOntoConstraints(problem, problem.free, point, gradientAt, projected))?.residual
}

for (const [name, loss] of Object.entries(losses)) {
  describe(`${name} loss`, () => {
    /** Columns 0 and 1 free, 2 and 3 nearly so, 4 and 5 with a penalty that is met. */
    const l1 = Float64Array.from({ length: 6 * loss.outputs }, (_, q) => [0, 0, 1e-4, 1e-4, 1e3, 1e3][q % 6])
    const problem = new Problem(
      toFittingDesign(rows),
      loss,
      new SeparablePenalty(l1, new Float64Array(l1.length)),
    )
    const residualAt = (size: number) =>
      loss.expandAt(
        Float64Array.from({ length: problem.predictorCount }, (_, p) => size * Math.sin(3 * p + 1)),
      ).residual
    const project = (residual: Float64Array, projected: Projected) =>
      projectionOf(problem, residual, projected)

    for (const size of [0, 0.3, 2, 10]) {
      it(`at predictors of size ${size}, free coefficients get slopes of 0`, () => {
        const projected = project(residualAt(size), 'none')
        if (projected === undefined) throw new Error('nothing feasible was found')
        const gradient = gradientOf(problem, projected)
        problem.free.indices.forEach(q => {
          expect(Math.abs(gradient[q])).toBeLessThan(1e-9)
        })
        expect(loss.conjugate(projected)).toBeLessThan(0)
      })

      it(`at predictors of size ${size}, nearly free ones slopes within their bounds, unless that is far`, () => {
        const projected = project(residualAt(size), 'nearly free')
        if (projected === undefined) throw new Error('nothing feasible was found')
        gradientOf(problem, projected).forEach((slope, q) => {
          const limit = size < 10 ? l1[q] : Infinity
          expect(Math.abs(slope)).toBeLessThanOrEqual(l1[q] === 0 ? 1e-9 : limit)
        })
        expect(loss.conjugate(projected)).toBeLessThan(0)
      })
    }

    it('what is feasible stays what it is, and nothing given is changed', () => {
      const residual = residualAt(0.3)
      const kept = residual.slice()
      const projected = project(residual, 'nearly free')
      expect(residual).toEqual(kept)
      if (projected === undefined) throw new Error('nothing feasible was found')
      expect(project(projected, 'nearly free')).toBe(projected)
    })

    it('the size of a slope is that of its terms', () => {
      const residual = residualAt(1)
      const squares = slopeSquares(problem, problem.all, residual)
      squares.forEach((square, q) => {
        const expected = rows.reduce(
          (sum, row, i) => sum + (row[q % 6] * residual[Math.floor(q / 6) * rows.length + i]) ** 2,
          0,
        )
        expect(square).toBeCloseTo(expected, 10)
      })
    })
  })
}

it('rows of one class leave a free constant no feasible residual but 0', () => {
  const penalty = new SeparablePenalty(new Float64Array(1), new Float64Array(1))
  const loss = new LogisticLoss(Float64Array.of(1, 1), Float64Array.of(1, 1))
  const problem = new Problem(toFittingDesign([[1], [1]]), loss, penalty)
  const residual = Float64Array.of(-0.5, -0.4)
  const projected = projectionOf(problem, residual)
  if (projected !== undefined) expect(Math.abs(projected[0] + projected[1])).toBeLessThan(1e-9)
})

it('a slope is 0 when it is no more than the rounding of its terms', () => {
  const slopes = [Float64Array.of(1e-12, 0), Float64Array.of(1e-12, -1e-10), Float64Array.of(1e-10)]
  const squares = [Float64Array.of(1, 0), Float64Array.of(1, 1), Float64Array.of(1e-4)]
  const feasible = (rows: number) => slopes.map((slope, k) => isFeasibleSlope(slope, squares[k], rows))
  // Sums over few rows are rounded less, and no number of rows excuses everything.
  expect(feasible(1e9)).toEqual([true, true, false])
  for (const rows of [2000, 1e4]) expect(feasible(rows)).toEqual([true, false, false])
  expect(feasible(500)).toEqual([false, false, false])
})

it('free coefficients of large features get slopes that are as small as sums of so many rows can be', () => {
  const n = 29
  const loss = new LogisticLoss(
    Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : -1)),
    new Float64Array(n).fill(1),
  )
  const far = Array.from({ length: n }, (_, i) => [4e5 + Math.sin(i), 4e5 * Math.cos(i), 1])
  const problem = new Problem(
    toFittingDesign(far),
    loss,
    new SeparablePenalty(new Float64Array(3), new Float64Array(3)),
  )
  const { residual } = loss.expandAt(new Float64Array(n))
  const projected = projectionOf(problem, residual)
  if (projected === undefined) throw new Error('nothing feasible was found')
  const sizes = slopeSquares(problem, problem.all, projected).map(Math.sqrt)
  gradientOf(problem, projected).forEach((slope, j) => {
    expect(Math.abs(slope)).toBeLessThanOrEqual(1e-15 * n * sizes[j])
  })
})

describe('on a constant column', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1, -1), Float64Array.of(1, 2, 1))
  const problemWith = (l1: number) =>
    new Problem(
      toFittingDesign([[1], [1], [1]]),
      loss,
      new SeparablePenalty(Float64Array.of(l1), new Float64Array(1)),
    )
  const sumOf = (r: Float64Array) => r.reduce((sum, value) => sum + value, 0)
  const residual = Float64Array.of(-0.6, 0.5, 0.2)
  // p (1 − p) c of each row: .6 · .4, ½ · ½ · … with p = R / c.
  const curvature = [0.6 * 0.4, 2 * 0.25 * 0.75, 0.2 * 0.8]
  const project = projectionOf

  it('a small excess is taken from the rows by their curvature', () => {
    const projected = project(problemWith(0), residual)
    const beta = 0.1 / curvature.reduce((sum, d) => sum + d, 0)
    expect(projected).toHaveLength(3)
    projected?.forEach((r, i) => {
      expect(r).toBeCloseTo(residual[i] - beta * curvature[i], 14)
    })
  })

  it('a large one by going back to the predictors that have none', () => {
    const far = loss.expandAt(Float64Array.of(1, 2, 1.5)).residual
    const projected = project(problemWith(0), far)
    if (projected === undefined) throw new Error('nothing feasible was found')
    expect(Math.abs(sumOf(projected))).toBeLessThan(1e-10)
    // All predictors have gone back by about as much, and each row is inside its domain.
    const margins = [projected[0] + 1, projected[1] / 2, projected[2]].map(p => Math.log(p / (1 - p)))
    margins.forEach((margin, i) => {
      expect(Math.abs(margin - [1, 2, 1.5][i] - (margins[0] - 1))).toBeLessThan(0.5)
    })
  })

  it('one that is nearly free is put just inside its bound, where it exceeds that by a tenth', () => {
    // The slope is .1.
    for (const [l1, slope] of [
      [0.05, 0.05],
      [0.09, 0.09],
      [0.0915, 0.1],
      [0.2, 0.1],
    ]) {
      const projected = project(problemWith(l1), residual)
      if (projected === undefined) throw new Error('nothing feasible was found')
      if (slope === 0.1) expect(projected).toBe(residual)
      expect(sumOf(projected)).toBeCloseTo(slope, 9)
      if (slope < 0.1) expect(sumOf(projected)).toBeLessThanOrEqual(l1)
      expect(project(problemWith(l1), residual, 'none')).toBe(residual)
    }
    // All of them are those that exceed it by less, too.
    const close = project(problemWith(0.0915), residual, 'all')
    expect(close && sumOf(close)).toBeCloseTo(0.0915, 9)
    expect(close && sumOf(close)).toBeLessThanOrEqual(0.0915)
    expect(project(problemWith(0.2), residual, 'all')).toBe(residual)
    // To the other side as well.
    const other = project(
      problemWith(0.05),
      residual.map((r, i) => r - [0.1, 0.1, 0][i]),
    )
    expect(other && sumOf(other)).toBeCloseTo(-0.05, 9)
  })
})

it('one that is bounded on one side is nearly free on the other one only', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1), Float64Array.of(1, 1))
  for (const [lower, upper] of [
    [0, Infinity],
    [-Infinity, 0],
  ]) {
    const penalty = new BoundedPenalty(
      Float64Array.of(0.05),
      new Float64Array(1),
      Float64Array.of(lower),
      Float64Array.of(upper),
    )
    const problem = new Problem(toFittingDesign([[1], [1]]), loss, penalty)
    for (const slope of [0.1, -0.1]) {
      const residual = Float64Array.of(-0.4, 0.4 + slope)
      const projected = projectionOf(problem, residual)
      // A coefficient that may grow, against the slope, has to have it within its bound.
      const mayGrow = slope < 0 ? upper > 0 : lower < 0
      if (!mayGrow) expect(projected).toBe(residual)
      else expect(projected && projected[0] + projected[1]).toBeCloseTo(0.5 * slope, 9)
    }
  }
})

it('with more than a hundred that are nearly free none is projected', () => {
  const ones = new Float64Array(400).fill(1)
  const random = randomProblem({ n: 400, d: 101, seed: 5 })
  const loss = new LogisticLoss(
    ones.map((_, i) => (i % 2 === 0 ? 1 : -1)),
    ones,
  )
  const residual = loss.expandAt(new Float64Array(400)).residual
  for (const count of [100, 101]) {
    const l1 = new Float64Array(count).fill(1e-9)
    const problem = new Problem(
      toFittingDesign(random.rows.map(row => row.slice(0, count))),
      loss,
      new SeparablePenalty(l1, new Float64Array(count)),
    )
    const projected = projectionOf(problem, residual)
    expect(projected === residual).toBe(count > 100)
    if (projected === undefined || count > 100) continue
    for (const slope of gradientOf(problem, projected)) expect(Math.abs(slope)).toBeLessThanOrEqual(1e-9)
  }
})

it('what is pushed beyond its bound on the way is brought back as well', () => {
  let projections = 0
  for (let seed = 0; seed < 20; seed++) {
    const { rows, y } = randomProblem({ n: 30, d: 8, seed })
    const loss = new LogisticLoss(
      Float64Array.from(y, label => (label === 'yes' ? 1 : -1)),
      new Float64Array(30).fill(1),
    )
    const design = toFittingDesign(rows)
    const slopesAt = (residual: Float64Array) => {
      const slopes = new Float64Array(8)
      design.all.transposeTimesInto(residual, slopes)
      return slopes
    }
    const { residual } = loss.expandAt(new Float64Array(30))
    // Half of them far beyond their bounds, the others just inside.
    const l1 = slopesAt(residual).map((slope, j) => Math.abs(slope) * (j % 2 === 0 ? 0.2 : 1.01))
    const problem = new Problem(design, loss, new SeparablePenalty(l1, new Float64Array(8)))
    const projected = projectionOf(problem, residual)
    if (projected === undefined) continue
    const worst = Math.max(...slopesAt(projected).map((slope, j) => Math.abs(slope) / l1[j]))
    // What exceeds its bound by less than a tenth is left to scaling.
    expect(worst).toBeLessThan(1.1 + 1e-9)
    projections++
  }
  expect(projections).toBeGreaterThan(15)
})

it('a bound that is a ten billionth of its terms is used to its end', () => {
  const loss = new LogisticLoss(Float64Array.of(1, -1, -1), Float64Array.of(1, 2, 1))
  const l1 = 1e-3
  const problem = new Problem(
    toFittingDesign([[1e7], [1e7], [1e7]]),
    loss,
    new SeparablePenalty(Float64Array.of(l1), new Float64Array(1)),
  )
  const projected = projectionOf(problem, Float64Array.of(-0.6, 0.5, 0.2))
  const slope = projected && gradientOf(problem, projected)[0]
  expect(slope).toBeLessThanOrEqual(l1)
  expect(slope).toBeGreaterThan(0.9 * l1)
})

/** Descent on the Hessian takes one as rough as the model allows, and a sharper one where that disappoints. */

import ndarray from 'ndarray'
import { describe, expect, it, vi } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { choleskyCost } from '../../src/kernels/cholesky'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, Problem } from '../../src/problem/problem'
import { ChooseDescent } from '../../src/solvers/choose-descent'
import { GramDescent } from '../../src/solvers/gram-descent'
import { gramCost } from '../../src/solvers/hessian-sample'
import { Iterate } from '../../src/solvers/iterate'
import type { Direction, QuadraticModel } from '../../src/solvers/quadratic'
import { RandomState } from '../../src/support/random'
import { drain } from '../../src/support/steps'
import { newtonProblem } from './newton-problem'

const [N, K] = [8000, 80]
const random = new RandomState(5)
const data = Float64Array.from({ length: N * K }, () => random.integer(1000) / 500 - 1)
const signs = Float64Array.from({ length: N }, (_, i) => (data[i * K] + data[i * K + 1] > 0.3 ? 1 : -1))
const weights = new Float64Array(K)
const problem = new Problem(
  toFittingDesign(ndarray(data, [N, K])),
  new LogisticLoss(signs, new Float64Array(N).fill(1)),
  new SeparablePenalty(weights.fill(1), new Float64Array(K)),
)
const iterate = new Iterate(problem, new Float64Array(K))
iterate.updateGradient(problem.all)
const violation = iterate.violation(problem.all)
/** Columns 0 to k − 1. */
const first = (k: number) => new Coordinates(problem.all.indices.subarray(0, k), problem.design)
const modelOn = (coordinates: Coordinates, left: number, exact = false): QuadraticModel =>
  iterate.model(coordinates, left * violation, exact)
/** How many rows the Hessian was taken from. */
const rowsOf = ({ residualChange }: Direction) => residualChange.filter(value => value !== 0).length

describe('the first Hessian', () => {
  it('is from few rows where little is asked for, and from more the more exact the model', () => {
    // An eighth, as the rest of a step costs as much; .2 / left² rows for each of 80 coordinates; all.
    for (const [left, expected] of [
      [0.9, N / 8],
      [0.2, N / 8],
      [0.1, 0.2 * N],
      [0.07, (0.2 / 0.07 ** 2) * K],
      [0.06, N],
      [0.001, N],
    ]) {
      const direction = drain(new GramDescent().solve(modelOn(problem.all, left)))
      expect(Math.abs(rowsOf(direction) - expected), `${left}`).toBeLessThanOrEqual(
        expected < N ? 0.02 * N : 0,
      )
      expect(direction.exact).toBe(false)
    }
  })

  it('is exact where it has to be', () => {
    const direction = drain(new GramDescent().solve(modelOn(problem.all, 0.9, true)))
    expect(rowsOf(direction)).toBe(N)
    expect(direction.exact).toBe(true)
    const change = new Float64Array(N)
    iterate.expansion.curvatureTimesInto(direction.z, change)
    expect(direction.residualChange).toEqual(change)
  })
})

describe('a Hessian that disappoints', () => {
  const rest = (k: number) => choleskyCost(k) + 20 * k * k
  const wholeOf = (coordinates: Coordinates) => gramCost(problem, coordinates)

  it('is taken from more rows, twice as many each time, and formed anew', () => {
    const solver = new GramDescent()
    const coordinates = problem.all
    const model = modelOn(coordinates, 0.5)
    const price = () => (solver.price(model) - rest(K)) / wholeOf(coordinates)
    expect(price()).toBeCloseTo(1 / 8, 9)
    const shares = Array.from({ length: 6 }, () => {
      const direction = drain(solver.solve(model))
      return rowsOf(direction) / N
    })
    ;[1 / 8, 1 / 8, 0.16, 0.32, 1, 1].forEach((share, k) => {
      expect(Math.abs(shares[k] - share)).toBeLessThan(0.02)
    })
    // What is kept is brought up to date for less.
    expect(price()).toBeCloseTo(0.3, 9)
  })

  it('is no other after a step that was as good as it should be', () => {
    const solver = new GramDescent()
    const model = modelOn(problem.all, 0.5)
    for (const share of [1, 0.5, 0.25, 0.125]) {
      const better = { ...model, gradient: model.gradient.map(g => share * g) }
      expect(rowsOf(drain(solver.solve(better)))).toBeLessThan(0.14 * N)
    }
    expect((solver.price(model) - rest(K)) / wholeOf(problem.all)).toBeCloseTo(0.3 / 8, 9)
  })

  it('is rough again on a set that has grown by more than a half, and not on one that has not', () => {
    for (const [k, share] of [
      [53, 1 / 8],
      [54, 0.32],
    ]) {
      const solver = new GramDescent()
      // 4 rows for each coordinate, then 8, 16 and 32.
      const set = first(k)
      for (let step = 0; step < 4; step++) drain(solver.solve(modelOn(set, 0.9)))
      const rows = rowsOf(drain(solver.solve(modelOn(problem.all, 0.9))))
      expect(Math.abs(rows / N - share), `${k}`).toBeLessThan(0.02)
    }
  })
})

describe('ChooseDescent', () => {
  const wide = newtonProblem({ n: 12, d: 400, seed: 3, l1: 2 })
  const there = new Iterate(wide.problem, new Float64Array(400))
  there.updateGradient(wide.problem.all)

  it('solves by residuals what has many columns, and exactly what has to be exact', () => {
    for (const exact of [false, true]) {
      const model = there.model(wide.problem.all, 1e-9, exact)
      const direction = drain(new ChooseDescent().solve(model))
      expect(direction.exact).toBe(exact)
      const change = new Float64Array(12)
      there.expansion.curvatureTimesInto(direction.z, change)
      const slopes = new Float64Array(400)
      wide.problem.gradientInto(wide.problem.all, change, slopes)
      const violations = slopes.map((slope, q) =>
        wide.problem.penalty.violation(q, direction.delta[q], there.gradient[q] + slope),
      )
      // Else it may be broken off.
      if (exact) expect(Math.max(...violations)).toBeLessThan(1e-8)
    }
  })

  it('by the Hessian what has few, and by residuals all that is too large for one', () => {
    const few = drain(new ChooseDescent().solve(modelOn(problem.all, 0.9)))
    expect(Math.abs(rowsOf(few) - N / 8)).toBeLessThan(0.02 * N)
    const huge = newtonProblem({ n: 2, d: 4097, seed: 1, l1: 0.01 })
    const at = new Iterate(huge.problem, new Float64Array(4097))
    at.updateGradient(huge.problem.all)
    // A matrix would be made of it by a solver that cannot tell.
    expect(drain(new ChooseDescent().solve(at.model(huge.problem.all, 1e-6, false))).exact).toBe(true)
  })

  it('by residuals where no matrix is to be trusted, but for models that would take long', () => {
    const onHessian = vi.spyOn(GramDescent.prototype, 'solve')
    const madeMatrix = (n: number, matrixFree: boolean, d = 6, outputs = 1) => {
      const { problem } = newtonProblem({ n, d, outputs, seed: 3, l1: 0.1 })
      const at = new Iterate(problem, new Float64Array(problem.size))
      at.updateGradient(problem.all)
      onHessian.mockClear()
      drain(new ChooseDescent().solve(at.model(problem.all, 1e-9, true, matrixFree)))
      return onHessian.mock.calls.length === 1
    }
    expect([madeMatrix(30, false), madeMatrix(30, true), madeMatrix(6000, true)]).toEqual([true, false, true])
    // Of several outputs it is the curvature that takes the time where columns are few.
    expect([madeMatrix(30, true, 1, 4), madeMatrix(1000, true, 1, 4)]).toEqual([false, true])
    onHessian.mockRestore()
  })

  it('by residuals for as many times the price of a Hessian as it is told, and on one where they creep', () => {
    const onHessian = vi.spyOn(GramDescent.prototype, 'solve')
    const solve = (patience: number) => {
      const chooser = new ChooseDescent(patience)
      const onHessians = () => {
        drain(chooser.solve(modelOn(problem.all, 1e-12)))
        return onHessian.mock.calls.length
      }
      onHessian.mockClear()
      return [onHessians(), onHessians()]
    }
    expect(solve(1)).toEqual([1, 2])
    expect(solve(1e9)).toEqual([0, 0])
    // The first model takes all but that, and for the second half as many passes again are expected.
    expect(solve(15)).toEqual([0, 1])
    onHessian.mockRestore()
  })
})

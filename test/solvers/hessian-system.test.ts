/** A Newton system without a matrix: the solution is that of the matrix, and X δ comes with it. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Coordinates, Problem } from '../../src/problem/problem'
import { ConjugateGradient } from '../../src/solvers/conjugate-gradient'
import { DesignHessian, HessianSystem } from '../../src/solvers/hessian-system'
import { Iterate } from '../../src/solvers/iterate'
import { DiagonalPreconditioner } from '../../src/solvers/preconditioner'
import { runSteps } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from './newton-problem'

describe.each([1, 3])('%i outputs', outputs => {
  const made = newtonProblem({ n: 50, d: 4, outputs, seed: 6 })
  const l2 = Float64Array.from({ length: 4 * outputs }, (_, q) => 0.5 + q)
  const problem = made.problem.withPenalty(new SeparablePenalty(new Float64Array(l2.length), l2))
  const expansion = problem.loss.expandAt(
    Float64Array.from({ length: problem.predictorCount }, (_, p) => Math.sin(2 * p)),
  )
  const part = new Coordinates(Int32Array.from(problem.all.indices.filter(q => q % 4 !== 1)), problem.design)

  it.each([
    ['all', problem.all],
    ['some', part],
  ])('on %s of the coefficients it is solved, with the predictors of the solution', (_, coordinates) => {
    const { indices } = coordinates
    const b = Float64Array.from(indices, q => Math.cos(q))
    const matrix = naiveHessian(made, indices, expansion)
    for (const [i, q] of indices.entries()) matrix[i][i] += l2[q]
    const given = new DiagonalPreconditioner(new Float64Array(b.length).fill(2))
    for (const preconditioner of [undefined, given]) {
      const hessian = new DesignHessian(problem, expansion, coordinates)
      const ridge = Float64Array.from(indices, q => l2[q])
      const system = new HessianSystem(hessian, ridge, b.slice(), preconditioner)
      expect(system.worst).toBe(Math.max(...b.map(Math.abs)))
      system.direction.forEach((value, i) => {
        expect(value).toBeCloseTo(b[i] / (preconditioner ? 2 : matrix[i][i]), 13)
      })
      for (let k = 0; k < b.length && system.worst > 1e-12; k++) expect(system.step()).toBe(true)
      expect(system.worst).toBeLessThan(1e-10)
      matrix.forEach((row, i) => {
        expect(row.reduce((sum, h, k) => sum + h * system.delta[k], 0)).toBeCloseTo(b[i], 9)
      })
      const z = new Float64Array(problem.predictorCount)
      problem.predictorsInto(coordinates, system.delta, z)
      z.forEach((value, p) => {
        expect(hessian.z[p]).toBeCloseTo(value, 12)
      })
    }
  })
})

describe('where a column stands twice', () => {
  const rows = [1, -2, 3, 0.5].map(x => [x, x])
  const loss = new LogisticLoss(Float64Array.of(1, -1, -1, 1), Float64Array.of(1, 1, 1, 1))
  const systemOf = (data: number[][], b: readonly number[], ridge = 0) => {
    const penalty = new SeparablePenalty(new Float64Array(2), new Float64Array(2).fill(ridge))
    const problem = new Problem(toFittingDesign(data), loss, penalty)
    const hessian = new DesignHessian(problem, loss.expandAt(new Float64Array(4)), problem.all)
    return { system: new HessianSystem(hessian, penalty.l2, Float64Array.from(b)), hessian }
  }

  it('the way against the other is flat, and may be followed as if rounding hid a curvature', () => {
    const { system, hessian } = systemOf(rows, [2, -2])
    expect(system.step()).toBe(false)
    expect(Array.from(system.delta)).toEqual([0, 0])
    expect(system.direction[0]).toBe(-system.direction[1])
    // b · direction over 1e-14 of Σ h direction², which are the same thing.
    expect(system.longest / 1e14).toBeCloseTo(1, 12)
    expect(hessian.z).toEqual(new Float64Array(4))
  })

  it('a ridge gives it curvature', () => {
    const { system } = systemOf(rows, [2, -2], 0.5)
    expect(system.step()).toBe(true)
    expect(Array.from(system.delta)).toEqual([4, -4])
    expect(system.longest).toBe(0)
  })

  it('columns of zeros lead nowhere', () => {
    const { system } = systemOf(
      rows.map(() => [0, 0]),
      [1, 1],
    )
    expect(system.step()).toBe(false)
    expect(system.longest).toBe(0)
  })
})

describe('ConjugateGradient', () => {
  const made = newtonProblem({ n: 50, d: 4, seed: 6, l2: 0.5 })
  const { problem } = made
  const iterate = new Iterate(problem, Float64Array.of(1, -1, 0.5, 2))
  iterate.updateGradient(problem.all)

  /**
   * A choice that has this preconditioner for everyone, and remembers what it was charged for; each is held on to for so many
   * iterations of a system, which are a nanosecond each.
   */
  function choiceOf(entry: number, patience: readonly number[] = []) {
    const charged: number[] = []
    const asked: unknown[] = []
    const choice = {
      charge: (_: unknown, products: number) => {
        charged.push(products)
      },
      *next(_: unknown, curvature: unknown) {
        asked.push(curvature)
        yield
        return new DiagonalPreconditioner(new Float64Array(4).fill(entry))
      },
      priceOfIteration: () => 1,
      patience: () => patience[asked.length - 1] ?? Infinity,
    }
    return { choice: choice as unknown as ConstructorParameters<typeof ConjugateGradient>[0], charged, asked }
  }

  it('takes the preconditioner it is offered and pays for its products', () => {
    const { choice, charged, asked } = choiceOf(1)
    const { exact } = runSteps(new ConjugateGradient(choice).solve(iterate.model(problem.all, 1e-9, false)))
    expect(exact).toBe(true)
    expect(charged).toEqual([4])
    expect(asked).toEqual([iterate.expansion])
    runSteps(new ConjugateGradient(choice).solve(iterate.model(problem.all, 1e9, false)))
    expect(charged).toEqual([4, 0])
  })

  it('makes no more products than there are unknowns where it has a choice, whatever is asked for', () => {
    const { choice, charged } = choiceOf(1)
    const bought = runSteps(new ConjugateGradient(choice).solve(iterate.model(problem.all, 0, false)))
    expect(charged).toEqual([4])
    expect(bought.exact).toBe(false)
    // With the diagonal alone it is as exact as it gets.
    expect(runSteps(new ConjugateGradient().solve(iterate.model(problem.all, 0, false))).exact).toBe(true)
  })

  it('makes at most ten times as many where there is no choice but the diagonal', () => {
    // It pauses before the first product and after each.
    const steps = [...new ConjugateGradient().solve(iterate.model(problem.all, 0, false))]
    expect(steps).toHaveLength(1 + 40)
  })

  it('looks for a better preconditioner in the middle of a system, and goes on from there', () => {
    const { choice, charged, asked } = choiceOf(1, [1, 2])
    const model = iterate.model(problem.all, 1e-9, false)
    const { delta, z, exact } = runSteps(new ConjugateGradient(choice).solve(model))
    expect(asked).toHaveLength(3)
    expect(charged).toEqual([1, 2, 1])
    // All in all there are as many iterations as unknowns; with a budget, as many as that has.
    expect(exact).toBe(false)
    const there = new Float64Array(50)
    problem.predictorsInto(problem.all, delta, there)
    for (let i = 0; i < 50; i++) expect(z[i]).toBeCloseTo(there[i], 12)
    const few = choiceOf(1, [2, 1])
    runSteps(new ConjugateGradient(few.choice).solve(model, 3))
    expect(few.charged).toEqual([2, 1])
  })

  it('leaves off when its budget is used up, and says that the model is not solved', () => {
    const { choice, charged } = choiceOf(1)
    const model = iterate.model(problem.all, 1e-9, false)
    const { exact, delta } = runSteps(new ConjugateGradient(choice).solve(model, 1e-3))
    expect(charged).toEqual([1])
    expect(exact).toBe(false)
    const slope = delta.reduce((sum, d, q) => sum + d * (iterate.gradient[q] + 0.5 * iterate.w[q]), 0)
    expect(slope).toBeLessThan(0)
    const diagonal = runSteps(new ConjugateGradient().solve(model, 1e-3))
    expect(diagonal.exact).toBe(false)
  })

  it('says so where it did not help, and takes none where the model has to be exact', () => {
    // Where the preconditioner says that nothing has curvature no step is taken.
    const { choice, asked } = choiceOf(0)
    const solver = new ConjugateGradient(choice)
    const rough = runSteps(solver.solve(iterate.model(problem.all, 1e-9, false)))
    expect(rough.exact).toBe(false)
    expect(Array.from(rough.delta)).toEqual([0, 0, 0, 0])
    const exact = runSteps(solver.solve(iterate.model(problem.all, 1e-9, true)))
    expect(exact.exact).toBe(true)
    expect(exact.delta.every(value => value !== 0)).toBe(true)
    expect(asked).toHaveLength(1)
  })
})

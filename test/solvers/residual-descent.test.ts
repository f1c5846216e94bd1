/** Coordinate descent with residual updates: what a pass does, what a step on the face does, and when they end. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import { choleskyFactor, choleskySolve } from '../../src/kernels/cholesky'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { ClassShifts } from '../../src/solvers/class-shifts'
import { FaceSteps } from '../../src/solvers/face-steps'
import { Iterate } from '../../src/solvers/iterate'
import { OutputBlock } from '../../src/solvers/output-block'
import type { QuadraticModel } from '../../src/solvers/quadratic'
import { ResidualDescent } from '../../src/solvers/residual-descent'
import { drain } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from './newton-problem'

function modelAt(problem: Problem, w: Float64Array, tolerance = 1e-10): QuadraticModel {
  const iterate = new Iterate(problem, w)
  iterate.updateGradient(problem.all)
  return iterate.model(problem.all, tolerance, true)
}

/** The blocks of a model, v and Z = X δ, as descent holds them. */
function begin(model: QuadraticModel) {
  const v = model.start.slice()
  const z = new Float64Array(model.problem.predictorCount)
  const blocks = model.coordinates.groups.map(group => new OutputBlock(model, group, v))
  return { v, z, blocks }
}

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(Array.from(actual, value => Math.round(value * 1e14))).toEqual(
    expected.map(value => Math.round(value * 1e14)),
  )
}

/** The slopes of the model at v, penalty left out, by its whole matrix. */
function slopesAt({ gradient, start }: QuadraticModel, hessian: number[][], v: Float64Array): number[] {
  return hessian.map((row, q) => row.reduce((sum, h, r) => sum + h * (v[r] - start[r]), gradient[q]))
}

function violationOf(model: QuadraticModel, hessian: number[][], v: Float64Array): number {
  const { penalty } = model.problem
  return Math.max(...slopesAt(model, hessian, v).map((slope, q) => penalty.violation(q, v[q], slope)))
}

/** Columns that have nothing to do with each other: column j is j + 1 in rows 2 j and 2 j + 1. */
function orthogonal(l1: readonly number[], l2: readonly number[]): Problem {
  const rows = Array.from({ length: 2 * l1.length }, (_, i) => l1.map((_, j) => (i >> 1 === j ? j + 1 : 0)))
  const signs = Float64Array.from(rows, (_, i) => (i % 4 === 3 ? -1 : 1))
  const loss = new LogisticLoss(signs, new Float64Array(rows.length).fill(2))
  const penalty = new SeparablePenalty(Float64Array.from(l1), Float64Array.from(l2))
  return new Problem(toFittingDesign(rows), loss, penalty)
}

describe('a pass over columns that have nothing to do with each other', () => {
  // At 0 the slopes are −2 (j + 1) and 0 in turn, the curvatures (j + 1)².
  const problem = orthogonal([1, 0.5, 7, 0.5, 4], [0, 0, 0, 1, 3])
  const w = new Float64Array(5)
  const model = modelAt(problem, w)

  it('solves each, and finds how far they were off', () => {
    const { v, z, blocks } = begin(model)
    const [block] = blocks
    expect(model.gradient).toEqual(Float64Array.of(-2, 0, -6, 0, -10))
    expect(block.pass(0.25, z)).toBe(6)
    expectClose(v, [1, 0, 0, 0, 6 / 28])
    // Two have become other than zero; three are as far inside their bound as it takes to be left out.
    expect(block.signChanges).toBe(2)
    expect(block.isWhole).toBe(false)
    expect(block.passCost).toBeCloseTo((2 * problem.design.all.passCost * 2) / 5, 12)
    const u = Array.from(w, (_, j) => 0.5 * (j + 1) * v[j]).flatMap(value => [value, value])
    const kept = new Float64Array(u.length)
    block.read(kept)
    u.forEach((value, i) => {
      expect(kept[i]).toBeCloseTo(value, 14)
    })
    expect(block.pass(0.25, z)).toBeLessThan(1e-14)
    expect(block.signChanges).toBe(0)
    block.wake()
    expect(block.isWhole).toBe(true)
    expect(block.passCost).toBe(2 * problem.design.all.passCost)
    expect(block.violation(z)).toBeLessThan(1e-14)
  })

  it('leaves out only zeros that are inside their bound by more than the slack', () => {
    for (const [slack, left] of [
      [0.4, 2],
      [0.5, 4],
      [0.99, 4],
      [1, 5],
    ]) {
      const { z, blocks } = begin(model)
      blocks[0].pass(slack, z)
      expect(blocks[0].passCost, `${slack}`).toBeCloseTo((2 * problem.design.all.passCost * left) / 5, 12)
    }
  })

  it('counts as changed in sign what becomes zero, ceases to be, or crosses over', () => {
    const start = Float64Array.of(-1, 1e-9, 0.5, 0, 0.01)
    const there = modelAt(problem, start)
    const { v, z, blocks } = begin(there)
    blocks[0].pass(0, z)
    expect(Array.from(v, Math.sign)).toEqual([1, 0, 0, 0, 1])
    expect(blocks[0].signChanges).toBe(3)
  })

  it('makes two, or one more for those that were left out, and expects half as many again', () => {
    const passPrice = 2 * problem.design.all.passCost
    const solver = new ResidualDescent()
    expect(solver.price(model)).toBe(8 * passPrice)
    const { delta, exact } = drain(solver.solve(model))
    expect(exact).toBe(true)
    expectClose(delta, [1, 0, 0, 0, 6 / 28])
    expect(solver.price(model)).toBe(1.5 * 2 * passPrice)
    // The second is 7 inside its bound, more than half the violation of the first.
    const left = orthogonal([1, 7], [0, 0])
    const next = modelAt(left, new Float64Array(2))
    drain(solver.solve(next))
    expect(solver.price(next)).toBe(1.5 * 3 * 2 * left.design.all.passCost)
  })
})

describe.each([1, 3])('%i outputs', outputs => {
  const made = newtonProblem({ n: 40, d: 6, outputs, seed: 21, l1: 1.5, l2: 0.1 })
  const { problem } = made
  const w = Float64Array.from({ length: problem.size }, (_, q) => (q % 3 === 0 ? 0 : Math.sin(q)))
  const model = modelAt(problem, w)
  const hessian = naiveHessian(made, problem.all.indices, new Iterate(problem, w).expansion)

  /** That u and Z are those of v, and the violations those of the model there. */
  function expectConsistent({ v, z, blocks }: ReturnType<typeof begin>): void {
    const delta = v.map((value, q) => value - w[q])
    const predictors = new Float64Array(problem.predictorCount)
    problem.predictorsInto(problem.all, delta, predictors)
    if (outputs > 1) {
      z.forEach((value, p) => {
        expect(value).toBeCloseTo(predictors[p], 12)
      })
    }
    const worst = Math.max(...blocks.map(block => block.violation(z)))
    expect(worst).toBeCloseTo(violationOf(model, hessian, v), 10)
  }

  it('passes keep what they know up to date, and lead to the minimum', () => {
    const state = begin(model)
    const { v, z, blocks } = state
    let worst = Infinity
    for (let pass = 0; pass < 500 && worst > 1e-11; pass++) {
      worst = Math.max(...blocks.map(block => block.pass(worst / v.length, z)))
      expectConsistent(state)
      for (const block of blocks) block.wake()
    }
    expect(violationOf(model, hessian, v)).toBeLessThan(1e-10)
  })

  it('a step on the face of the non-zero coordinates solves it, or ends no higher than where the first becomes zero', () => {
    const valueAt = (v: Float64Array): number => {
      const delta = v.map((value, q) => value - w[q])
      const slopes = slopesAt(model, hessian, v)
      const loss = delta.reduce((sum, own, q) => sum + 0.5 * own * (model.gradient[q] + slopes[q]), 0)
      return loss + problem.penalty.value(v)
    }
    /** Where the step that solves the face at v meets the first zero. */
    const atFirstZero = (v: Float64Array, on: readonly number[]): Float64Array => {
      const { l1, l2 } = problem.penalty
      const slopes = slopesAt(model, hessian, v)
      const matrix = Float64Array.from(on.flatMap(q => on.map(r => hessian[q][r] + (q === r ? l2[q] : 0))))
      const step = Float64Array.from(on, q => -(slopes[q] + l2[q] * v[q] + l1[q] * Math.sign(v[q])))
      drain(choleskyFactor(matrix, on.length))
      choleskySolve(matrix, on.length, step)
      const length = Math.min(1, ...on.map((q, a) => (step[a] * v[q] < 0 ? -v[q] / step[a] : 1)))
      const there = v.slice()
      for (const [a, q] of on.entries()) there[q] += length * step[a]
      return there
    }
    let whole = 0
    let cut = 0
    let bent = 0
    for (let trial = 0; trial < 20; trial++) {
      const state = begin(model)
      const { v, z, blocks } = state
      for (let pass = 0; pass < trial % 10; pass++) for (const block of blocks) block.pass(0, z)
      // From other points, too.
      const until = v.slice()
      if (trial >= 10) for (const [q, value] of v.entries()) v[q] = value * (1 + 0.3 * Math.sin(q + trial))
      for (const block of blocks) block.moved(until, z)
      const face = new FaceSteps(model, blocks, v, z)
      const before = v.slice()
      const cost = drain(face.step(100))
      expect(cost).toBeGreaterThan(0)
      expectConsistent(state)
      const on = [...v.keys()].filter(q => before[q] !== 0)
      for (const q of v.keys()) if (before[q] === 0) expect(v[q]).toBe(0)
      const zeros = on.filter(q => v[q] === 0).length
      for (const q of on) expect(v[q] * before[q]).toBeGreaterThanOrEqual(0)
      if (zeros === 0) {
        whole++
        const slopes = slopesAt(model, hessian, v)
        for (const q of on) expect(problem.penalty.violation(q, v[q], slopes[q])).toBeLessThan(1e-9)
        expect(face.isDue(105, 0)).toBe(false)
        expect(face.isDue(106, 0)).toBe(true)
        expect(face.isDue(106, 1)).toBe(false)
      } else {
        cut++
        if (zeros > 1) bent++
        expect(valueAt(v) - valueAt(atFirstZero(before, on))).toBeLessThan(1e-9)
        expect(face.isDue(149, 0)).toBe(false)
        expect(face.isDue(150, 0)).toBe(true)
      }
    }
    expect(whole).toBeGreaterThan(0)
    expect(cut).toBeGreaterThan(bent)
    expect(bent).toBeGreaterThan(0)
  })

  it('a step takes no more products than there were passes, and three to see where it ends', () => {
    for (const passes of [1, 2, 3]) {
      const { v, z, blocks } = begin(model)
      const on = v.filter(value => value !== 0).length / outputs
      const cost = drain(new FaceSteps(model, blocks, v, z).step(passes))
      const products = cost / (2 * outputs * on * problem.design.rows)
      expect(products).toBeGreaterThanOrEqual(passes)
      expect(products).toBeLessThanOrEqual(passes + 3)
    }
  })

  it('the first step is due after six passes in which no sign changes', () => {
    const { v, z, blocks } = begin(model)
    const face = new FaceSteps(model, blocks, v, z)
    expect([5, 6].map(passes => face.isDue(passes, 0))).toEqual([false, true])
    expect(face.isDue(100, 1)).toBe(false)
  })

  it('a budget ends it early, and the next model is expected to take twice that', () => {
    const passPrice = (outputs === 1 ? 2 : 3) * outputs * problem.design.all.passCost
    const solver = new ResidualDescent()
    expect(solver.price(model)).toBe(8 * passPrice)
    const { delta, exact } = drain(solver.solve(model, 1))
    expect(exact).toBe(false)
    expect(solver.price(model)).toBeCloseTo(2, 9)
    const { v, z, blocks } = begin(model)
    for (const block of blocks) block.pass(Infinity, z)
    new ClassShifts(problem, problem.all.indices).center(v)
    delta.forEach((value, q) => {
      expect(value).toBeCloseTo(v[q] - w[q], 13)
    })
    // More than it takes: the passes decide.
    expect(drain(solver.solve(model, 1e12)).exact).toBe(false)
    expect(solver.price(model)).toBeLessThan(1e6 * passPrice)
    expect(solver.price(model)).toBeGreaterThan(2 * passPrice)
  })

  it('what can never be exact enough ends after so many passes', () => {
    const solver = new ResidualDescent()
    expect(drain(solver.solve({ ...model, tolerance: -1 })).exact).toBe(true)
    expect(solver.price(model)).toBe(Infinity)
  })
})

it('after a step that left most of the violation a model is solved to its tolerance indeed', () => {
  let missed = 0
  for (let seed = 0; seed < 20; seed++) {
    const made = newtonProblem({ n: 40, d: 12, outputs: 3, seed, l1: 0.1 })
    const { problem } = made
    const w = new Float64Array(problem.size).fill(0.1)
    const iterate = new Iterate(problem, w)
    iterate.updateGradient(problem.all)
    const hessian = naiveHessian(made, problem.all.indices, iterate.expansion)
    for (const share of [0.01, 0.03, 0.1, 0.3]) {
      const tolerance = share * iterate.violation(problem.all)
      const model = iterate.model(problem.all, tolerance, true)
      const solver = new ResidualDescent()
      const [first, second] = [1, 2].map(() => {
        const { delta } = drain(solver.solve(model))
        const v = delta.map((value, q) => w[q] + value)
        return violationOf(model, hessian, v)
      })
      // What was right in its turn need not have stayed so.
      if (first > tolerance) missed++
      expect(second).toBeLessThanOrEqual(tolerance)
    }
  }
  expect(missed).toBeGreaterThan(0)
})

it('what was passed over is looked at before a model of several outputs is done', () => {
  for (let seed = 0; seed < 40; seed++) {
    const made = newtonProblem({ n: 40, d: 12, outputs: 3, seed, l1: 1 + (seed % 3) })
    const { problem } = made
    const w = Float64Array.from({ length: problem.size }, (_, q) => (q % 5 === 0 ? Math.sin(q) : 0))
    const model = modelAt(problem, w, 1e-9)
    const { delta } = drain(new ResidualDescent().solve(model))
    const hessian = naiveHessian(made, problem.all.indices, model.expansion)
    const v = delta.map((value, q) => w[q] + value)
    expect(violationOf(model, hessian, v)).toBeLessThan(1e-8)
  }
})

it('columns that are all but the same are left to steps on the face', () => {
  const { rows } = newtonProblem({ n: 40, d: 6, seed: 2 })
  const alike = rows.map(row => row.map((x, j) => row[0] + (j > 0 ? 0.1 * x : 0)))
  const signs = Float64Array.from(rows, (row, i) => Math.sign(row[1] - row[2] + Math.sin(5 * i)))
  const penalty = new SeparablePenalty(new Float64Array(6).fill(0.05), new Float64Array(6))
  const problem = new Problem(toFittingDesign(alike), new LogisticLoss(signs, signs.map(Math.abs)), penalty)
  const model = modelAt(problem, new Float64Array(6), 1e-8)
  const solver = new ResidualDescent()
  const { delta } = drain(solver.solve(model))
  const hessian = naiveHessian({ rows: alike, problem }, problem.all.indices, model.expansion)
  expect(violationOf(model, hessian, delta)).toBeLessThan(1e-7)
  const passes = solver.price(model) / (1.5 * 2 * problem.design.all.passCost)
  // By passes alone a thousand are not enough.
  expect(passes).toBeLessThan(400)
})

it('a free coefficient that is 0 moves with the face', () => {
  const { rows, problem: made } = newtonProblem({ n: 40, d: 3, seed: 2 })
  const penalty = new SeparablePenalty(Float64Array.of(0, 1, 0), new Float64Array(3))
  const problem = made.withPenalty(penalty)
  const w = Float64Array.of(0, -0.2, 0.1)
  const model = modelAt(problem, w)
  const { v, z, blocks } = begin(model)
  drain(new FaceSteps(model, blocks, v, z).step(100))
  const hessian = naiveHessian({ rows, problem }, problem.all.indices, model.expansion)
  expect(v[0]).not.toBe(0)
  // Two of the slopes are those of the face; all where nothing was met on the way.
  if (v[1] !== 0) expect(violationOf(model, hessian, v)).toBeLessThan(1e-9)
  else expect(v.every(Number.isFinite)).toBe(true)
})

it('gives way after every pass that takes long, and after none of many that do not', () => {
  const pausesOf = (d: number) => {
    const { problem } = newtonProblem({ n: 1000, d, seed: 2, l2: 1000 })
    const solver = new ResidualDescent()
    const model = modelAt(problem, new Float64Array(d), 10)
    const steps = solver.solve(model)
    let pauses = 0
    while (!steps.next().done) pauses++
    return { pauses, passes: solver.price(model) / (1.5 * 2 * problem.design.all.passCost) }
  }
  const long = pausesOf(501)
  expect(long.passes).toBeCloseTo(long.pauses, 9)
  expect(long.pauses).toBeGreaterThan(1)
  // No step on the face has come yet, which gives way after every product.
  expect(long.passes).toBeLessThan(6)
  expect(pausesOf(4).pauses).toBe(0)
})

describe('a direction without curvature', () => {
  it('is followed until a coefficient is zero', () => {
    const rows = [1, -2, 3, 0.5].map(x => [x, x])
    const loss = new LogisticLoss(Float64Array.of(1, -1, -1, 1), Float64Array.of(1, 1, 1, 1))
    const penalty = new SeparablePenalty(new Float64Array(2).fill(0.1), new Float64Array(2))
    const problem = new Problem(toFittingDesign(rows), loss, penalty)
    for (const start of [
      [3, -2],
      [-2, 3],
    ]) {
      const model = modelAt(problem, Float64Array.from(start))
      const { v, z, blocks } = begin(model)
      drain(new FaceSteps(model, blocks, v, z).step(100))
      // The minimum is below 0, so the one above is given up.
      const given = start.indexOf(3)
      expect(v[given]).toBe(0)
      expect(v[1 - given]).toBeLessThan(0)
      const { delta } = drain(new ResidualDescent().solve(model))
      expect(start[given] + delta[given]).toBe(0)
    }
  })
})

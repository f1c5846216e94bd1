/** What is bought inverts what it stands for, and is bought when as much has been paid. */

import { describe, expect, it } from 'vitest'
import { toFittingDesign } from '../../src/data/to-design'
import type { Preconditioner } from '../../src/kernels/cg-iteration'
import { choleskyCost } from '../../src/kernels/cholesky'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { PreconditionerChoice } from '../../src/solvers/choose-preconditioner'
import { sampleShare } from '../../src/solvers/hessian-sample'
import { ROUGH } from '../../src/solvers/lazy-hessian'
import { runSteps } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from './newton-problem'

/** Of a quotient that is 1. */
const ROUNDING = [1 - 1e-9, 1 + 1e-9] as const

const D = 5
const OUTPUTS = 3
const made = newtonProblem({ n: 80, d: D, outputs: OUTPUTS, seed: 4, l2: 0.5 })
const { problem } = made
const z = Float64Array.from({ length: problem.predictorCount }, (_, i) => Math.sin(3 * i))
const expansion = problem.loss.expandAt(z)
const hessian = naiveHessian(made, problem.all.indices, expansion)
const outputOf = (q: number) => Math.floor(q / D)

/** By how much M (M⁻¹ r) misses r, where M has the entries of H + diag(l2) that belong to it. */
function missOf(bought: Preconditioner, belongs: (q: number, r: number) => boolean): number {
  const r = Float64Array.from({ length: problem.size }, (_, q) => Math.cos(q))
  const solved = new Float64Array(problem.size)
  bought.solveInto(r, solved)
  const back = r.map((_, q) =>
    hessian[q].reduce((sum, h, k) => sum + (belongs(q, k) ? h * solved[k] : 0), 0.5 * solved[q]),
  )
  return Math.max(...back.map((value, q) => Math.abs(value - r[q])))
}

/** Charges so many products at a time until something is bought. */
function untilBought(choice: PreconditionerChoice, products: number, at = expansion): Preconditioner {
  const before = runSteps(choice.next(problem, at))
  for (let k = 0; k < 100_000; k++) {
    choice.charge(problem, products, false)
    const bought = runSteps(choice.next(problem, at))
    if (bought !== undefined && bought !== before) return bought
  }
  throw new Error('nothing was bought')
}

/** That the inverse of what was bought is that of H + l2 up to a factor in this range, along each coordinate. */
function expectNear(
  bought: Preconditioner | undefined,
  h: readonly (readonly number[])[],
  l2: number,
  [least, most]: readonly [number, number],
): void {
  if (bought === undefined) throw new Error('nothing was bought')
  const solved = new Float64Array(h.length)
  for (let q = 0; q < h.length; q++) {
    bought.solveInto(
      solved.map((_, k) => (k === q ? 1 : 0)),
      solved,
    )
    const back = h.map((row, k) => row.reduce((sum, value, r) => sum + value * solved[r], l2 * solved[k]))
    const ratio = back.reduce((sum, value, k) => sum + value * solved[k], 0) / solved[q]
    expect(ratio).toBeGreaterThanOrEqual(least)
    expect(ratio).toBeLessThanOrEqual(most)
  }
}

describe('several outputs', () => {
  it('are given the block of each after many short systems, and the whole after a long one', () => {
    const choice = new PreconditionerChoice()
    const blocks = untilBought(choice, 1)
    expect(missOf(blocks, (q, r) => outputOf(q) === outputOf(r))).toBeLessThan(1e-12)
    const whole = untilBought(choice, 10_000)
    expect(missOf(whole, () => true)).toBeLessThan(1e-12)
  })

  it('have blocks from the rows that count, with the whole diagonal', () => {
    const sure = Float64Array.from(z, (value, p) => (p % 80 < 50 ? 40 * value : value))
    const here = problem.loss.expandAt(sure)
    const bought = untilBought(new PreconditionerChoice(), 1, here)
    const kept = Array.from({ length: OUTPUTS }, (_, a) => {
      const d = new Float64Array(80)
      here.curvatureInto(a, a, d)
      const mean = d.reduce((total, value) => total + value, 0) / 80
      return d.map(value => (value < mean / 5 ? 0 : value))
    })
    expect(kept[0].filter(value => value === 0).length).toBeGreaterThan(30)
    const exact = naiveHessian(made, problem.all.indices, here)
    const r = Float64Array.from({ length: problem.size }, (_, q) => Math.cos(q))
    const solved = new Float64Array(problem.size)
    bought.solveInto(r, solved)
    for (let q = 0; q < problem.size; q++) {
      const [a, j] = [outputOf(q), q % D]
      let back = (exact[q][q] + 0.5) * solved[q]
      for (let k = 0; k < D; k++) {
        if (k === j) continue
        const h = kept[a].reduce((total, d, i) => total + d * made.rows[i][j] * made.rows[i][k], 0)
        back += h * solved[a * D + k]
      }
      expect(back).toBeCloseTo(r[q], 12)
    }
  })
})

describe('one output', () => {
  const wide = newtonProblem({ n: 50, d: 100, seed: 4, l2: 0.5 })
  const { design, loss, all } = wide.problem
  const at = (k: number) => loss.expandAt(Float64Array.from({ length: 50 }, (_, i) => Math.sin(k * i)))
  const next = (choice: PreconditionerChoice, k = 3) => runSteps(choice.next(wide.problem, at(k)))
  /** Nanoseconds of a product, of a factor of a whole new Hessian, and of one that is brought up to date. */
  const product = 2 * design.all.passCost
  const whole = design.all.gramCost + choleskyCost(100)
  const renewed = 0.3 * design.all.gramCost + choleskyCost(100)

  it('is given a factor once the products done, and five to come, have cost as much', () => {
    const choice = new PreconditionerChoice()
    expect(next(choice)).toBeUndefined()
    const enough = Math.ceil(whole / product) - 5
    expect(enough).toBeGreaterThan(3)
    choice.charge(wide.problem, enough - 3, false)
    choice.charge(wide.problem, 2, false)
    expect(next(choice)).toBeUndefined()
    choice.charge(wide.problem, 1, false)
    const bought = next(choice)
    if (bought === undefined) throw new Error('nothing was bought')
    const r = Float64Array.from({ length: 100 }, (_, q) => Math.cos(q))
    const solved = new Float64Array(100)
    bought.solveInto(r, solved)
    naiveHessian(wide, all.indices, at(3)).forEach((row, q) => {
      const back = row.reduce((sum, h, k) => sum + h * solved[k], 0.5 * solved[q])
      expect(back).toBeCloseTo(r[q], 9)
    })
    // It is kept until as much has been paid again.
    const again = Math.ceil(renewed / product)
    choice.charge(wide.problem, again - 1, false)
    expect(next(choice, 5)).toBe(bought)
    choice.charge(wide.problem, 1, false)
    const second = next(choice, 5)
    expect(second).not.toBe(bought)
    // Weights may be out of date by .3, and what the first factor was made of is not a factor.
    expectNear(second, naiveHessian(wide, all.indices, at(5)), 0.5, [1 / 1.3, 1 / 0.7])
  })

  it('is told to look again in the middle of a system behind what was bought for another', () => {
    const choice = new PreconditionerChoice()
    next(choice)
    expect(choice.patience(wide.problem, at(3))).toBe(Infinity)
    choice.charge(wide.problem, 1e6, false)
    next(choice)
    expect(choice.patience(wide.problem, at(3))).toBe(Infinity)
    next(choice, 5)
    expect(choice.patience(wide.problem, at(5))).toBeCloseTo(3 * renewed, 6)
  })

  it('pays for the factor it reads forth and back as well', () => {
    const choice = new PreconditionerChoice()
    expect(choice.priceOfIteration(wide.problem, true)).toBe(product)
    choice.charge(wide.problem, 1e6, false)
    next(choice)
    expect(choice.priceOfIteration(wide.problem, false)).toBe(product)
    expect(choice.priceOfIteration(wide.problem, true)).toBe(product + 1.5 * 100 ** 2)
    const before = choice.total
    choice.charge(wide.problem, 2, true)
    expect(choice.total - before).toBe(2 * (product + 1.5 * 100 ** 2))
  })

  it('is given one that stands for columns that the sampled rows leave out', () => {
    const many = newtonProblem({ n: 6400, d: 40, seed: 4 })
    // Five rows of so little weight that others are taken.
    const rows = many.rows.map((row, i) => [Number(i < 5), ...row.slice(1)])
    const { signs, weights } = many.problem.loss as LogisticLoss
    const loss = new LogisticLoss(
      signs,
      weights.map((weight, i) => (i < 5 ? 1e-4 * weight : weight)),
    )
    const penalty = new SeparablePenalty(new Float64Array(40), new Float64Array(40).fill(1e-6))
    const rare = { rows, problem: new Problem(toFittingDesign(rows), loss, penalty) }
    const here = rare.problem.loss.expandAt(new Float64Array(6400))
    expect(sampleShare(rare.problem, rare.problem.all, ROUGH)).toBe(0.25)
    const choice = new PreconditionerChoice()
    choice.charge(rare.problem, 1e6, false)
    const exact = naiveHessian(rare, rare.problem.all.indices, here)
    const bought = runSteps(choice.next(rare.problem, here))
    expectNear(bought, exact, 1e-6, [1 / 2, 2])
    // Short systems have it renewed from as many rows, one that costs as much as all rows from these.
    const { design } = rare.problem
    const whole = (design.all.gramCost + choleskyCost(40)) / (2 * design.all.passCost)
    for (let k = 0; k < 20; k++) choice.charge(rare.problem, Math.floor(whole), false)
    expect(() => expectNear(renewed(), exact, 1e-6, ROUNDING)).toThrow()
    choice.charge(rare.problem, Math.ceil(whole), false)
    expectNear(renewed(), exact, 1e-6, ROUNDING)

    function renewed(): Preconditioner | undefined {
      return runSteps(choice.next(rare.problem, here))
    }
  })

  it('is given none where that would be too large', () => {
    const huge = newtonProblem({ n: 3, d: 2049, seed: 4, l2: 0.5 }).problem
    const choice = new PreconditionerChoice()
    choice.charge(huge, 1e12, false)
    expect(runSteps(choice.next(huge, huge.loss.expandAt(new Float64Array(3))))).toBeUndefined()
  })
})

it('several outputs keep the blocks, and the whole is not given up for them', () => {
  const choice = new PreconditionerChoice()
  const blocks = untilBought(choice, 1)
  expect(runSteps(choice.next(problem, expansion))).toBe(blocks)
  const whole = untilBought(choice, 10_000)
  // Short systems would buy blocks anew, if there were nothing better.
  for (let k = 0; k < 20; k++) choice.charge(problem, 1, false)
  expect(runSteps(choice.next(problem, expansion))).toBe(whole)
})

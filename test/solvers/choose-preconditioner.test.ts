/** What is bought inverts what it stands for, and is bought when as much has been paid. */

import { describe, expect, it } from 'vitest'
import { PreconditionerChoice } from '../../src/solvers/choose-preconditioner'
import type { Preconditioner } from '../../src/solvers/preconditioner'
import { runSteps } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from './newton-problem'

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
function untilBought(choice: PreconditionerChoice, products: number): Preconditioner {
  const before = runSteps(choice.next(problem, expansion))
  for (let k = 0; k < 100_000; k++) {
    choice.charge(problem, products)
    const bought = runSteps(choice.next(problem, expansion))
    if (bought !== undefined && bought !== before) return bought
  }
  throw new Error('nothing was bought')
}

describe('several outputs', () => {
  it('are given the block of each after many short systems, and the whole after a long one', () => {
    const choice = new PreconditionerChoice()
    const blocks = untilBought(choice, 1)
    expect(missOf(blocks, (q, r) => outputOf(q) === outputOf(r))).toBeLessThan(1e-12)
    const whole = untilBought(choice, 10_000)
    expect(missOf(whole, () => true)).toBeLessThan(1e-12)
  })
})

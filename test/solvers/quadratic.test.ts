/** Every solver of the quadratic model returns its minimum, to the tolerance asked for, and what follows from it. */

import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/problem/problem'
import { ConjugateGradient } from '../../src/solvers/conjugate-gradient'
import { GramDescent } from '../../src/solvers/gram-descent'
import { Iterate } from '../../src/solvers/iterate'
import type { QuadraticSolver } from '../../src/solvers/quadratic'
import { ResidualDescent } from '../../src/solvers/residual-descent'
import { runSteps } from '../../src/support/steps'
import { naiveHessian, newtonProblem } from './newton-problem'

const SOLVERS: Record<string, { make: () => QuadraticSolver; kinks: boolean }> = {
  GramDescent: { make: () => new GramDescent(), kinks: true },
  ResidualDescent: { make: () => new ResidualDescent(), kinks: true },
  ConjugateGradient: { make: () => new ConjugateGradient(), kinks: false },
}

const PENALTIES = [
  { l1: 0, l2: 1 },
  { l1: 3, l2: 0 },
  { l1: 1, l2: 0.5 },
  { l1: 0, l2: 0 },
]

/** From where nothing is zero: coefficients have to become zero on the way, face by face. */
function iterateOf(problem: Problem): Iterate {
  const start = Float64Array.from({ length: problem.size }, (_, q) => Math.sin(q + 1) / 2)
  const iterate = new Iterate(problem, start)
  iterate.updateGradient(problem.all)
  return iterate
}

describe.each(Object.entries(SOLVERS))('%s', (_, { make, kinks }) => {
  for (const outputs of [1, 3]) {
    for (const weights of PENALTIES.filter(({ l1 }) => kinks || l1 === 0)) {
      it(`${outputs} outputs, l1 ${weights.l1}, l2 ${weights.l2}`, () => {
        const made = newtonProblem({ n: 60, d: 7, outputs, seed: 13, ...weights })
        const { problem } = made
        const { penalty } = problem
        const iterate = iterateOf(problem)
        const tolerance = 1e-9
        const model = iterate.model(problem.all, tolerance, true)
        const { delta, z, residualChange } = runSteps(make().solve(model))
        const hessian = naiveHessian(made, problem.all.indices, iterate.expansion)
        hessian.forEach((row, q) => {
          const slope = iterate.gradient[q] + row.reduce((sum, h, r) => sum + h * delta[r], 0)
          const at = iterate.w[q] + delta[q]
          const v = Math.abs(at) < 1e-15 ? 0 : at
          expect(penalty.violation(q, v, slope)).toBeLessThan(kinks ? 1e-7 : 1e-6)
        })
        const expected = new Float64Array(z.length)
        problem.predictorsInto(problem.all, delta, expected)
        // What the outputs of a row have in common changes no loss.
        const off = expected.map((value, p) => value - z[p])
        off.forEach((value, p) => {
          expect(Math.abs(value - (outputs === 1 ? 0 : off[p % 60]))).toBeLessThan(1e-9)
        })
        const change = new Float64Array(z.length)
        iterate.expansion.curvatureTimesInto(z, change)
        residualChange.forEach((value, p) => {
          expect(Math.abs(value - change[p])).toBeLessThan(1e-9)
        })
      })
    }
  }
})

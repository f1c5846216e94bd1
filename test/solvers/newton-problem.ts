/** Random problems in the terms of the solvers, and naive sums over their rows. */

import { toFittingDesign } from '../../src/data/to-design'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import type { Loss } from '../../src/problem/loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import { randomProblem } from '../support/random-problem'

export interface NewtonProblem {
  readonly rows: readonly (readonly number[])[]
  readonly problem: Problem
}

/** @param size - n rows, d columns, K outputs (1: two classes), weights of the penalty */
export function newtonProblem(size: {
  readonly n: number
  readonly d: number
  readonly outputs?: number
  readonly seed: number
  readonly l1?: number
  readonly l2?: number
}): NewtonProblem {
  const { n, d, outputs = 1, seed, l1 = 0, l2 = 0 } = size
  const { rows, y } = randomProblem({ n, d, seed })
  const weights = Float64Array.from(rows, (_, i) => 0.5 + (i % 4) / 4)
  const loss: Loss =
    outputs === 1
      ? new LogisticLoss(
          Float64Array.from(y, label => (label === 'yes' ? 1 : -1)),
          weights,
        )
      : new MultinomialLoss(
          outputs,
          Int32Array.from(y, (label, i) => (label === 'yes' ? 0 : 1 + (i % (outputs - 1)))),
          weights,
        )
  const fill = (weight: number) => new Float64Array(d * outputs).fill(weight)
  const penalty = new SeparablePenalty(fill(l1), fill(l2))
  return { rows, problem: new Problem(toFittingDesign(rows), loss, penalty) }
}

/** Σᵢ x_ij x_ik h_iab for coefficients q = a · d + j and r = b · d + k, by the curvature of each pair of outputs. */
export function naiveHessian(
  { rows, problem }: NewtonProblem,
  indices: ArrayLike<number>,
  curvature: { curvatureInto(a: number, b: number, d: Float64Array): void },
): number[][] {
  const d = problem.design.cols
  const weights = new Float64Array(rows.length)
  return Array.from(indices, q =>
    Array.from(indices, r => {
      curvature.curvatureInto(Math.floor(q / d), Math.floor(r / d), weights)
      return rows.reduce((sum, row, i) => sum + weights[i] * row[q % d] * row[r % d], 0)
    }),
  )
}

/** Xᵀ R of all coefficients. */
export function naiveGradient({ rows, problem }: NewtonProblem, residual: Float64Array): number[] {
  const { cols } = problem.design
  return Array.from({ length: problem.size }, (_, q) =>
    rows.reduce((sum, row, i) => sum + residual[Math.floor(q / cols) * rows.length + i] * row[q % cols], 0),
  )
}

/** Problems of few rows and many columns, and models of them. */

import { CsrMatrix } from '../../src/data/csr-matrix'
import { toFittingDesign } from '../../src/data/to-design'
import { BoundedPenalty } from '../../src/problem/bounded-penalty'
import { withDamping } from '../../src/problem/damped-curvature'
import { LogisticLoss } from '../../src/problem/logistic-loss'
import { MultinomialLoss } from '../../src/problem/multinomial-loss'
import { SeparablePenalty } from '../../src/problem/penalty'
import { Problem } from '../../src/problem/problem'
import type { QuadraticModel } from '../../src/solvers/quadratic'
import { Random } from '../bench/random'

export interface Shape {
  readonly n?: number
  readonly d?: number
  readonly outputs?: number
  readonly seed?: number
  /** l2 of coefficient j of output a; 0 for a free one */
  readonly l2?: (j: number, a: number) => number
  readonly sparse?: boolean
  /** of every coefficient with a ridge */
  readonly l1?: number
  readonly bounds?: readonly [lower: number, upper: number]
}

/** The last column is 1. */
export function problemOf(shape: Shape): Problem {
  const { n = 7, d = 40, outputs = 1, seed = 1, l2 = () => 0.3, sparse = false, l1 = 0, bounds } = shape
  const random = new Random(seed)
  const rows = Array.from({ length: n }, () => [...random.normals(d - 1).map(x => (x > 0.5 ? x : 0)), 1])
  const weights = Float64Array.from(rows, (_, i) => 0.5 + (i % 3))
  const loss =
    outputs === 1
      ? new LogisticLoss(
          Float64Array.from(rows, (_, i) => (i % 3 === 0 ? 1 : -1)),
          weights,
        )
      : new MultinomialLoss(
          outputs,
          Int32Array.from(rows, (_, i) => i % outputs),
          weights,
        )
  const size = d * outputs
  const weight = Float64Array.from({ length: size }, (_, q) => l2(q % d, Math.floor(q / d)))
  const X = sparse ? CsrMatrix.fromDense(rows) : rows
  const lasso = weight.map(own => (own > 0 ? l1 : 0))
  const limit = (bound: number, none: number) => weight.map(own => (own > 0 ? bound : none))
  const penalty = bounds
    ? new BoundedPenalty(lasso, weight, limit(bounds[0], -Infinity), limit(bounds[1], Infinity))
    : new SeparablePenalty(lasso, weight)
  return new Problem(toFittingDesign(X), loss, penalty)
}

/** The model at w, its curvature damped by μ. */
export function modelAt(problem: Problem, w: Float64Array, damping = 0): QuadraticModel {
  const z = new Float64Array(problem.predictorCount)
  problem.predictorsInto(problem.all, w, z)
  const here = problem.loss.expandAt(z)
  const expansion = damping > 0 ? withDamping(here, problem.loss, damping) : here
  const gradient = new Float64Array(problem.size)
  problem.gradientInto(problem.all, expansion.residual, gradient)
  const rest = { tolerance: 1e-10, exact: false, matrixFree: false }
  return { problem, expansion, coordinates: problem.all, start: w, gradient, ...rest }
}

export const somewhere = ({ size }: Problem) => Float64Array.from(new Random(9).normals(size), v => v / 10)

/** The free coefficients in a system of rows (row-space.ts): multipliers of X_Fᵀ (B t + R₀) = 0. */

import { choleskyFactor, choleskySolve } from '../kernels/cholesky'
import { inner } from '../kernels/dot'
import type { Problem } from '../problem/problem'
import type { Steps } from '../support/steps'
import type { CurvatureRoots } from './curvature-roots'

export class FreeRows {
  /** Bᵀ x of each free coefficient */
  private readonly columns: readonly Float64Array[]

  constructor(
    private readonly problem: Problem,
    roots: CurvatureRoots,
  ) {
    const { free, predictorCount } = problem
    const unit = new Float64Array(free.length)
    const column = new Float64Array(predictorCount)
    this.columns = Array.from(unit, (_, k) => {
      unit.fill(0)
      unit[k] = 1
      problem.predictorsInto(free, unit, column)
      return roots.transposeTimes(column)
    })
  }

  /**
   * v_F, and t ← t + M⁻¹ Bᵀ X_F v_F with (X_Fᵀ B) t = −X_Fᵀ `rest`.
   *
   * @param solve - makes M⁻¹ of what it is given
   */
  *balance(
    solve: (t: Float64Array) => Float64Array,
    t: Float64Array,
    rest: Float64Array,
  ): Steps<Float64Array> {
    const { problem, columns } = this
    const { length } = columns
    const solved = columns.map(column => solve(column.slice()))
    const schur = Float64Array.from({ length: length ** 2 }, (_, p) =>
      inner(columns[Math.floor(p / length)], solved[p % length]),
    )
    const v = new Float64Array(length)
    problem.gradientInto(problem.free, rest, v)
    for (let k = 0; k < length; k++) v[k] = -v[k] - inner(columns[k], t)
    yield* choleskyFactor(schur, length)
    choleskySolve(schur, length, v)
    addTimes(solved, v, t)
    return v
  }

  /** t += Bᵀ X_F v */
  addTimes(v: Float64Array, t: Float64Array): void {
    addTimes(this.columns, v, t)
  }
}

function addTimes(columns: readonly Float64Array[], v: Float64Array, t: Float64Array): void {
  for (const [k, column] of columns.entries()) for (let e = 0; e < t.length; e++) t[e] += v[k] * column[e]
}

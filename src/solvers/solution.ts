/** What every solver is told of when to stop, and what it returns. */

export interface StoppingRule {
  /** relative tolerance on the optimality conditions and on the duality gap */
  readonly tol: number
  /** bound on the iterations: Newton steps, or passes over the rows for dual coordinate descent */
  readonly maxIter: number
}

export interface Solution {
  /** the coefficients, output by output */
  readonly w: Float64Array
  readonly converged: boolean
  readonly iterations: number
  /** F(w) */
  readonly objective: number
  /** F(w) minus the dual value of a feasible point: the objective is at most this far above the minimum */
  readonly dualityGap: number
}

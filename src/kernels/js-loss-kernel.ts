/** The loops of the losses in plain JavaScript; loss-kernel.ts states what they compute. */

import { exp, log, log1p } from './exp-log'
import { LEAST, type LossKernel, type RowExpansion, type SignedRows } from './loss-kernel'

export class JsLossKernel implements LossKernel {
  logisticLosses({ signs, weights }: SignedRows, z: Float64Array): number {
    let total = 0
    for (let i = 0; i < z.length; i++) {
      const margin = signs[i] * z[i]
      total += weights[i] * (log1p(exp(-Math.abs(margin))) + (margin < 0 ? -margin : 0))
    }
    return total
  }

  expandLogistic({ signs, weights }: SignedRows, z: Float64Array, expansion: RowExpansion): number {
    const { residual, curvature, least } = expansion
    let total = 0
    for (let i = 0; i < z.length; i++) {
      const c = weights[i]
      const margin = signs[i] * z[i]
      const e = exp(-Math.abs(margin))
      const inverse = 1 / (1 + e)
      const smaller = e * inverse
      const wrong = margin >= 0 ? smaller : inverse
      const right = margin >= 0 ? inverse : smaller
      residual[i] = -signs[i] * c * wrong
      curvature[i] = c * wrong * (right < least ? least : right)
      total += c * (log1p(e) + (margin < 0 ? -margin : 0))
    }
    return total
  }

  expInPlace(x: Float64Array): void {
    for (let i = 0; i < x.length; i++) x[i] = exp(x[i])
  }

  logInPlace(x: Float64Array): void {
    for (let i = 0; i < x.length; i++) x[i] = log(Math.max(x[i], LEAST))
  }
}

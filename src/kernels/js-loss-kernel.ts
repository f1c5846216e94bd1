/** The loops of the losses in plain JavaScript; loss-kernel.ts states what they compute. */

import { addParts, CompensatedSum } from '../support/compensated-sum'
import { exp, log, log1p } from './exp-log'
import { LEAST, type LossKernel, type RowExpansion, type SignedRows } from './loss-kernel'

export class JsLossKernel implements LossKernel {
  logisticLosses({ signs, weights }: SignedRows, z: Float64Array): number {
    const total = new CompensatedSum()
    addParts(total, z.length, (start, end) => {
      let part = 0
      for (let i = start; i < end; i++) {
        const margin = signs[i] * z[i]
        part += weights[i] * (log1p(exp(-Math.abs(margin))) + (margin < 0 ? -margin : 0))
      }
      return part
    })
    return total.value
  }

  expandLogistic({ signs, weights }: SignedRows, z: Float64Array, expansion: RowExpansion): number {
    const { residual, curvature, least } = expansion
    const total = new CompensatedSum()
    addParts(total, z.length, (start, end) => {
      let part = 0
      for (let i = start; i < end; i++) {
        const c = weights[i]
        const margin = signs[i] * z[i]
        const e = exp(-Math.abs(margin))
        const inverse = 1 / (1 + e)
        const smaller = e * inverse
        const wrong = margin >= 0 ? smaller : inverse
        const right = margin >= 0 ? inverse : smaller
        residual[i] = -signs[i] * c * wrong
        curvature[i] = c * wrong * (right < least ? least : right)
        part += c * (log1p(e) + (margin < 0 ? -margin : 0))
      }
      return part
    })
    return total.value
  }

  expInPlace(x: Float64Array): void {
    for (let i = 0; i < x.length; i++) x[i] = exp(x[i])
  }

  logInPlace(x: Float64Array): void {
    for (let i = 0; i < x.length; i++) x[i] = log(Math.max(x[i], LEAST))
  }
}

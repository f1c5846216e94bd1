/**
 * The curvature of a loss with μ cᵢ added to the diagonal of every row: a Newton step under it solves
 *
 *   minimize over δ   R · Xδ + ½ (Xδ)ᵀ H Xδ + ½ μ Σᵢ cᵢ ‖(Xδ)ᵢ‖² + Ω(w + δ)
 *
 * and so moves no predictor far where the curvature vanishes and says nothing of the way. From μ = ¼ on (½ with several
 * outputs) the model is nowhere below the loss, so that the whole step lowers F.
 *
 * Source: Levenberg, *A method for the solution of certain non-linear problems in least squares*, Quarterly of Applied
 * Mathematics 2 (1944); the bound of Böhning, *Multinomial logistic regression algorithm*, AISM 44 (1992).
 */

import type { Expansion, Loss } from './loss'

export function withDamping(base: Expansion, { weights, rows }: Loss, damping: number): Expansion {
  return {
    value: base.value,
    residual: base.residual,
    curvatureInto(a, b, d) {
      base.curvatureInto(a, b, d)
      if (a === b) for (let i = 0; i < rows; i++) d[i] += damping * weights[i]
    },
    curvatureTimesInto(z, out, { start, end } = { start: 0, end: rows }) {
      base.curvatureTimesInto(z, out, { start, end })
      for (let first = 0; first < z.length; first += rows) {
        for (let i = start; i < end; i++) out[first + i] += damping * weights[i] * z[first + i]
      }
    },
  }
}

/** The fits of a path side by side, as arrays with an axis for the points. */

import type { Label } from '../data/labels'
import { type NdArray, ndview } from '../data/ndview'
import type { Convergence, Fit } from '../linear-model/fit'

/** Coefficients and intercepts of fits, and how each ended. */
export interface StackedFits {
  /** `[m, K′, d]` */
  readonly coefs: NdArray
  /** `[m, K′]` */
  readonly intercepts: NdArray
  /** m of them */
  readonly convergence: readonly Convergence[]
}

/** @param fits - at least one, all of the same shape */
export function stackedFits<L extends Label>(fits: readonly Fit<L>[]): StackedFits {
  const [{ model }] = fits
  const join = (parts: readonly Float64Array[]) => {
    const all = new Float64Array(parts.length * parts[0].length)
    parts.forEach((part, k) => {
      all.set(part, k * part.length)
    })
    return all
  }
  const coefs = join(fits.map(fit => fit.model.coef.data))
  const intercepts = join(fits.map(fit => fit.model.intercept.data))
  return {
    coefs: ndview(coefs, [fits.length, ...model.coef.shape]),
    intercepts: ndview(intercepts, [fits.length, ...model.intercept.shape]),
    convergence: fits.map(({ convergence }) => convergence),
  }
}

/**
 * Log-likelihoods that do not depend on the columns: of the null model, of the targets themselves, and of what there is in
 * a count beside them,
 *
 *   k successes of t trials:   log (t over k) + k log p + (t − k) log(1 − p)
 *
 * Source: McCullagh & Nelder, *Generalized Linear Models*, 2nd ed., §4.4.
 */

import { logLossOfMargin } from '../kernels/log-loss'
import type { RegressionData } from './regression-data'

/** Newton steps to the best intercept beside an offset: from anywhere a step of at most 2 leads nearer. */
const STEPS = 200

/** The log-likelihood of the class frequencies, of the best intercept beside an offset; without an intercept, of the offset or ½. */
export function nullLikelihood(
  { positive, hasIntercept, offset }: RegressionData,
  weights: Float64Array,
): number {
  let [total, up] = [0, 0]
  weights.forEach((weight, i) => {
    total += weight
    up += weight * positive[i]
  })
  const start = hasIntercept ? Math.log(up / (total - up)) : 0
  if (offset === undefined) {
    if (!hasIntercept) return -total * Math.LN2
    return up * Math.log(up / total) + (total - up) * Math.log((total - up) / total)
  }
  const b = hasIntercept ? interceptBeside(offset, positive, weights, start) : 0
  return weights.reduce((sum, weight, i) => {
    const eta = b + offset[i]
    return sum - weight * (positive[i] * logLossOfMargin(eta) + (1 - positive[i]) * logLossOfMargin(-eta))
  }, 0)
}

function interceptBeside(
  offset: Float64Array,
  positive: Float64Array,
  weights: Float64Array,
  start: number,
): number {
  let b = start
  for (let k = 0; k < STEPS; k++) {
    let [slope, curvature] = [0, 0]
    offset.forEach((o, i) => {
      const p = 1 / (1 + Math.exp(-(b + o)))
      slope += weights[i] * (positive[i] - p)
      curvature += weights[i] * p * (1 - p)
    })
    const step = Math.max(-2, Math.min(2, curvature > 0 ? slope / curvature : 2 * Math.sign(slope)))
    b += step
    if (Math.abs(step) <= 1e-14 * Math.max(1, Math.abs(b))) break
  }
  return b
}

/** That of probabilities which are the targets: 0 for labels. */
export function mostLikelihood({ positive }: RegressionData, weights: Float64Array): number {
  const term = (t: number) => (t > 0 ? t * Math.log(t) : 0)
  return positive.reduce((sum, t, i) => sum + weights[i] * (term(t) + term(1 - t)), 0)
}

/** Σ log (t over k), by logarithms of factorials. */
export function waysOf({ positive, frequency }: RegressionData, trials: Float64Array): number {
  return trials.reduce((sum, t, i) => {
    const k = t * positive[i]
    return sum + frequency[i] * (logFactorial(t) - logFactorial(k) - logFactorial(t - k))
  }, 0)
}

/** log n!, n ≥ 0 (log Γ(n + 1)): Stirling's series from 10 on, by the recurrence below. */
function logFactorial(n: number): number {
  let [x, product] = [n + 1, 1]
  while (x < 10) product *= x++
  const [inverse, square] = [1 / x, 1 / (x * x)]
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}

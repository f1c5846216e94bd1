/**
 * How margins z become probabilities of K classes:
 *
 *   logistic   K = 2, one margin:     P₁ = σ(z), P₀ = σ(−z),   σ(z) = 1 / (1 + exp(−z))
 *   softmax    a margin for each k:   Pₖ = exp(zₖ) / Σⱼ exp(zⱼ)
 *   ovr        a margin for each k:   Pₖ = σ(zₖ) / Σⱼ σ(zⱼ)
 *
 * The last is the softmax of log σ(z). Margins and probabilities are row-major, a row per sample.
 */

import { exp, log1p } from '../kernels/exp-log'
import { logLossOfMargin } from '../kernels/log-loss'

export const LINKS = ['logistic', 'ovr', 'softmax'] as const

/**
 * - `'logistic'`: two classes, one row of coefficients, in favour of the second class;
 * - `'ovr'`: one row a class, each class against the rest, normalised;
 * - `'softmax'`: one row a class, all of them together.
 */
export type Link = (typeof LINKS)[number]

/** `[n, K]` from `[n]` (`'logistic'`) or `[n, K]`: every column to full relative accuracy. */
export function probabilitiesOf(link: Link, z: Float64Array, classCount: number): Float64Array {
  if (link === 'ovr') return sigmaShares(z, classCount)
  if (link === 'softmax') return softmax(z, classCount)
  const out = new Float64Array(2 * z.length)
  for (let i = 0; i < z.length; i++) {
    const e = exp(-Math.abs(z[i]))
    const likely = 1 / (1 + e)
    const unlikely = e * likely
    const positive = z[i] >= 0
    out[2 * i] = positive ? unlikely : likely
    out[2 * i + 1] = positive ? likely : unlikely
  }
  return out
}

/** The logarithms, without the detour of the logarithm of a rounded probability. */
export function logProbabilitiesOf(link: Link, z: Float64Array, classCount: number): Float64Array {
  if (link !== 'logistic') return logSoftmax(link === 'ovr' ? z.map(logSigma) : z, classCount)
  const out = new Float64Array(2 * z.length)
  for (let i = 0; i < z.length; i++) {
    out[2 * i] = logSigma(-z[i])
    out[2 * i + 1] = logSigma(z[i])
  }
  return out
}

/** log σ(z) */
function logSigma(z: number): number {
  return -logLossOfMargin(z)
}

/** exp(zₖ − m) / Σⱼ exp(zⱼ − m), m the largest of the row, so that nothing overflows and the sum is at least 1 */
function softmax(z: Float64Array, classCount: number): Float64Array {
  return shares(z, classCount, (zk, max) => exp(zk - max))
}

/** σ(zₖ) / Σⱼ σ(zⱼ), all σ divided by exp m where m < 0, so that none is lost that is not next to nothing. */
function sigmaShares(z: Float64Array, classCount: number): Float64Array {
  return shares(z, classCount, (zk, max) =>
    zk >= 0 ? 1 / (1 + exp(-zk)) : exp(zk - Math.min(max, 0)) / (1 + exp(zk)),
  )
}

/** The parts of each row divided by their sum; `part` gets z and the largest z of its row. */
function shares(z: Float64Array, classCount: number, part: (z: number, max: number) => number): Float64Array {
  const out = new Float64Array(z.length)
  for (let row = 0; row < z.length; row += classCount) {
    const max = z[row + largestOf(z, row, classCount)]
    let sum = 0
    for (let p = row; p < row + classCount; p++) {
      out[p] = part(z[p], max)
      sum += out[p]
    }
    for (let p = row; p < row + classCount; p++) out[p] /= sum
  }
  return out
}

/** zₖ − m − log Σⱼ exp(zⱼ − m); the largest term of the sum is 1 and stays apart, for the sake of `log1p` */
function logSoftmax(z: Float64Array, classCount: number): Float64Array {
  const out = new Float64Array(z.length)
  for (let row = 0; row < z.length; row += classCount) {
    const top = row + largestOf(z, row, classCount)
    const max = z[top]
    let others = 0
    for (let p = row; p < row + classCount; p++) if (p !== top) others += exp(z[p] - max)
    const logSum = log1p(others)
    for (let p = row; p < row + classCount; p++) out[p] = z[p] - max - logSum
  }
  return out
}

/** The position, within its row, of the largest of `count` values from `start`; of the first where several are. */
export function largestOf(values: Float64Array, start: number, count: number): number {
  let best = 0
  for (let k = 1; k < count; k++) if (values[start + k] > values[start + best]) best = k
  return best
}

/**
 * Firth's penalised likelihood: ℓ*(β) = ℓ(β) + ½ log |I(β)|, the log-likelihood with Jeffreys' prior, whose maximum is
 * finite also for separated classes, and whose bias is of order n⁻² instead of n⁻¹. Its derivative is the modified score
 *
 *   U*_j = Σᵢ sᵢ (yᵢ − pᵢ) xᵢⱼ + Σᵢ hᵢ (½ − pᵢ) xᵢⱼ,     hᵢ = the leverages at β
 *
 * and β ← β + H⁻¹ U* with H = Xᵀ diag((s + h) p (1 − p)) X, the derivative of −U* but for that of h, converges to its
 * root; steps are halved until ℓ* does not fall. Terms can be held at given values (for profiles): then only the others
 * move, while I and h stay those of all terms. ℓ* is not concave, and where a term is held far from its estimate it may
 * have several local maxima: a profile climbs from several starts and takes the best.
 * Source: Firth, *Biometrika* 80 (1993); Heinze & Schemper, *Statistics in Medicine* 21 (2002).
 */

import { qrFactor, solveUpper, solveUpperTransposed } from '../kernels/qr'
import { ValidationError } from '../support/errors'
import { type Information, informationAt, leverages } from './information'
import { type RegressionData, transposeTimes } from './regression-data'

/** Largest change of a coefficient in one step: from far away the quadratic model says too much. */
const LONGEST_STEP = 5

const MOST_STEPS = 500
const MOST_HALVINGS = 40

/** A maximum of ℓ*. */
export interface FirthFit {
  readonly beta: Float64Array
  /** ℓ* */
  readonly value: number
  readonly information: Information
  readonly iterations: number
}

/**
 * Maximises ℓ* over the terms in `free`; the others stay as they are in `start`.
 *
 * @throws ValidationError when it does not converge
 */
export function firthFit(data: RegressionData, start: Float64Array, free: readonly number[]): FirthFit {
  const found = climb(data, start, free)
  if (found === undefined) throw notConverged()
  return found
}

/** The largest ℓ* with a term held, as a function of where. */
export interface FirthProfile {
  /** the best of the maxima above a few starts; throws a ValidationError when none of them converges */
  at(value: number): number
  /** the same of many starts, on all sides; what they find is among the starts from then on */
  searchedAt(value: number): number
}

/** In standard errors, how far from the path of the estimates a search begins on each side. */
const ASIDE = 6

/**
 * The profile of term `j`. It climbs from zeros, from where the quadratic approximation at the estimates has its maximum,
 * β̂ + (b − β̂_j) V_j / V_jj, and from what was found before, which follows a ridge outwards; a search climbs as well from
 * that path moved to both sides, one term after the other.
 *
 * @param covariance - V, `[terms, terms]`
 */
export function firthProfile(
  data: RegressionData,
  { beta }: FirthFit,
  covariance: Float64Array,
  j: number,
): FirthProfile {
  const { terms } = data
  const free = data.names.map((_, k) => k).filter(k => k !== j)
  const alongAt = (value: number): Float64Array =>
    beta.map((b, k) => b + ((value - beta[j]) * covariance[k * terms + j]) / covariance[j * terms + j])
  let before = beta
  const bestOf = (value: number, starts: readonly Float64Array[]): number => {
    const found = starts.flatMap(start => {
      const held = start.slice()
      held[j] = value
      return climb(data, held, free) ?? []
    })
    if (found.length === 0) throw notConverged()
    const best = found.reduce((top, fit) => (fit.value > top.value ? fit : top))
    before = best.beta
    return best.value
  }
  const fewAt = (value: number): Float64Array[] => [alongAt(value), new Float64Array(terms), before]
  const asideAt = (value: number): Float64Array[] =>
    free.flatMap(k =>
      [-ASIDE, ASIDE].map(side => {
        const start = alongAt(value)
        start[k] += side * Math.sqrt(covariance[k * terms + k])
        return start
      }),
    )
  return {
    at: value => bestOf(value, fewAt(value)),
    searchedAt: value => bestOf(value, [...fewAt(value), ...asideAt(value)]),
  }
}

function notConverged(): ValidationError {
  return new ValidationError(
    'firthLogisticRegression did not converge: scale the columns of X, or leave out those that hardly vary',
  )
}

/** The local maximum above `start`; undefined when the steps do not end. */
function climb(data: RegressionData, start: Float64Array, free: readonly number[]): FirthFit | undefined {
  let beta = start.slice()
  let at = penalizedAt(data, beta)
  for (let iterations = 0; iterations < MOST_STEPS; iterations++) {
    const step = stepOf(data, at, free)
    const length = step.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
    const scale = beta.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
    if (length <= 1e-12 * scale) return { beta, value: at.value, information: at.information, iterations }
    let share = Math.min(1, LONGEST_STEP / length)
    for (let halvings = 0; ; halvings++, share /= 2) {
      const tried = beta.map((value, j) => value + share * step[j])
      const there = penalizedAt(data, tried)
      // Near the maximum ℓ* changes by less than its rounding.
      if (there.value >= at.value - 1e-12 * Math.abs(at.value) || halvings === MOST_HALVINGS) {
        beta = tried
        at = there
        break
      }
    }
  }
  return undefined
}

interface Penalized {
  readonly information: Information
  readonly value: number
  readonly leverage: Float64Array
  /** U* */
  readonly score: Float64Array
}

function penalizedAt(data: RegressionData, beta: Float64Array): Penalized {
  const { rows, terms, frequency } = data
  const information = informationAt(data, frequency, new Float64Array(terms), beta)
  const { factor, residual, logLikelihood } = information
  const leverage = leverages(factor, rows)
  const modified = residual.map((value, i) => {
    // ½ − p of the second class, from y − p
    const half = 0.5 - data.positive[i] + value
    return frequency[i] * value + leverage[i] * half
  })
  let value = logLikelihood
  for (let j = 0; j < terms; j++) value += Math.log(Math.abs(factor.r[j * terms + j]))
  return {
    information,
    leverage,
    value: factor.dependent.length > 0 ? Number.NEGATIVE_INFINITY : value,
    score: transposeTimes(data, modified),
  }
}

/** H_ff⁻¹ U*_f for the free terms, 0 for the others. */
function stepOf(data: RegressionData, { information, leverage, score }: Penalized, free: readonly number[]) {
  const { rows, x, frequency, terms } = data
  const scale = information.roots.map((root, i) =>
    frequency[i] > 0 ? root * Math.sqrt(1 + leverage[i] / frequency[i]) : 0,
  )
  const columns = new Float64Array(free.length * rows)
  free.forEach((j, k) => {
    for (let i = 0; i < rows; i++) columns[k * rows + i] = scale[i] * x[j * rows + i]
  })
  const factor = qrFactor(columns, rows, free.length)
  const own = Float64Array.from(free, j => score[j])
  solveUpperTransposed(factor, own)
  solveUpper(factor, own)
  const step = new Float64Array(terms)
  free.forEach((j, k) => {
    step[j] = own[k]
  })
  return step
}

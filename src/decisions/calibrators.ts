/**
 * Maps from scores to probabilities, fitted on rows that the model has not seen. With scores f and weights c,
 *
 *   sigmoid       P = σ(a f + b), by maximum likelihood with the targets (n₁ + 1) / (n₁ + 2) and 1 / (n₀ + 2)
 *   isotonic      P a non-decreasing function of f with the least Σ c (y − P)², linear between its steps
 *   temperature   P = softmax(β z) with one β ≥ 0 for all classes, by maximum likelihood
 *
 * Sources: Platt, *Probabilistic outputs for support vector machines* (1999); Zadrozny & Elkan, *Transforming classifier
 * scores into accurate multiclass probability estimates*, KDD 2002; Guo, Pleiss, Sun & Weinberger, *On calibration of
 * modern neural networks*, ICML 2017. Pool adjacent violators: Best & Chakravarti, Mathematical Programming 47 (1990).
 */

import { LogisticRegression } from '../linear-model/logistic-regression'

/** Fits a curve to one score a row; `positive` is 1 for rows of the class, else 0. */
export type Curve<T> = (scores: Float64Array, positive: ArrayLike<number>, weights: Float64Array) => T

/** P = σ(slope · f + intercept) */
export interface Sigmoid {
  readonly slope: number
  readonly intercept: number
}

/** P is linear between points, and constant beyond them. */
export interface Isotonic {
  /** scores, increasing */
  readonly at: readonly number[]
  /** probabilities, which do not fall */
  readonly mean: readonly number[]
}

/** Platt's sigmoid. */
export const fitSigmoid: Curve<Sigmoid> = (scores, positive, weights) => {
  const total = (of: number) => weights.reduce((sum, c, i) => sum + (positive[i] === of ? c : 0), 0)
  const [low, high] = [1 / (total(0) + 2), (total(1) + 1) / (total(1) + 2)]
  const targets = Float64Array.from(positive, is => (is === 1 ? high : low))
  const model = new LogisticRegression({ penalty: 'none', tol: 1e-10, maxIter: 1000 })
  model.fit(column(scores), targets, { target: 'probability', sampleWeight: weights })
  return { slope: model.coef.get(0, 0), intercept: model.intercept.get(0) }
}

const column = (values: Float64Array) => Array.from(values, value => [value])

/** The probabilities of scores. */
export function sigmoidAt({ slope, intercept }: Sigmoid, scores: Float64Array): Float64Array {
  const parts = { coef: [[slope]], intercept: [intercept], classes: [0, 1] }
  const P = LogisticRegression.fromCoefficients(parts).predictProba(column(scores))
  return scores.map((_, i) => P.get(i, 1))
}

/** The isotonic regression of the rows of a class. */
export const fitIsotonic: Curve<Isotonic> = (scores, positive, weights) => {
  const order = Array.from(scores.keys())
    .filter(i => weights[i] > 0)
    .sort((i, j) => scores[i] - scores[j])
  // Rows of one score are one point; blocks whose means would fall are pooled.
  const points: { at: number; weight: number; mean: number }[] = []
  for (const i of order) {
    const last = points.at(-1)
    if (last === undefined || last.at !== scores[i]) {
      points.push({ at: scores[i], weight: weights[i], mean: positive[i] })
      continue
    }
    last.mean += ((positive[i] - last.mean) * weights[i]) / (last.weight + weights[i])
    last.weight += weights[i]
  }
  const blocks: { first: number; last: number; weight: number; mean: number }[] = []
  for (const { at, weight, mean } of points) {
    let block = { first: at, last: at, weight, mean }
    for (
      let before = blocks.at(-1);
      before !== undefined && before.mean >= block.mean;
      before = blocks.at(-1)
    ) {
      const sum = before.weight + block.weight
      block = {
        first: before.first,
        last: block.last,
        weight: sum,
        mean: before.mean + ((block.mean - before.mean) * block.weight) / sum,
      }
      blocks.pop()
    }
    blocks.push(block)
  }
  const knots = blocks.flatMap(({ first, last, mean }) =>
    first === last
      ? [{ at: first, mean }]
      : [
          { at: first, mean },
          { at: last, mean },
        ],
  )
  return { at: knots.map(({ at }) => at), mean: knots.map(({ mean }) => mean) }
}

/** The probabilities of scores. */
export function isotonicAt({ at, mean }: Isotonic, scores: Float64Array): Float64Array {
  return scores.map(score => {
    const above = firstAtLeast(at, score)
    if (above === at.length) return mean[above - 1]
    if (above === 0 || at[above] === score) return mean[above]
    const share = (score - at[above - 1]) / (at[above] - at[above - 1])
    return mean[above - 1] + (mean[above] - mean[above - 1]) * share
  })
}

/** The position of the first of increasing values that is at least `value`; their number if none is. */
function firstAtLeast(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] >= value) high = middle
    else low = middle + 1
  }
  return low
}

/** Bound on the steps; a handful is usual. */
const MAX_STEPS = 200

/** As far as an inverse temperature is sought. */
const MOST = 1e6

/**
 * β of softmax(β z), z `[n, K]` row after row. Newton's method on the convex likelihood, within an interval that its
 * derivative narrows down.
 *
 * @param codes - the class of each row
 */
export function inverseTemperature(
  z: Float64Array,
  codes: ArrayLike<number>,
  weights: Float64Array,
  classes: number,
): number {
  let [low, high, beta] = [0, MOST, 1]
  for (let step = 0; step < MAX_STEPS && high - low > 1e-15 * high; step++) {
    const { slope, curvature } = slopeAt(beta, z, codes, weights, classes)
    if (slope === 0) return beta
    if (slope > 0) high = beta
    else low = beta
    const next = beta - slope / curvature
    const inside = next > low && next < high
    const moved = inside ? next : high === MOST ? 10 * beta : (low + high) / 2
    if (Math.abs(moved - beta) <= 1e-15 * beta) return moved
    beta = Math.min(moved, MOST)
  }
  return beta
}

/** L′ = Σ c (E_p z − z_y) and L″ = Σ c Var_p z, p = softmax(β z) */
function slopeAt(
  beta: number,
  z: Float64Array,
  codes: ArrayLike<number>,
  weights: Float64Array,
  classes: number,
): { slope: number; curvature: number } {
  let [slope, curvature] = [0, 0]
  for (let i = 0; i < weights.length; i++) {
    const own = z.subarray(i * classes, (i + 1) * classes)
    const max = own.reduce((most, value) => Math.max(most, value), -Infinity)
    const shares = own.map(value => Math.exp(beta * (value - max)))
    const total = shares.reduce((sum, share) => sum + share, 0)
    const mean = own.reduce((sum, value, k) => sum + (value * shares[k]) / total, 0)
    const variance = own.reduce((sum, value, k) => sum + ((value - mean) ** 2 * shares[k]) / total, 0)
    slope += weights[i] * (mean - own[codes[i]])
    curvature += weights[i] * variance
  }
  return { slope, curvature }
}

/**
 * The deviance of a model on the rows that it was fitted to, and how much of that of the null model it explains:
 *
 *   D = 2 (L − L̂),    share = 1 − D / D₀ = (L₀ − L) / (L₀ − L̂)
 *
 * with L the loss, Σᵢ sᵢ ℓᵢ, L₀ that of the best intercepts alone (of none, without an intercept), offsets included, and L̂
 * the smallest there could be: 0 for labels, −Σᵢ sᵢ Σₐ tₐ log tₐ for shares t. Of one-vs-rest, L is the sum over the classes.
 *
 * Source: McCullagh & Nelder, *Generalized Linear Models*, 2nd ed., §4.4.3; glmnet's `dev.ratio` and `nulldev`.
 */

import type { Label } from '../data/labels'
import { lossesOf } from '../linear-model/formulation'
import { LinearClassifier } from '../linear-model/linear-classifier'
import type { Settings } from '../linear-model/options'
import type { Link } from '../linear-model/probabilities'
import type { TrainingSet } from '../linear-model/training-set'
import { gather, indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'
import { emptyModel } from './l1-min-c'

/** Deviances on the rows of a fit. */
export interface DevianceMeter {
  /** D₀ */
  readonly nullDeviance: number
  /** the share of D₀ that a model of these rows explains */
  shareOf(model: LinearClassifier<Label>): number
}

export function* devianceMeter(settings: Settings, training: TrainingSet<Label>): Steps<DevianceMeter> {
  const { link, outputs, losses } = lossesOf(training, settings)
  const { design } = training
  const made = losses.map(make => make())
  const own = outputs / made.length
  const lossOf = ({ coef, intercept }: Pick<LinearClassifier<Label>, 'coef' | 'intercept'>): number => {
    const z = new Float64Array(design.rows * outputs)
    for (let a = 0; a < outputs; a++) {
      const part = z.subarray(a * design.rows, (a + 1) * design.rows)
      const w = coef.data.subarray(a * design.cols, (a + 1) * design.cols)
      // The columns that the fits keep at hand: of 20,000, all of them took as long as the rest of a path of 100 points.
      const nonZero = indexRange(design.cols).filter(j => w[j] !== 0)
      design.select(nonZero).timesInto(gather(w, nonZero), part)
      const b = intercept.data[a]
      for (let i = 0; i < part.length; i++) part[i] += b
    }
    const size = design.rows * own
    return made.reduce((sum, loss, k) => sum + loss.value(z.subarray(k * size, (k + 1) * size)), 0)
  }
  const least = leastLoss(training, link)
  const range = lossOf(yield* nullModel(settings, training, link, outputs)) - least
  return {
    nullDeviance: 2 * range,
    shareOf: model => (range > 0 ? 1 - (lossOf(model) - least) / range : 0),
  }
}

/** The model of intercepts alone. */
function* nullModel(
  settings: Settings,
  training: TrainingSet<Label>,
  link: Link,
  outputs: number,
): Steps<LinearClassifier<Label>> {
  const { design, classes, offset } = training
  const alone = (bias: Float64Array) =>
    new LinearClassifier(classes, new Float64Array(outputs * design.cols), bias, link)
  if (!settings.fitIntercept) return alone(new Float64Array(outputs))
  // With an offset there is no formula: the optimum of a model that holds every feature at 0.
  if (offset !== undefined) return (yield* emptyModel({ ...settings, ...HOLDING }, training)).model
  const shares = classShares(training)
  const odds = (p: number) => Math.log(p / (1 - p))
  if (link === 'logistic') return alone(Float64Array.of(odds(shares[1])))
  return alone(shares.map(p => (link === 'ovr' ? odds(p) : Math.log(p))))
}

/** Settings that penalise each feature and no intercept. */
const HOLDING = {
  penalty: 'l1',
  l1Ratio: 1,
  C: 1,
  penalizeIntercept: false,
  penaltyFactor: undefined,
  lowerBounds: undefined,
  upperBounds: undefined,
  positive: false,
  solver: 'auto',
} as const satisfies Partial<Settings>

/** What part of the weight each class has. */
function classShares({ classes, codes, weights, shares }: TrainingSet<Label>): Float64Array {
  const rows = codes.length
  const sums = new Float64Array(classes.length)
  for (let i = 0; i < rows; i++) {
    if (shares === undefined) sums[codes[i]] += weights[i]
    else for (let k = 0; k < sums.length; k++) sums[k] += weights[i] * shares[k * rows + i]
  }
  const total = sums.reduce((sum, own) => sum + own, 0)
  return sums.map(own => own / total)
}

/** L̂ */
function leastLoss({ shares, weights, codes }: TrainingSet<Label>, link: Link): number {
  if (shares === undefined) return 0
  const rows = codes.length
  const term = (t: number) => (t > 0 ? -t * Math.log(t) : 0)
  // Of one-vs-rest each class is a problem of two: of the class, and of the others.
  return shares.reduce(
    (sum, t, p) => sum + weights[p % rows] * (term(t) + (link === 'ovr' ? term(1 - t) : 0)),
    0,
  )
}

/**
 * The points of a certified path, from the smallest C on. What two neighbors leave open (value-bounds.ts) grows as the
 * square of their distance in log C, so each interval says how long the next step may be; one that was too long gets a
 * point in between, and what was fitted beyond is kept.
 */

import type { Label } from '../data/labels'
import { CoefficientLayout } from '../linear-model/coefficient-layout'
import type { Convergence, Fit } from '../linear-model/fit'
import { penaltyAtC } from '../linear-model/formulation'
import type { LinearClassifier } from '../linear-model/linear-classifier'
import type { Settings } from '../linear-model/options'
import type { TrainingSet } from '../linear-model/training-set'
import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import type { Plan } from './certified-options'
import { emptyModel, hasKinks } from './l1-min-c'
import { pathFitter } from './path-fitter'
import { type Enclosure, enclose, type ProvenPoint } from './value-bounds'

/** A point and its model. */
export interface FittedPoint<L extends Label> extends ProvenPoint {
  readonly fit: Fit<L>
}

/** Fits points, best from the smallest C to the largest. @throws ValidationError where there is no optimum */
export function* pointFitter<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  onPoint: (C: number, convergence: Convergence) => void,
): Steps<(C: number) => Steps<FittedPoint<L>>> {
  // From the optimum of the free coefficients, so that as long as the model is empty it stays so.
  const start = hasKinks(settings) ? (yield* emptyModel(settings, training)).model : undefined
  const fitAt = yield* pathFitter(settings, training, start)
  return function* (C) {
    const fit = yield* fitAt(C)
    const { objective, dualityGap, separated } = fit.convergence
    if (separated) {
      throw new ValidationError(
        'certifiedPath: the features without a penalty separate the classes, so that there is no optimum to be near to; penalize them, or leave them out',
      )
    }
    onPoint(C, fit.convergence)
    return { C, objective, dualityGap, penalty: penaltyOf(fit.model, settings, training), fit }
  }
}

/** P(w), the penalty for C = 1. */
function penaltyOf(model: LinearClassifier<Label>, settings: Settings, training: TrainingSet<Label>): number {
  const [outputs] = model.coef.shape
  const w = new CoefficientLayout(outputs, training.design.cols, settings).fromModel(model) as Float64Array
  const together = model.link === 'softmax' ? outputs : 1
  const penalty = penaltyAtC(1, training, settings, together)
  const size = w.length / (outputs / together)
  let total = 0
  for (let start = 0; start < w.length; start += size) total += penalty.value(w.subarray(start, start + size))
  return total
}

/** Of the length that the last step says would just do; steps that are too long cost a point that is not needed. */
const CAUTION = 0.9
/** A ratio to a C whose fit has missed ε: what lies between may be as bad. */
const BESIDE_A_MISS = 2
/** Cs whose ratio is nearer to 1 have nothing between them. */
const NEXT_TO_EACH_OTHER = 1e-7

/** The points from the first C to the last, and what is proved between neighbors. */
export function* walk<L extends Label>(
  pointAt: (C: number) => Steps<FittedPoint<L>>,
  first: number,
  last: number,
  { epsilon, maxPoints }: Plan,
): Steps<{ readonly points: FittedPoint<L>[]; readonly enclosures: Enclosure[] }> {
  const points = [yield* pointAt(first)]
  const enclosures: Enclosure[] = []
  /** points beyond the next interval, the nearest last: they were too far away when they were made */
  const ahead: FittedPoint<L>[] = []
  let step = Math.min(1, 3 * Math.sqrt(epsilon))
  for (let made = 1; points[points.length - 1].C < last; ) {
    const here = points[points.length - 1]
    let there = ahead.pop()
    if (there === undefined) {
      if (made++ === maxPoints) break
      there = yield* pointAt(nextC(here.C, last, step))
    }
    const found = enclose(here, there)
    const distance = Math.log(there.C) - Math.log(here.C)
    const share = CAUTION * Math.sqrt(epsilon / Math.max(found.bound, epsilon / 100))
    const holds = found.bound <= epsilon
    if (holds || isAllThatIsProved(here, there, epsilon)) {
      points.push(there)
      enclosures.push(found)
      // What fits that miss their tolerance leave open says nothing about the distance.
      step = holds ? distance * Math.min(3, Math.max(0.3, share)) : Math.max(step, distance)
    } else {
      ahead.push(there)
      if (made++ === maxPoints) break
      ahead.push(yield* pointAt(here.C * Math.exp(distance * Math.min(0.75, Math.max(0.1, share)))))
    }
  }
  return { points, enclosures }
}

/** One step on; a step that would leave a short rest is made as long as the one after it. */
function nextC(C: number, last: number, step: number): number {
  const rest = Math.log(last) - Math.log(C)
  if (rest <= step) return last
  return rest < 2 * step ? Math.sqrt(C) * Math.sqrt(last) : C * Math.exp(step)
}

/** Whether points in between would prove nothing more, or little. */
function isAllThatIsProved(a: ProvenPoint, b: ProvenPoint, epsilon: number): boolean {
  const missed = [a, b].filter(({ objective, dualityGap }) => dualityGap > epsilon * objective).length
  const ratio = b.C / a.C
  return missed === 2 || (missed === 1 && ratio < BESIDE_A_MISS) || ratio <= 1 + NEXT_TO_EACH_OTHER
}

/**
 * How K classes become problems of the form that the solvers see:
 *
 *   two classes    one problem with one output: the logistic loss of y = ±1
 *   multinomial    one problem with K outputs: the softmax of a margin for every class
 *   one-vs-rest    K problems with one output: class k against all others
 *
 * In any case the coefficients are a flat list, output by output, each with its intercept last.
 *
 * The softmax of two classes depends on W₁ − W₀ = v only, and of all pairs with this difference −½v, ½v has the
 * smallest penalty: l1 |v| + ½ (½ l2) v². So it is the logistic problem in v with half of the l2 part.
 */

import type { Label } from '../matrix/labels'
import { LogisticLoss } from '../problem/logistic-loss'
import type { Loss } from '../problem/loss'
import { MultinomialLoss } from '../problem/multinomial-loss'
import { Problem } from '../problem/problem'
import type { Link } from './link'
import type { Settings } from './options'
import { buildPenalty, type TrainingSet, withIntercept } from './training-set'

/** The problems whose solutions, one after the other, are the coefficients; made when their turn comes. */
export interface Formulation {
  readonly link: Link
  /** K for multinomial and one-vs-rest, 1 for two classes */
  readonly outputs: number
  readonly problems: readonly (() => Problem)[]
}

export function formulate(training: TrainingSet<Label>, settings: Settings): Formulation {
  const { design: features, classes, codes, weights } = training
  const { multiClass, C } = settings
  const { length: count } = classes
  const design = withIntercept(features, settings)
  const scaled = weights.map(weight => C * weight)
  const ridgeShare = count === 2 && multiClass === 'multinomial' ? 0.5 : 1
  const problemOf = (loss: Loss) =>
    new Problem(design, loss, buildPenalty(features.cols, loss.outputs, ridgeShare, settings))
  const against = (code: number) =>
    new LogisticLoss(
      Float64Array.from(codes, own => (own === code ? 1 : -1)),
      scaled,
    )
  if (count === 2) return { link: 'logistic', outputs: 1, problems: [() => problemOf(against(1))] }
  return multiClass === 'ovr'
    ? { link: 'ovr', outputs: count, problems: classes.map((_, code) => () => problemOf(against(code))) }
    : {
        link: 'softmax',
        outputs: count,
        problems: [() => problemOf(new MultinomialLoss(count, codes, scaled))],
      }
}

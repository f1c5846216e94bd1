/**
 * How K classes become problems of the form that the solvers see:
 *
 *   two classes    one problem with one output: the logistic loss of y = ±1
 *   multinomial    one problem with K outputs: the softmax of a margin for every class
 *   one-vs-rest    K problems with one output: class k against all others
 *
 * In any case the coefficients are a flat list, output by output, each with its intercept last. What is minimised is
 * the objective divided by C, Σᵢ sᵢ ℓᵢ + Ω(w) / C: so C is a matter of the penalty alone, and along a path of Cs
 * losses, gradients and Hessians stay as they are.
 *
 * The softmax of two classes depends on W₁ − W₀ = v only, and of all pairs with this difference −½v, ½v has the
 * smallest penalty: l1 |v| + ½ (½ l2) v². So it is the logistic problem in v with half of the l2 part.
 */

import type { Label } from '../data/labels'
import { ConstantColumn } from '../design/constant-column'
import type { DesignMatrix } from '../design/design-matrix'
import { LogisticLoss } from '../problem/logistic-loss'
import type { Loss } from '../problem/loss'
import { MultinomialLoss } from '../problem/multinomial-loss'
import { SeparablePenalty } from '../problem/penalty'
import { Problem } from '../problem/problem'
import { SolverMemory } from '../solvers/solver-memory'
import { ValidationError } from '../support/errors'
import type { Settings } from './options'
import type { Link } from './probabilities'
import type { TrainingSet } from './training-set'

/** The problems whose solutions, one after the other, are the coefficients; made when their turn comes. */
export interface Formulation {
  readonly link: Link
  /** K for multinomial and one-vs-rest, 1 for two classes */
  readonly outputs: number
  readonly parts: readonly (() => Part)[]
}

/** One of the problems, and what solving it for one C leaves to the next. */
export interface Part {
  problemAt(C: number): Problem
  readonly memory: SolverMemory
}

export function formulate(training: TrainingSet<Label>, settings: Settings): Formulation {
  const { design: features, classes, codes, weights } = training
  const { length: count } = classes
  const design = withIntercept(features, settings)
  const ridgeShare = count === 2 && settings.multiClass === 'multinomial' ? 0.5 : 1
  const partOf = (loss: Loss): Part => {
    const penaltyAt = (C: number): SeparablePenalty =>
      buildPenalty(features.cols, loss.outputs, { l1: 1 / C, l2: ridgeShare / C }, settings)
    let problem: Problem | undefined
    return {
      problemAt(C) {
        problem = problem?.withPenalty(penaltyAt(C)) ?? new Problem(design, loss, penaltyAt(C))
        return problem
      },
      memory: new SolverMemory(),
    }
  }
  const against = (code: number): Part => {
    const signs = new Float64Array(codes.length)
    for (let i = 0; i < signs.length; i++) signs[i] = codes[i] === code ? 1 : -1
    return partOf(new LogisticLoss(signs, weights))
  }
  if (count === 2) return { link: 'logistic', outputs: 1, parts: [() => against(1)] }
  if (settings.multiClass === 'ovr') {
    return { link: 'ovr', outputs: count, parts: classes.map((_, code) => () => against(code)) }
  }
  const together = () => partOf(new MultinomialLoss(count, codes, weights))
  return { link: 'softmax', outputs: count, parts: [together] }
}

/** The design with the column of the intercept, if the model has one. */
function withIntercept(
  design: DesignMatrix,
  { fitIntercept, interceptScaling, penalizeIntercept }: Settings,
): DesignMatrix {
  if (!fitIntercept) return design
  return new ConstantColumn(design, penalizeIntercept ? interceptScaling : 1)
}

/**
 * The penalty on `features` coefficients and the intercept, the same for each of `outputs`.
 *
 * @param scale - what the two parts of the penalty are multiplied with
 * @throws ValidationError when `penaltyFactor` has not one value per feature
 */
function buildPenalty(
  features: number,
  outputs: number,
  scale: { readonly l1: number; readonly l2: number },
  { penalty, l1Ratio, fitIntercept, penalizeIntercept, penaltyFactor }: Settings,
): SeparablePenalty {
  if (penaltyFactor !== undefined && penaltyFactor.length !== features) {
    throw new ValidationError(
      `penaltyFactor has ${penaltyFactor.length} values, but X has ${features} features`,
    )
  }
  const size = features + (fitIntercept ? 1 : 0)
  const factors = new Float64Array(size).fill(1)
  if (penaltyFactor !== undefined) factors.set(penaltyFactor)
  if (fitIntercept) factors[features] = penalizeIntercept ? 1 : 0
  const l1 = new Float64Array(size * outputs)
  const l2 = new Float64Array(size * outputs)
  if (penalty !== 'none') {
    for (let q = 0; q < l1.length; q++) {
      l1[q] = scale.l1 * l1Ratio * factors[q % size]
      l2[q] = scale.l2 * (1 - l1Ratio) * factors[q % size]
    }
  }
  return new SeparablePenalty(l1, l2)
}

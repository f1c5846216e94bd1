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
import type { ColumnUnits } from '../design/column-units'
import { ConstantColumn } from '../design/constant-column'
import { door } from '../design/crew'
import type { DesignMatrix } from '../design/design-matrix'
import { ShiftedMatrix } from '../design/shifted-matrix'
import { type SuitedColumns, suitedColumns } from '../design/suited-columns'
import { LogisticLoss } from '../problem/logistic-loss'
import type { Loss } from '../problem/loss'
import { MultinomialLoss } from '../problem/multinomial-loss'
import { SeparablePenalty } from '../problem/penalty'
import { Problem } from '../problem/problem'
import { ShiftedLoss } from '../problem/shifted-loss'
import type { Minimizer } from '../solvers/solution'
import { createSolver } from '../solvers/solve'
import { sum } from '../support/arrays'
import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import { checkCount, withBounds } from './bounds'
import type { Settings } from './options'
import type { Link } from './probabilities'
import { offsetOfOutputs, tiltOf } from './targets'
import type { TrainingSet } from './training-set'

/** What the weights of all rows, and C times them, may add up to. */
const LARGEST_WEIGHT = 1e150

/** A coefficient with this penalty is 0 to any precision; a larger one would overflow. */
const LARGEST_PENALTY = 1e300

/** The problems whose solutions, one after the other, are the coefficients; made when their turn comes. */
export interface Formulation {
  readonly link: Link
  /** K for multinomial and one-vs-rest, 1 for two classes */
  readonly outputs: number
  readonly subproblems: readonly (() => Subproblem)[]
  /** those of the columns in the problems, if they are not the stated ones */
  readonly units: ColumnUnits | undefined
}

/** One of the problems for every C, and the solver that goes on from one C to the next. */
export interface Subproblem {
  problemAt(C: number): Problem
  readonly solver: Minimizer
}

/** The losses of the problems, made when their turn comes. */
export interface Losses extends Pick<Formulation, 'link' | 'outputs'> {
  readonly losses: readonly (() => Loss)[]
}

export function lossesOf(
  { classes, codes, weights, shares, ...training }: TrainingSet<Label>,
  { multiClass }: Settings,
): Losses {
  const { length: count } = classes
  const rows = codes.length
  const offset = training.offset && offsetOfOutputs(training.offset, count === 2 ? 1 : count)
  const shifted = (loss: Loss, own: Float64Array | undefined, tilt: Float64Array | undefined): Loss =>
    own || tilt ? new ShiftedLoss(loss, own, tilt) : loss
  const tilt = shares && tiltOf(shares, codes, weights)
  const oneAgainstRest = (code: number): Loss => {
    const own = (values: Float64Array | undefined) => values?.subarray(code * rows, (code + 1) * rows)
    // A loop: Float64Array.from asks an iterator for each value, which took a fifth of a fit of 200,000 rows.
    const signs = new Float64Array(rows)
    for (let i = 0; i < rows; i++) signs[i] = codes[i] === code ? 1 : -1
    return shifted(new LogisticLoss(signs, weights), count === 2 ? offset : own(offset), own(tilt))
  }
  if (count === 2) return { link: 'logistic', outputs: 1, losses: [() => oneAgainstRest(1)] }
  if (multiClass === 'ovr') {
    return { link: 'ovr', outputs: count, losses: classes.map((_, code) => () => oneAgainstRest(code)) }
  }
  const multinomial = () => shifted(new MultinomialLoss(count, codes, weights), offset, tilt)
  return { link: 'softmax', outputs: count, losses: [multinomial] }
}

export function* formulate(training: TrainingSet<Label>, settings: Settings): Steps<Formulation> {
  const { design: features, weights } = training
  checkSizes(sum(weights), settings)
  const mayShift = settings.fitIntercept && !settings.penalizeIntercept
  const suited = yield* suitedColumns(features, mayShift)
  // Dual descent needs the same ridge on every coefficient.
  const isStated = settings.solver === 'dual-cd' && suited.units !== undefined
  const {
    design: columns,
    units,
    around,
  }: SuitedColumns = isStated ? { design: features, units: undefined } : suited
  const laid = door.crew?.lay(columns) ?? columns
  const design = withIntercept(around === undefined ? laid : new ShiftedMatrix(laid, around), settings)
  const subproblem = (loss: Loss): Subproblem => {
    const penaltyAt = (C: number): SeparablePenalty => penaltyAtC(C, training, settings, loss.outputs, units)
    let problem: Problem | undefined
    return {
      problemAt(C) {
        problem = problem?.withPenalty(penaltyAt(C)) ?? new Problem(design, loss, penaltyAt(C))
        return problem
      },
      solver: createSolver(settings.solver, { ...settings, seed: settings.randomState }),
    }
  }
  const { losses, ...kind } = lossesOf(training, settings)
  return { ...kind, subproblems: losses.map(make => () => subproblem(make())), units }
}

/** What of the data the penalty depends on. */
interface PenaltyTarget {
  readonly design: { readonly cols: number }
  readonly classes: readonly Label[]
  readonly featureNames?: readonly string[] | undefined
}

/** The penalty of the objective divided by C, in the given units of the columns, or the stated ones. */
export function penaltyAtC(
  C: number,
  { design, classes, featureNames }: PenaltyTarget,
  settings: Settings,
  outputs: number,
  units?: ColumnUnits,
): SeparablePenalty {
  const ridgeShare = classes.length === 2 && settings.multiClass === 'multinomial' ? 0.5 : 1
  const penalty = buildPenalty(design.cols, outputs, { l1: 1 / C, l2: ridgeShare / C }, settings, units)
  return withBounds(penalty, design.cols, outputs, settings, units, featureNames)
}

/**
 * @param total - what the weights of the rows add up to
 * @throws ValidationError when the objective of the null model, or what bounds it, is beyond the doubles
 */
export function checkSizes(total: number, { C }: Settings): void {
  if (!(total < LARGEST_WEIGHT)) {
    throw new ValidationError(
      `sampleWeight times classWeight adds up to ${total}, must be below ${LARGEST_WEIGHT}`,
    )
  }
  if (!(C * total < LARGEST_WEIGHT)) {
    throw new ValidationError(
      `C ${C}, times the ${total} that the weights of the rows add up to, must be below ${LARGEST_WEIGHT}; for no penalty use penalty 'none'`,
    )
  }
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
  units: ColumnUnits | undefined,
): SeparablePenalty {
  if (penaltyFactor !== undefined) checkCount('penaltyFactor', penaltyFactor, features)
  const size = features + (fitIntercept ? 1 : 0)
  const factors = new Float64Array(size).fill(1)
  if (penaltyFactor !== undefined) factors.set(penaltyFactor)
  if (fitIntercept) factors[features] = penalizeIntercept ? 1 : 0
  const l1 = new Float64Array(size * outputs)
  const l2 = new Float64Array(size * outputs)
  if (penalty !== 'none') {
    for (let q = 0; q < l1.length; q++) {
      const unit = units?.scale[q % size] ?? 1
      l1[q] = Math.min(scale.l1 * l1Ratio * factors[q % size] * unit, LARGEST_PENALTY)
      l2[q] = Math.min(scale.l2 * (1 - l1Ratio) * factors[q % size] * unit * unit, LARGEST_PENALTY)
    }
  }
  return new SeparablePenalty(l1, l2)
}

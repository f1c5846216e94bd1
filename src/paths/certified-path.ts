/**
 * A path that is certified between its points: Cs such that for every C from the smallest to the largest, the
 * coefficients of the nearer point are within ε of the optimum there. What proves it is in value-bounds.ts, what finds the
 * Cs in certified-walk.ts.
 */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { type NdMatrix, type NdVector, ndview } from '../data/ndview'
import { checkSizes } from '../linear-model/formulation'
import type { Settings } from '../linear-model/options'
import { readTrainingSet, type TargetsLike, type TrainingSet } from '../linear-model/training-set'
import { sum } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { withLists } from '../support/hidden'
import { runSteps, runStepsAsync, type Steps } from '../support/steps'
import { checkNumber } from '../support/validate'
import { warn } from '../support/warnings'
import { gridOf } from './c-grid'
import {
  type CertifiedPathOptions,
  checkCertifiedKeys,
  type Plan,
  readModels,
  readPlan,
} from './certified-options'
import { type FittedPoint, pointFitter, walk } from './certified-walk'
import { type StackedFits, stackedFits } from './stacked-fits'
import { provenAt } from './value-bounds'

/** m models of d features, and what they prove of all Cs between them; K′ is 1 for two classes, else their number. */
export interface CertifiedPath<L extends Label = Label> extends StackedFits {
  /** what was asked for */
  readonly epsilon: number
  /** whether every bound is at most `epsilon`, and the path goes to its end; where it is not, a warning has said why */
  readonly certified: boolean
  /** m increasing values */
  readonly Cs: Float64Array
  /** between points k and k + 1, the objective of the nearer one is at most this share of itself above the minimum `[m − 1]` */
  readonly bounds: Float64Array
  /** up to this C point k is the nearer one, from there on point k + 1 `[m − 1]` */
  readonly turns: Float64Array
  /** the labels, sorted */
  readonly classes: L[]
  /**
   * The coefficients for a C: those of the nearer point.
   *
   * @throws ValidationError when C is not from the first of `Cs` to the last
   */
  at(C: number): CertifiedModel
}

/** Coefficients for a C of a certified path, and what is proved of them there. */
export interface CertifiedModel {
  /** the point that they are of */
  readonly index: number
  /** `[K′, d]` */
  readonly coef: NdMatrix
  /** `[K′]` */
  readonly intercept: NdVector
  /** at this C */
  readonly objective: number
  /** an upper bound on the distance of `objective` to the minimum at this C */
  readonly dualityGap: number
}

/**
 * Models at so many Cs that for every C in between the coefficients of the nearer one are within `epsilon` of the optimum,
 * with the proof: nothing that depends on C, such as the choice of it, can be missed between the points.
 *
 * @param X - `[n, d]`, a row per sample
 * @param y - n labels, or targets as in {@link index.logisticRegressionPath}
 * @param options - how close, from where to where, and those of the model
 * @throws ValidationError for options out of range and data that cannot be fitted, or where features without a penalty
 * separate the classes, so that there is no optimum
 * @throws UnsupportedError for a solver that cannot take the problem
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 * import { certifiedPath } from 'ndlogit/paths'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const X = new StandardScaler().fitTransform(data)
 * const path = certifiedPath(X, target, { epsilon: 0.05 })
 * const { objective, dualityGap } = path.at(0.1)
 * console.log(path.certified, dualityGap <= 0.05 * objective) // true true
 * ```
 */
export function certifiedPath<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: CertifiedPathOptions = {},
): CertifiedPath<L> {
  checkCertifiedKeys('certifiedPath', options)
  return runSteps(certifiedSteps(X, y, options), { signal: options.signal })
}

/**
 * As {@link certifiedPath}, but gives way to the event loop every few milliseconds. Rejects with the reason of `signal` if
 * that is aborted.
 *
 * @throws ValidationError and UnsupportedError as {@link certifiedPath}, by rejecting
 *
 * @example
 * ```ts
 * import { certifiedPathAsync } from 'ndlogit/paths'
 *
 * const X = [[0, 1], [1, 0], [2, 1], [3, 0], [1, 1]]
 * const y = ['a', 'a', 'b', 'b', 'b']
 * const { certified, Cs } = await certifiedPathAsync(X, y, { penalty: 'l2', epsilon: 0.1, smallestC: 0.1, largestC: 10 })
 * console.log(certified, Cs[0], Cs[Cs.length - 1]) // true 0.1 10
 * ```
 */
export async function certifiedPathAsync<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: CertifiedPathOptions = {},
): Promise<CertifiedPath<L>> {
  checkCertifiedKeys('certifiedPathAsync', options)
  return runStepsAsync(certifiedSteps(X, y, options), { signal: options.signal })
}

function* certifiedSteps<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: CertifiedPathOptions,
): Steps<CertifiedPath<L>> {
  const { sampleWeight, offset, target, trials, onProgress, signal: _signal, ...own } = options
  const { epsilon: _epsilon, smallestC: _from, largestC: _to, maxPoints: _most, ...rest } = own
  const plan = readPlan(options)
  const settings = readModels(rest, plan.epsilon)
  const rowOptions = { sampleWeight, offset, target, trials }
  const training = yield* readTrainingSet(X, y, rowOptions, settings.classWeight)
  const [first, last] = yield* rangeOf(plan, settings, training)
  checkSizes(sum(training.weights), { ...settings, C: last })
  const started = performance.now()
  let done = 0
  const pointAt = yield* pointFitter(settings, training, (C, convergence) => {
    const elapsedMs = performance.now() - started
    onProgress?.({ type: 'point', done: ++done, elapsedMs, C, largestC: last, convergence })
  })
  const { points, enclosures } = yield* walk(pointAt, first, last, plan)
  const bounds = Float64Array.from(enclosures, ({ bound }) => bound)
  const end = points[points.length - 1]
  const reached = end.C
  warnUnlessCertified(bounds, plan, reached, last)
  const path = {
    epsilon: plan.epsilon,
    certified:
      reached === last && [end.dualityGap / end.objective, ...bounds].every(bound => bound <= plan.epsilon),
    Cs: Float64Array.from(points, ({ C }) => C),
    ...stackedFits(points.map(({ fit }) => fit)),
    bounds,
    turns: Float64Array.from(enclosures, ({ turn }) => turn),
    classes: [...training.classes],
  }
  const found = withLists(path as unknown as CertifiedPath<L>)
  return Object.defineProperty(found, 'at', { value: (C: number) => modelAt(points, C) })
}

/** From which C to which. */
function* rangeOf(
  { smallestC, largestC }: Plan,
  settings: Settings,
  training: TrainingSet<Label>,
): Steps<readonly [number, number]> {
  if (smallestC !== undefined && largestC !== undefined) return increasingRange(smallestC, largestC)
  const [smallest, largest] = yield* gridOf({ count: 2 }, settings, training)
  if (smallestC !== undefined) return increasingRange(smallestC, Math.max(largest, smallestC))
  return increasingRange(smallest, largestC ?? largest)
}

function increasingRange(smallest: number, largest: number): readonly [number, number] {
  if (smallest <= largest) return [smallest, largest]
  throw new ValidationError(`largestC must not be below where the path begins, ${smallest}, got ${largest}`)
}

function warnUnlessCertified(
  bounds: Float64Array,
  { epsilon, maxPoints }: Plan,
  reached: number,
  last: number,
): void {
  const open = bounds.filter(bound => bound > epsilon)
  if (open.length > 0) {
    warn(
      `certifiedPath: ${open.length} of ${bounds.length} intervals are proved to ${Math.max(...open)} only, not to epsilon ${epsilon}, ` +
        'since fits beside them did not reach their tolerance. Raise maxIter, scale the features, or take a larger epsilon.',
    )
  }
  if (reached < last) {
    warn(
      `certifiedPath: ${maxPoints} points (maxPoints) reach up to C = ${reached} only, of ${last}. Raise maxPoints, or take a larger epsilon.`,
    )
  }
}

/** See {@link CertifiedPath.at}. */
function modelAt<L extends Label>(points: readonly FittedPoint<L>[], C: number): CertifiedModel {
  const count = points.length
  checkNumber('C', C, { min: points[0].C, max: points[count - 1].C })
  let k = 0
  while (k < count - 2 && points[k + 1].C <= C) k++
  const [a, b] = [points[k], points[Math.min(k + 1, count - 1)]]
  const { isFirst, objective, gap } = provenAt(a, b, C)
  const { model } = (isFirst ? a : b).fit
  const copy = <T extends NdMatrix | NdVector>({ data, shape }: T): T => ndview(data.slice(), shape) as T
  const index = isFirst || count === 1 ? k : k + 1
  return { index, coef: copy(model.coef), intercept: copy(model.intercept), objective, dualityGap: gap }
}

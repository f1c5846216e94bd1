/**
 * The path of models from strong to weak regularisation. The data are read once; each point starts at the solution of
 * the one before, with the Hessian that was in force there.
 */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { type NdArray, ndview } from '../data/ndview'
import { type MissedFit, missedFit, warnOfUnconverged } from '../data/unconverged'
import type { Convergence, Fit } from '../linear-model/fit'
import { readOptions, type Settings } from '../linear-model/options'
import { readTrainingSet, type TargetsLike, type TrainingSet } from '../linear-model/training-set'
import { withLists } from '../support/hidden'
import { definePrinting } from '../support/inspect'
import { runSteps, runStepsAsync, type Steps } from '../support/steps'
import { checkBoolean, checkNumber } from '../support/validate'
import { gridOf, increasing, readCGrid } from './c-grid'
import { type DevianceMeter, devianceMeter } from './deviance'
import { emptyModel, hasKinks } from './l1-min-c'
import { pathFitter } from './path-fitter'
import { checkOptions, type PathOptions } from './path-options'
import { pathTable } from './path-table'
import { between, relaxedSettings, relaxerOf } from './relaxed'
import { stackedFits } from './stacked-fits'
import { readStopRules } from './stop-rules'

/**
 * A path of m models of d features; K′ is 1 for two classes, else the number of classes. `String(path)` is a table of it,
 * and so it prints.
 */
export interface LogisticRegressionPath<L extends Label = Label> {
  /** m values, as given or increasing; those that were not reached, where a rule has ended the path, are left out */
  readonly Cs: Float64Array
  /** `[m, K′, d]` */
  readonly coefs: NdArray
  /** `[m, K′]` */
  readonly intercepts: NdArray
  /** the share of the null deviance that each model explains on these rows, glmnet's `dev.ratio` `[m]` */
  readonly devRatio: Float64Array
  /** coefficients of each model that are not zero, intercepts left out `[m]`; for two classes glmnet's `df` */
  readonly nonZero: Int32Array
  /** −2 log-likelihood of the intercept alone (less that of the targets themselves, where they are no labels) */
  readonly nullDeviance: number
  /** m of them */
  readonly convergence: readonly Convergence[]
  /** the labels, sorted */
  readonly classes: L[]
  /** the refits of the same features without their penalty, with `relax: true` */
  readonly relaxed: RelaxedPath | undefined
  /** the table */
  toString(): string
}

/** The refits along a path, a model for each C. */
export interface RelaxedPath {
  /** `[m, K′, d]` */
  readonly coefs: NdArray
  /** `[m, K′]` */
  readonly intercepts: NdArray
  /** the share of the null deviance that each refit explains `[m]` */
  readonly devRatio: Float64Array
  /** m of them; `'separated'` where the features tell the classes apart, so that the refit has no optimum */
  readonly convergence: readonly Convergence[]
  /**
   * Models between the refits (γ = 0) and those of the path (γ = 1): γ times the one plus 1 − γ times the other.
   *
   * @throws ValidationError when γ is not from 0 to 1
   */
  blend(gamma: number): { readonly coefs: NdArray; readonly intercepts: NdArray }
}

/**
 * The models along a path of Cs, each started from the one before: a hundred cost little more than the last alone.
 *
 * @param X - `[n, d]`, a row per sample
 * @param y - n labels
 * @param options - the Cs, and those of the model
 * @throws ValidationError for options out of range and data that cannot be fitted
 * @throws UnsupportedError for a solver that cannot take the problem
 *
 * @example
 * ```ts
 * import { logisticRegressionPath, StandardScaler } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const X = new StandardScaler().fitTransform(data)
 * const { Cs, coefs } = logisticRegressionPath(X, target, { Cs: 20 })
 * console.log(coefs.shape) // [ 20, 1, 64 ]
 * ```
 */
export function logisticRegressionPath<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: PathOptions = {},
): LogisticRegressionPath<L> {
  checkOptions('logisticRegressionPath', options)
  const { signal } = options
  return runSteps(pathSteps(X, y, options), { signal })
}

/**
 * As {@link logisticRegressionPath}, but gives way to the event loop every few milliseconds. Rejects with the reason of
 * `signal` if that is aborted.
 *
 * @throws ValidationError and UnsupportedError as {@link logisticRegressionPath}, by rejecting
 *
 * @example
 * ```ts
 * import { logisticRegressionPathAsync } from 'ndlogit'
 * import { loadDigits } from 'ndlogit/datasets'
 *
 * const { data, target } = loadDigits({ nClass: 2 })
 * const signal = AbortSignal.timeout(60_000)
 * const { intercepts } = await logisticRegressionPathAsync(data, target, { Cs: 5, signal })
 * console.log(intercepts.shape) // [ 5, 1 ]
 * ```
 */
export async function logisticRegressionPathAsync<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: PathOptions = {},
): Promise<LogisticRegressionPath<L>> {
  checkOptions('logisticRegressionPathAsync', options)
  const { signal } = options
  return runStepsAsync(pathSteps(X, y, options), { signal })
}

function* pathSteps<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  options: PathOptions,
): Steps<LogisticRegressionPath<L>> {
  const { Cs: cGrid, sampleWeight, offset, target, trials, onProgress, signal: _, ...own } = options
  const { relax = false, devMax, minDevChange, maxNonZero, ...rest } = own
  const settings = readOptions(rest, 'l1')
  const plan = { grid: readCGrid(cGrid), rules: readStopRules({ devMax, minDevChange, maxNonZero }) }
  const withRefits = checkBoolean('relax', relax)
  const rowOptions = { sampleWeight, offset, target, trials }
  const training = yield* readTrainingSet(X, y, rowOptions, settings.classWeight)
  const { grid } = plan
  const Cs = grid instanceof Float64Array ? grid : yield* gridOf(grid, settings, training)
  const meter = yield* devianceMeter(settings, training)
  const reached = yield* fitPath({ ...plan, settings, training, Cs, meter, withRefits, onProgress })
  const at = [...reached.keys()].sort((a, b) => a - b)
  const points = at.map(k => reached.get(k) as Point<L>)
  const path = {
    Cs: Cs.length === at.length ? Cs : Float64Array.from(at, k => Cs[k]),
    ...stackedFits(points.map(({ fit }) => fit)),
    devRatio: Float64Array.from(points, ({ devRatio }) => devRatio),
    nonZero: Int32Array.from(points, ({ nonZero }) => nonZero),
    nullDeviance: meter.nullDeviance,
    classes: [...training.classes],
  }
  const relaxed = withRefits ? relaxedPath(points, path) : undefined
  const found = withLists({ ...path, relaxed } as LogisticRegressionPath<L>)
  definePrinting(found, () => pathTable(found))
  return found
}

/** What a path has found at one C. */
interface Point<L extends Label> {
  readonly fit: Fit<L>
  readonly nonZero: number
  readonly devRatio: number
  /** the refit and what it explains */
  readonly relaxed?: { readonly fit: Fit<L>; readonly devRatio: number }
}

/** How a path is fitted. */
interface PathPlan<L extends Label> {
  readonly settings: Settings
  readonly training: TrainingSet<L>
  readonly Cs: Float64Array
  readonly rules: ReturnType<typeof readStopRules>
  readonly meter: DevianceMeter
  readonly withRefits: boolean
  readonly onProgress: PathOptions['onProgress']
}

/** The points by their position in the Cs, made from the smallest C to the largest, until a rule ends the path. */
function* fitPath<L extends Label>(plan: PathPlan<L>): Steps<Map<number, Point<L>>> {
  const { settings, training, Cs, rules, meter, withRefits, onProgress } = plan
  const points = new Map<number, Point<L>>()
  // From the optimum of the free coefficients, so that as long as the model is empty it stays so.
  const start = hasKinks(settings) ? (yield* emptyModel(settings, training)).model : undefined
  const fitAt = yield* pathFitter(settings, training, start)
  const relax = relaxerOf(settings, training)
  const started = performance.now()
  const missed: MissedFit[] = []
  const missedRefits: MissedFit[] = []
  const note = (list: MissedFit[], C: number, { converged, ending }: Convergence, asked = settings): void => {
    if (!converged) list.push(missedFit(`C = ${C}`, ending, asked))
  }
  for (const index of increasing(Cs)) {
    const C = Cs[index]
    const fit = yield* fitAt(C)
    const { model, convergence } = fit
    const nonZero = model.coef.data.reduce((count, w) => count + Number(w !== 0), 0)
    const devRatio = meter.shareOf(model)
    if (rules.isBeyond({ C, nonZero, devRatio })) break
    const refit = withRefits ? yield* relax(fit) : undefined
    const relaxed = refit && { fit: refit, devRatio: meter.shareOf(refit.model) }
    points.set(index, { fit, nonZero, devRatio, ...(relaxed && { relaxed }) })
    note(missed, C, convergence)
    if (refit !== undefined && refit !== fit)
      note(missedRefits, C, refit.convergence, relaxedSettings(settings))
    const [done, total] = [points.size, Cs.length]
    const elapsedMs = performance.now() - started
    onProgress?.({ type: 'point', done, total, elapsedMs, index, C, nonZero, devRatio, convergence })
    if (rules.isLast({ C, nonZero, devRatio })) break
  }
  const [what, rest] = ['logisticRegressionPath', 'The others are as they should be.']
  warnOfUnconverged(what, missed, points.size, rest)
  warnOfUnconverged(`${what}, relaxed`, missedRefits, points.size, rest)
  return points
}

/** The refits, and what lies between them and the models of the path. */
function relaxedPath<L extends Label>(
  points: readonly Point<L>[],
  path: Pick<LogisticRegressionPath, 'coefs' | 'intercepts'>,
): RelaxedPath {
  const refits = points.map(({ fit, devRatio, relaxed }) => relaxed ?? { fit, devRatio })
  const own = stackedFits(refits.map(({ fit }) => fit))
  const blend = (gamma: number) => {
    const share = checkNumber('gamma', gamma, { min: 0, max: 1 })
    const blended = ({ data, shape }: NdArray, relaxed: NdArray) =>
      ndview(between(data as Float64Array, relaxed.data as Float64Array, share), shape)
    return {
      coefs: blended(path.coefs, own.coefs),
      intercepts: blended(path.intercepts, own.intercepts),
    }
  }
  const devRatio = Float64Array.from(refits, refit => refit.devRatio)
  const relaxed = withLists({ ...own, devRatio } as unknown as RelaxedPath)
  return Object.defineProperty(relaxed, 'blend', { value: blend })
}

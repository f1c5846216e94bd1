/**
 * The path of models from strong to weak regularisation. The data are read once; each point starts at the solution of
 * the one before, with the Hessian that was in force there.
 */

import type { Label } from '../data/labels'
import type { MatrixLike } from '../data/matrix-like'
import { type NdArray, ndview } from '../data/ndview'
import type { Convergence, Fit } from '../linear-model/fit'
import {
  type CommonOptions,
  OPTION_NAMES,
  type Penalty,
  type PenaltyOptions,
  readOptions,
  type Settings,
} from '../linear-model/options'
import { ROW_OPTIONS, type RowOptions } from '../linear-model/targets'
import { readTrainingSet, type TargetsLike, type TrainingSet } from '../linear-model/training-set'
import { type MissedFit, warnOfUnconverged } from '../linear-model/unconverged'
import { runSteps, runStepsAsync, type Steps } from '../support/steps'
import { checkKeys } from '../support/validate'
import {
  type CGrid,
  gridAroundOne,
  gridFromSmallest,
  increasing,
  readCGrid,
  type Spacing,
  WIDE,
} from './c-grid'
import { emptyModel, hasKinks } from './l1-min-c'
import { pathFitter } from './path-fitter'

/** What `onProgress` is told when a point of the path has been fitted. */
export interface PointProgress {
  readonly type: 'point'
  /** points that are done */
  readonly done: number
  /** and that there are in all */
  readonly total: number
  /** time since the first point was begun, pauses included, in milliseconds */
  readonly elapsedMs: number
  /** the position of the point in `Cs` */
  readonly index: number
  readonly C: number
  /** coefficients that are not zero, intercepts left out */
  readonly nonZero: number
  readonly convergence: Convergence
}

/**
 * Options of {@link logisticRegressionPath}: what follows, and those of {@link LogisticRegression} but `C` and
 * `warmStart`; `penalty` is `'l1'` by default.
 */
export type PathOptions = Omit<CommonOptions, 'C' | 'warmStart'> &
  PenaltyOptions<Penalty, 'l1'> &
  RowOptions & {
    /**
     * The Cs: a list in any order, or how many in equal ratios, from {@link l1MinC} up. The largest over the smallest is
     * 1e4 by default, or 1e2 with more features than rows (what glmnet's `lambda.min.ratio` stands for). For a penalty
     * without an l1 part they lie around 1, by default from 1e-4 to 1e4. Default 100.
     */
    readonly Cs?: CGrid
    /** Called after every point, from the smallest C to the largest. */
    readonly onProgress?: ((progress: PointProgress) => void) | undefined
    /** Stops the work: the call throws (or rejects with) the signal's reason. */
    readonly signal?: AbortSignal | undefined
  }

const PATH_NAMES = ['Cs', ...ROW_OPTIONS, 'onProgress', 'signal'] as const satisfies (keyof PathOptions)[]

function checkOptions(caller: string, options: PathOptions): void {
  const fitNames = OPTION_NAMES.filter(name => name !== 'C' && name !== 'warmStart')
  checkKeys(caller, options, [...fitNames, ...PATH_NAMES])
}

/** A path of m models of d features; K′ is 1 for two classes, else the number of classes. */
export interface LogisticRegressionPath<L extends Label = Label> {
  /** m values, as given or increasing */
  readonly Cs: Float64Array
  /** `[m, K′, d]` */
  readonly coefs: NdArray
  /** `[m, K′]` */
  readonly intercepts: NdArray
  /** m of them */
  readonly convergence: readonly Convergence[]
  /** the labels, sorted */
  readonly classes: L[]
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
  const { Cs: cGrid, sampleWeight, offset, target, trials, onProgress, signal: _, ...rest } = options
  const settings = readOptions({ penalty: 'l1', ...rest })
  const grid = readCGrid(cGrid)
  const training = yield* readTrainingSet(
    X,
    y,
    { sampleWeight, offset, target, trials },
    settings.classWeight,
  )
  const Cs = grid instanceof Float64Array ? grid : yield* gridOf(grid, settings, training)
  const fits = yield* fitPath(settings, training, Cs, onProgress)
  const { coef, intercept } = fits[0].model
  const coefs = new Float64Array(Cs.length * coef.size)
  const intercepts = new Float64Array(Cs.length * intercept.size)
  fits.forEach(({ model }, k) => {
    coefs.set(model.coef.data, k * coef.size)
    intercepts.set(model.intercept.data, k * intercept.size)
  })
  return {
    Cs,
    coefs: ndview(coefs, [Cs.length, ...coef.shape]),
    intercepts: ndview(intercepts, [Cs.length, ...intercept.shape]),
    convergence: fits.map(({ convergence }) => convergence),
    classes: [...training.classes],
  }
}

/** The fits in the order of the Cs, made from the smallest to the largest. */
function* fitPath<L extends Label>(
  settings: Settings,
  training: TrainingSet<L>,
  Cs: Float64Array,
  onProgress: PathOptions['onProgress'],
): Steps<Fit<L>[]> {
  const fits: Fit<L>[] = []
  // From the optimum of the free coefficients, so that as long as the model is empty it stays so.
  const start = hasKinks(settings) ? (yield* emptyModel(settings, training)).model : undefined
  const fitAt = yield* pathFitter(settings, training, start)
  const started = performance.now()
  let done = 0
  const missed: MissedFit[] = []
  for (const index of increasing(Cs)) {
    const C = Cs[index]
    const fit = yield* fitAt(C)
    fits[index] = fit
    const { model, convergence } = fit
    if (!convergence.converged) missed.push({ where: `C = ${C}`, ending: convergence.ending })
    onProgress?.({
      type: 'point',
      done: ++done,
      total: Cs.length,
      elapsedMs: performance.now() - started,
      index,
      C,
      nonZero: model.coef.data.filter(w => w !== 0).length,
      convergence,
    })
  }
  warnOfUnconverged(
    'logisticRegressionPath',
    settings,
    missed,
    Cs.length,
    'The others are as they should be.',
  )
  return fits
}

function* gridOf(
  { count = 100, ratio }: Partial<Spacing>,
  settings: Settings,
  training: TrainingSet<Label>,
): Steps<Float64Array> {
  if (settings.penalty === 'none' || settings.l1Ratio === 0) {
    return gridAroundOne({ count, ratio: ratio ?? WIDE })
  }
  const { rows, cols } = training.design
  return yield* gridFromSmallest(settings, training, { count, ratio: ratio ?? (cols > rows ? 1e2 : 1e4) })
}

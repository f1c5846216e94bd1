/** The options of logisticRegressionPath, and what it tells of on its way. */

import type { Convergence } from '../linear-model/fit'
import { checkModelKeys } from '../linear-model/model-keys'
import {
  type CommonOptions,
  OPTION_NAMES,
  type Penalty,
  type PenaltyByRatio,
  type PenaltyOptions,
} from '../linear-model/options'
import { ROW_OPTIONS, type RowOptions } from '../linear-model/targets'
import type { CGrid } from './c-grid'
import { STOP_NAMES, type StopOptions } from './stop-rules'

/** What `onProgress` is told when a point of the path has been fitted. */
export interface PointProgress {
  readonly type: 'point'
  /** points that are done */
  readonly done: number
  /** and that there are in all, if no rule ends the path before */
  readonly total: number
  /** time since the first point was begun, pauses included, in milliseconds */
  readonly elapsedMs: number
  /** the position of the point in the Cs asked for */
  readonly index: number
  readonly C: number
  /** coefficients that are not zero, intercepts left out */
  readonly nonZero: number
  /** the share of the null deviance that the model explains */
  readonly devRatio: number
  readonly convergence: Convergence
}

/**
 * Options of {@link logisticRegressionPath}: what follows, and those of {@link LogisticRegression} but `C` and
 * `warmStart`; `penalty` is `'l1'` by default.
 */
export type PathOptions = Omit<CommonOptions, 'C' | 'warmStart'> &
  (PenaltyOptions<Penalty, 'l1'> | PenaltyByRatio) &
  RowOptions &
  StopOptions & {
    /**
     * The Cs: a list in any order, or how many in equal ratios, from {@link l1MinC} up. The largest over the smallest is
     * 1e4 by default, or 1e2 with more features than rows (what glmnet's `lambda.min.ratio` stands for). For a penalty
     * without an l1 part they lie around 1, by default from 1e-4 to 1e4. Default 100.
     */
    readonly Cs?: CGrid
    /** Whether to fit the features of each model again without their penalty, as glmnet's `relax`. Default false. */
    readonly relax?: boolean
    /** Called after every point, from the smallest C to the largest. */
    readonly onProgress?: ((progress: PointProgress) => void) | undefined
    /** Stops the work: the call throws (or rejects with) the signal's reason. */
    readonly signal?: AbortSignal | undefined
  }

const PATH_NAMES = ['Cs', 'relax', 'onProgress', 'signal'] as const satisfies (keyof PathOptions)[]

/** @throws ValidationError for an option that there is not */
export function checkOptions(caller: string, options: PathOptions): void {
  const fitNames = OPTION_NAMES.filter(name => name !== 'C' && name !== 'warmStart')
  checkModelKeys(caller, options, [...fitNames, ...PATH_NAMES, ...STOP_NAMES, ...ROW_OPTIONS])
}

/** The options of certifiedPath, and what it tells of on its way. */

import type { Convergence } from '../linear-model/fit'
import { checkModelKeys } from '../linear-model/model-keys'
import {
  type CommonOptions,
  OPTION_NAMES,
  type Penalty,
  type PenaltyByRatio,
  type PenaltyOptions,
  readOptions,
  type Settings,
} from '../linear-model/options'
import { ROW_OPTIONS, type RowOptions } from '../linear-model/targets'
import { ValidationError } from '../support/errors'
import { checkNumber } from '../support/validate'

/** What `onProgress` is told when a point of a certified path has been fitted. */
export interface CertifiedPointProgress {
  readonly type: 'point'
  /** points that are done; how many there will be is not known before */
  readonly done: number
  /** time since the first point was begun, pauses included, in milliseconds */
  readonly elapsedMs: number
  readonly C: number
  /** where the path ends */
  readonly largestC: number
  readonly convergence: Convergence
}

/**
 * Options of {@link certifiedPath}: what follows, and those of {@link index.LogisticRegression} but `C` and `warmStart`;
 * `penalty` is `'l1'` by default, and `tol` a tenth of `epsilon`, of which it may be the half at most.
 */
export type CertifiedPathOptions = Omit<CommonOptions, 'C' | 'warmStart'> &
  (PenaltyOptions<Exclude<Penalty, 'none'>, 'l1'> | PenaltyByRatio) &
  RowOptions & {
    /** How far above the minimum the objective may be at any C, as a share of itself: 1e-9 to below 1. Default 1e-2. */
    readonly epsilon?: number
    /** Where the path begins, >= 1e-150. By default {@link index.l1MinC}, or 1e-4 for a penalty without an l1 part. */
    readonly smallestC?: number
    /**
     * Where it ends, not below `smallestC`. By default 1e4 times where the path begins, 1e2 times with more features than
     * rows; 1e4 for a penalty without an l1 part.
     */
    readonly largestC?: number
    /** After so many points the path ends, wherever it is, with a warning: an integer >= 2. Default 10,000. */
    readonly maxPoints?: number
    /** Called after every point. */
    readonly onProgress?: ((progress: CertifiedPointProgress) => void) | undefined
    /** Stops the work: the call throws (or rejects with) the signal's reason. */
    readonly signal?: AbortSignal | undefined
  }

const OWN_NAMES = ['epsilon', 'smallestC', 'largestC', 'maxPoints', 'onProgress', 'signal'] as const

/** @throws ValidationError for an option that there is not */
export function checkCertifiedKeys(caller: string, options: CertifiedPathOptions): void {
  const fitNames = OPTION_NAMES.filter(name => name !== 'C' && name !== 'warmStart')
  checkModelKeys(caller, options, [...fitNames, ...OWN_NAMES, ...ROW_OPTIONS])
}

/** Below it, 1 / C leaves the range of doubles in what follows. */
const SMALLEST_C = 1e-150

/** The options that are not of the model. */
export interface Plan {
  readonly epsilon: number
  readonly smallestC: number | undefined
  readonly largestC: number | undefined
  readonly maxPoints: number
}

/** @throws ValidationError for a value out of range */
export function readPlan({ epsilon, smallestC, largestC, maxPoints }: CertifiedPathOptions): Plan {
  const positive = (name: string, C: number | undefined) =>
    C === undefined ? undefined : checkNumber(name, C, { min: SMALLEST_C })
  return {
    epsilon: checkNumber('epsilon', epsilon ?? 1e-2, { min: 1e-9, below: 1 }),
    smallestC: positive('smallestC', smallestC),
    largestC: positive('largestC', largestC),
    maxPoints: checkNumber('maxPoints', maxPoints ?? 10_000, { min: 2, integer: true }),
  }
}

/** The settings of the models. @throws ValidationError for options out of range, no penalty, and a `tol` too large */
export function readModels(options: object, epsilon: number): Settings {
  const { tol = epsilon / 10, ...rest } = options as CommonOptions
  const settings = readOptions({ ...rest, tol }, 'l1')
  if (settings.penalty === 'none') {
    throw new ValidationError(
      "certifiedPath is for penalties, got penalty 'none': without one, C changes nothing",
    )
  }
  if (settings.tol > epsilon / 2) {
    throw new ValidationError(
      `tol must be at most half of epsilon, ${epsilon / 2}, got ${settings.tol}: the points themselves must be closer than what is claimed between them`,
    )
  }
  return settings
}

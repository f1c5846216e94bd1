/** The options of LogisticRegressionCV: names, defaults, ranges and the one place where they are checked. */

import { checkModelKeys } from '../linear-model/model-keys'
import {
  type CommonOptions,
  OPTION_NAMES,
  type Penalty,
  type PenaltyByRatio,
  type PenaltyOptions,
  readOptions,
  type Settings,
  toOptions,
  type UncheckedOptions,
} from '../linear-model/options'
import type { PredictOptions } from '../linear-model/targets'
import type { SearchFitOptions } from '../model-selection/evaluation'
import { readJobCount } from '../model-selection/parallel/start-worker'
import { getScorer, type Scoring } from '../model-selection/scorers'
import type { CvOption } from '../model-selection/splits'
import { copyPlain } from '../support/copy'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkNumber } from '../support/validate'
import { type CGrid, gridAroundOne, readCGrid, WIDE } from './c-grid'

/** The names of {@link Selection}. */
export const SELECTIONS = ['best', '1se'] as const

/** The rules of choice. */
export type Selection = (typeof SELECTIONS)[number]

/** The option that the elastic net has and no other penalty. */
export interface L1RatiosOption {
  /** The shares of the l1 part to choose from, 0 … 1: one or a list. */
  readonly l1Ratios: number | readonly number[]
}

/**
 * Options of {@link LogisticRegressionCV}: how to choose, and those of {@link LogisticRegression} but `C` and
 * `warmStart`. `penalty` is `'l2'` by default, and `'elasticnet'` with `l1Ratios`, which it takes in place of `l1Ratio`.
 */
export type LogisticRegressionCVOptions = Omit<CommonOptions, 'C' | 'warmStart'> &
  (PenaltyOptions<Exclude<Penalty, 'none'>, 'l2', L1RatiosOption> | PenaltyByRatio<L1RatiosOption>) & {
    /**
     * The Cs to choose from: a list, or how many in equal ratios around 1; the largest over the smallest is 1e8 by
     * default, from 1e-4 to 1e4. Default 10.
     */
    readonly Cs?: CGrid
    /** A number of stratified folds, a splitter, or a list of splits. Default 5. */
    readonly cv?: CvOption
    /** What to maximise. Default `'accuracy'`. */
    readonly scoring?: Scoring
    /**
     * `'best'`: the C with the best mean score, the smallest of equals. `'1se'`: the smallest C whose mean score is
     * within one standard error of the best, as `lambda.1se` of glmnet: the simplest model that is not clearly worse.
     * Default `'best'`.
     */
    readonly selection?: 'best' | '1se'
    /**
     * Relaxed models to choose from: shares γ of the penalised coefficients, 0 … 1, one or a list; the others are those of
     * a refit of the same features without their penalty, as glmnet's `relax` and `gamma`. Default: no refits.
     */
    readonly gammas?: number | readonly number[] | undefined
    /** Whether to keep what each model says of the rows that it has not seen, as glmnet's `keep`. Default false. */
    readonly keepPredictions?: boolean
    /** Whether to fit the choice on all rows. Default true. */
    readonly refit?: boolean
    /** Worker threads; −1 for one per core. Default 1: no workers. */
    readonly nJobs?: number | undefined
  }

/** What may accompany the data of {@link LogisticRegressionCV.fit}. */
export interface CVFitOptions extends SearchFitOptions, PredictOptions {}

const OWN_NAMES = [
  'Cs',
  'l1Ratios',
  'gammas',
  'cv',
  'scoring',
  'selection',
  'keepPredictions',
  'refit',
  'nJobs',
] as const

/** Options that have not been checked. */
type Unchecked = UncheckedOptions & { readonly [K in (typeof OWN_NAMES)[number]]?: unknown }

/** All options, checked, with the defaults filled in. */
export interface CVSettings {
  /** of the models; their C and l1Ratio do not count */
  readonly model: Settings
  readonly Cs: Float64Array
  /** the option that they were made of */
  readonly cGrid: CGrid
  /** `[undefined]` for penalties without a ratio */
  readonly l1Ratios: readonly (number | undefined)[]
  /** undefined where there are no refits */
  readonly gammas: readonly number[] | undefined
  readonly cv: CvOption
  readonly scoring: Scoring
  readonly selection: Selection
  readonly keepPredictions: boolean
  readonly refit: boolean
  readonly nJobs: number
}

/**
 * @throws ValidationError for an unknown option or a value out of range
 * @throws UnsupportedError for a solver that does not take the penalty
 */
export function readCVOptions(options: Unchecked): CVSettings {
  const refused = (['C', 'l1Ratio', 'warmStart'] as const).find(name => Object.hasOwn(Object(options), name))
  if (refused !== undefined) {
    throw new ValidationError(`LogisticRegressionCV: unknown option '${refused}'; use Cs and l1Ratios`)
  }
  checkModelKeys('LogisticRegressionCV', options, [...OPTION_NAMES, ...OWN_NAMES])
  const { Cs = 10, l1Ratios, gammas, cv, scoring, selection = 'best', ...others } = options
  const { keepPredictions = false, refit = true, nJobs, ...rest } = others
  const usual = l1Ratios === undefined ? 'l2' : 'elasticnet'
  const penalty = checkChoice('penalty', rest.penalty ?? usual, ['l2', 'l1', 'elasticnet'])
  const ratios = readL1Ratios(penalty, l1Ratios)
  const grid = readCGrid(Cs)
  readJobCount(nJobs as number | undefined)
  getScorer((scoring ?? 'accuracy') as Scoring)
  return {
    model: readOptions({ ...rest, penalty, ...(ratios[0] !== undefined && { l1Ratio: ratios[0] }) }),
    Cs: grid instanceof Float64Array ? grid : gridAroundOne({ count: 10, ratio: WIDE, ...grid }),
    cGrid: copyOf(Cs as CGrid, grid),
    l1Ratios: ratios,
    gammas: gammas === undefined ? undefined : readShares('gammas', gammas),
    cv: copyPlain(cv ?? 5) as CvOption,
    scoring: (scoring ?? 'accuracy') as Scoring,
    selection: checkChoice('selection', selection, SELECTIONS),
    keepPredictions: checkBoolean('keepPredictions', keepPredictions),
    refit: checkBoolean('refit', refit),
    nJobs: (nJobs ?? 1) as number,
  }
}

/** The option as it was given, out of the caller's reach. */
function copyOf(Cs: CGrid, grid: ReturnType<typeof readCGrid>): CGrid {
  if (grid instanceof Float64Array) return Array.from(grid)
  return typeof Cs === 'number' ? Cs : grid
}

/** The options that {@link readCVOptions} turns into these settings. */
export function toCVOptions({
  model,
  Cs: _,
  cGrid,
  l1Ratios,
  gammas,
  ...rest
}: CVSettings): LogisticRegressionCVOptions {
  const { C: _C, l1Ratio, warmStart: _warmStart, ...options } = toOptions(model)
  return copyPlain({
    ...options,
    ...rest,
    Cs: cGrid,
    ...(l1Ratio !== undefined && { l1Ratios }),
    ...(gammas !== undefined && { gammas }),
  }) as LogisticRegressionCVOptions
}

/** The settings with some options changed; of the penalty counts what is said last. @throws as {@link readCVOptions} */
export function changeCVOptions(settings: CVSettings, changes: Unchecked): CVSettings {
  const { penalty, l1Ratios, ...others } = toCVOptions(settings)
  const byRatios = changes.l1Ratios === undefined ? penalty : 'elasticnet'
  const isKept = ('penalty' in changes ? changes.penalty : byRatios) === penalty
  return readCVOptions({ ...others, ...(isKept && { penalty, l1Ratios }), ...changes })
}

/** The settings of one model. */
export function withL1Ratio(settings: Settings, l1Ratio: number | undefined): Settings {
  return l1Ratio === undefined ? settings : { ...settings, l1Ratio }
}

function readL1Ratios(penalty: Penalty, l1Ratios: unknown): readonly (number | undefined)[] {
  if (penalty !== 'elasticnet') {
    if (l1Ratios === undefined) return [undefined]
    throw new ValidationError(`l1Ratios goes with penalty 'elasticnet' only, got penalty '${penalty}'`)
  }
  return readShares('l1Ratios', l1Ratios)
}

/** One share or a list of them. */
function readShares(name: string, shares: unknown): readonly number[] {
  const list = Array.isArray(shares) ? shares : [shares]
  if (list.length === 0) throw new ValidationError(`${name} is empty`)
  return list.map((share, k) => checkNumber(`${name}[${k}]`, share, { min: 0, max: 1 }))
}

/** The options of LogisticRegressionCV: names, defaults, ranges and the one place where they are checked. */

import { LogisticRegression } from '../linear-model/logistic-regression'
import {
  type CommonOptions,
  type LogisticRegressionOptions,
  OPTION_NAMES,
  type Penalty,
} from '../linear-model/options'
import { type JobOptions, readJobCount } from '../model-selection/parallel/run-jobs'
import { getScorer, type Scoring } from '../model-selection/scorers'
import type { CvOption } from '../model-selection/splits'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkKeys, checkNumber } from '../support/validate'
import { readCs } from './path-fitter'

const SELECTIONS = ['best', '1se'] as const

/** The rules of choice. */
export type Selection = (typeof SELECTIONS)[number]

/** Options of {@link LogisticRegressionCV}: how to choose, and those of {@link LogisticRegression} but C and l1Ratio. */
export interface LogisticRegressionCVOptions
  extends Omit<CommonOptions, 'C' | 'warmStart'>,
    Pick<JobOptions, 'nJobs'> {
  /** The Cs to choose from: a list, or how many from 1e-4 to 1e4 in equal ratios. Default 10. */
  readonly Cs?: number | readonly number[]
  /** The l1Ratios to choose from, with penalty `'elasticnet'`. */
  readonly l1Ratios?: number | readonly number[]
  /** The penalty. Default `'l2'`. */
  readonly penalty?: Exclude<Penalty, 'none'>
  /** A number of stratified folds, a splitter, or a list of splits. Default 5. */
  readonly cv?: CvOption
  /** What to maximise. Default `'accuracy'`. */
  readonly scoring?: Scoring
  /**
   * `'best'`: the C with the best mean score, the smallest of equals. `'1se'`: the smallest C whose mean score is within
   * one standard error of the best, as `lambda.1se` of glmnet: the simplest model that is not clearly worse. Default
   * `'best'`.
   */
  readonly selection?: Selection
  /** Whether to fit the choice on all rows. Default true. */
  readonly refit?: boolean
  /** As in {@link LogisticRegressionOptions}. Default `'auto'`. */
  readonly solver?: LogisticRegressionOptions['solver']
}

const NAMES = [
  ...OPTION_NAMES.filter(name => name !== 'C' && name !== 'l1Ratio' && name !== 'warmStart'),
  'Cs',
  'l1Ratios',
  'cv',
  'scoring',
  'selection',
  'refit',
  'nJobs',
]

/** All options, checked, with the defaults filled in. */
export interface CVSettings {
  /** as given */
  readonly own: LogisticRegressionCVOptions
  readonly model: LogisticRegressionOptions
  readonly Cs: Float64Array
  /** `[undefined]` for penalties without a ratio */
  readonly l1Ratios: readonly (number | undefined)[]
  readonly cv: CvOption | undefined
  readonly scoring: Scoring
  readonly selection: Selection
  readonly refit: boolean
  readonly nJobs: number | undefined
}

/** @throws ValidationError for an unknown option or a value out of range */
export function readCVOptions(options: LogisticRegressionCVOptions): CVSettings {
  const refused = ['C', 'l1Ratio', 'warmStart'].find(name => Object.hasOwn(Object(options), name))
  if (refused !== undefined) {
    throw new ValidationError(`LogisticRegressionCV: unknown option '${refused}'; use Cs and l1Ratios`)
  }
  checkKeys('LogisticRegressionCV', options, NAMES)
  const {
    Cs = 10,
    l1Ratios,
    cv,
    scoring = 'accuracy',
    selection = 'best',
    refit = true,
    nJobs,
    ...rest
  } = options
  if (rest.penalty !== undefined) checkChoice('penalty', rest.penalty, ['l2', 'l1', 'elasticnet'])
  const ratios = readL1Ratios(rest.penalty, l1Ratios)
  for (const ratio of ratios) new LogisticRegression(withChoice(rest as LogisticRegressionOptions, 1, ratio))
  getScorer(scoring)
  readJobCount(nJobs)
  return {
    own: { ...options },
    model: rest as LogisticRegressionOptions,
    Cs: readCs(Cs),
    l1Ratios: ratios,
    cv,
    scoring,
    selection: checkChoice('selection', selection, SELECTIONS),
    refit: checkBoolean('refit', refit),
    nJobs,
  }
}

/** The options of one model. */
export function withChoice(
  options: LogisticRegressionOptions,
  C: number,
  l1Ratio: number | undefined,
): LogisticRegressionOptions {
  return { ...options, C, ...(l1Ratio !== undefined && { l1Ratio }) } as LogisticRegressionOptions
}

function readL1Ratios(penalty: Penalty | undefined, l1Ratios: unknown): readonly (number | undefined)[] {
  if (penalty !== 'elasticnet') {
    if (l1Ratios === undefined) return [undefined]
    throw new ValidationError(
      `l1Ratios goes with penalty 'elasticnet' only, got penalty '${penalty ?? 'l2'}'`,
    )
  }
  const list = Array.isArray(l1Ratios) ? l1Ratios : [l1Ratios]
  if (list.length === 0) throw new ValidationError('l1Ratios is empty')
  return list.map((ratio, k) => checkNumber(`l1Ratios[${k}]`, ratio, { min: 0, max: 1 }))
}

/** The options of logistic regression: names, defaults, ranges and the one place where they are checked. */

import { SOLVERS, type Solver } from '../solvers/solve'
import { ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkKeys, checkNumber, describe } from '../support/validate'
import { type ClassWeight, readClassWeight } from './class-weight'

const PENALTIES = ['l2', 'l1', 'elasticnet', 'none'] as const

/** The penalty on the coefficients: ½‖w‖₂², ‖w‖₁, a mix of both, or 0. */
export type Penalty = (typeof PENALTIES)[number]

/** The names of {@link MultiClass}. */
export const MULTI_CLASSES = ['auto', 'ovr', 'multinomial'] as const

/**
 * How three or more classes are fitted: together, by the softmax of a margin each (`'multinomial'`), or each against
 * the rest, as so many models of two classes (`'ovr'`). `'auto'` is `'multinomial'` for three or more and the logistic
 * model for two.
 */
export type MultiClass = (typeof MULTI_CLASSES)[number]

/** Options that go with every penalty. */
export interface CommonOptions {
  /** Weight of the loss against the penalty, > 0: the smaller, the stronger the regularisation. Default 1. */
  readonly C?: number
  /** Whether the model has an intercept. Default true. */
  readonly fitIntercept?: boolean
  /**
   * Whether the intercept is penalised as LIBLINEAR does it: as the coefficient of a constant feature of value
   * `interceptScaling`. Default false: the intercept is free.
   */
  readonly penalizeIntercept?: boolean
  /** The value of that constant feature, > 0; only with `penalizeIntercept`. Default 1. */
  readonly interceptScaling?: number
  /** Weights of the classes, multiplied with the sample weights. Default: 1 for every class. */
  readonly classWeight?: ClassWeight
  /**
   * A weight >= 0 for each feature, which multiplies its penalty; 0 leaves the feature unpenalised. Used as given, where
   * glmnet's `penalty.factor` is first rescaled to a mean of 1. Default: 1 for every feature.
   */
  readonly penaltyFactor?: ArrayLike<number>
  /**
   * What to do with three or more classes; see {@link MultiClass}. Of two classes, `'multinomial'` minimises the
   * penalty on both rows of the softmax, which are then each other's negative; `coef` is their difference, the
   * log-odds. That differs from `'auto'` in the l2 part of the penalty only, which counts half. Default `'auto'`.
   */
  readonly multiClass?: MultiClass
  /**
   * Relative tolerance, >= 0: a fit has converged when the violation of the optimality conditions is at most `tol`
   * times that of the null model and the duality gap at most `tol` times the objective. Default 1e-4.
   */
  readonly tol?: number
  /** Bound on the iterations (Newton steps; passes for `'dual-cd'`), >= 1. Default 100. */
  readonly maxIter?: number
  /** Start from the coefficients of the previous fit. Default false. */
  readonly warmStart?: boolean
  /** Seed of the row order in `'dual-cd'`, 0 to 2³² − 1; the other solvers use no randomness. Default 0. */
  readonly randomState?: number
}

/**
 * The options of {@link LogisticRegression}. Which solvers and which options go with a penalty is part of the type,
 * so a wrong pairing does not compile.
 */
export type LogisticRegressionOptions = CommonOptions &
  (
    | { readonly penalty?: 'l2'; readonly solver?: Solver; readonly l1Ratio?: never }
    | { readonly penalty: 'l1'; readonly solver?: KinkedSolver; readonly l1Ratio?: never }
    | {
        readonly penalty: 'elasticnet'
        readonly solver?: KinkedSolver
        /** The share of the l1 part, 0 … 1. */
        readonly l1Ratio: number
      }
    | { readonly penalty: 'none'; readonly solver?: Exclude<Solver, 'dual-cd'>; readonly l1Ratio?: never }
  )

type KinkedSolver = Extract<Solver, 'auto' | 'newton-cd' | 'newton-cd-gram'>

/** All options, checked, with the defaults filled in. */
export interface Settings {
  readonly penalty: Penalty
  readonly l1Ratio: number
  readonly C: number
  readonly fitIntercept: boolean
  readonly penalizeIntercept: boolean
  readonly interceptScaling: number
  readonly classWeight: ClassWeight | undefined
  readonly penaltyFactor: readonly number[] | undefined
  readonly multiClass: MultiClass
  readonly solver: Solver
  readonly tol: number
  readonly maxIter: number
  readonly warmStart: boolean
  readonly randomState: number
}

/** The names of all options. */
export const OPTION_NAMES = [
  'penalty',
  'l1Ratio',
  'C',
  'fitIntercept',
  'penalizeIntercept',
  'interceptScaling',
  'classWeight',
  'penaltyFactor',
  'multiClass',
  'solver',
  'tol',
  'maxIter',
  'warmStart',
  'randomState',
] as const satisfies readonly (keyof Settings)[]

/**
 * Checks every option and fills in the defaults.
 *
 * @throws ValidationError for an unknown name, a wrong type or a value out of range
 */
export function readOptions(options: LogisticRegressionOptions): Settings {
  checkKeys('LogisticRegression', options, OPTION_NAMES)
  const {
    penalty: rawPenalty = 'l2',
    C = 1,
    fitIntercept = true,
    penalizeIntercept = false,
    interceptScaling = 1,
    multiClass = 'auto',
    solver = 'auto',
    tol = 1e-4,
    maxIter = 100,
    warmStart = false,
    randomState = 0,
  } = options
  const penalty = checkChoice('penalty', rawPenalty, PENALTIES)
  const settings: Settings = {
    penalty,
    l1Ratio: readL1Ratio(penalty, options.l1Ratio),
    C: checkNumber('C', C, { above: 0 }),
    fitIntercept: checkBoolean('fitIntercept', fitIntercept),
    penalizeIntercept: checkBoolean('penalizeIntercept', penalizeIntercept),
    interceptScaling: checkNumber('interceptScaling', interceptScaling, { above: 0 }),
    classWeight: readClassWeight(options.classWeight),
    penaltyFactor: readPenaltyFactor(options.penaltyFactor),
    multiClass: checkChoice('multiClass', multiClass, MULTI_CLASSES),
    solver: checkChoice('solver', solver, SOLVERS),
    tol: checkNumber('tol', tol, { min: 0 }),
    maxIter: checkNumber('maxIter', maxIter, { min: 1, integer: true }),
    warmStart: checkBoolean('warmStart', warmStart),
    randomState: checkNumber('randomState', randomState, { min: 0, max: 2 ** 32 - 1, integer: true }),
  }
  if (settings.penalizeIntercept && !settings.fitIntercept) {
    throw new ValidationError('penalizeIntercept: true needs fitIntercept: true')
  }
  if (settings.penalizeIntercept && penalty === 'none') {
    throw new ValidationError("penalizeIntercept: true needs a penalty, got penalty 'none'")
  }
  return settings
}

function readL1Ratio(penalty: Penalty, l1Ratio: unknown): number {
  if (penalty === 'elasticnet') {
    if (l1Ratio === undefined) {
      throw new ValidationError("penalty 'elasticnet' needs l1Ratio, a number >= 0 and <= 1")
    }
    return checkNumber('l1Ratio', l1Ratio, { min: 0, max: 1 })
  }
  if (l1Ratio !== undefined) {
    throw new ValidationError(`l1Ratio goes with penalty 'elasticnet' only, got penalty '${penalty}'`)
  }
  return penalty === 'l1' ? 1 : 0
}

function readPenaltyFactor(factors: unknown): readonly number[] | undefined {
  if (factors === undefined) return undefined
  if (!Array.isArray(factors) && (!ArrayBuffer.isView(factors) || factors instanceof DataView)) {
    throw new ValidationError(`penaltyFactor must be an array of numbers, got ${describe(factors)}`)
  }
  return Array.from(factors as ArrayLike<unknown>, (factor, j) =>
    checkNumber(`penaltyFactor[${j}]`, factor, { min: 0 }),
  )
}

/** The options that {@link readOptions} turns into these settings. */
export function toOptions({
  l1Ratio,
  classWeight,
  penaltyFactor,
  ...rest
}: Settings): LogisticRegressionOptions {
  return {
    ...rest,
    ...(penaltyFactor !== undefined && { penaltyFactor: [...penaltyFactor] }),
    ...(rest.penalty === 'elasticnet' && { l1Ratio }),
    ...(classWeight !== undefined && { classWeight: readClassWeight(classWeight) }),
  } as LogisticRegressionOptions
}

/** The options of logistic regression: names, defaults, ranges and the one place where they are checked. */

import { SOLVERS, type Solver } from '../solvers/solve'
import { UnsupportedError, ValidationError } from '../support/errors'
import { checkBoolean, checkChoice, checkNumber, type NumberRange } from '../support/validate'
import { type Bounds, type CheckedBounds, isBounded, readBounds, readList, toBounds } from './bounds'
import { type ClassWeight, readClassWeight } from './class-weight'
import { checkModelKeys } from './model-keys'

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
  /**
   * Weight of the loss against the penalty, > 0: the smaller, the stronger the regularisation. `Infinity` is penalty
   * `'none'`, whatever else is said of the penalty. Default 1.
   */
  readonly C?: number
  /** Whether the model has an intercept. Default true. */
  readonly fitIntercept?: boolean
  /**
   * Whether the intercept is penalised as LIBLINEAR does it: as the coefficient of a constant feature of value
   * `interceptScaling`. Default false: the intercept is free.
   */
  readonly penalizeIntercept?: boolean
  /** The value of that constant feature, > 0 and at most 1e100; only with `penalizeIntercept`. Default 1. */
  readonly interceptScaling?: number
  /** Weights of the classes, multiplied with the sample weights. Default: 1 for every class. */
  readonly classWeight?: ClassWeight
  /**
   * A weight >= 0 for each feature, which multiplies its penalty; 0 leaves the feature unpenalised. Used as given, where
   * glmnet's `penalty.factor` is first rescaled to a mean of 1. Default: 1 for every feature.
   */
  readonly penaltyFactor?: ArrayLike<number>
  /**
   * What coefficients are at least: a number <= 0 for all, one for each feature, or those of some features by name,
   * `{ age: 0 }`, where X has names; −`Infinity`, or `null` in a list, is no bound. Of several classes the bounds hold for
   * each of them; the intercept has none. As glmnet's `lower.limits`.
   */
  readonly lowerBounds?: Bounds
  /** What coefficients are at most, a number >= 0, one for each feature or some by name; as `lowerBounds`. */
  readonly upperBounds?: Bounds
  /** Whether no coefficient may be negative: `lowerBounds: 0`. Default false. */
  readonly positive?: boolean
  /**
   * What to do with three or more classes; see {@link MultiClass}. Of two classes, `'multinomial'` minimises the
   * penalty on both rows of the softmax, which are then each other's negative; `coef` is their difference, the
   * log-odds. That differs from `'auto'` in the l2 part of the penalty only, which counts half. Default `'auto'`.
   */
  readonly multiClass?: MultiClass
  /**
   * Relative tolerance, >= 0: a fit has converged when the violation of the optimality conditions is at most `tol`
   * times that of the null model and the duality gap at most `tol` times the objective; where rounding allows no smaller
   * violation, the gap decides. Default 1e-4.
   */
  readonly tol?: number
  /** Bound on the iterations (Newton steps; passes for `'dual-cd'`), 1 to 1e6. Default 100. */
  readonly maxIter?: number
  /** Start from the coefficients of the previous fit. Default false. */
  readonly warmStart?: boolean
  /** Seed of the row order in `'dual-cd'`, 0 to 2³² − 1; the other solvers use no randomness. Default 0. */
  readonly randomState?: number
}

/** Solvers that take penalties with a kink at 0, as every l1 part has one. */
const KINKED = ['auto', 'newton-cd', 'newton-cd-gram'] as const

/** Which solvers take which penalty; {@link PenaltyOptions} and {@link readOptions} go by it. */
const SOLVERS_OF = {
  l2: SOLVERS,
  l1: KINKED,
  elasticnet: KINKED,
  none: ['auto', 'newton-cd', 'newton-cd-gram', 'newton-cholesky', 'newton-cg'],
} as const satisfies Readonly<Record<Penalty, readonly Solver[]>>

/** The solvers that take a penalty. */
export type SolverOf<P extends Penalty> = (typeof SOLVERS_OF)[P][number]

/** The option that the elastic net has and no other penalty. */
export interface L1RatioOption {
  /** The share of the l1 part, 0 … 1. */
  readonly l1Ratio: number
}

/**
 * A penalty of `P`, which is `Default` if it is not named; a solver that takes it, by default `'auto'`; and for the
 * elastic net the options `Elastic`. A wrong pairing does not compile.
 */
export type PenaltyOptions<P extends Penalty, Default extends P, Elastic extends object = L1RatioOption> = {
  [K in P]: (K extends Default ? { readonly penalty?: K } : { readonly penalty: K }) & {
    readonly solver?: SolverOf<K>
  } & (K extends 'elasticnet' ? Elastic : { readonly [O in keyof Elastic]?: never })
}[P]

/** `l1Ratio` alone names the penalty, as in scikit-learn since version 1.8: 0 is `'l2'`, 1 is `'l1'`, between both `'elasticnet'`. */
export type PenaltyByRatio<Elastic extends object = L1RatioOption> = Elastic & {
  readonly penalty?: never
  readonly solver?: SolverOf<'elasticnet'>
}

/** The options of {@link LogisticRegression}; `penalty` is `'l2'` by default. */
export type LogisticRegressionOptions = CommonOptions & (PenaltyOptions<Penalty, 'l2'> | PenaltyByRatio)

/** Options that have not been checked. */
export type UncheckedOptions = { readonly [K in keyof StatedSettings]?: unknown }

/** All options, checked, with the defaults filled in. */
export interface Settings extends StatedSettings {
  /** whether there is no penalty because C was infinite; it is 1 then */
  readonly infinite: boolean
}

interface StatedSettings {
  readonly penalty: Penalty
  readonly l1Ratio: number
  readonly C: number
  readonly fitIntercept: boolean
  readonly penalizeIntercept: boolean
  readonly interceptScaling: number
  readonly classWeight: ClassWeight | undefined
  readonly penaltyFactor: readonly number[] | undefined
  readonly lowerBounds: CheckedBounds | undefined
  readonly upperBounds: CheckedBounds | undefined
  readonly positive: boolean
  readonly multiClass: MultiClass
  readonly solver: Solver
  readonly tol: number
  readonly maxIter: number
  readonly warmStart: boolean
  readonly randomState: number
}

type Reader<T> = (name: string, value: unknown) => T

const choice =
  <T extends string>(fallback: T, choices: readonly T[]): Reader<T> =>
  (name, value = fallback) =>
    checkChoice(name, value, choices)
const number =
  (fallback: number, range: NumberRange): Reader<number> =>
  (name, value = fallback) =>
    checkNumber(name, value, range)
const boolean =
  (fallback: boolean): Reader<boolean> =>
  (name, value = fallback) =>
    checkBoolean(name, value)

/** Every option with its default and what it may be, apart from the others. */
const readersOf = (): { readonly [K in keyof StatedSettings]: Reader<Settings[K]> } => ({
  penalty: choice('l2', PENALTIES),
  l1Ratio: number(0, { min: 0, max: 1 }),
  C: readC,
  fitIntercept: boolean(true),
  penalizeIntercept: boolean(false),
  interceptScaling: number(1, { above: 0, max: 1e100 }),
  classWeight: (_, weights) => readClassWeight(weights),
  penaltyFactor: readPenaltyFactor,
  lowerBounds: (name, bounds) => readBounds(name, bounds, -1),
  upperBounds: (name, bounds) => readBounds(name, bounds, 1),
  positive: boolean(false),
  multiClass: choice('auto', MULTI_CLASSES),
  solver: choice('auto', SOLVERS),
  tol: number(1e-4, { min: 0 }),
  maxIter: number(100, { min: 1, max: 1e6, integer: true }),
  warmStart: boolean(false),
  randomState: number(0, { min: 0, max: 2 ** 32 - 1, integer: true }),
})

// Marked as pure, so that what reads no options does not bundle them.
const READERS = /* @__PURE__ */ readersOf()

/** The names of all options. */
export const OPTION_NAMES = /* @__PURE__ */ Object.keys(READERS) as readonly (keyof StatedSettings)[]

/**
 * Checks every option and fills in the defaults.
 *
 * @param usual - the penalty where nothing is said of it
 * @throws ValidationError for an unknown name, a wrong type or a value out of range
 * @throws UnsupportedError for a solver that does not take the penalty
 */
export function readOptions(given: UncheckedOptions, usual: Penalty = 'l2'): Settings {
  checkModelKeys('LogisticRegression', given, OPTION_NAMES)
  const options = namePenalty(given, usual)
  const read = OPTION_NAMES.map(name => [name, READERS[name](name, options[name])])
  const settings = { ...Object.fromEntries(read), infinite: given.C === Infinity } as Settings
  const { penalty, fitIntercept, penalizeIntercept } = settings
  if (penalizeIntercept && !fitIntercept) {
    throw new ValidationError('penalizeIntercept: true needs fitIntercept: true')
  }
  if (penalizeIntercept && penalty === 'none') {
    throw new ValidationError("penalizeIntercept: true needs a penalty, got penalty 'none'")
  }
  if (settings.positive && settings.lowerBounds !== undefined) {
    throw new ValidationError('positive: true is lowerBounds 0; leave lowerBounds out')
  }
  checkSolver(settings)
  checkL1Ratio(penalty, options.l1Ratio)
  return penalty === 'l1' ? { ...settings, l1Ratio: 1 } : settings
}

function readC(name: string, C: unknown = 1): number {
  const value = checkNumber(name, C, { above: 0 })
  if (1 / value < Infinity) return value
  throw new ValidationError(
    `${name} is ${value}: 1 / C, the strength of the penalty, is beyond the largest double`,
  )
}

/** The options with the penalty by its name, where an infinite `C`, or `l1Ratio` alone, says it. */
function namePenalty(options: UncheckedOptions, usual: Penalty): UncheckedOptions {
  const { penalty, l1Ratio, C } = options
  if (C === Infinity) return { ...options, penalty: 'none', l1Ratio: undefined, C: 1 }
  if (penalty !== undefined) return options
  if (l1Ratio === undefined) return { ...options, penalty: usual }
  READERS.l1Ratio('l1Ratio', l1Ratio)
  if (l1Ratio === 0 || l1Ratio === 1) {
    return { ...options, penalty: l1Ratio === 0 ? 'l2' : 'l1', l1Ratio: undefined }
  }
  return { ...options, penalty: 'elasticnet' }
}

function checkSolver(settings: Settings): void {
  const { penalty, solver, fitIntercept, penalizeIntercept } = settings
  const bounded = isBounded(settings)
  const takers: readonly Solver[] = bounded ? KINKED : SOLVERS_OF[penalty]
  if (!takers.includes(solver)) {
    throw new UnsupportedError(
      `solver '${solver}' does not take ${bounded ? 'bounds' : `penalty '${penalty}'`}; these do: ${takers.map(name => `'${name}'`).join(', ')}`,
    )
  }
  if (solver === 'dual-cd' && fitIntercept && !penalizeIntercept) {
    throw new UnsupportedError(
      "solver 'dual-cd' is for penalty 'l2' on every coefficient, the intercept included (penalizeIntercept: true, or fitIntercept: false)",
    )
  }
}

function checkL1Ratio(penalty: Penalty, l1Ratio: unknown): void {
  if (penalty === 'elasticnet' && l1Ratio === undefined) {
    throw new ValidationError("penalty 'elasticnet' needs l1Ratio, a number >= 0 and <= 1")
  }
  if (penalty !== 'elasticnet' && l1Ratio !== undefined) {
    throw new ValidationError(`l1Ratio goes with penalty 'elasticnet' only, got penalty '${penalty}'`)
  }
}

function readPenaltyFactor(name: string, factors: unknown): readonly number[] | undefined {
  if (factors === undefined) return undefined
  return readList(name, factors, (where, factor) => checkNumber(where, factor, { min: 0 }))
}

/** The options that {@link readOptions} turns into these settings: it has seen that the solver goes with the penalty. */
export function toOptions({
  l1Ratio,
  infinite,
  classWeight,
  penaltyFactor,
  lowerBounds,
  upperBounds,
  ...rest
}: Settings): LogisticRegressionOptions {
  const [lower, upper] = [toBounds(lowerBounds), toBounds(upperBounds)]
  return {
    ...rest,
    ...(lower !== undefined && { lowerBounds: lower }),
    ...(upper !== undefined && { upperBounds: upper }),
    ...(penaltyFactor !== undefined && { penaltyFactor: [...penaltyFactor] }),
    ...(infinite && { C: Infinity }),
    ...(rest.penalty === 'elasticnet' && { l1Ratio }),
    ...(classWeight !== undefined && { classWeight: readClassWeight(classWeight) }),
  } as LogisticRegressionOptions
}

/**
 * Saved models, and pipelines of scalers that end in one, read as what predicting needs: scalings, then a classifier.
 *
 * Each field is checked as `fromJSON` of the full library checks it, and a test holds one against the other; the
 * checks are written out here because those of the full library bring its options and their defaults along.
 */

import type { Label } from '../data/labels'
import type { Link } from '../linear-model/probabilities'
import {
  boolean,
  type Check,
  finite,
  integer,
  list,
  notNegative,
  number,
  object,
  oneOf,
  positive,
  record,
  refuse,
  text,
  where,
} from './checks'

/** z = (x − shift) / scale, column by column; what is absent is not done. */
export interface Scaling {
  /** `[d]` */
  readonly shift: readonly number[] | false
  /** `[d]` */
  readonly scale: readonly number[] | false
}

export interface SavedSteps {
  readonly scalings: readonly Scaling[]
  readonly classes: readonly Label[]
  readonly link: Link
  /** `[1, d]` for two classes, else `[K, d]` */
  readonly coef: readonly Float64Array[]
  /** a value per row of `coef` */
  readonly intercept: readonly number[]
  /** `[d]`, if the fit knew any */
  readonly featureNames: readonly string[] | undefined
}

const LABEL = where(
  'a label',
  value => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
)

const WEIGHT_ENTRY = (entry: unknown, path: string) => {
  list(() => {}, 2)(entry, path)
  const [label, weight] = entry as unknown[]
  LABEL(label, path)
  notNegative(weight, path)
}

/** One bound, or one for each feature, in order or by name, where `null` is none; 0 is within all of them. */
function bounds(sign: 1 | -1): Check {
  const bound = where('a bound', (value: number) => sign * value >= 0)
  const entries = (value: unknown) => (value instanceof Object ? Object.values(value) : [value])
  return (value, path) => list(bound)(Array.isArray(value) ? value : entries(value), path)
}

const OPTIONS = record(
  {
    penalty: oneOf('l2', 'l1', 'elasticnet', 'none'),
    l1Ratio: number(0, 1),
    C: (value, path) => value === Infinity || positive(value, path),
    fitIntercept: boolean,
    penalizeIntercept: boolean,
    interceptScaling: number(Number.MIN_VALUE, 1e100),
    classWeight: (value, path) => {
      if (value === 'balanced') return
      if (Array.isArray(value)) return list(WEIGHT_ENTRY)(value, path)
      object(value, path)
      list(notNegative)(Object.values(value as object), path)
    },
    penaltyFactor: list(notNegative),
    lowerBounds: bounds(-1),
    upperBounds: bounds(1),
    positive: boolean,
    multiClass: oneOf('auto', 'ovr', 'multinomial'),
    solver: oneOf('auto', 'newton-cd', 'newton-cd-gram', 'newton-cg', 'newton-cholesky', 'dual-cd'),
    tol: notNegative,
    maxIter: integer(1, 1e6),
    warmStart: boolean,
    randomState: integer(0, 2 ** 32 - 1),
  },
  true,
)

const CONVERGENCE = record({
  converged: boolean,
  ending: () => {},
  iterations: integer(0),
  objective: notNegative,
  dualityGap: notNegative,
})

const VERSION = oneOf(1)

/** Names of features; absent from what was fitted on a matrix without any. */
const NAMES: Check = (value, path) => value === undefined || list(text)(value, path)

const MODEL = record({
  version: VERSION,
  search: () => {},
  options: checkOptions,
  fitted: record({
    classes: (value, path) => {
      list(LABEL)(value, path)
      if ((value as unknown[]).length < 2) refuse(path, 'two labels or more', value)
    },
    link: () => {},
    coef: list(list(finite)),
    intercept: list(finite),
    convergence: checkConvergence,
    featureNames: NAMES,
  }),
})

const PIPELINE = record({ version: VERSION, steps: object })

const STANDARD_SCALER = record({
  version: VERSION,
  options: record({ withMean: boolean, withStd: boolean }, true),
  fitted: record({ mean: list(finite), variance: list(finite), scale: list(positive), featureNames: NAMES }),
})

const MAX_ABS_SCALER = record({
  version: VERSION,
  fitted: record({ maxAbs: list(notNegative), featureNames: NAMES }),
})

/** What one saved object is. */
interface Saved {
  readonly type: unknown
  readonly options: Readonly<Record<string, unknown>>
  readonly fitted: Omit<SavedSteps, 'scalings'> &
    Readonly<Record<'mean' | 'scale' | 'maxAbs', readonly number[]>>
  readonly steps: object
}

/** @throws ValidationError naming the first field that is not as `toJSON` writes it, or a step that is not fitted */
export function readSteps(saved: unknown, path: string, depth = 0): SavedSteps {
  if (depth > 100) refuse('model', 'at most 100 pipelines deep', saved)
  object(saved, path)
  const { type, steps } = saved as Saved
  if (type !== 'ndlogit/Pipeline') return readModel(saved as Saved, path)
  PIPELINE(saved, path)
  const entries = Object.entries(steps)
  for (const [name] of entries) if (/__|^\d*$/.test(name)) refuse(path, 'of named steps', name)
  const [lastName, last] = entries.pop() ?? refuse(`${path}.steps`, 'not empty', steps)
  const model = readSteps(last, `${path}.${lastName}`, depth + 1)
  const scalings = entries.map(([name, step]) => readScaler(step, `${path}.${name}`, model.coef[0].length))
  return { ...model, scalings: [...scalings, ...model.scalings] }
}

function readScaler(saved: unknown, path: string, features: number): Scaling {
  object(saved, path)
  const { type, options, fitted } = saved as Saved
  const isStandard = type === 'ndlogit/StandardScaler'
  oneOf('ndlogit/StandardScaler', 'ndlogit/MaxAbsScaler')(type, `${path}.type`)
  const check = isStandard ? STANDARD_SCALER : MAX_ABS_SCALER
  check(saved, path)
  for (const values of Object.values(fitted)) list(() => {}, features)(values, path)
  if (!isStandard) return { shift: false, scale: fitted.maxAbs.map(value => value || 1) }
  const { withMean, withStd } = options
  return {
    shift: withMean !== false && [...fitted.mean],
    scale: withStd !== false && [...fitted.scale],
  }
}

function readModel(saved: Saved, path: string): SavedSteps {
  oneOf('ndlogit/LogisticRegression', 'ndlogit/Pipeline')(saved.type, `${path}.type`)
  MODEL(saved, path)
  const { classes, link, coef, intercept, featureNames } = saved.fitted
  const at = `${path}.fitted`
  const [first] = classes
  if (!classes.every((label, k) => !k || (typeof label === typeof first && classes[k - 1] < label))) {
    refuse(`${at}.classes`, 'of one type and sorted', classes)
  }
  oneOf(...(classes.length === 2 ? ['logistic'] : ['ovr', 'softmax']))(link, `${at}.link`)
  const outputs = link === 'logistic' ? 1 : classes.length
  list(list(finite, coef[0]?.length || 1), outputs)(coef, `${at}.coef`)
  list(finite, outputs)(intercept, `${at}.intercept`)
  if (featureNames) list(text, coef[0].length)(featureNames, `${at}.featureNames`)
  return {
    classes: [...classes],
    link,
    coef: coef.map(row => Float64Array.from(row)),
    intercept: [...intercept],
    featureNames,
    scalings: [],
  }
}

/** What holds of options one by one, and then of some taken together. */
function checkOptions(value: unknown, path: string): void {
  OPTIONS(value, path)
  const { penalty, l1Ratio, penalizeIntercept, fitIntercept } = value as Record<string, unknown>
  if (penalty) oneOf(penalty === 'elasticnet')(l1Ratio !== undefined, `${path}: l1Ratio given`)
  if (fitIntercept === false || penalty === 'none')
    oneOf(false)(!!penalizeIntercept, `${path}.penalizeIntercept`)
}

function checkConvergence(value: unknown, path: string): void {
  if (value === null) return
  CONVERGENCE(value, path)
  const { converged, ending } = value as Record<string, unknown>
  // Version 0.1.0 does not say why a fit ended.
  if (ending != null) {
    oneOf(...(converged ? ['converged'] : ['rounding', 'iterations', 'separated']))(ending, `${path}.ending`)
  }
}

/**
 * What other programs can be told of a fitted model: coefficients, and the scalings before them,
 *
 *   z = (x − shift) / scale,  one after another,  then  z Wᵀ + b
 *
 * read from what `toJSON` gives, so that models, pipelines of scalers with a model, and searches for one all do.
 */

import type { SavedFit, SavedModel } from '../linear-model/serialisation'
import type { SavedMaxAbsScaler } from '../preprocessing/max-abs-scaler'
import type { SavedStandardScaler } from '../preprocessing/standard-scaler'
import { NotFittedError, UnsupportedError, ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** A model, a pipeline of scalers and a model, or a search for one of these. */
export type Exportable = { toJSON(): unknown } | { readonly bestEstimator: unknown }

/** One scaling of d columns. */
export interface Scaling {
  readonly shift: readonly number[]
  readonly scale: readonly number[]
}

/** A fitted model and what comes before it. */
export interface LinearChain {
  readonly scalings: readonly Scaling[]
  readonly options: SavedModel['options']
  readonly fitted: SavedFit
}

/** A step before the model, as its `toJSON` wrote it. */
export interface SavedStep {
  readonly type: unknown
}

/** A fitted model and the saved steps before it, pipelines within each other laid out in one line. */
export interface SavedChain {
  /** what a message calls each step */
  readonly names: readonly string[]
  readonly steps: readonly SavedStep[]
  readonly options: SavedModel['options']
  readonly fitted: SavedFit
}

/**
 * @param asked - the function that exports
 * @throws NotFittedError for a model or a search that was not fitted
 * @throws UnsupportedError when the last step is no logistic regression
 */
export function savedChainOf(asked: string, model: Exportable): SavedChain {
  // A search saves itself; what is wanted is what it found.
  if ('bestEstimator' in Object(model)) {
    return savedChainOf(asked, (model as { bestEstimator: Exportable }).bestEstimator)
  }
  const { toJSON } = Object(model) as { toJSON?: () => unknown }
  if (typeof toJSON !== 'function') {
    throw new ValidationError(`${asked}: the model must be one that can be saved, got ${describe(model)}`)
  }
  return chainOf(asked, toJSON.call(model), describe(model))
}

function chainOf(asked: string, saved: unknown, name: string): SavedChain {
  const { type } = Object(saved) as SavedStep
  if (type === 'ndlogit/LogisticRegression') {
    const { options, fitted } = saved as SavedModel
    if (fitted === undefined) throw new NotFittedError('LogisticRegression', asked)
    return { names: [], steps: [], options, fitted }
  }
  if (type !== 'ndlogit/Pipeline') throw notLinear(asked, name, type)
  const entries = Object.entries((saved as { steps: object }).steps)
  const [last, model] = entries[entries.length - 1]
  const chain = chainOf(asked, model, `step ${describe(last)}`)
  const before = entries.slice(0, -1)
  return {
    ...chain,
    names: [...before.map(([step]) => `step ${describe(step)}`), ...chain.names],
    steps: [...before.map(([, step]) => step as SavedStep), ...chain.steps],
  }
}

/**
 * @param asked - the function that exports
 * @throws NotFittedError for a model, a scaler or a search that was not fitted
 * @throws UnsupportedError for anything else than scalers before a logistic regression
 */
export function linearChainOf(asked: string, model: Exportable): LinearChain {
  const { names, steps, options, fitted } = savedChainOf(asked, model)
  return { scalings: steps.map((step, k) => scalingOf(asked, step, names[k])), options, fitted }
}

function scalingOf(asked: string, saved: SavedStep, name: string): Scaling {
  const { type } = Object(saved) as SavedStep
  if (type === 'ndlogit/MaxAbsScaler') {
    const { fitted } = saved as SavedMaxAbsScaler
    if (fitted === undefined) throw new NotFittedError('MaxAbsScaler', asked)
    return {
      shift: fitted.maxAbs.map(() => 0),
      scale: fitted.maxAbs.map(value => value || 1),
    }
  }
  if (type === 'ndlogit/StandardScaler') {
    const { options, fitted } = saved as SavedStandardScaler
    if (fitted === undefined) throw new NotFittedError('StandardScaler', asked)
    return {
      shift: fitted.mean.map(mean => (options.withMean ? mean : 0)),
      scale: fitted.scale.map(scale => (options.withStd ? scale : 1)),
    }
  }
  throw notLinear(asked, name, type)
}

function notLinear(asked: string, name: string, type: unknown): UnsupportedError {
  return new UnsupportedError(
    `${asked}: ${name} cannot be exported, as its type is ${describe(type)}; StandardScaler, MaxAbsScaler and LogisticRegression can`,
  )
}

/** The same model with the scalings taken into its coefficients: w / scale, and b − Σⱼ wⱼ shiftⱼ / scaleⱼ. */
export function foldScalings({ scalings, fitted }: LinearChain): SavedFit {
  let { coef, intercept } = fitted
  for (const { shift, scale } of [...scalings].reverse()) {
    const folded = coef.map(row => row.map((weight, j) => weight / scale[j]))
    intercept = intercept.map((value, k) =>
      folded[k].reduce((sum, weight, j) => sum - weight * shift[j], value),
    )
    coef = folded
  }
  return { ...fitted, coef, intercept }
}

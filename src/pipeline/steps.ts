/** The steps of a pipeline: what they must be, and their copies while it is fitted, which take their places when all has gone well. */

import {
  type Draft,
  draftOf,
  type Estimator,
  missingMethods,
  type ParamsOf,
  type Predictor,
  type Transformer,
  type TransformerFitOptions,
} from '../data/estimator'
import { featureNamesOf, withFeatureNames } from '../data/feature-names'
import { type MatrixLike, matrixShape, type SamplesLike } from '../data/matrix-like'
import type { CoefficientsOptions, NamedCoefficient } from '../linear-model/named-coefficients'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** Steps by name, in order: transformers, and a classifier at the end. */
export type PipelineSteps = Readonly<Record<string, Transformer | Estimator>>

/** The path of every option of every step: `'scale__withMean'`, `'model__C'`, … */
export type PipelinePath<S> = {
  [K in keyof S & string]: `${K}__${keyof ParamsOf<S[K]> & string}`
}[keyof S & string]

/** The options of all steps by path. */
export type PipelineParams<S> = {
  readonly [P in PipelinePath<S>]?: P extends `${infer K}__${infer R}`
    ? K extends keyof S
      ? R extends keyof ParamsOf<S[K]>
        ? ParamsOf<S[K]>[R]
        : never
      : never
    : never
}

/** A class whose saved objects can be read back. */
export interface SavedClass {
  fromJSON(value: unknown, classes?: SavedClasses): Transformer | Estimator
}

/** Classes by the `type` that their `toJSON` writes. */
export type SavedClasses = Readonly<Record<string, SavedClass>>

/** What a last step may do besides predicting. */
export interface Explained extends Pick<Predictor, 'predict' | 'predictProba' | 'decisionFunction'> {
  /** its coefficients by name */
  coefficients?(options: CoefficientsOptions): NamedCoefficient[]
}

/** Between the name of a step and that of its option. */
export const PATH = '__'

/**
 * Drafts of all steps. Those of this library stay the objects that they are, and take over what their copies have learnt;
 * a step of another class is replaced by its fitted clone, whose fields (not the private ones) it is given.
 *
 * @returns the copies, and `keep`, which gives the steps as they are from then on
 */
export function draftSteps(steps: PipelineSteps): { readonly copies: PipelineSteps; keep(): PipelineSteps } {
  const drafts = Object.entries(steps).map(([name, step]) => [name, draftOf(step) ?? cloneOf(step)] as const)
  return {
    copies: Object.fromEntries(drafts.map(([name, { copy }]) => [name, copy])),
    keep: () => {
      const kept = drafts.map(([name, draft]) => {
        draft.keep()
        return [name, 'replaces' in draft ? draft.copy : steps[name]]
      })
      return Object.fromEntries(kept) as PipelineSteps
    },
  }
}

function cloneOf(
  step: Transformer | Estimator,
): Draft<Transformer | Estimator> & { readonly replaces: true } {
  const copy = step.clone()
  const keep = (): void => {
    for (const [field, value] of Object.entries(copy)) Reflect.set(step, field, value)
  }
  return { copy, keep, replaces: true }
}

/**
 * Fits a transformer, and gives what becomes of the samples that it was fitted on, with the names that
 * `getFeatureNamesOut` gives their columns.
 *
 * @throws ValidationError when there is not a name for each column
 */
export function fitTransform(step: Transformer, X: SamplesLike, options: TransformerFitOptions): SamplesLike {
  if (step.fitTransform !== undefined) return withNamesOf(step, X, step.fitTransform(X, options))
  step.fit(X, options)
  return withNamesOf(step, X, step.transform(X))
}

/** The transformers of this library name what they make themselves. */
function withNamesOf(step: Transformer, X: SamplesLike, out: SamplesLike): SamplesLike {
  if (out === X || draftOf(step) !== undefined || featureNamesOf(out) !== undefined) return out
  const names = step.getFeatureNamesOut?.()
  if (names === undefined || typeof (out as readonly unknown[])[0] === 'string') return out
  const [, cols] = matrixShape('X', out as MatrixLike)
  if (names.length === cols) return withFeatureNames(out, names)
  throw new ValidationError(
    `getFeatureNamesOut gives ${counted(names.length, 'name')} for ${counted(cols, 'column')}`,
  )
}

/** @throws ValidationError for a name that cannot stand in a path, or a step that lacks a method */
export function checkStep(name: string, step: unknown, isLast: boolean): void {
  // An object lists keys that look like array indices first, whatever order they were written in.
  if (name === '' || name.includes(PATH) || /^\d+$/.test(name)) {
    throw new ValidationError(
      `Pipeline: a step cannot be called ${describe(name)}; a name has a letter and no '${PATH}'`,
    )
  }
  const methods = ['getParams', 'setParams', 'clone', 'fit', isLast ? 'predict' : 'transform']
  const missing = missingMethods(step, methods)
  if (missing.length > 0) {
    throw new ValidationError(
      `Pipeline: step ${describe(name)} must have the methods ${methods.join(', ')}, got ${describe(step)} without ${missing.join(', ')}`,
    )
  }
}

/** How many saved steps may be within each other: a file could ask for more than there is stack. */
const DEEPEST = 100
let depth = 0

/** @throws ValidationError when it is called within itself too deep */
export function withinDepth<T>(name: string, read: () => T): T {
  if (depth >= DEEPEST) {
    throw new ValidationError(
      `${name}: saved pipelines and transformers within each other, over ${DEEPEST} deep`,
    )
  }
  depth++
  try {
    return read()
  } finally {
    depth--
  }
}

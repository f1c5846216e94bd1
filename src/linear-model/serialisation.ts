/**
 * Saved models: a plain object, versioned, that survives JSON and structured cloning, and that is believed only after
 * every field has been checked.
 *
 * Numbers are written as JSON writes them, the shortest decimal that reads back as the same double, denormals
 * included. JSON has no −0, so fitted models hold none. A row of coefficients is written whole; its zeros take two
 * bytes each, and next to nothing once compressed. A list of the non-zeros would need a length beside it, and whoever
 * reads it would have to take memory on that word alone.
 */

import { checkLabel, type Label } from '../data/labels'
import { ENDINGS } from '../solvers/solution'
import { ValidationError } from '../support/errors'
import { checkSavedHead, readArray, readSavedNames, refuseUnknownFields } from '../support/saved'
import { checkBoolean, checkChoice, checkNumber, checkObject, describe } from '../support/validate'
import type { ClassWeight } from './class-weight'
import { type Convergence, convergenceOf } from './fit'
import type { LinearClassifier } from './linear-classifier'
import { type Settings, toOptions, type UncheckedOptions } from './options'
import { LINKS, type Link } from './probabilities'
import { readClassifier } from './read-classifier'

const TYPE = 'ndlogit/LogisticRegression'
const VERSION = 1

/** What {@link LogisticRegression.toJSON} gives. */
export interface SavedModel {
  readonly type: typeof TYPE
  readonly version: typeof VERSION
  readonly options: SavedOptions
  /** absent from a model that was not fitted */
  readonly fitted?: SavedFit
}

/** The options as {@link LogisticRegression} takes them, save that a `Map` of class weights is the list of its entries. */
export interface SavedOptions {
  readonly classWeight?: 'balanced' | Readonly<Record<string, number>> | readonly (readonly [Label, number])[]
  readonly [option: string]: unknown
}

/** What a saved model knows of d features and K classes. */
export interface SavedFit {
  /** K labels of one type, in increasing order */
  readonly classes: readonly Label[]
  /** how margins become probabilities */
  readonly link: Link
  /** a row of d coefficients, in favour of the second class; K rows, one a class, for three classes and more */
  readonly coef: readonly (readonly number[])[]
  /** a value per row of `coef` */
  readonly intercept: readonly number[]
  /** names of the d features, of a model that was fitted on a table or on a matrix with names */
  readonly featureNames?: readonly string[]
  /** `null` for a model made from coefficients */
  readonly convergence: Omit<Convergence, 'separated'> | null
}

/** A model that can predict; `convergence` is there if it was fitted here. */
export interface Fitted<L extends Label> {
  readonly model: LinearClassifier<L>
  readonly convergence: Convergence | undefined
}

export function saveModel<L extends Label>(settings: Settings, fitted: Fitted<L> | undefined): SavedModel {
  const head = { type: TYPE, version: VERSION, options: saveOptions(settings) } as const
  if (fitted === undefined) return head
  const { classes, coef, intercept, link, featureNames } = fitted.model
  const [rows, features] = coef.shape as [number, number]
  return {
    ...head,
    fitted: {
      classes: [...classes],
      link,
      coef: Array.from({ length: rows }, (_, k) =>
        Array.from(coef.data.subarray(k * features, (k + 1) * features)),
      ),
      intercept: Array.from(intercept.data),
      ...(featureNames && { featureNames: [...featureNames] }),
      convergence: fitted.convergence === undefined ? null : saveConvergence(fitted.convergence),
    },
  }
}

/** @throws ValidationError naming the first field that is not as it should be */
export function readModel(value: unknown): {
  options: UncheckedOptions
  fitted: Fitted<Label> | undefined
} {
  const saved = checkObject('saved model', value)
  checkSavedHead(saved, TYPE, VERSION)
  // A model that was chosen by cross-validation says how, which is not looked at here.
  refuseUnknownFields('saved model', saved, ['type', 'version', 'options', 'fitted', 'search'])
  const options = readSavedOptions(saved.options)
  return { options, fitted: saved.fitted === undefined ? undefined : readFit(saved.fitted) }
}

function readFit(value: unknown): Fitted<Label> {
  const saved = checkObject('fitted', value)
  refuseUnknownFields('fitted', saved, [
    'classes',
    'link',
    'coef',
    'intercept',
    'featureNames',
    'convergence',
  ])
  const link = checkChoice('fitted.link', saved.link, LINKS)
  const parts = { classes: saved.classes, coef: saved.coef, intercept: saved.intercept }
  const model = readClassifier('fitted.', parts, classCount => {
    if ((link === 'logistic') === (classCount === 2)) return link
    throw new ValidationError(
      `fitted.link is '${link}', but there are ${classCount} classes; 'logistic' goes with two, the others with more`,
    )
  })
  const featureNames = readSavedNames(saved.featureNames, model.coef.shape[1])
  if (featureNames !== undefined) model.featureNames = featureNames
  return {
    model,
    convergence: saved.convergence === null ? undefined : readConvergence(saved.convergence),
  }
}

function saveConvergence({ separated: _, ...convergence }: Convergence): Omit<Convergence, 'separated'> {
  return convergence
}

function readConvergence(value: unknown): Convergence {
  const name = 'fitted.convergence'
  const saved = checkObject(name, value)
  refuseUnknownFields(name, saved, ['converged', 'ending', 'iterations', 'objective', 'dualityGap'])
  const converged = checkBoolean(`${name}.converged`, saved.converged)
  // Version 0.1.0 does not say why a fit ended.
  const unsaid = converged ? 'converged' : 'iterations'
  const ending = checkChoice(`${name}.ending`, saved.ending ?? unsaid, ENDINGS)
  if (converged !== (ending === 'converged')) {
    throw new ValidationError(`${name}.ending is '${ending}', but ${name}.converged is ${converged}`)
  }
  return convergenceOf(
    ending,
    checkNumber(`${name}.iterations`, saved.iterations, { min: 0, integer: true }),
    {
      objective: checkNumber(`${name}.objective`, saved.objective, { min: 0 }),
      dualityGap: checkNumber(`${name}.dualityGap`, saved.dualityGap, { min: 0 }),
    },
  )
}

function saveOptions(settings: Settings): SavedOptions {
  // JSON has no infinity.
  const { classWeight, ...options } = toOptions({ ...settings, infinite: false })
  if (classWeight === undefined) return options
  return { ...options, classWeight: saveClassWeight(classWeight) }
}

function saveClassWeight(weights: ClassWeight): NonNullable<SavedOptions['classWeight']> {
  if (weights === 'balanced') return weights
  return weights instanceof Map ? [...weights] : { ...(weights as Readonly<Record<string, number>>) }
}

/** The options are checked where all options are; here only the class weights become what they were. */
function readSavedOptions(value: unknown): UncheckedOptions {
  const { classWeight, ...options } = checkObject('options', value)
  if (classWeight === undefined) return options
  return {
    ...options,
    classWeight: Array.isArray(classWeight) ? readEntries(classWeight) : classWeight,
  }
}

function readEntries(saved: readonly unknown[]): Map<Label, unknown> {
  const weights = new Map<Label, unknown>()
  for (let k = 0; k < saved.length; k++) {
    const name = `options.classWeight[${k}]`
    const entry = readArray(name, saved[k])
    if (entry.length !== 2) {
      throw new ValidationError(`${name} must be [label, weight], got ${describe(entry)}`)
    }
    const label = checkLabel(`${name}[0]`, entry[0])
    if (weights.has(label)) throw new ValidationError(`${name}: the class ${describe(label)} is there twice`)
    weights.set(label, entry[1])
  }
  return weights
}

/** So many classes are named of a model that is printed. */
const PRINTED_CLASSES = 10

/** What is said of a model that is printed. */
export function factsOf(fitted: Fitted<Label> | undefined): string[] {
  if (fitted === undefined) return ['not fitted']
  const { classes, coef } = fitted.model
  const named = classes.slice(0, PRINTED_CLASSES).map(label => describe(label))
  if (classes.length > PRINTED_CLASSES) named.push(`… (${classes.length})`)
  const nonZero = coef.data.reduce((count, weight) => count + Number(weight !== 0), 0)
  const facts = [
    `classes ${named.join(', ')}`,
    `coef [${coef.shape.join(', ')}], ${nonZero} of ${coef.size} not 0`,
  ]
  if (fitted.convergence === undefined) return facts
  const { converged, dualityGap } = fitted.convergence
  return [...facts, `duality gap ${dualityGap.toPrecision(2)}${converged ? '' : ', not converged'}`]
}

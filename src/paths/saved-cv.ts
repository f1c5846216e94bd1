/** A cross-validated choice as a plain object: the saved model, and beside it the scores that it was chosen by. */

import type { Label } from '../data/labels'
import { LogisticRegression, unfitted } from '../linear-model/logistic-regression'
import type { SavedModel } from '../linear-model/serialisation'
import { fromPlain, readSearchOptions, toPlain } from '../model-selection/saved-search'
import { ValidationError } from '../support/errors'
import { readArray, refuseUnknownFields } from '../support/saved'
import { checkNumber, checkObject, describe, everyEntry } from '../support/validate'
import type { Chosen } from './cv-choice'
import { type CVSettings, type LogisticRegressionCVOptions, readCVOptions, toCVOptions } from './cv-options'
import { axesOf, chooseFrom } from './cv-search'

/** What is chosen. */
const POINT = ['C', 'l1Ratio', 'gamma'] as const

/** What `toJSON` of a LogisticRegressionCV gives: the chosen model, and how it was chosen. */
export interface SavedCV extends SavedModel {
  /** options, and the scores of the folds */
  readonly search: object
}

export function saveCV<L extends Label>(settings: CVSettings, chosen: Chosen<L>): SavedCV {
  const { model = unfitted(settings.model), scores, C, l1Ratio, gamma, axes, features } = chosen
  return {
    ...model.toJSON(),
    search: {
      options: toPlain(toCVOptions(settings)),
      C,
      ...(l1Ratio !== undefined && { l1Ratio }),
      ...(gamma !== undefined && { gamma }),
      axes,
      features,
      scores: toPlain(scores),
    },
  }
}

/** @throws ValidationError naming the first field that is not as {@link saveCV} writes it */
export function readSavedCV(
  value: unknown,
  handed: LogisticRegressionCVOptions,
): { readonly options: LogisticRegressionCVOptions; readonly chosen: Chosen<Label> } {
  const { search, ...rest } = checkObject('saved search', value)
  const saved = checkObject('search', search)
  refuseUnknownFields('search', saved, [...POINT, 'options', 'axes', 'features', 'scores'])
  const options = readSearchOptions(saved.options, handed) as LogisticRegressionCVOptions
  const settings = readCVOptions(options)
  const model = LogisticRegression.fromJSON(rest)
  const [first, ...others] = readArray('search.axes', saved.axes)
  const folds = checkNumber('search.axes[0]', first, { min: 1, integer: true })
  const axes = axesOf(settings, folds)
  if (others.length !== axes.length - 1 || others.some((axis, k) => axis !== axes[k + 1])) {
    const got = [folds, ...others.slice(0, axes.length).map(describe)].join(', ')
    throw new ValidationError(`search.axes must be [${axes.join(', ')}], as its options say, got [${got}]`)
  }
  const chosen = chooseFrom(settings, readScores(saved.scores, axes), folds)
  for (const name of POINT) {
    if (saved[name] === chosen[name]) continue
    throw new ValidationError(
      `search.${name} is ${describe(saved[name])}, but by its scores it is ${chosen[name]}`,
    )
  }
  return {
    options,
    chosen: {
      ...chosen,
      paths: [],
      held: undefined,
      features: checkNumber('search.features', saved.features, { min: 1, integer: true }),
      model: rest.fitted === undefined ? undefined : model,
    },
  }
}

function readScores(value: unknown, axes: readonly number[]): Float64Array {
  const scores = readArray('search.scores', fromPlain('search.scores', value))
  const size = axes.reduce((product, axis) => product * axis, 1)
  if (scores.length !== size || !everyEntry(scores, x => typeof x === 'number')) {
    throw new ValidationError('search.scores must be a number for each fold, C, l1Ratio and gamma')
  }
  return Float64Array.from(scores as readonly number[])
}

/** A cross-validated choice as a plain object: the saved model, and beside it the scores that it was chosen by. */

import type { Label } from '../data/labels'
import { LogisticRegression, unfitted } from '../linear-model/logistic-regression'
import type { SavedModel } from '../linear-model/serialisation'
import { fromPlain, readSearchOptions, toPlain } from '../model-selection/saved-search'
import { ValidationError } from '../support/errors'
import { readArray, refuseUnknownFields } from '../support/saved'
import { checkNumber, checkObject } from '../support/validate'
import { type Chosen, meansOverFolds } from './cv-choice'
import { type CVSettings, type LogisticRegressionCVOptions, toCVOptions } from './cv-options'

/** What `toJSON` of a LogisticRegressionCV gives: the chosen model, and how it was chosen. */
export interface SavedCV extends SavedModel {
  /** options, and the scores of the folds */
  readonly search: object
}

export function saveCV<L extends Label>(settings: CVSettings, chosen: Chosen<L>): SavedCV {
  const { model = unfitted(settings.model), scores, C, l1Ratio, axes, features } = chosen
  return {
    ...model.toJSON(),
    search: {
      options: toPlain(toCVOptions(settings)),
      C,
      ...(l1Ratio !== undefined && { l1Ratio }),
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
  refuseUnknownFields('search', saved, ['options', 'C', 'l1Ratio', 'axes', 'features', 'scores'])
  const options = readSearchOptions(saved.options, handed) as LogisticRegressionCVOptions
  const model = LogisticRegression.fromJSON(rest)
  const axes = readArray('search.axes', saved.axes).map((axis, k) =>
    checkNumber(`search.axes[${k}]`, axis, { min: 1, integer: true }),
  )
  const scores = readScores(saved.scores, axes)
  return {
    options,
    chosen: {
      axes,
      scores,
      ...meansOverFolds(scores, axes[0]),
      paths: [],
      features: checkNumber('search.features', saved.features, { min: 1, integer: true }),
      C: checkNumber('search.C', saved.C, { above: 0 }),
      l1Ratio:
        saved.l1Ratio === undefined
          ? undefined
          : checkNumber('search.l1Ratio', saved.l1Ratio, { min: 0, max: 1 }),
      model: rest.fitted === undefined ? undefined : model,
    },
  }
}

function readScores(value: unknown, axes: readonly number[]): Float64Array {
  const scores = readArray('search.scores', fromPlain('search.scores', value))
  const size = axes.reduce((product, axis) => product * axis, 1)
  if (
    axes.length < 2 ||
    axes.length > 3 ||
    scores.length !== size ||
    scores.some(x => typeof x !== 'number')
  ) {
    throw new ValidationError('search.scores must be a number for each fold, C and l1Ratio')
  }
  return Float64Array.from(scores as readonly number[])
}

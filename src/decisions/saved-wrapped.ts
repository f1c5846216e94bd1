/** Estimators around another one as plain objects that survive JSON. */

import { checkLabel, type Label, uniqueLabels } from '../data/labels'
import { readSearchOptions, savedEstimator, toPlain } from '../model-selection/saved-search'
import { ValidationError } from '../support/errors'
import { checkSavedHead, readArray, refuseUnknownFields } from '../support/saved'
import { checkObject, refuseHoles } from '../support/validate'

const VERSION = 1

/** What `toJSON` of an estimator around another one gives. */
export interface SavedWrapped {
  readonly type: string
  readonly version: typeof VERSION
  /** what `toJSON` of the estimator gave */
  readonly estimator: unknown
  readonly options: object
  /** absent from what was not fitted */
  readonly fitted?: object
}

/** @throws UnsupportedError when the estimator has no `toJSON` */
export function saveWrapped(
  type: string,
  owner: string,
  estimator: object,
  options: object,
  fitted: object | undefined,
): SavedWrapped {
  const head = {
    type,
    version: VERSION,
    estimator: savedEstimator(owner, estimator),
    options: toPlain(options) as object,
  } as const
  return fitted === undefined ? head : { ...head, fitted }
}

/** The parts of what {@link saveWrapped} wrote, with the options that the reader hands over in the place of those saved. */
export function readWrapped(
  type: string,
  value: unknown,
  handed: object,
): {
  readonly estimator: unknown
  readonly options: object
  readonly fitted: Readonly<Record<string, unknown>> | undefined
} {
  const saved = checkObject('saved estimator', value)
  checkSavedHead(saved, type, VERSION)
  refuseUnknownFields('saved estimator', saved, ['type', 'version', 'estimator', 'options', 'fitted'])
  return {
    estimator: saved.estimator,
    options: readSearchOptions(saved.options, handed),
    fitted: saved.fitted === undefined ? undefined : checkObject('fitted', saved.fitted),
  }
}

/** @throws ValidationError when they are not two labels or more of one type, sorted */
export function readSavedClasses(value: unknown): readonly Label[] {
  const given = readArray('fitted.classes', value)
  refuseHoles('fitted.classes', given)
  const labels = given.map((label, k) => checkLabel(`fitted.classes[${k}]`, label))
  const sorted = uniqueLabels(labels)
  const same = labels.every((label, k) => typeof label === typeof labels[0] && label === sorted[k])
  if (labels.length >= 2 && sorted.length === labels.length && same) return labels
  throw new ValidationError('fitted.classes must be two labels or more of one type, sorted')
}

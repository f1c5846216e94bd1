/** The option `cv` of everything that cross-validates. */

import type { Label, LabelsLike } from '../data/labels'
import { rowCount, type SamplesLike } from '../data/matrix-like'
import { ValidationError } from '../support/errors'
import { checkObject, describe, isList, refuseHoles } from '../support/validate'
import type { Split, Splitter } from './splitters/splitter'
import { StratifiedKFold } from './splitters/stratified-k-fold'

/** A number of stratified folds, a splitter, or the splits themselves. */
export type CvOption = number | Splitter | readonly Split[]

/** The splits, as a list. @throws ValidationError when there are none, or they do not fit the rows */
export function readSplits(
  cv: CvOption | undefined,
  X: SamplesLike,
  y: readonly Label[],
  groups: LabelsLike | undefined,
): readonly Split[] {
  if (Array.isArray(cv)) return checkSplits(cv, rowCount('X', X))
  if (typeof cv === 'object' && cv !== null) {
    const { split } = cv as Partial<Splitter>
    if (typeof split !== 'function') {
      throw new ValidationError(
        `cv must be a number of folds, a splitter or a list of splits, got ${describe(cv)}`,
      )
    }
    return checkSplits([...(cv as Splitter).split(X, y, groups)], rowCount('X', X))
  }
  return [...new StratifiedKFold({ nSplits: cv ?? 5 }).split(X, y)]
}

function checkSplits(splits: readonly Split[], rows: number): readonly Split[] {
  refuseHoles('cv', splits)
  const checked = splits.map((split, k) => {
    const { train, test } = checkObject(
      `cv: split ${k}`,
      split,
      'an object with train and test',
    ) as Partial<Split>
    return {
      train: checkRows(`cv: train rows of split ${k}`, train, rows),
      test: checkRows(`cv: test rows of split ${k}`, test, rows),
    }
  })
  if (checked.length === 0) throw new ValidationError('cv gives no splits')
  return checked
}

/** Only real arrays, and each row is looked at before there is room for it: a length alone costs nothing. */
function checkRows(name: string, side: unknown, rows: number): Int32Array {
  if (!isList(side)) {
    throw new ValidationError(`${name} must be an array of integers, got ${describe(side)}`)
  }
  if (side.length === 0) throw new ValidationError(`${name} are missing`)
  const list: number[] = []
  for (let i = 0; i < side.length; i++) {
    const row = side[i]
    if (typeof row !== 'number' || !Number.isInteger(row) || row < 0 || row >= rows) {
      throw new ValidationError(`${name} must be integers from 0 to ${rows - 1}, got ${describe(row)}`)
    }
    list.push(row)
  }
  return Int32Array.from(list)
}

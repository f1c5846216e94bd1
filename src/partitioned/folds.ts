/** The numbers of the folds, as the first pass has found them, and the C that does best on them. */

import type { NdArray } from '../data/ndview'
import { ValidationError } from '../support/errors'
import type { Findings } from './task'

/** @throws ValidationError unless every row has one, and there are at least two */
export function readFolds({ labels }: Findings): number[] {
  const folds = [...new Set(labels.map(({ fold }) => fold))].sort((a, b) => a - b)
  if (folds[0] === -1) {
    throw new ValidationError('cross-validation needs a fold for every row; give chunks { X, y, fold }')
  }
  if (folds.length < 2)
    throw new ValidationError(`cross-validation needs at least two folds, got ${folds.length}`)
  return folds
}

/** The position of the C with the largest mean of `sign` times its scores; of several the smallest C. */
export function bestOf(scores: NdArray, Cs: Float64Array, sign: number): number {
  const [folds, count] = scores.shape as [number, number]
  let best = 0
  let bestMean = -Infinity
  for (let c = 0; c < count; c++) {
    let mean = 0
    for (let f = 0; f < folds; f++) mean += (sign * scores.data[f * count + c]) / folds
    if (mean > bestMean || (mean === bestMean && Cs[c] < Cs[best])) [best, bestMean] = [c, mean]
  }
  return best
}

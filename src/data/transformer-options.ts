/** The options of `fit` of a transformer: those that it does not heed are checked as those that it does. */

import type { TransformerFitOptions } from './estimator'
import { checkFitOptions } from './fit-options'
import { checkLength, readSampleWeight, vectorLength } from './labels'
import { rowCount, type SamplesLike } from './matrix-like'

/** @throws ValidationError for an unknown option, and for weights or labels that do not go with the rows of X */
export function checkTransformerOptions(owner: string, X: SamplesLike, options: TransformerFitOptions): void {
  checkFitOptions(owner, options, ['sampleWeight', 'y'])
  const { sampleWeight, y } = options
  if (sampleWeight === undefined && y === undefined) return
  const rows = rowCount('X', X)
  if (sampleWeight !== undefined) readSampleWeight(sampleWeight, rows)
  if (y !== undefined) checkLength('y', vectorLength('y', y), rows)
}

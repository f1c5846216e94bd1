/** Transformers inside a transformer: checked, run, named, saved and read back. */

import type { Transformer } from '../data/estimator'
import { featureNamesOf } from '../data/feature-names'
import type { Matrix, SamplesLike } from '../data/matrix-like'
import { matrixShape, readMatrix } from '../data/matrix-like'
import { readSavedStep } from '../pipeline/pipeline'
import type { SavedClasses } from '../pipeline/steps'
import { counted } from '../support/counted'
import { UnsupportedError, ValidationError } from '../support/errors'
import { describe } from '../support/validate'

const METHODS = ['getParams', 'setParams', 'clone', 'fit', 'transform'] as const

/** @throws ValidationError when a method of a transformer is missing */
export function checkTransformer(name: string, step: unknown): Transformer {
  const missing = METHODS.filter(
    method => typeof (step as Partial<Transformer> | null)?.[method] !== 'function',
  )
  if (missing.length === 0) return step as Transformer
  throw new ValidationError(
    `${name} must be a transformer, got ${describe(step)} without ${missing.join(', ')}`,
  )
}

/** What a transformer gave as a matrix, and the names of its columns; `name` stands in where it says none. */
export function readOutput(
  name: string,
  step: Transformer | undefined,
  output: SamplesLike,
  rows: number,
): { readonly matrix: Matrix; readonly names: readonly string[] } {
  const matrix = readMatrix(name, output)
  const shape = matrixShape(name, matrix)
  if (shape[0] !== rows) throw new ValidationError(`${name} made ${counted(shape[0], 'row')} of ${rows}`)
  const names = featureNamesOf(output) ?? step?.getFeatureNamesOut?.()
  return { matrix, names: names ?? Array.from({ length: shape[1] }, (_, j) => `${name}_${j}`) }
}

/** @throws UnsupportedError when it cannot be saved */
export function saveStep(name: string, step: Transformer): unknown {
  const { toJSON } = step as { toJSON?: () => unknown }
  if (toJSON === undefined) throw new UnsupportedError(`${name} has no toJSON`)
  return toJSON.call(step)
}

/** The transformer that its `toJSON` wrote. */
export function readStep(name: string, value: unknown, classes: SavedClasses): Transformer {
  return checkTransformer(name, readSavedStep(name, value, classes))
}

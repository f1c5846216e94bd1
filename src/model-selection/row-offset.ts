/** An offset a row, on its way through folds: sliced with the rows, given to fits, and to predictions when they are scored. */

import { denseCopy } from '../data/dense-copy'
import type { DenseLike } from '../data/dense-like'
import type { Predictor } from '../data/estimator'
import { checkLength, type LabelsLike, readNumbers } from '../data/labels'
import type { SamplesLike } from '../data/matrix-like'
import { isNdArray } from '../data/ndview'
import { takeLabels } from '../data/take-rows'

/** The offset of models that take one. */
export interface OffsetOption {
  /**
   * a number a row that is added to its margin `[n]`, or one for each of several classes `[n, K]`; both fits and scores heed
   * it. The estimator has to take `offset`, as {@link LogisticRegression} does, or a pipeline that ends with one.
   */
  readonly offset?: LabelsLike<number> | DenseLike | undefined
}

/** An offset as folds slice it. */
export type RowOffset = Float64Array | readonly (readonly number[])[]

/** @throws ValidationError when it is not one number, or a row of numbers, for each of so many rows */
export function readRowOffset(offset: OffsetOption['offset'], rows: number): RowOffset | undefined {
  if (offset === undefined) return undefined
  if (isVector(offset)) {
    const values = readNumbers('offset', offset)
    checkLength('offset', values.length, rows)
    return values
  }
  const { data, rows: count, cols } = denseCopy('offset', offset)
  checkLength('offset', count, rows)
  return Array.from({ length: count }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols)))
}

function isVector(offset: LabelsLike<number> | DenseLike): offset is LabelsLike<number> {
  if (isNdArray(offset)) return offset.shape.length === 1
  // Only the first entry is looked at: it may be a list that merely claims to be long, or no list.
  const first = (Object(offset) as ArrayLike<unknown>)[0]
  return Object(first) !== first
}

/** That of these rows, as an option of fits and predictions; nothing without one. */
export function offsetAt(offset: RowOffset | undefined, rows: Int32Array): { readonly offset?: RowOffset } {
  if (offset === undefined) return {}
  return {
    offset: offset instanceof Float64Array ? takeLabels(offset, rows) : Array.from(rows, i => offset[i]),
  }
}

/** The model with an offset for the rows that it is asked about, whoever asks. */
export function withRowOffset<M extends Predictor>(
  model: M,
  options: { readonly offset?: RowOffset | undefined },
): M {
  if (options.offset === undefined) return model
  const methods = ['predict', 'predictProba', 'predictLogProba', 'decisionFunction']
  const own = methods.flatMap(name => {
    const method = (model as unknown as Record<string, unknown>)[name]
    if (typeof method !== 'function') return []
    return [[name, { value: (X: SamplesLike) => method.call(model, X, options) as unknown }] as const]
  })
  return Object.create(model, Object.fromEntries(own)) as M
}

/**
 * Weights of terms: tf · idf, with idf = ln((1 + n) / (1 + df)) + 1 for a term that df of n texts hold (without
 * smoothing ln(n / df) + 1), and rows scaled to norm 1. As scikit-learn's `TfidfTransformer`.
 */

import { CsrMatrix } from '../data/csr-matrix'
import { ValidationError } from '../support/errors'
import { checkBoolean, describe } from '../support/validate'

/** How counts become weights. */
export interface WeightingOptions {
  /** the norm of every row that becomes 1; `null` for none. Default `'l2'` */
  readonly norm?: 'l1' | 'l2' | null
  /** weigh terms by how rare they are; default `true` */
  readonly useIdf?: boolean
  /** count every term in one text more, so that none has df 0; default `true` */
  readonly smoothIdf?: boolean
  /** 1 + ln(tf) instead of tf; default `false` */
  readonly sublinearTf?: boolean
}

/** Names of {@link WeightingOptions}, for checking. */
export const WEIGHTING_OPTIONS = ['norm', 'useIdf', 'smoothIdf', 'sublinearTf']

/** @throws ValidationError for a value that is not one of those */
export function readWeightingOptions(options: WeightingOptions): Required<WeightingOptions> {
  const { useIdf = true, smoothIdf = true, sublinearTf = false } = options
  return {
    norm: readNorm(options.norm),
    useIdf: checkBoolean('useIdf', useIdf),
    smoothIdf: checkBoolean('smoothIdf', smoothIdf),
    sublinearTf: checkBoolean('sublinearTf', sublinearTf),
  }
}

/** @throws ValidationError when it is no norm */
export function readNorm(norm: 'l1' | 'l2' | null = 'l2'): 'l1' | 'l2' | null {
  if (norm === null || norm === 'l1' || norm === 'l2') return norm
  throw new ValidationError(`norm must be 'l1', 'l2' or null, got ${describe(norm)}`)
}

/** idf of every column. */
export function inverseFrequency({ shape, indices }: CsrMatrix, smooth: boolean): Float64Array {
  const [rows, cols] = shape
  const frequency = new Float64Array(cols).fill(smooth ? 1 : 0)
  for (const j of indices) frequency[j]++
  return frequency.map(df => Math.log((rows + (smooth ? 1 : 0)) / df) + 1)
}

/** The weights of counts. */
export function weigh(
  { shape, indptr, indices, data: counts }: CsrMatrix,
  idf: Float64Array | undefined,
  { norm, sublinearTf }: Pick<Required<WeightingOptions>, 'norm' | 'sublinearTf'>,
): CsrMatrix {
  const data = Float64Array.from(counts)
  for (let p = 0; p < data.length; p++) {
    if (sublinearTf) data[p] = Math.log(data[p]) + 1
    if (idf !== undefined) data[p] *= idf[indices[p]]
  }
  if (norm !== null) {
    for (let i = 0; i < shape[0]; i++) {
      let size = 0
      for (let p = indptr[i]; p < indptr[i + 1]; p++) {
        size += norm === 'l2' ? data[p] * data[p] : Math.abs(data[p])
      }
      if (norm === 'l2') size = Math.sqrt(size)
      if (size > 0) for (let p = indptr[i]; p < indptr[i + 1]; p++) data[p] /= size
    }
  }
  return new CsrMatrix({ shape, indptr, indices, data })
}

/** Gram matrices of rows, Σⱼ dⱼ xⱼ xⱼᵀ over columns of X: what a system of rows is made of (see row-space.ts). */

import type { DesignMatrix } from '../design/design-matrix'
import { choleskyCost } from '../kernels/cholesky'
import { dot } from '../kernels/dot'
import { addWeightedGrams, PANEL_ROWS } from '../kernels/gram'
import type { Problem } from '../problem/problem'
import { indexRange } from '../support/arrays'
import type { Steps } from '../support/steps'

/** Nanoseconds of reading a column of X, and an entry; of a multiply–add. */
const NS_PER_COLUMN = 1000
const NS_PER_ENTRY = 3
const NS_PER_PRODUCT = 0.4

/** Nanoseconds of an entry of the system, for each output. */
const NS_PER_PAIR = 1

/** Largest system: 1024² doubles are 8 MB. */
const MOST_PREDICTORS = 1024

/** Free coefficients, at most: intercepts, and a few more. */
const MOST_FREE = 64

/** Whether a system of rows is a good deal smaller than one of so many coefficients. */
export function hasFewRows({ predictorCount, free }: Problem, coefficients: number): boolean {
  return predictorCount <= Math.min(MOST_PREDICTORS, coefficients / 2) && free.length <= MOST_FREE
}

/** About how many nanoseconds a system takes, with the Gram matrix of so many columns, all if left out. */
export function rowSystemCost({ design, loss, predictorCount }: Problem, cols = design.cols): number {
  const { rows } = design
  const gram = cols * (NS_PER_COLUMN + rows * (NS_PER_ENTRY + 0.5 * NS_PER_PRODUCT * rows))
  return gram + choleskyCost(predictorCount) + NS_PER_PAIR * loss.outputs * predictorCount ** 2
}

/** 1 / l2, 0 where that is 0. */
export function inverseOf(l2: Float64Array): Float64Array {
  return l2.map(weight => (weight > 0 ? 1 / weight : 0))
}

/**
 * One n × n matrix, row-major, for each list of weights, from one look at the columns, by blocks of them.
 *
 * @param weights - dⱼ of every column; columns without any are not read
 */
export function* rowGrams(design: DesignMatrix, weights: readonly Float64Array[]): Steps<Float64Array[]> {
  const { rows, cols } = design
  const all = indexRange(rows)
  const counted = indexRange(cols).filter(j => weights.some(own => own[j] > 0))
  const block = new Float64Array(PANEL_ROWS * rows)
  const one = Float64Array.of(1)
  const x = { data: block, rows: PANEL_ROWS, cols: rows, rowStride: rows, colStride: 1, offset: 0 }
  const grams = weights.map(() => new Float64Array(rows * rows))
  for (let first = 0; first < counted.length; first += PANEL_ROWS) {
    const columns = counted.subarray(first, first + PANEL_ROWS)
    for (const [b, j] of columns.entries()) {
      design.select(Int32Array.of(j)).timesInto(one, block.subarray(b * rows, (b + 1) * rows))
    }
    for (const [a, own] of weights.entries()) {
      const d = Float64Array.from(columns, j => own[j])
      const gram = { upper: true, data: grams[a], stride: rows, offset: 0 }
      addWeightedGrams(x, [{ d, left: all, right: all, gram }], { start: 0, end: columns.length })
    }
    yield
  }
  for (const data of grams) {
    for (let i = 0; i < rows; i++) for (let k = 0; k < i; k++) data[i * rows + k] = data[k * rows + i]
  }
  return grams
}

/** G r, output by output. @param grams - one for each, or one for all */
export function timesGrams(grams: readonly Float64Array[], r: Float64Array): Float64Array {
  const rows = Math.sqrt(grams[0].length)
  return r.map((_, p) => {
    const a = Math.floor(p / rows)
    return dot(grams[a % grams.length], (p % rows) * rows, 1, r, a * rows, rows)
  })
}

/**
 * The number that most rows have in a column, and whether that is worth a sparse matrix: tables whose categories have columns
 * of their own have such numbers, standardised as well, and fits to what is left of them take a tenth to two thirds of the time
 * (Adult and a9a, 32,561 × 108 and × 122).
 *
 * Source: Boyer & Moore, *MJRTY: a fast majority vote algorithm*, in: Automated Reasoning (1991).
 */

import type { DenseLayout } from '../kernels/layout'

/** Entries of a matrix below which little can be gained. */
const FEWEST_ENTRIES = 100_000

/** The share of entries that may differ from the numbers: from a quarter on, sparse matrices take longer. */
export const MOST_OTHERS = 0.2

/** Rows that are asked, evenly spread. */
const VOTERS = 64

/** The share of columns in which two rows differ, from which on no others are asked: twice {@link MOST_OTHERS}, and chance. */
const UNLIKE = 0.6

export interface CommonValues {
  /** of each column, 0 where there is none */
  readonly values: Float64Array
  /** about the share of entries that differ from them */
  readonly otherwise: number
}

/** `undefined` where too few rows have them. */
export function commonValues({
  data,
  rows,
  cols,
  rowStride,
  colStride,
  offset,
}: DenseLayout): CommonValues | undefined {
  if (rows * cols < FEWEST_ENTRIES) return undefined
  const voters = Math.min(VOTERS, rows)
  const rowOf = (k: number) => offset + Math.floor((k * rows) / voters) * rowStride
  if (differencesOf(rowOf(0), rowOf(voters >> 1)) > UNLIKE * cols) return undefined
  const values = new Float64Array(cols)
  const votes = new Int32Array(cols)
  for (let k = 0; k < voters; k++) {
    for (let j = 0, p = rowOf(k); j < cols; j++, p += colStride) {
      if (votes[j] === 0) values[j] = data[p]
      votes[j] += data[p] === values[j] ? 1 : -1
    }
  }
  const agree = new Int32Array(cols)
  for (let k = 0; k < voters; k++) {
    for (let j = 0, p = rowOf(k); j < cols; j++, p += colStride) if (data[p] === values[j]) agree[j]++
  }
  let common = 0
  for (let j = 0; j < cols; j++) {
    if (2 * agree[j] > voters) common += agree[j]
    else values[j] = 0
  }
  const otherwise = 1 - common / (voters * cols)
  return otherwise <= MOST_OTHERS ? { values, otherwise } : undefined

  function differencesOf(p: number, q: number): number {
    let count = 0
    for (let j = 0, step = 0; j < cols; j++, step += colStride) if (data[p + step] !== data[q + step]) count++
    return count
  }
}

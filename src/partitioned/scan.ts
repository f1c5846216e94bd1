/** The first reading of a partition: its width, its labels, the moments of its columns, and what it will be known by. */

import { type CsrMatrix, isCsr } from '../data/csr-matrix'
import { type DenseCopy, denseCopy } from '../data/dense-copy'
import { readMatrix } from '../data/matrix-like'
import {
  type ColumnMoments,
  denseMoments,
  mergeMoments,
  sparseMoments,
} from '../preprocessing/column-moments'
import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { ReadingSum, type Rows } from './read-chunk'
import type { Findings, LabelCount, PartitionResult } from './task'

/** Adds up the chunks of a partition. */
export class Scan {
  private readonly reading = new ReadingSum()
  private findings: Findings = NOTHING

  /** @param weighted - whether the moments count the weights of the rows */
  constructor(private readonly weighted: boolean) {}

  add(rows: Rows): void {
    this.reading.add(rows)
    this.findings = mergeFindings(this.findings, findingsOf(rows, this.weighted))
  }

  result(): PartitionResult {
    return { kind: 'scan', reading: this.reading.reading(), findings: this.findings }
  }
}

const NONE = new Float64Array(0)

/** Those of no rows. */
export const NOTHING: Findings = {
  features: 0,
  labels: [],
  moments: { weight: 0, mean: NONE, variance: NONE, least: NONE, most: NONE },
}

/**
 * Those of two sets of rows together.
 *
 * @throws ValidationError when the numbers of columns, or the types of the labels, differ
 */
export function mergeFindings(a: Findings, b: Findings): Findings {
  if (a.features === 0 || b.features === 0) return a.features === 0 ? b : a
  if (a.features !== b.features) {
    throw new ValidationError(
      `X has ${counted(b.features, 'column')}, where the rows before have ${a.features}`,
    )
  }
  const [left, right] = [a.labels[0].label, b.labels[0].label]
  if (typeof left !== typeof right) {
    throw new ValidationError(
      `y has labels such as ${describe(right)}, where the rows before have labels such as ${describe(left)}`,
    )
  }
  return { features: a.features, labels: mergeLabels(a.labels, b.labels), moments: mergeAll(a, b) }
}

function mergeAll({ moments: a }: Findings, { moments: b }: Findings): Findings['moments'] {
  return {
    weight: a.weight + b.weight,
    ...mergeMoments(a, a.weight, b, b.weight),
    least: a.least.map((value, j) => Math.min(value, b.least[j])),
    most: a.most.map((value, j) => Math.max(value, b.most[j])),
  }
}

function mergeLabels(a: readonly LabelCount[], b: readonly LabelCount[]): LabelCount[] {
  const counts = new Map(a.map(count => [keyOf(count), count]))
  for (const count of b) {
    const known = counts.get(keyOf(count))
    const { rows, weight } = known ?? { rows: 0, weight: 0 }
    counts.set(keyOf(count), { ...count, rows: rows + count.rows, weight: weight + count.weight })
  }
  return [...counts.values()]
}

function keyOf({ label, fold }: Pick<LabelCount, 'label' | 'fold'>): string {
  return `${fold} ${label}`
}

function findingsOf({ X, design, labels, weights, folds }: Rows, weighted: boolean): Findings {
  const { rows, cols } = design
  const counted = weighted ? weights : new Float64Array(rows).fill(1)
  const total = counted.reduce((sum, weight) => sum + weight, 0)
  const matrix = readMatrix('X', X)
  const { least, most, ...moments } = isCsr(matrix)
    ? { ...sparseMoments(matrix, counted, total), ...sparseBounds(matrix) }
    : ofDense(denseCopy('X', matrix), counted, total)
  return {
    features: cols,
    labels: countLabels(labels, weights, folds),
    moments: { weight: total, ...(total > 0 ? moments : zeros(cols)), least, most },
  }
}

function zeros(cols: number): ColumnMoments {
  return { mean: new Float64Array(cols), variance: new Float64Array(cols) }
}

function countLabels(
  labels: Rows['labels'],
  weights: Float64Array,
  folds: Float64Array | undefined,
): LabelCount[] {
  const { distinct, codes } = labels
  const counts = new Map<number, { readonly rows: Float64Array; readonly weight: Float64Array }>()
  const zeros = (): Float64Array => new Float64Array(distinct.length)
  for (let i = 0; i < codes.length; i++) {
    const fold = folds?.[i] ?? -1
    let inFold = counts.get(fold)
    if (inFold === undefined) {
      inFold = { rows: zeros(), weight: zeros() }
      counts.set(fold, inFold)
    }
    inFold.rows[codes[i]]++
    inFold.weight[codes[i]] += weights[i]
  }
  return [...counts].flatMap(([fold, { rows, weight }]) =>
    distinct.flatMap((label, k) => (rows[k] > 0 ? [{ label, fold, rows: rows[k], weight: weight[k] }] : [])),
  )
}

function ofDense(copy: DenseCopy, weights: Float64Array, total: number) {
  return { ...denseMoments(copy, weights, total), ...denseBounds(copy) }
}

/** The least and the largest value of every column. */
interface Bounds {
  readonly least: Float64Array
  readonly most: Float64Array
}

function denseBounds({ data, rows, cols }: DenseCopy): Bounds {
  const least = Float64Array.from(data.subarray(0, cols))
  const most = least.slice()
  for (let i = 1, p = cols; i < rows; i++) {
    for (let j = 0; j < cols; j++, p++) {
      const value = data[p]
      if (value < least[j]) least[j] = value
      else if (value > most[j]) most[j] = value
    }
  }
  return { least, most }
}

function sparseBounds({ shape: [rows, cols], indices, data }: CsrMatrix): Bounds {
  const least = new Float64Array(cols).fill(Infinity)
  const most = new Float64Array(cols).fill(-Infinity)
  const stored = new Int32Array(cols)
  for (let p = 0; p < data.length; p++) {
    const j = indices[p]
    stored[j]++
    least[j] = Math.min(least[j], data[p])
    most[j] = Math.max(most[j], data[p])
  }
  for (let j = 0; j < cols; j++) {
    if (stored[j] === rows) continue
    least[j] = Math.min(least[j], 0)
    most[j] = Math.max(most[j], 0)
  }
  return { least, most }
}

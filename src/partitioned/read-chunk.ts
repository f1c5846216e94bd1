/** What a partition yields, read and checked: X as a design matrix, a label and a weight a row. */

import {
  type Codes,
  type Label,
  type LabelsLike,
  readCodes,
  readNumbers,
  readWeights,
  vectorLength,
} from '../data/labels'
import { type MatrixLike, matrixShape } from '../data/matrix-like'
import { toFittingDesign } from '../data/to-design'
import type { DesignMatrix, FeatureMatrix } from '../design/design-matrix'
import { refuseOffset, refuseTargets, TARGETS_AS_WEIGHTS } from '../model-selection/row-options'
import { type SavedStandardScaler, StandardScaler } from '../preprocessing/standard-scaler'
import { ValidationError } from '../support/errors'
import { checkKeys } from '../support/validate'
import type { Reading } from './task'

/** Some rows of a partition. */
export interface Chunk<L extends Label = Label> {
  /** `[n, d]`, a row per sample */
  readonly X: MatrixLike
  /** n labels */
  readonly y: LabelsLike<L>
  /** a weight per row, >= 0; left out, every row has the weight 1 */
  readonly sampleWeight?: LabelsLike<number> | undefined
  /** the fold of each row, an integer >= 0, for cross-validation */
  readonly fold?: LabelsLike<number> | undefined
}

/** The rows of a partition, a chunk at a time: as many at once as memory holds easily, ten thousand, say. */
export type Chunks<L extends Label = Label> = AsyncIterable<Chunk<L>> | Iterable<Chunk<L>>

/** Rows that have been checked. */
export interface Rows {
  readonly X: MatrixLike
  readonly design: FeatureMatrix
  /** the distinct labels, and which of them each row has */
  readonly labels: Codes<Label>
  readonly weights: Float64Array
  readonly folds: Float64Array | undefined
}

/** Rows that have become codes: all that the problems of a round have in common. */
export interface CodedRows {
  readonly rows: Rows
  /** the features alone, in their units */
  readonly features: DesignMatrix
  /** the same with the column of the intercept, if there is one */
  readonly design: DesignMatrix
  /** position of each label in the statement */
  readonly labelOf: Int32Array
}

/** `undefined` where the chunk has no row. @throws ValidationError for data that cannot be fitted */
export function readChunk(chunk: Chunk, scaler: StandardScaler | undefined): Rows | undefined {
  refuseRowOptions('chunk', chunk)
  checkKeys('chunk', chunk, ['X', 'y', 'sampleWeight', 'fold'])
  if (vectorLength('y', chunk.y) === 0) return undefined
  const [rows] = matrixShape('X', chunk.X)
  const labels = readCodes<Label>('y', chunk.y, rows)
  const weights = readWeights(chunk.sampleWeight, rows)
  const X = scaler === undefined ? chunk.X : scaler.transform(chunk.X)
  const folds = chunk.fold === undefined ? undefined : readFolds(chunk.fold, rows)
  return { X, design: toFittingDesign(X), labels, weights, folds }
}

export function openScaler(saved: SavedStandardScaler | undefined): StandardScaler | undefined {
  return saved && StandardScaler.fromJSON(saved)
}

/** @throws UnsupportedError for an offset, or for targets that are no labels */
export function refuseRowOptions(owner: string, options: unknown): void {
  refuseOffset(owner, options, 'it is for data in memory: fit by LogisticRegression')
  refuseTargets(owner, options, TARGETS_AS_WEIGHTS)
}

function readFolds(fold: LabelsLike<number>, rows: number): Float64Array {
  const folds = readNumbers('fold', fold)
  if (folds.length !== rows) {
    throw new ValidationError(`fold has ${folds.length} values, but there are ${rows} rows`)
  }
  const wrong = folds.findIndex(value => value < 0 || !Number.isInteger(value))
  if (wrong >= 0) throw new ValidationError(`fold[${wrong}] is ${folds[wrong]}; folds are integers >= 0`)
  return folds
}

/** Sums up a reading: each row counts with a fixed combination of its values, times its weight, times a number of its label. */
export class ReadingSum {
  private rows = 0
  private sum = 0
  private size = 0
  private mix: Float64Array = new Float64Array(0)
  private readonly marks = new Map<Label, number>()

  add({ design, labels, weights, folds }: Rows): void {
    if (this.mix.length !== design.cols) this.mix = mixOf(design.cols)
    const z = new Float64Array(design.rows)
    design.all.timesInto(this.mix, z)
    const { distinct, codes } = labels
    const marks = distinct.map(label => this.markOf(label))
    for (let i = 0; i < z.length; i++) {
      const row = (z[i] + Math.SQRT2) * (1 + weights[i]) * (marks[codes[i]] + (folds?.[i] ?? 0))
      this.sum += row
      this.size += Math.abs(row)
    }
    this.rows += z.length
  }

  reading(): Reading {
    return { rows: this.rows, sum: this.sum, size: this.size }
  }

  private markOf(label: Label): number {
    let mark = this.marks.get(label)
    if (mark === undefined) {
      mark = 1 + hash(String(label))
      this.marks.set(label, mark)
    }
    return mark
  }
}

/** Numbers between 1 and 2, different for every column. */
function mixOf(cols: number): Float64Array {
  return Float64Array.from({ length: cols }, (_, j) => 1 + fraction(j + 1))
}

/** 0 … 1, of a text: FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let k = 0; k < text.length; k++) state = Math.imul(state ^ text.charCodeAt(k), 0x01000193)
  return (state >>> 0) / 2 ** 32
}

function fraction(k: number): number {
  return (Math.imul(k, 0x9e3779b1) >>> 0) / 2 ** 32
}

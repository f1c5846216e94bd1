/**
 * The data of a model of two classes as statistics sees them: a design `[n, p]` with the intercept first, which rows are
 * of the second class, and what each row counts for.
 */

import { csrToDense, isCsr } from '../data/csr-matrix'
import { denseCopy } from '../data/dense-copy'
import { featureNamesOf } from '../data/feature-names'
import { checkLength, encodeLabels, type Label, type LabelsLike, readLabels, readSampleWeight } from '../data/labels'
import { type MatrixLike, readMatrix } from '../data/matrix-like'
import { UnsupportedError, ValidationError } from '../support/errors'
import { describe, everyEntry, isText } from '../support/validate'

/** What the intercept is called among the terms. */
export const INTERCEPT = '(intercept)'

/** The rows of a regression and the names of its terms. */
export interface RegressionData {
  readonly rows: number
  /** number of terms, the intercept included */
  readonly terms: number
  /** `[terms, rows]`: the columns of the design, one after the other; ones first if there is an intercept */
  readonly x: Float64Array
  /** the name of each term */
  readonly names: readonly string[]
  readonly hasIntercept: boolean
  /** 1 for rows of the second class, 0 for those of the first; of shares, that of the second */
  readonly positive: Float64Array
  /** what is added to the linear predictor of each row */
  readonly offset: Float64Array | undefined
  /** how often each row counts as observed */
  readonly frequency: Float64Array
  /** Σ frequency */
  readonly observations: number
}

/** How to read the data. */
export interface RegressionOptions {
  readonly sampleWeight?: LabelsLike<number> | undefined
  readonly featureNames?: readonly string[] | undefined
  readonly offset?: Float64Array | undefined
  /** the share of the second class in each row, in place of labels */
  readonly shares?: Float64Array | undefined
  /** of shares, the weights with the trials: a row without any is no observation */
  readonly weights?: Float64Array | undefined
}

/** @throws ValidationError when X, y, the weights or the names do not fit together, or a label is not among the classes */
export function readRegression(
  X: MatrixLike,
  y: LabelsLike,
  classes: readonly Label[],
  hasIntercept: boolean,
  { sampleWeight, featureNames = featureNamesOf(X), offset, shares, weights }: RegressionOptions,
): RegressionData {
  if (classes.length !== 2) {
    throw new UnsupportedError(
      `inference is for models of two classes, got ${classes.length}; fit one class against the rest`,
    )
  }
  const matrix = readMatrix('X', X)
  const { data, rows, cols } = denseCopy('X', isCsr(matrix) ? csrToDense(matrix) : matrix)
  const shift = hasIntercept ? 1 : 0
  const x = new Float64Array((cols + shift) * rows)
  if (hasIntercept) x.fill(1, 0, rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) x[(j + shift) * rows + i] = data[i * cols + j]
  }
  const given = readSampleWeight(sampleWeight, rows)
  const frequency = weights === undefined ? given : given.map((weight, i) => (weights[i] > 0 ? weight : 0))
  return {
    rows,
    terms: cols + shift,
    x,
    names: [...(hasIntercept ? [INTERCEPT] : []), ...readNames(featureNames, cols)],
    hasIntercept,
    positive: shares ?? readPositive(y, classes, rows),
    offset,
    frequency,
    observations: frequency.reduce((sum, weight) => sum + weight, 0),
  }
}

/** 1 for the second class, 0 for the first. */
function readPositive(y: LabelsLike, classes: readonly Label[], rows: number): Float64Array {
  const labels = readLabels('y', y)
  checkLength('y', labels.length, rows)
  const codes = encodeLabels(labels, classes)
  const unknown = codes.indexOf(-1)
  if (unknown >= 0) {
    throw new ValidationError(
      `y[${unknown}] is ${describe(labels[unknown])}, but the model knows ${classes.map(describe).join(' and ')}`,
    )
  }
  return Float64Array.from(codes)
}

/** X β */
export function linearPredictor({ rows, terms, x }: RegressionData, beta: ArrayLike<number>): Float64Array {
  const eta = new Float64Array(rows)
  for (let j = 0; j < terms; j++) {
    for (let i = 0; i < rows; i++) eta[i] += beta[j] * x[j * rows + i]
  }
  return eta
}

/** Xᵀ v */
export function transposeTimes({ rows, terms, x }: RegressionData, v: Float64Array): Float64Array {
  return Float64Array.from({ length: terms }, (_, j) => {
    let sum = 0
    for (let i = 0; i < rows; i++) sum += x[j * rows + i] * v[i]
    return sum
  })
}

function readNames(names: readonly string[] | undefined, cols: number): string[] {
  if (names === undefined) return Array.from({ length: cols }, (_, j) => `x${j}`)
  if (!Array.isArray(names) || names.length !== cols || !everyEntry(names, isText)) {
    throw new ValidationError(`featureNames must be ${cols} strings, one a column of X, got ${describe(names)}`)
  }
  const repeated = names.find((name, j) => names.indexOf(name) !== j || name === INTERCEPT)
  if (repeated !== undefined) {
    throw new ValidationError(`featureNames must be distinct and not '${INTERCEPT}', got ${describe(repeated)}`)
  }
  return [...names]
}

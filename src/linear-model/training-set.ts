/** What users pass to `fit`, read and checked: X as a design matrix, y as codes of sorted classes, a weight a row. */

import type { DenseLike } from '../data/dense-like'
import { featureNamesOf } from '../data/feature-names'
import { type Label, type LabelsLike, readCodes, readSampleWeight, refuseMeasurements } from '../data/labels'
import { type MatrixLike, matrixShape } from '../data/matrix-like'
import { fittingDesignSteps } from '../data/to-design'
import type { FeatureMatrix } from '../design/design-matrix'
import { ValidationError } from '../support/errors'
import type { Steps } from '../support/steps'
import { describe } from '../support/validate'
import { warn } from '../support/warnings'
import { applyOwnWeights, balance, type ClassWeight } from './class-weight'
import { areShares, type RowOptions, readOffset, readShares, type Table } from './targets'

/** Checked data: the design, the classes in order, the class of each row, and the weight of each row. */
export interface TrainingSet<L extends Label> {
  /** without the column of the intercept */
  readonly design: FeatureMatrix
  readonly classes: readonly L[]
  /** position in `classes`, one per row */
  readonly codes: Int32Array
  /** sample weight times class weight, one per row */
  readonly weights: Float64Array
  /** names of the columns, if `X` has any */
  readonly featureNames?: readonly string[] | undefined
  /** what is added to the margins */
  readonly offset: Table | undefined
  /** shares of the classes, class after class, where y holds no labels; `codes` are then the largest */
  readonly shares: Float64Array | undefined
}

/** What y holds: labels, or with {@link RowOptions} shares of the classes. */
export type TargetsLike<L extends Label> = LabelsLike<L> | DenseLike

/** @throws ValidationError for data that cannot be fitted; see the messages */
export function* readTrainingSet<L extends Label>(
  X: MatrixLike,
  y: TargetsLike<L>,
  rowOptions: RowOptions,
  classWeight: ClassWeight | undefined,
): Steps<TrainingSet<L>> {
  // Labels and weights are copied before the first pause: what the caller does with them from then on changes nothing.
  const [rows] = matrixShape('X', X)
  const labels = areShares(rowOptions) ? undefined : readCodes<L>('y', y as LabelsLike<L>, rows)
  const weights = readSampleWeight(rowOptions.sampleWeight, rows)
  const offset = readOffset(rowOptions.offset, rows)
  if (labels === undefined) {
    const targets = readShares(y as LabelsLike<number> | DenseLike, rowOptions, classWeight, weights)
    const design = yield* fittingDesignSteps(X)
    return {
      ...targets,
      classes: targets.classes as unknown as L[],
      design,
      weights,
      offset,
      featureNames: featureNamesOf(X),
    }
  }
  const design = yield* fittingDesignSteps(X)
  const { distinct: known, codes } = labels
  refuseMeasurements('y', known, ", or give probabilities as such: fit(X, y, { target: 'probability' })")
  applyOwnWeights(classWeight, known, codes, weights)
  const classes = dropAbsent(known, codes, weights)
  warnOfMany(classes.length, design.rows)
  if (classWeight === 'balanced') balance(classes.length, codes, weights)
  return { design, classes, codes, weights, featureNames: featureNamesOf(X), offset, shares: undefined }
}

/**
 * The labels that have a row of positive weight: one of weight zero is as good as absent, so it does not make a class.
 * What such a row counts as makes no difference; in `codes` it becomes the first class.
 */
export function dropAbsent<L extends Label>(
  known: readonly L[],
  codes: Int32Array,
  weights: Float64Array,
): L[] {
  const present = new Uint8Array(known.length)
  for (let i = 0; i < codes.length; i++) if (weights[i] > 0) present[codes[i]] = 1
  const classes = known.filter((_, k) => present[k] === 1)
  if (classes.length === 0) {
    throw new ValidationError('classWeight and sampleWeight leave every row with weight zero')
  }
  if (classes.length === 1) {
    const without = known.length === 1 ? '' : ', once rows of weight zero are left out'
    throw new ValidationError(
      `y has one class only, ${describe(classes[0])}${without}; a classifier needs at least two`,
    )
  }
  if (classes.length < known.length) {
    const position = new Int32Array(known.length)
    for (let k = 1; k < known.length; k++) position[k] = position[k - 1] + present[k - 1]
    for (let i = 0; i < codes.length; i++) codes[i] = weights[i] > 0 ? position[codes[i]] : 0
  }
  return classes
}

/** Identifiers, counts or prices make a class of nearly every row. */
export function warnOfMany(classes: number, rows: number): void {
  if (classes < 20 || 2 * classes <= rows) return
  warn(
    `y has ${classes} classes in ${rows} rows: does it hold identifiers or measurements instead of classes?`,
  )
}

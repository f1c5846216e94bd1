/** The arguments that every metric of labels takes, read and checked in one place. */

import {
  encodeLabels,
  type Label,
  type LabelsLike,
  readLabels,
  readSampleWeight,
  refuseMeasurements,
  uniqueLabels,
} from '../data/labels'
import { sum } from '../support/arrays'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'

/** True and predicted labels with their weights; the arrays have one length, at least 1. */
export interface LabelPairs {
  readonly yTrue: readonly Label[]
  readonly yPred: readonly Label[]
  /** one weight per sample, 1 unless given */
  readonly weights: Float64Array
  /** Σ weights */
  readonly total: number
}

/** Options of every metric. */
export interface WeightOption {
  /** weight of every sample `[n]`: finite, ≥ 0, not all 0; default 1 */
  readonly sampleWeight?: LabelsLike<number> | undefined
}

/** @throws ValidationError when a vector is empty or not one of labels, or lengths or types of labels differ */
export function readLabelPairs(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  { sampleWeight }: WeightOption,
): LabelPairs {
  const truth = readSamples('yTrue', yTrue)
  const predicted = readLabels('yPred', yPred, truth.length)
  checkSameType('yPred', predicted, truth)
  refuseMeasurements('yPred', predicted)
  return { yTrue: truth, yPred: predicted, ...weightsAndTotal(sampleWeight, truth.length) }
}

/** The labels of at least one sample. */
export function readSamples(name: string, y: LabelsLike): Label[] {
  const labels = readLabels(name, y)
  if (labels.length === 0) throw new ValidationError(`${name} is empty; a metric needs samples`)
  refuseMeasurements(name, labels)
  return labels
}

/** The weights of `rows` samples and their sum. */
export function weightsAndTotal(
  sampleWeight: LabelsLike<number> | undefined,
  rows: number,
): { weights: Float64Array; total: number } {
  const weights = readSampleWeight(sampleWeight, rows)
  return { weights, total: sum(weights) }
}

/** Refuses an argument that has not one value for every true label. */
export function checkSameLength(name: string, length: number, expected: number): void {
  if (length !== expected) {
    throw new ValidationError(
      `${name} must have one value for each of the ${expected} in yTrue, got ${length}`,
    )
  }
}

/** Refuses labels of another type than the true ones: they could never be equal. */
export function checkSameType(name: string, labels: readonly Label[], yTrue: readonly Label[]): void {
  if (labels.length > 0 && typeof labels[0] !== typeof yTrue[0]) {
    throw new ValidationError(
      `${name} must hold ${typeof yTrue[0]}s, as yTrue does, got ${typeof labels[0]}s`,
    )
  }
}

/**
 * The option `labels`: distinct labels of the type of the true ones, in the order given; without it `fallback`.
 *
 * @throws ValidationError when `labels` is empty, repeats a label, or holds labels of another type
 */
export function readLabelOption(
  labels: LabelsLike | undefined,
  yTrue: readonly Label[],
  fallback: () => readonly Label[],
): readonly Label[] {
  if (labels === undefined) return fallback()
  const classes = readLabels('labels', labels)
  if (classes.length === 0) throw new ValidationError('labels is empty')
  checkSameType('labels', classes, yTrue)
  if (new Set(classes).size !== classes.length) throw new ValidationError('labels must be distinct')
  return classes
}

/** The position of every true label in `classes`. @throws ValidationError when one is not there */
export function encodeTruth(yTrue: readonly Label[], classes: readonly Label[]): Int32Array {
  const codes = encodeLabels(yTrue, classes)
  const unknown = codes.indexOf(-1)
  if (unknown >= 0) {
    throw new ValidationError(`yTrue[${unknown}] is ${describe(yTrue[unknown])}, which is not among labels`)
  }
  return codes
}

/** The labels that occur on either side, sorted. */
export function classesOf({ yTrue, yPred }: LabelPairs): Label[] {
  return uniqueLabels([...yTrue, ...yPred])
}

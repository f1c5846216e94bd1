/** One vector of scores, or several by name: a line each. */

import type { Label, LabelsLike } from '../data/labels'
import { uniqueLabels } from '../data/labels'
import { isNdArray } from '../data/ndview'
import type { BinaryScoreOptions } from '../metrics/binary-scores'
import { readSamples, weightsAndTotal } from '../metrics/label-pairs'
import { readPositiveLabel } from '../metrics/positive-label'
import { ValidationError } from '../support/errors'
import { isPlainObject } from '../support/validate'
import type { FigureRow, FigureScale } from './figure'

/** Scores of the rows: of one model, or of several by their names. */
export type ScoresLike = LabelsLike<number> | Readonly<Record<string, LabelsLike<number>>>

/** One line of a figure. */
export interface Series {
  /** empty where there is one alone */
  readonly name: string
  readonly scores: LabelsLike<number>
}

/** @throws ValidationError for an object without a series */
export function readSeries(scores: ScoresLike): Series[] {
  if (isNdArray(scores) || !isPlainObject(scores)) return [{ name: '', scores: scores as LabelsLike<number> }]
  const series = Object.entries(scores).map(([name, own]) => ({ name, scores: own as LabelsLike<number> }))
  if (series.length > 0) return series
  throw new ValidationError('yScore must be scores, or an object of scores by name, got an empty object')
}

/** The class that scores speak for. @throws ValidationError unless both it and others occur, with a weight */
export function positiveClass(yTrue: LabelsLike, { posLabel, sampleWeight }: BinaryScoreOptions): Label {
  const labels = readSamples('yTrue', yTrue)
  const classes = uniqueLabels(labels)
  const positive = readPositiveLabel(posLabel, classes)
  const { weights } = weightsAndTotal(sampleWeight, labels.length)
  const occurs = (wanted: boolean): boolean =>
    labels.some((label, i) => (label === positive) === wanted && weights[i] > 0)
  if (occurs(true) && occurs(false)) return positive
  throw new ValidationError(`yTrue must have rows of the class ${String(positive)} and rows of another`)
}

/** Colors where there are several. */
export function colorsOf(series: readonly Series[]): { readonly color?: FigureScale } {
  if (series.length === 1) return {}
  return { color: { label: null, legend: true, domain: series.map(({ name }) => name) } }
}

/** The channels of a line, or of dots. */
export function strokeOf(series: readonly Series[]): Readonly<Record<string, string | number>> {
  return series.length === 1 ? { strokeWidth: 2 } : { strokeWidth: 2, z: 'series', stroke: 'series' }
}

/** The diagonal of a unit square, dashed. */
export function diagonal(x: string, y: string) {
  const data: FigureRow[] = [0, 1].map(value => ({ [x]: value, [y]: value }))
  return { mark: 'line', data, options: { x, y, strokeDasharray: '4 4', strokeOpacity: 0.5 } } as const
}

/** `area 0.91`, or `areas: a 0.91, b 0.88`. */
export function told(what: string, series: readonly Series[], values: readonly string[]): string {
  if (series.length === 1) return `${what} ${values[0]}`
  return `${what}: ${series.map(({ name }, k) => `${name} ${values[k]}`).join(', ')}`
}

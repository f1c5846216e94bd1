import type { LabelsLike } from '../data/labels'
import { ValidationError } from '../support/errors'
import { checkKeys, checkNumber } from '../support/validate'
import {
  averageScores,
  checkZeroDivision,
  countClasses,
  type MultipleAverage,
  scoreClasses,
} from './class-scores'
import { classesOf, readLabelOption, readLabelPairs, type WeightOption } from './label-pairs'
import type { ReportLine, ReportLines } from './report-lines'
import { toTable } from './report-table'

/** Options of {@link classificationReport}. */
export interface ClassificationReportOptions extends WeightOption {
  /** the classes to report, in order; default: all that occur, sorted */
  readonly labels?: LabelsLike
  /** names to show for the classes, in the same order; default: the labels as text */
  readonly targetNames?: readonly string[]
  /** digits after the point in the text, an integer 0 … 20; default 2 */
  readonly digits?: number
  /** the score where there is nothing to divide by; default 0 */
  readonly zeroDivision?: 0 | 1
}

/** What {@link classificationReport} gives. */
export interface ClassificationReport extends ReportLines {
  /** scikit-learn's table */
  toString(): string
}

const OPTIONS = ['labels', 'targetNames', 'sampleWeight', 'digits', 'zeroDivision']

/**
 * Precision, recall, F₁ and number of samples of every class, with their averages: an object, and as text a table.
 *
 * @param yTrue - true labels `[n]`
 * @param yPred - predicted labels `[n]`, of the same type
 * @param options - `labels`, `targetNames`, `sampleWeight`, `digits = 2`, `zeroDivision = 0`
 * @throws ValidationError when a vector is empty, lengths or types of labels differ, or an option does not fit
 *
 * @example
 * ```ts
 * import { classificationReport } from 'ndlogit'
 *
 * const report = classificationReport(['cat', 'dog', 'dog'], ['cat', 'cat', 'dog'])
 * console.log(report.classes[1]?.recall, report.macroAvg.precision) // 0.5 0.75
 * console.log(String(report)) // the table
 * ```
 */
export function classificationReport(
  yTrue: LabelsLike,
  yPred: LabelsLike,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  checkKeys('classificationReport', options, OPTIONS)
  const { labels, targetNames, sampleWeight, digits = 2, zeroDivision = 0 } = options
  checkNumber('digits', digits, { min: 0, max: 20, integer: true })
  checkZeroDivision(zeroDivision)
  const pairs = readLabelPairs(yTrue, yPred, options)
  const present = classesOf(pairs)
  const classes = readLabelOption(labels, pairs.yTrue, () => present)
  const names = targetNames ?? classes.map(String)
  if (names.length !== classes.length) {
    throw new ValidationError(
      `targetNames must have a name for each of the ${classes.length} classes, got ${names.length}`,
    )
  }
  const counts = countClasses(pairs, classes)
  const { precision, recall, fscore } = scoreClasses(counts, 1, zeroDivision)
  const total = counts.actual.reduce((sum, count) => sum + count, 0)
  const average = (by: MultipleAverage): ReportLine => {
    const scores = averageScores(counts, by, 1, zeroDivision)
    return { precision: scores.precision, recall: scores.recall, f1Score: scores.fscore, support: total }
  }
  const complete = classes.length === present.length && present.every(label => classes.includes(label))
  const microAvg = average('micro')
  const lines: ReportLines = {
    classes: classes.map((label, k) => ({
      label,
      name: names[k],
      precision: precision[k],
      recall: recall[k],
      f1Score: fscore[k],
      support: counts.actual[k],
    })),
    // Over all classes, the share found of all samples is the share that is right.
    ...(complete ? { accuracy: microAvg.recall } : {}),
    microAvg,
    macroAvg: average('macro'),
    weightedAvg: average('weighted'),
  }
  const text = toTable(lines, digits, sampleWeight !== undefined)
  // Not enumerable, so that the report prints and compares as plain data.
  return Object.defineProperty(lines, 'toString', { value: () => text }) as ClassificationReport
}

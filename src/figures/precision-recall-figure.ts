import type { LabelsLike } from '../data/labels'
import { BINARY_OPTIONS, type BinaryScoreOptions, readBinaryScores } from '../metrics/binary-scores'
import { averagePrecisionScore, precisionRecallCurve } from '../metrics/precision-recall-curve'
import { checkKeys } from '../support/validate'
import { type Figure, short } from './figure'
import { colorsOf, positiveClass, readSeries, type ScoresLike, strokeOf, told } from './series'

/**
 * Precision against recall of one model or of several, in steps, with their average precisions and, dashed, what guessing
 * reaches: rows `{ series, recall, precision, threshold }` of `precisionRecallCurve`; the last point has no threshold.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class, or an object of them by name
 * @param options - `posLabel`, `sampleWeight`
 * @throws ValidationError as `precisionRecallCurve`, and where the positive class or the others have no row
 *
 * @example
 * ```ts
 * import { precisionRecallFigure } from 'ndlogit/figures'
 *
 * const { subtitle } = precisionRecallFigure([0, 0, 1, 1], { a: [0.1, 0.4, 0.35, 0.8], b: [0, 0, 1, 1] })
 * console.log(subtitle) // average precision: a 0.833, b 1.00; positive class: 1
 * ```
 */
export function precisionRecallFigure(
  yTrue: LabelsLike,
  yScore: ScoresLike,
  options: BinaryScoreOptions = {},
): Figure {
  checkKeys('precisionRecallFigure', options, BINARY_OPTIONS)
  const series = readSeries(yScore)
  const positive = positiveClass(yTrue, options)
  const data = series.flatMap(({ name, scores }) => {
    const { precision, recall, thresholds } = precisionRecallCurve(yTrue, scores, options)
    return Array.from(recall.data, (value, i) => ({
      series: name,
      recall: value,
      precision: precision.data[i],
      threshold: i < thresholds.data.length ? thresholds.data[i] : null,
    }))
  })
  const average = series.map(({ scores }) => short(averagePrecisionScore(yTrue, scores, options)))
  return {
    title: 'Precision and recall',
    subtitle: `${told('average precision', series, average)}; positive class: ${String(positive)}`,
    x: { label: 'recall', domain: [0, 1], grid: true },
    y: { label: 'precision', domain: [0, 1], grid: true },
    ...colorsOf(series),
    marks: [
      {
        mark: 'ruleY',
        data: [{ share: positiveShare(yTrue, series[0].scores, options) }],
        options: { y: 'share', strokeDasharray: '4 4', strokeOpacity: 0.5 },
      },
      {
        mark: 'line',
        data,
        options: { x: 'recall', y: 'precision', curve: 'step-after', ...strokeOf(series) },
      },
    ],
  }
}

/** What a model that guesses has for its precision. */
function positiveShare(yTrue: LabelsLike, scores: LabelsLike<number>, options: BinaryScoreOptions): number {
  const { positive, weights } = readBinaryScores(yTrue, scores, options)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.reduce((sum, weight, i) => sum + weight * positive[i], 0) / total
}

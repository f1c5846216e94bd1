import type { LabelsLike } from '../data/labels'
import { BINARY_OPTIONS, type BinaryScoreOptions } from '../metrics/binary-scores'
import { rocCurve, trapezoid } from '../metrics/roc-curve'
import { checkKeys } from '../support/validate'
import { type Figure, short } from './figure'
import { colorsOf, diagonal, positiveClass, readSeries, type ScoresLike, strokeOf, told } from './series'

/**
 * The ROC curve of one model or of several, with the areas under them: rows `{ series, falsePositiveRate, truePositiveRate,
 * threshold }` of `rocCurve`; the first threshold, which no row reaches, is `null`.
 *
 * @param yTrue - true labels `[n]`
 * @param yScore - scores `[n]` that grow with confidence in the positive class, or an object of them by name
 * @param options - `posLabel`, `sampleWeight`
 * @throws ValidationError as `rocCurve`, and where the positive class or the others have no row
 *
 * @example
 * ```ts
 * import { rocFigure } from 'ndlogit/figures'
 *
 * const { subtitle, marks } = rocFigure(['ham', 'ham', 'spam', 'spam'], [0.1, 0.4, 0.35, 0.8], { posLabel: 'spam' })
 * console.log(subtitle) // area 0.750; positive class: spam
 * console.log(marks[1].data.length) // 5
 * ```
 */
export function rocFigure(yTrue: LabelsLike, yScore: ScoresLike, options: BinaryScoreOptions = {}): Figure {
  checkKeys('rocFigure', options, BINARY_OPTIONS)
  const series = readSeries(yScore)
  const positive = positiveClass(yTrue, options)
  const curves = series.map(({ scores }) => rocCurve(yTrue, scores, options))
  const data = curves.flatMap(({ fpr, tpr, thresholds }, k) =>
    Array.from(fpr.data, (rate, i) => ({
      series: series[k].name,
      falsePositiveRate: rate,
      truePositiveRate: tpr.data[i],
      threshold: Number.isFinite(thresholds.data[i]) ? thresholds.data[i] : null,
    })),
  )
  const [x, y] = ['falsePositiveRate', 'truePositiveRate'] as const
  const areas = curves.map(({ fpr, tpr }) => short(trapezoid(fpr.data, tpr.data)))
  return {
    title: 'ROC curve',
    subtitle: `${told('area', series, areas)}; positive class: ${String(positive)}`,
    x: { label: 'false positive rate', domain: [0, 1], grid: true },
    y: { label: 'true positive rate', domain: [0, 1], grid: true },
    ...colorsOf(series),
    marks: [diagonal(x, y), { mark: 'line', data, options: { x, y, ...strokeOf(series) } }],
  }
}

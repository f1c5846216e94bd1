import type { LabelsLike } from '../data/labels'
import { brierScoreLoss, type CalibrationCurveOptions, calibrationCurve } from '../metrics/calibration'
import { checkKeys } from '../support/validate'
import { type Figure, short } from './figure'
import { colorsOf, diagonal, positiveClass, readSeries, type ScoresLike, strokeOf, told } from './series'

/**
 * How often the positive class came against how probable it was said to be, of one model or of several, with their Brier
 * scores: rows `{ series, predicted, observed }` of `calibrationCurve`. Points above the diagonal came more often than said.
 *
 * @param yTrue - true labels `[n]` of two classes
 * @param yProba - probabilities `[n]` of the positive class, or an object of them by name
 * @param options - `nBins = 5`, `strategy = 'uniform'`, `posLabel`, `sampleWeight`
 * @throws ValidationError as `calibrationCurve`, and where the positive class or the other has no row
 *
 * @example
 * ```ts
 * import { calibrationFigure } from 'ndlogit/figures'
 *
 * const { subtitle, marks } = calibrationFigure([0, 0, 1, 1], [0.25, 0.25, 0.75, 1], { nBins: 2 })
 * console.log(subtitle) // Brier score 0.0469; positive class: 1
 * console.log(marks[1].data[1]) // { series: '', predicted: 0.875, observed: 1 }
 * ```
 */
export function calibrationFigure(
  yTrue: LabelsLike,
  yProba: ScoresLike,
  options: CalibrationCurveOptions = {},
): Figure {
  checkKeys('calibrationFigure', options, ['nBins', 'strategy', 'posLabel', 'sampleWeight'])
  const { nBins, strategy, ...binary } = options
  const series = readSeries(yProba)
  const positive = positiveClass(yTrue, binary)
  const data = series.flatMap(({ name, scores }) => {
    const { probPred, probTrue } = calibrationCurve(yTrue, scores, options)
    return Array.from(probPred.data, (predicted, i) => ({
      series: name,
      predicted,
      observed: probTrue.data[i],
    }))
  })
  const brier = series.map(({ scores }) => short(brierScoreLoss(yTrue, scores, binary)))
  const [x, y] = ['predicted', 'observed'] as const
  const channels = { x, y, ...strokeOf(series) }
  return {
    title: 'Calibration',
    subtitle: `${told('Brier score', series, brier)}; positive class: ${String(positive)}`,
    x: { label: 'predicted probability', domain: [0, 1], grid: true },
    y: { label: 'share that came true', domain: [0, 1], grid: true },
    ...colorsOf(series),
    marks: [
      diagonal(x, y),
      { mark: 'line', data, options: channels },
      { mark: 'dot', data, options: channels },
    ],
  }
}

/** How sparsity and accuracy move with C, a line per penalty. */

import * as Plot from '@observablehq/plot'
import { LOOKS } from './palette'
import {
  LEGEND_Y,
  type LegendEntry,
  legend,
  mark,
  PANEL_HEIGHT,
  PANEL_WIDTH,
  panelAgainstC,
  stroke,
} from './panels'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

/** One penalty and C. Shares are in 0 … 1. */
export interface CurvePoint {
  readonly penalty: string
  readonly C: number
  readonly sparsity: number
  readonly trainAccuracy: number
  readonly heldOutAccuracy: number
}

interface Series extends LegendEntry {
  readonly points: readonly { readonly C: number; readonly share: number }[]
}

/**
 * Draws sparsity on the left and accuracy on the right, against C on a logarithmic axis.
 *
 * @param points - of at most two penalties, each C once per penalty
 * @param notes - lines under the title: which rows the models have seen
 * @returns the text of an SVG file
 */
export function curvesAgainstC(points: readonly CurvePoint[], notes: readonly string[]): string {
  const penalties = [...new Set(points.map(({ penalty }) => penalty))]
  const series = (share: (point: CurvePoint) => number, suffix = '', dashed = false): Series[] =>
    penalties.map((penalty, k) => ({
      name: penalty + suffix,
      points: points.filter(point => point.penalty === penalty).map(p => ({ C: p.C, share: share(p) })),
      look: LOOKS[k],
      dashed,
    }))
  const sparsity = series(point => point.sparsity)
  const accuracy = [
    ...series(point => point.trainAccuracy, ' training'),
    ...series(point => point.heldOutAccuracy, ' held out', true),
  ]
  const left = SHEET_MARGIN
  const right = 2 * SHEET_MARGIN + PANEL_WIDTH
  const y = belowNotes(notes.length)
  return drawSheet({
    width: 2 * PANEL_WIDTH + 3 * SHEET_MARGIN,
    height: y + PANEL_HEIGHT + SHEET_MARGIN / 2,
    title: 'Sparsity and accuracy against C',
    notes,
    parts: [
      { x: left, y, plot: curves(sparsity, 'Sparsity: share of coefficients that are exactly 0 (%)', true) },
      { x: right, y, plot: curves(accuracy, 'Accuracy: share of rows predicted right (%)', false) },
      { x: left, y: y + LEGEND_Y, plot: legend(sparsity) },
      { x: right, y: y + LEGEND_Y, plot: legend(accuracy) },
    ],
  })
}

function curves(series: readonly Series[], title: string, fromZero: boolean): Plot.PlotOptions {
  const Cs = series[0].points.map(({ C }) => C)
  return panelAgainstC(
    title,
    Cs,
    { percent: true, zero: fromZero },
    series.flatMap(({ points, look, dashed }) => [
      Plot.line(points, { x: 'C', y: 'share', ...stroke(look, dashed) }),
      Plot.dot(points, { x: 'C', y: 'share', ...mark(look, dashed) }),
    ]),
  )
}

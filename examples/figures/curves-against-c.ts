/** How sparsity and accuracy move with C, a line per penalty. */

import * as Plot from '@observablehq/plot'
import { INK, LOOKS, type Look, PAPER } from './palette'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

/** One penalty and C. Shares are in 0 … 1. */
export interface CurvePoint {
  readonly penalty: string
  readonly C: number
  readonly sparsity: number
  readonly trainAccuracy: number
  readonly heldOutAccuracy: number
}

interface Series {
  readonly name: string
  readonly points: readonly { readonly C: number; readonly share: number }[]
  readonly look: Look
  readonly dashed: boolean
}

const PLOT_WIDTH = 546
const PLOT_HEIGHT = 420
const MARGIN_LEFT = 40
const LEGEND_ENTRY = 124
const LEGEND_LINE = 34

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
      look: LOOKS[k]!,
      dashed,
    }))
  const sparsity = series(point => point.sparsity)
  const accuracy = [
    ...series(point => point.trainAccuracy, ' training'),
    ...series(point => point.heldOutAccuracy, ' held out', true),
  ]
  const left = SHEET_MARGIN
  const right = 2 * SHEET_MARGIN + PLOT_WIDTH
  const y = belowNotes(notes.length)
  return drawSheet({
    width: 2 * PLOT_WIDTH + 3 * SHEET_MARGIN,
    height: y + PLOT_HEIGHT + SHEET_MARGIN / 2,
    title: 'Sparsity and accuracy against C',
    notes,
    parts: [
      { x: left, y, plot: curves(sparsity, 'Sparsity: share of coefficients that are exactly 0 (%)', true) },
      { x: right, y, plot: curves(accuracy, 'Accuracy: share of rows predicted right (%)', false) },
      { x: left, y: y + 24, plot: legend(sparsity) },
      { x: right, y: y + 24, plot: legend(accuracy) },
    ],
  })
}

function curves(series: readonly Series[], title: string, fromZero: boolean): Plot.PlotOptions {
  const Cs = series[0]!.points.map(({ C }) => C)
  return {
    width: PLOT_WIDTH,
    height: PLOT_HEIGHT,
    marginTop: 64,
    marginRight: 20,
    marginBottom: 56,
    marginLeft: MARGIN_LEFT,
    x: { type: 'log', label: null, inset: 10 },
    y: { percent: true, nice: true, zero: fromZero, label: null },
    marks: [
      Plot.gridY({ stroke: '#e4e4e4', strokeOpacity: 1 }),
      Plot.axisY({ fontSize: 13, tickSize: 0, color: INK }),
      Plot.axisX(Cs, { fontSize: 13, tickFormat: C => String(C), color: INK }),
      Plot.text([title], {
        frameAnchor: 'top-left',
        dx: -MARGIN_LEFT,
        dy: -62,
        fontSize: 15,
        fontWeight: 600,
        fill: INK,
      }),
      Plot.text(['C, the weight of the data against the penalty (no unit, log scale)'], {
        frameAnchor: 'bottom',
        dy: 46,
        fontSize: 13,
        fill: INK,
      }),
      ...series.flatMap(({ points, look, dashed }) => [
        Plot.line(points, { x: 'C', y: 'share', ...stroke(look, dashed) }),
        Plot.dot(points, { x: 'C', y: 'share', ...mark(look, dashed) }),
      ]),
    ],
  }
}

/** A sample of each line with its name, in pixels. */
function legend(series: readonly Series[]): Plot.PlotOptions {
  return {
    width: PLOT_WIDTH,
    height: 20,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { axis: null },
    marks: series.flatMap(({ name, look, dashed }, k) => {
      const start = k * LEGEND_ENTRY
      const ends = [start, start + LEGEND_LINE]
      return [
        Plot.line(ends, { x: x => x, y: 0, ...stroke(look, dashed) }),
        Plot.dot([start + LEGEND_LINE / 2], { x: x => x, y: 0, ...mark(look, dashed) }),
        Plot.text([name], { x: start + LEGEND_LINE + 7, y: 0, textAnchor: 'start', fontSize: 13, fill: INK }),
      ]
    }),
  }
}

function stroke({ color }: Look, dashed: boolean): Plot.LineOptions {
  return { stroke: color, strokeWidth: 2, ...(dashed && { strokeDasharray: '5 4' }) }
}

function mark({ color, symbol, r }: Look, dashed: boolean): Plot.DotOptions {
  return { symbol, r, fill: dashed ? PAPER : color, stroke: color, strokeWidth: 1.5 }
}

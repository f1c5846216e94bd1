/** What the figures of curves against C have in common: the panel with its axes, the looks of lines, the legend. */

import * as Plot from '@observablehq/plot'
import { INK, type Look, PAPER } from './palette'

/** A line as the legend names it. */
export interface LegendEntry {
  readonly name: string
  readonly look: Look
  readonly dashed: boolean
}

export const PANEL_WIDTH = 546
export const PANEL_HEIGHT = 420
/** Where the legend belongs, below the top of its panel. */
export const LEGEND_Y = 24
const MARGIN_LEFT = 40
const LEGEND_ENTRY = 124
const LEGEND_LINE = 34

/** A panel with C on a logarithmic axis, a tick at each of `Cs`. */
export function panelAgainstC(
  title: string,
  Cs: readonly number[],
  y: Plot.ScaleOptions,
  marks: readonly Plot.Markish[],
): Plot.PlotOptions {
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    marginTop: 64,
    marginRight: 20,
    marginBottom: 56,
    marginLeft: MARGIN_LEFT,
    x: { type: 'log', label: null, inset: 10 },
    y: { nice: true, label: null, ...y },
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
      ...marks,
    ],
  }
}

/** A sample of each line with its name, in pixels. */
export function legend(entries: readonly LegendEntry[]): Plot.PlotOptions {
  return {
    width: PANEL_WIDTH,
    height: 20,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { axis: null },
    marks: entries.flatMap(({ name, look, dashed }, k) => {
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

export function stroke({ color }: Look, dashed: boolean): Plot.LineOptions {
  return { stroke: color, strokeWidth: 2, ...(dashed && { strokeDasharray: '5 4' }) }
}

export function mark({ color, symbol, r }: Look, dashed: boolean): Plot.DotOptions {
  return { symbol, r, fill: dashed ? PAPER : color, stroke: color, strokeWidth: 1.5 }
}

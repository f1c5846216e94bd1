/** Coefficients by name as bars to the left and to the right of zero, in the order given. */

import * as Plot from '@observablehq/plot'
import { INK, LOOKS } from './palette'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

/** A bar. */
export interface NamedCoefficient {
  readonly feature: string
  readonly coef: number
}

const WIDTH = 820
const BAR = 26
const NAMES = 250
/** Room for the figures beside the longest bars. */
const FIGURES = 56

/** The text of an SVG file. */
export function coefficientBars(
  title: string,
  notes: readonly string[],
  bars: readonly NamedCoefficient[],
): string {
  const top = belowNotes(notes.length)
  const height = bars.length * BAR
  const beside = (sign: 1 | -1): Plot.Markish =>
    Plot.text(
      bars.filter(({ coef }) => coef * sign > 0),
      {
        x: 'coef',
        y: 'feature',
        text: ({ coef }: NamedCoefficient) => coef.toFixed(2),
        textAnchor: sign > 0 ? 'start' : 'end',
        dx: 6 * sign,
        fontSize: 13,
        fill: INK,
      },
    )
  const plot: Plot.PlotOptions = {
    width: WIDTH - SHEET_MARGIN,
    height,
    marginTop: 0,
    marginBottom: 0,
    marginLeft: NAMES,
    marginRight: FIGURES,
    x: { axis: null, inset: FIGURES },
    y: { domain: bars.map(({ feature }) => feature), label: null, padding: 0.25 },
    marks: [
      Plot.axisY({ fontSize: 13, tickSize: 0, color: INK, x: null, anchor: 'left' }),
      Plot.barX(bars, {
        x: 'coef',
        y: 'feature',
        fill: ({ coef }: NamedCoefficient) => LOOKS[coef > 0 ? 0 : 1].color,
      }),
      Plot.ruleX([0], { stroke: INK }),
      beside(1),
      beside(-1),
    ],
  }
  return drawSheet({
    width: WIDTH,
    height: top + height + SHEET_MARGIN,
    title,
    notes,
    parts: [{ x: SHEET_MARGIN, y: top, plot }],
  })
}

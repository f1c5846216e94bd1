/** A figure of `ndlogit/figures` on a sheet of its own. */

import * as Plot from '@observablehq/plot'
import { type Figure, toPlot } from 'ndlogit/figures'
import { INK, LOOKS } from './palette'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

const WIDTH = 820
/** Of a bar, and of a plot without bars. */
const BAR = 26
const HEIGHT = 420
/** For the axis below. */
const AXIS = 40
/** Of the line that says which color is which, and of a sample of a color. */
const LEGEND = 28
const SWATCH = 12

/**
 * Draws it in the colors of the other figures, under a title and notes of one's own.
 *
 * @returns the text of an SVG file
 */
export function figureSheet(figure: Figure, title: string, notes: readonly string[]): string {
  // Title and legend stand above a sheet, as text; Plot would wrap the picture in a page's elements.
  const { title: _, subtitle: __, color, ...plot } = toPlot(Plot, figure)
  const names = color?.domain?.map(String) ?? []
  const head = belowNotes(notes.length)
  const top = head + (names.length > 0 ? LEGEND : 0)
  const bars = figure.y.domain?.length
  const height = figure.marks.some(({ mark }) => mark === 'barX') && bars ? bars * BAR + 2 * AXIS : HEIGHT
  const options: Plot.PlotOptions = {
    ...plot,
    width: WIDTH - 2 * SHEET_MARGIN,
    height,
    marginBottom: AXIS,
    style: { fontSize: '13px', color: INK },
    ...(color && { color: { ...color, legend: false, range: LOOKS.map(look => look.color) } }),
  }
  return drawSheet({
    width: WIDTH,
    height: top + height + SHEET_MARGIN / 2,
    title,
    notes,
    parts: [
      ...(names.length > 0 ? [{ x: SHEET_MARGIN, y: head, plot: legend(names) }] : []),
      { x: SHEET_MARGIN, y: top, plot: options },
    ],
  })
}

/** The colors with their names, in pixels. */
function legend(names: readonly string[]): Plot.PlotOptions {
  const starts = names.map((_, k) =>
    names.slice(0, k).reduce((x, name) => x + 2 * SWATCH + 20 + 8 * name.length, 0),
  )
  return {
    width: WIDTH - 2 * SHEET_MARGIN,
    height: LEGEND,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: names.flatMap((name, k) => [
      Plot.rect([name], {
        x1: starts[k],
        x2: starts[k] + SWATCH,
        y1: 4,
        y2: 4 + SWATCH,
        fill: LOOKS[k].color,
      }),
      Plot.text([name], {
        x: starts[k] + SWATCH + 7,
        y: 4 + SWATCH / 2,
        textAnchor: 'start',
        fontSize: 13,
        fill: INK,
      }),
    ]),
  }
}

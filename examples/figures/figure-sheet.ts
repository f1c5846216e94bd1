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

/**
 * Draws it in the colors of the other figures, under a title and notes of one's own.
 *
 * @returns the text of an SVG file
 */
export function figureSheet(figure: Figure, title: string, notes: readonly string[]): string {
  // Title and legend stand above a sheet, as text; Plot would wrap the picture in a page's elements.
  const { title: _, subtitle: __, color, ...plot } = toPlot(Plot, figure)
  const top = belowNotes(notes.length)
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
    parts: [{ x: SHEET_MARGIN, y: top, plot: options }],
  })
}

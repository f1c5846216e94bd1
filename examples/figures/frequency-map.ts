/** How often each pixel is chosen, as an 8 × 8 image with the numbers in it. */

import * as Plot from '@observablehq/plot'
import { INK, PAPER } from './palette'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

const SIDE = 8
const MAP = 520

/**
 * Draws the map; what reaches the threshold is framed.
 *
 * @param frequencies - 64 shares in 0 … 1, image row by image row
 * @param threshold - the share from which on a pixel is kept
 * @param title - of the figure
 * @param notes - lines under the title
 * @returns the text of an SVG file
 */
export function frequencyMap(
  frequencies: ArrayLike<number>,
  threshold: number,
  title: string,
  notes: readonly string[],
): string {
  const pixels = Array.from(frequencies, (value, k) => ({ value, row: Math.floor(k / SIDE), col: k % SIDE }))
  const place = { x: 'col', y: 'row' }
  const axis = { label: null, ticks: [], tickSize: 0, domain: [...Array(SIDE).keys()], padding: 0.08 }
  const y = belowNotes(notes.length)
  return drawSheet({
    width: 2 * SHEET_MARGIN + 760,
    height: y + MAP + SHEET_MARGIN,
    title,
    notes,
    parts: [
      {
        x: SHEET_MARGIN,
        y,
        plot: {
          width: MAP,
          height: MAP,
          margin: 4,
          x: axis,
          y: axis,
          color: { type: 'linear', scheme: 'Greens', domain: [0, 1] },
          marks: [
            Plot.cell(pixels, { ...place, fill: 'value' }),
            Plot.cell(
              pixels.filter(({ value }) => value >= threshold),
              { ...place, fill: 'none', stroke: INK, strokeWidth: 4 },
            ),
            Plot.text(pixels, {
              ...place,
              text: ({ value }) => `${Math.round(100 * value)}`,
              fontSize: 15,
              fill: ({ value }) => (value > 0.55 ? PAPER : INK),
            }),
          ],
        },
      },
    ],
  })
}

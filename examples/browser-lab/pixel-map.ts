/** The two images of 64 values on a diverging colour scale: the weights, and what each pixel adds for one image. */

import {
  type Directions,
  PIXEL_AXIS,
  pixelMarks,
  rampLegend,
  rampScale,
  toPixels,
} from 'ndlogit-figures/pixel-marks'
import { showPlot } from './plot-figure'

const SIZE = 320
const LEGEND_WIDTH = 352

/** The colours are those of the figures in files: blue speaks for small digits, red for large ones. */
const DIRECTIONS: Directions = { negative: 'small', positive: 'large' }

/** Shows 64 values; `limit` is where the colours end. */
export function showPixelMap(
  container: Element,
  label: string,
  values: ArrayLike<number>,
  limit: number,
): void {
  showPlot(container, label, {
    width: SIZE,
    height: SIZE,
    margin: 1,
    x: PIXEL_AXIS,
    y: PIXEL_AXIS,
    color: rampScale(limit),
    marks: pixelMarks(toPixels(values)),
  })
}

/** Shows what the colours mean. */
export function showRampLegend(container: Element, limit: number): void {
  const label = `Colours from −${limit.toPrecision(2)}, blue, over 0, white, to ${limit.toPrecision(2)}, red`
  showPlot(container, label, rampLegend(limit, DIRECTIONS, LEGEND_WIDTH, 'currentColor'))
}

/** The largest magnitude, or 1 if all are zero. */
export function largest(values: ArrayLike<number>): number {
  return Array.from(values, Math.abs).reduce((max, value) => Math.max(max, value), 0) || 1
}

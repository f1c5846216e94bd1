/**
 * What pixel images are drawn with: cells on a colour scale, exact zeros told apart, and the legends of both. Nothing
 * here needs Node, so web pages may use it.
 */

import * as Plot from '@observablehq/plot'
import { INK } from './palette'

/** Pixels in a row of an image, and rows. */
export const SIDE = 8

/** A pixel and what is shown of it, at its place. */
export interface Pixel {
  readonly row: number
  readonly col: number
  readonly value: number
}

/** What the signs of the values speak for. */
export interface Directions {
  readonly negative: string
  readonly positive: string
}

export const LEGEND_HEIGHT = 62
// Room for half of the last tick's label.
export const LEGEND_INSET = 16
const LEGEND_STEPS = 115
const ZERO_FILL = '#d4d4d4'
const ZERO_MARK = '#6e6e6e'

/** Values as pixels, image row by image row. */
export function toPixels(values: ArrayLike<number>): Pixel[] {
  return Array.from(values, (value, k) => ({ row: Math.floor(k / SIDE), col: k % SIDE, value }))
}

/** The band scale of rows and of columns. */
export const PIXEL_AXIS: Plot.ScaleOptions = {
  label: null,
  ticks: [],
  tickSize: 0,
  domain: range(SIDE),
  padding: 0.05,
}

/** Blue for negative values, red for positive ones, white between. */
export function rampScale(limit: number): Plot.ScaleOptions {
  return { type: 'diverging', scheme: 'RdBu', reverse: true, pivot: 0, domain: [-limit, limit] }
}

/** The cells of images; exact zeros are grey with a dot, which no other value is. */
export function pixelMarks(
  pixels: readonly Pixel[],
  facet: Plot.CellOptions & Plot.DotOptions = {},
): Plot.Markish[] {
  const place = { x: 'col', y: 'row', ...facet }
  const zeros = pixels.filter(({ value }) => value === 0)
  return [
    Plot.cell(
      pixels.filter(({ value }) => value !== 0),
      { ...place, fill: 'value' },
    ),
    ...zeroMarks(zeros, place),
    Plot.frame({ stroke: '#b8b8b8' }),
  ]
}

function zeroMarks<T>(data: readonly T[], place: Plot.CellOptions & Plot.DotOptions): Plot.Markish[] {
  return [Plot.cell(data, { ...place, fill: ZERO_FILL }), Plot.dot(data, { ...place, fill: ZERO_MARK, r: 2 })]
}

/** What the colours mean. Plot's own ramp needs a canvas; this one is a row of rectangles. */
export function rampLegend(
  limit: number,
  { negative, positive }: Directions,
  legendWidth: number,
  ink = INK,
): Plot.PlotOptions {
  const width = (2 * limit) / LEGEND_STEPS
  const steps = range(LEGEND_STEPS).map(k => -limit + k * width)
  return {
    width: legendWidth,
    height: LEGEND_HEIGHT,
    marginTop: 20,
    marginRight: LEGEND_INSET,
    marginBottom: 24,
    marginLeft: LEGEND_INSET,
    x: { domain: [-limit, limit], label: null },
    color: rampScale(limit),
    marks: [
      // Each step reaches a little into the next: no hairlines where the edges fall between pixels.
      Plot.rectX(steps, {
        x1: x => x,
        x2: x => Math.min(limit, x + 1.3 * width),
        fill: x => x + width / 2,
      }),
      Plot.axisX({ ticks: legendWidth / 65, fontSize: 13, tickSize: 4, color: ink }),
      Plot.text([`← speaks for ${negative}`], { frameAnchor: 'top-left', dy: -18, fontSize: 13, fill: ink }),
      Plot.text([`speaks for ${positive} →`], { frameAnchor: 'top-right', dy: -18, fontSize: 13, fill: ink }),
    ],
  }
}

/** What the dot means. */
export function zeroLegend(ink = INK): Plot.PlotOptions {
  return {
    width: 220,
    height: LEGEND_HEIGHT,
    marginTop: 19,
    marginRight: 196,
    marginBottom: 19,
    marginLeft: 0,
    x: { axis: null },
    y: { axis: null },
    marks: [
      ...zeroMarks([0], { x: () => 0, y: () => 0 }),
      Plot.text(['exactly 0: pixel not used'], {
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 8,
        fontSize: 13,
        fill: ink,
      }),
    ],
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, k) => k)
}

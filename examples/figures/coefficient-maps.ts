/** Coefficients of pixel models as 8 × 8 images, one panel per penalty (down) and C (across). */

import * as Plot from '@observablehq/plot'
import { belowNotes, drawSheet, INK, MUTED_INK, SHEET_MARGIN } from './sheet'

/** One model's coefficients. */
export interface CoefficientMap {
  /** the row of panels, as `'L1'` */
  readonly penalty: string
  /** the column of panels */
  readonly C: number
  /** 64 coefficients, image row by image row */
  readonly coef: ArrayLike<number>
  /** share of coefficients that are exactly 0 */
  readonly sparsity: number
}

/** What the signs of the coefficients speak for. */
export interface Directions {
  readonly negative: string
  readonly positive: string
}

interface Pixel {
  readonly penalty: string
  readonly C: number
  readonly row: number
  readonly col: number
  readonly value: number
}

const SIDE = 8
const PANEL = 200
const GAP_X = 32
const GAP_Y = 68
const PANEL_TITLE = 26
const PANEL_NOTE = 28
const LEGEND_WIDTH = 460
const LEGEND_HEIGHT = 62
// Room for half of the last tick's label.
const LEGEND_INSET = 16
const LEGEND_STEPS = 115
const ZERO_FILL = '#d4d4d4'
const ZERO_MARK = '#6e6e6e'

/**
 * Draws the maps. All panels share one colour scale, so that shades compare across panels; exact zeros are grey with
 * a dot, which no other value is.
 *
 * @returns the text of an SVG file
 */
export function coefficientMaps(maps: readonly CoefficientMap[], { negative, positive }: Directions): string {
  const pixels = maps.flatMap(toPixels)
  const limit = Math.max(...pixels.map(({ value }) => Math.abs(value)))
  const penalties = [...new Set(maps.map(({ penalty }) => penalty))]
  const Cs = [...new Set(maps.map(({ C }) => C))]
  const panels = {
    width: Cs.length * (PANEL + GAP_X) - GAP_X,
    height: penalties.length * (PANEL + GAP_Y) - GAP_Y,
  }
  const notes = [
    'Each square is the weight of one pixel, at the place of that pixel in the 8 × 8 image. All panels share one colour scale.',
  ]
  const legendY = belowNotes(notes.length)
  const panelsY = legendY + LEGEND_HEIGHT + 24 + PANEL_TITLE
  const axis = { label: null, ticks: [], tickSize: 0 }
  return drawSheet({
    width: panels.width + 2 * SHEET_MARGIN,
    height: panelsY + panels.height + PANEL_NOTE + SHEET_MARGIN / 2,
    title: 'Coefficients by penalty and C',
    notes,
    parts: [
      { x: SHEET_MARGIN - LEGEND_INSET, y: legendY, plot: rampLegend(limit, negative, positive) },
      { x: SHEET_MARGIN + LEGEND_WIDTH + 48, y: legendY, plot: zeroLegend() },
      {
        x: SHEET_MARGIN,
        y: panelsY - PANEL_TITLE,
        plot: {
          width: panels.width,
          height: panels.height + PANEL_TITLE + PANEL_NOTE,
          marginTop: PANEL_TITLE,
          marginRight: 0,
          marginBottom: PANEL_NOTE,
          marginLeft: 0,
          x: { ...axis, domain: range(SIDE), padding: 0.05 },
          y: { ...axis, domain: range(SIDE), padding: 0.05 },
          fx: {
            axis: null,
            domain: Cs,
            round: false,
            paddingOuter: 0,
            paddingInner: GAP_X / (PANEL + GAP_X),
          },
          fy: {
            axis: null,
            domain: penalties,
            round: false,
            paddingOuter: 0,
            paddingInner: GAP_Y / (PANEL + GAP_Y),
          },
          color: rampScale(limit),
          marks: [...pixelMarks(pixels), ...panelTexts(maps)],
        },
      },
    ],
  })
}

function toPixels({ penalty, C, coef }: CoefficientMap): Pixel[] {
  return Array.from(coef, (value, k) => ({
    penalty,
    C,
    row: Math.floor(k / SIDE),
    col: k % SIDE,
    value,
  }))
}

function rampScale(limit: number): Plot.ScaleOptions {
  return { type: 'diverging', scheme: 'RdBu', reverse: true, pivot: 0, domain: [-limit, limit] }
}

function pixelMarks(pixels: readonly Pixel[]): Plot.Markish[] {
  const place = { x: 'col', y: 'row', fx: 'C', fy: 'penalty' }
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

function panelTexts(maps: readonly CoefficientMap[]): Plot.Markish[] {
  const place = { fx: 'C', fy: 'penalty', lineAnchor: 'bottom' } as const
  return [
    Plot.text(maps, {
      ...place,
      frameAnchor: 'top-left',
      dy: -7,
      text: ({ penalty, C }) => `${penalty}, C = ${C}`,
      fontSize: 15,
      fontWeight: 600,
      fill: INK,
    }),
    Plot.text(maps, {
      ...place,
      frameAnchor: 'bottom-left',
      dy: 19,
      text: ({ coef, sparsity }) =>
        `${(100 * sparsity).toFixed(2)} % zeros (${Math.round(sparsity * coef.length)} of ${coef.length})`,
      fontSize: 13,
      fill: MUTED_INK,
    }),
  ]
}

/** Plot's own ramp needs a canvas; this one is a row of rectangles. */
function rampLegend(limit: number, negative: string, positive: string): Plot.PlotOptions {
  const width = (2 * limit) / LEGEND_STEPS
  const steps = range(LEGEND_STEPS).map(k => -limit + k * width)
  return {
    width: LEGEND_WIDTH,
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
      Plot.axisX({ ticks: 7, fontSize: 13, tickSize: 4, color: INK }),
      Plot.text([`← speaks for ${negative}`], { frameAnchor: 'top-left', dy: -18, fontSize: 13, fill: INK }),
      Plot.text([`speaks for ${positive} →`], { frameAnchor: 'top-right', dy: -18, fontSize: 13, fill: INK }),
    ],
  }
}

function zeroLegend(): Plot.PlotOptions {
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
        fill: INK,
      }),
    ],
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, k) => k)
}

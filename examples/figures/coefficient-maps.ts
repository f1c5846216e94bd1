/** Coefficients of pixel models as 8 × 8 images, one panel per penalty (down) and C (across). */

import * as Plot from '@observablehq/plot'
import { INK, MUTED_INK } from './palette'
import {
  type Directions,
  LEGEND_HEIGHT,
  LEGEND_INSET,
  PIXEL_AXIS,
  type Pixel,
  pixelMarks,
  rampLegend,
  rampScale,
  toPixels,
  zeroLegend,
} from './pixel-marks'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

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

interface PanelPixel extends Pixel {
  readonly penalty: string
  readonly C: number
}

const PANEL = 200
const GAP_X = 32
const GAP_Y = 68
const PANEL_TITLE = 26
const PANEL_NOTE = 28
const LEGEND_WIDTH = 460

/**
 * Draws the maps. All panels share one colour scale, so that shades compare across panels; exact zeros are grey with
 * a dot, which no other value is.
 *
 * @returns the text of an SVG file
 */
export function coefficientMaps(maps: readonly CoefficientMap[], directions: Directions): string {
  const pixels = maps.flatMap(({ penalty, C, coef }): PanelPixel[] =>
    toPixels(coef).map(pixel => ({ ...pixel, penalty, C })),
  )
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
  return drawSheet({
    width: panels.width + 2 * SHEET_MARGIN,
    height: panelsY + panels.height + PANEL_NOTE + SHEET_MARGIN / 2,
    title: 'Coefficients by penalty and C',
    notes,
    parts: [
      { x: SHEET_MARGIN - LEGEND_INSET, y: legendY, plot: rampLegend(limit, directions, LEGEND_WIDTH) },
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
          x: PIXEL_AXIS,
          y: PIXEL_AXIS,
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
          marks: [...pixelMarks(pixels, { fx: 'C', fy: 'penalty' }), ...panelTexts(maps)],
        },
      },
    ],
  })
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

/** What cross-validation says of each C, a line per penalty, and how many pixels the models use. */

import * as Plot from '@observablehq/plot'
import { INK, LOOKS } from './palette'
import { LEGEND_Y, legend, mark, PANEL_HEIGHT, PANEL_WIDTH, panelAgainstC, stroke } from './panels'
import { belowNotes, drawSheet, SHEET_MARGIN } from './sheet'

/** One penalty and C. */
export interface SelectionPoint {
  readonly penalty: string
  readonly C: number
  /** mean over the folds; greater is better */
  readonly meanScore: number
  readonly standardError: number
  /** pixels with a coefficient that is not 0 */
  readonly nonZero: number
}

/** A point to be ringed, with its name. */
export interface Choice {
  readonly point: SelectionPoint
  readonly name: string
}

/**
 * Draws the mean score ± its standard error on the left and the number of pixels in use on the right.
 *
 * @param points - of at most two penalties, each C once per penalty
 * @param choices - the points that the rules choose
 * @param scoreTitle - what the score is
 * @param notes - lines under the title
 * @returns the text of an SVG file
 */
export function selectionCurves(
  points: readonly SelectionPoint[],
  choices: readonly Choice[],
  scoreTitle: string,
  notes: readonly string[],
): string {
  const penalties = [...new Set(points.map(({ penalty }) => penalty))]
  const Cs = [...new Set(points.map(({ C }) => C))]
  const series = penalties.map((name, k) => ({
    name,
    own: points.filter(({ penalty }) => penalty === name),
    look: LOOKS[k],
    dashed: false,
    // Error bars side by side where two lines meet.
    shift: 4 * k - 2,
  }))
  const lines = (y: 'meanScore' | 'nonZero'): Plot.Markish[] => [
    ...series.flatMap(({ own, look, dashed }) => [
      Plot.line(own, { x: 'C', y, ...stroke(look, dashed) }),
      Plot.dot(own, { x: 'C', y, ...mark(look, dashed) }),
    ]),
    ...rings(choices, y),
  ]
  const bars = series.map(({ own, look, shift }) =>
    Plot.ruleX(own, {
      x: 'C',
      y1: ({ meanScore, standardError }) => meanScore - standardError,
      y2: ({ meanScore, standardError }) => meanScore + standardError,
      dx: shift,
      stroke: look.color,
      strokeWidth: 1.5,
    }),
  )
  const left = SHEET_MARGIN
  const right = 2 * SHEET_MARGIN + PANEL_WIDTH
  const y = belowNotes(notes.length)
  const free = { zero: false }
  return drawSheet({
    width: 2 * PANEL_WIDTH + 3 * SHEET_MARGIN,
    height: y + PANEL_HEIGHT + SHEET_MARGIN / 2,
    title: 'What cross-validation says of each C',
    notes,
    parts: [
      { x: left, y, plot: panelAgainstC(scoreTitle, Cs, free, [...bars, ...lines('meanScore')]) },
      { x: right, y, plot: panelAgainstC('Pixels in use', Cs, { zero: true }, lines('nonZero')) },
      { x: left, y: y + LEGEND_Y, plot: legend(series) },
      { x: right, y: y + LEGEND_Y, plot: legend(series) },
    ],
  })
}

/** The first name to the left and above its ring, the second to the right and below: both beside a rising curve. */
function rings(choices: readonly Choice[], y: 'meanScore' | 'nonZero'): Plot.Markish[] {
  const place = { x: ({ point }: Choice) => point.C, y: ({ point }: Choice) => point[y] }
  const sides = [
    { dx: -8, dy: -18, textAnchor: 'end' },
    { dx: 8, dy: 20, textAnchor: 'start' },
  ] as const
  return [
    Plot.dot(choices, { ...place, r: 11, stroke: INK, strokeWidth: 2 }),
    ...choices.map((choice, k) =>
      Plot.text([choice], { ...place, ...sides[k], text: 'name', fontSize: 13, fontWeight: 600, fill: INK }),
    ),
  ]
}

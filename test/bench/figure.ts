/** The verdicts as a picture: the time of every task as a multiple of that of the best other solver. */

import * as Plot from '@observablehq/plot'
import { INK, LOOKS, MUTED_INK } from '../../examples/figures/palette'
import { belowNotes, drawSheet, SHEET_MARGIN } from '../../examples/figures/sheet'
import type { Comparison } from './comparison'
import { processor } from './machine'
import { strength, type Verdict, verdictsOf } from './report'
import { milliseconds } from './table'

const ROW = 20
const WIDTH = 910
const NAMES = 270
const TIMES = 200
const AXIS = 30

/** Beyond these multiples bars are cut. */
const SLOWEST = 4
const FASTEST = 1 / 64

/** @returns the text of an SVG file */
export function benchmarkFigure(comparisons: readonly Comparison[]): string {
  const verdicts = verdictsOf(comparisons).filter(({ best }) => best.ratio !== undefined)
  const bars = verdicts.map(verdict => ({
    name: nameOf(verdict),
    ratio: Math.max(FASTEST, Math.min(SLOWEST, verdict.best.ratio!)),
    times: `${milliseconds(verdict.ours.seconds!)} / ${milliseconds(verdict.best.seconds!)} ms, ${verdict.best.solver}`,
  }))
  const height = bars.length * ROW + AXIS
  const notes = [
    'Time of ndlogit over that of the best other solver, each to within 1e-6 of the minimum; left of 1 ndlogit is faster.',
    `${processor()}, ${new Date().toISOString().slice(0, 10)}`,
  ]
  const top = belowNotes(notes.length)
  return drawSheet({
    width: WIDTH + 2 * SHEET_MARGIN,
    height: top + height + SHEET_MARGIN / 2,
    title: `ndlogit against ${librariesOf(verdicts)}`,
    notes,
    parts: [
      {
        x: SHEET_MARGIN,
        y: top,
        plot: {
          width: WIDTH,
          height,
          marginLeft: NAMES,
          marginRight: TIMES,
          marginTop: 0,
          marginBottom: AXIS,
          x: {
            type: 'log',
            // Ticks of base 10 would drop some labels.
            base: 2,
            domain: [FASTEST, SLOWEST],
            ticks: [1 / 32, 1 / 8, 1 / 2, 1, 2],
            tickFormat: asShare,
            label: null,
          },
          y: { domain: bars.map(({ name }) => name), label: null, tickSize: 0 },
          marks: [
            Plot.barX(bars, {
              x1: 1,
              x2: 'ratio',
              y: 'name',
              fill: ({ ratio }) => LOOKS[ratio <= 1 ? 0 : 1].color,
              insetTop: 3,
              insetBottom: 3,
            }),
            Plot.ruleX([1], { stroke: INK }),
            Plot.text(bars, {
              text: 'times',
              y: 'name',
              frameAnchor: 'right',
              dx: 8,
              textAnchor: 'start',
              fontSize: 11,
              fill: MUTED_INK,
            }),
          ],
        },
      },
    ],
  })
}

/** LIBLINEAR and scikit-learn */
function librariesOf(verdicts: readonly Verdict[]): string {
  return [...new Set(verdicts.map(({ best }) => best.solver.split(' ')[0]))].join(' and ')
}

function nameOf({ task }: Verdict): string {
  return `${task.problem.name}, ${task.penalty.toUpperCase()}, C = ${strength(task)}`
}

/** 1/8, 2 */
function asShare(ratio: number): string {
  return ratio < 1 ? `1/${Math.round(1 / ratio)}` : `${ratio}`
}

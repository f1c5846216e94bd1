/** The charts against C: the path of the weights, sparsity and accuracy. An upright line marks the C of the slider. */

import * as Plot from '@observablehq/plot'
import { LOOKS } from 'ndlogit-figures/palette'
import type { Path } from './messages'
import { showPlot } from './plot-figure'

/** Of a chart: as wide as its place, within these. */
const NARROWEST = 300
const WIDEST = 600
const HEIGHT = 280
const C_LABEL = 'C (no unit, log scale) →'
const C_TICKS = [0.001, 0.01, 0.1, 1, 10, 100]
const DASHES = '5 4'
const MARGIN_TOP = 28
const MARGIN_BOTTOM = 42

/** Moves the mark of a chart to another C. */
export type MoveMark = (C: number) => void

/** Draws the weights of one penalty against C. */
export function showPath(container: Element, { penalty, points }: Path): MoveMark {
  const lines = points.flatMap(({ C, coef }) => Array.from(coef, (weight, pixel) => ({ C, weight, pixel })))
  return chart(container, `Weights of 64 pixels against C, ${penalty.toUpperCase()}`, {
    y: { label: '↑ weight (per standard deviation of ink)', nice: true },
    marks: [
      Plot.ruleY([0]),
      Plot.line(lines, {
        x: 'C',
        y: 'weight',
        z: 'pixel',
        stroke: lookOf(penalty).color,
        strokeWidth: 1,
        strokeOpacity: 0.75,
      }),
    ],
  })
}

/** Draws the sparsity of both penalties against C. */
export function showSparsity(container: Element, paths: readonly Path[]): MoveMark {
  return chart(container, 'Sparsity against C', {
    y: { label: '↑ sparsity (% of weights that are exactly 0)', percent: true, domain: [0, 100] },
    marks: paths.map(({ penalty, points }) =>
      Plot.line(points, { x: 'C', y: 'sparsity', stroke: lookOf(penalty).color, strokeWidth: 2 }),
    ),
  })
}

/** Draws training and held-out accuracy of both penalties against C. */
export function showAccuracy(container: Element, paths: readonly Path[]): MoveMark {
  return chart(container, 'Training and held-out accuracy against C', {
    y: { label: '↑ accuracy (% of images)', percent: true, nice: true },
    marks: paths.flatMap(({ penalty, points }) => {
      const look = { x: 'C', stroke: lookOf(penalty).color, strokeWidth: 2 }
      return [
        Plot.line(points, { ...look, y: 'trainAccuracy' }),
        Plot.line(points, { ...look, y: 'heldOutAccuracy', strokeDasharray: DASHES }),
      ]
    }),
  })
}

/** Says which line is which: a solid one a penalty, or solid and dashed ones of two sets of rows. */
export function showLegend(list: Element, paths: readonly Path[], rows: readonly string[] = ['']): void {
  const entries = paths.flatMap(({ penalty }) =>
    rows.map((name, k) => {
      const item = document.createElement('li')
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      line.setAttribute('viewBox', '0 0 30 6')
      const dashes = k === 0 ? '' : ` stroke-dasharray="${DASHES}"`
      line.innerHTML = `<path d="M0 3h30" stroke="${lookOf(penalty).color}" stroke-width="2"${dashes}/>`
      item.append(line, `${penalty.toUpperCase()} ${name}`)
      return item
    }),
  )
  list.replaceChildren(...entries)
}

function lookOf(penalty: string) {
  return LOOKS[penalty === 'l1' ? 0 : 1]
}

function chart(container: Element, label: string, { marks = [], ...options }: Plot.PlotOptions): MoveMark {
  const drawn = showPlot(container, label, {
    width: Math.min(WIDEST, Math.max(NARROWEST, container.clientWidth)),
    height: HEIGHT,
    marginLeft: 48,
    marginBottom: MARGIN_BOTTOM,
    marginTop: MARGIN_TOP,
    x: { type: 'log', domain: [0.001, 100], label: C_LABEL },
    ...options,
    marks: [
      Plot.gridY({ strokeOpacity: 0.15 }),
      ...marks,
      Plot.axisX(C_TICKS, { tickFormat: String, label: C_LABEL, labelAnchor: 'right' }),
    ],
  })
  const { apply } = drawn.scale('x')!
  const mark = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  mark.setAttribute('class', 'mark')
  drawn.append(mark)
  return C => mark.setAttribute('d', `M${apply(C)} ${MARGIN_TOP}V${HEIGHT - MARGIN_BOTTOM}`)
}

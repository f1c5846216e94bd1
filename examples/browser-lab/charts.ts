/** The charts against C: the paths of the weights, sparsity and accuracy. An upright line marks the C of the slider. */

import * as Plot from '@observablehq/plot'
import type { Path, PathPoint, Penalty } from './messages'
import { nameOf } from './pixel-map'
import { showPlot } from './plot-figure'

/** Of a chart: as wide as its place, within these. */
const NARROWEST = 270
const WIDEST = 640
const HEIGHT = 300
const C_LABEL = 'C (log scale) →'
const C_TICKS = [0.001, 0.01, 0.1, 1, 10, 100]
const DASHES = '5 4'
const MARGIN_TOP = 28
const MARGIN_BOTTOM = 42
/** So many paths have a label: those that are strongest at the right end. */
const LABELLED = 5
/** Labels keep so far apart, in pixels. */
const LABEL_STEP = 13

/** Moves the mark of a chart to another C. */
export type MoveMark = (C: number) => void

/** Draws the weights of one penalty against C, with the strongest named; the same scale for every penalty. */
export function showPath(container: Element, { penalty, points }: Path, limit: number): MoveMark {
  const lines = points.flatMap(({ C, coef }) => Array.from(coef, (weight, pixel) => ({ C, weight, pixel })))
  const { chart, move } = drawChart(container, {
    marginRight: 92,
    y: { label: '↑ weight (per standard deviation of ink)', domain: [-limit, limit], nice: true },
    marks: [
      Plot.ruleY([0]),
      Plot.line(lines, { x: 'C', y: 'weight', z: 'pixel', stroke: colorOf(penalty), strokeWidth: 1 }),
    ],
  })
  chart.querySelectorAll<SVGElement>('g[data-mark="line"] path').forEach((line, pixel) => {
    line.dataset.pixel = String(pixel)
    line.setAttribute('class', 'weight-path')
  })
  labelStrongest(chart, points.at(-1)!.coef)
  return move
}

function labelStrongest(chart: Chart, coef: Float64Array): void {
  const [x, y] = [chart.scale('x')!, chart.scale('y')!]
  const strongest = [...coef.keys()].sort((a, b) => Math.abs(coef[b]) - Math.abs(coef[a])).slice(0, LABELLED)
  let below = -Infinity
  for (const pixel of strongest.sort((a, b) => coef[b] - coef[a])) {
    const wanted = y.apply(coef[pixel])
    below = Math.max(wanted, below + LABEL_STEP)
    const text = document.createElementNS('http://www.w3.org/2000/svg', 'text')
    text.setAttribute('x', String(x.apply(C_TICKS.at(-1)!) + 5))
    text.setAttribute('y', String(below + 4))
    text.setAttribute('class', 'path-label')
    text.dataset.pixel = String(pixel)
    text.textContent = nameOf(pixel).replace('column', 'col.')
    chart.append(text)
  }
}

/** Draws the sparsity of both penalties against C. */
export function showSparsity(container: Element, paths: readonly Path[]): MoveMark {
  return drawChart(container, {
    y: { label: '↑ sparsity (% of weights that are exactly 0)', percent: true, domain: [0, 100] },
    marks: paths.map(({ penalty, points }) =>
      Plot.line(points, { x: 'C', y: 'sparsity', stroke: colorOf(penalty), strokeWidth: 2 }),
    ),
  }).move
}

/** Draws training and cross-validated accuracy against C, with a standard error on both sides and the Cs chosen by it. */
export function showAccuracy(container: Element, paths: readonly Path[]): MoveMark {
  return drawChart(container, {
    y: { label: '↑ accuracy (% of images)', percent: true, domain: accuracyRange(paths), clamp: true },
    marks: paths.flatMap(({ penalty, points, bestC, oneErrorC }) => {
      const look = { x: 'C', stroke: colorOf(penalty), strokeWidth: 2 }
      const chosen = points.filter(({ C }) => C === bestC || C === oneErrorC)
      return [
        Plot.areaY(points, {
          x: 'C',
          y1: ({ foldAccuracy, foldError }: PathPoint) => foldAccuracy - foldError,
          y2: ({ foldAccuracy, foldError }: PathPoint) => foldAccuracy + foldError,
          fill: colorOf(penalty),
          fillOpacity: 0.18,
        }),
        Plot.line(points, { ...look, y: 'trainAccuracy', strokeDasharray: DASHES, strokeWidth: 1.3 }),
        Plot.line(points, { ...look, y: 'foldAccuracy' }),
        Plot.dot(chosen, {
          x: 'C',
          y: 'foldAccuracy',
          r: 5.5,
          symbol: ({ C }: PathPoint) => (C === bestC ? 'star' : 'diamond2'),
          fill: colorOf(penalty),
          stroke: 'var(--card)',
        }),
      ]
    }),
  }).move
}

/** From the worst model of L2, which never gives up, to the best: L1's fall to a constant answer goes out of sight. */
function accuracyRange(paths: readonly Path[]): [number, number] {
  const accuracies = paths.flatMap(({ points }) => points.flatMap(p => [p.trainAccuracy, p.foldAccuracy]))
  const steady = paths.map(({ points }) => Math.min(...points.map(p => p.foldAccuracy - p.foldError)))
  return [100 * (Math.max(...steady) - 0.02), 100 * (Math.max(...accuracies) + 0.005)]
}

export interface LegendEntry {
  readonly penalty: Penalty
  readonly text: string
  readonly shape: 'line' | 'dashes' | 'band' | 'star' | 'diamond'
}

const SHAPES: Readonly<Record<LegendEntry['shape'], string>> = {
  line: '<path d="M0 6h30" stroke="currentColor" stroke-width="2"/>',
  dashes: `<path d="M0 6h30" stroke="currentColor" stroke-width="1.3" stroke-dasharray="${DASHES}"/>`,
  band: '<path d="M0 1h30v10H0z" fill="currentColor" fill-opacity=".25"/>',
  star: '<path d="M15 0l1.5 4.2h4.4l-3.5 2.7 1.3 4.4-3.7-2.6-3.7 2.6 1.3-4.4-3.5-2.7h4.4z" fill="currentColor"/>',
  diamond: '<path d="M15 1l5 5-5 5-5-5z" fill="currentColor"/>',
}

/** Says which mark is which. */
export function showLegend(list: Element, entries: readonly LegendEntry[]): void {
  list.replaceChildren(
    ...entries.map(({ penalty, text, shape }) => {
      const item = document.createElement('li')
      const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      picture.setAttribute('viewBox', '0 0 30 12')
      picture.setAttribute('aria-hidden', 'true')
      picture.setAttribute('class', penalty)
      picture.innerHTML = SHAPES[shape]
      item.append(picture, text)
      return item
    }),
  )
}

export function colorOf(penalty: Penalty): string {
  return `var(--${penalty})`
}

type Chart = ReturnType<typeof showPlot>

function drawChart(
  container: Element,
  { marks = [], ...options }: Plot.PlotOptions,
): { chart: Chart; move: MoveMark } {
  const chart = showPlot(container, '', {
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
  const { apply } = chart.scale('x')!
  const mark = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  mark.setAttribute('class', 'mark')
  chart.append(mark)
  const move = (C: number) => mark.setAttribute('d', `M${apply(C)} ${MARGIN_TOP}V${HEIGHT - MARGIN_BOTTOM}`)
  return { chart, move }
}

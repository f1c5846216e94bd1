/** Images of 64 values on a diverging colour scale, whose cells say which pixel they are. */

import * as Plot from '@observablehq/plot'
import { type Directions, rampLegend, rampScale, SIDE } from 'ndlogit-figures/pixel-marks'
import { showPlot } from './plot-figure'

const SVG = 'http://www.w3.org/2000/svg'
const LEGEND_WIDTH = 352
const ZERO_FILL = '#d4d4d4'

/** The colours are those of the figures in files: blue speaks for small digits, red for large ones. */
const DIRECTIONS: Directions = { negative: 'small', positive: 'large' }

export interface MapOptions {
  /** what the map shows now, in words */
  readonly label: string
  /** where the colours end */
  readonly limit: number
}

/** Shows 64 values; cells are made once and only painted afterwards. */
export function showPixelMap(
  container: Element,
  values: ArrayLike<number>,
  { label, limit }: MapOptions,
): void {
  const svg = container.querySelector('svg') ?? container.appendChild(emptyMap())
  const { apply } = Plot.scale({ color: rampScale(limit) })!
  svg.setAttribute('aria-label', label)
  const cells = svg.querySelectorAll('rect')
  const dots = svg.querySelectorAll('circle')
  cells.forEach((cell, k) => {
    const value = values[k]
    cell.setAttribute(
      'fill',
      value === 0 ? ZERO_FILL : String(apply(Math.max(-limit, Math.min(limit, value)))),
    )
    dots[k].setAttribute('visibility', value === 0 ? 'visible' : 'hidden')
  })
}

function emptyMap(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `-0.06 -0.06 ${SIDE + 0.12} ${SIDE + 0.12}`)
  svg.setAttribute('role', 'img')
  svg.setAttribute('class', 'pixels')
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)]
    const cell = document.createElementNS(SVG, 'rect')
    const place = { x: x + 0.03, y: y + 0.03, width: 0.94, height: 0.94 }
    for (const [name, value] of Object.entries(place)) cell.setAttribute(name, String(value))
    cell.dataset.pixel = String(pixel)
    const dot = document.createElementNS(SVG, 'circle')
    for (const [name, value] of Object.entries({ cx: x + 0.5, cy: y + 0.5, r: 0.08 })) {
      dot.setAttribute(name, String(value))
    }
    svg.append(cell, dot)
  }
  return svg
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

/** A pixel as the page speaks of it. */
export function nameOf(pixel: number): string {
  return `row ${Math.floor(pixel / SIDE) + 1}, column ${(pixel % SIDE) + 1}`
}

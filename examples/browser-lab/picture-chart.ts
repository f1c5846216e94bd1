/** Two weights and a loss: how far each penalty lets the weights go, and where the loss is least within. */

import * as Plot from '@observablehq/plot'
import { colorOf } from './charts'
import type { Penalty, Picture } from './messages'
import { nameOf } from './pixel-map'
import { showPlot } from './plot-figure'

/** As wide as its place, within these. */
const NARROWEST = 270
const WIDEST = 420
/** Corners of the polygon that stands for the disc. */
const ARC = 96
const LEVELS = 14

/** What is to be said of the picture at a C. */
export interface PictureFacts {
  readonly weights: readonly [number, number]
  readonly atCorner: boolean
}

/** Draws the contours once; the shape and the point follow C. */
export function showPicture(
  container: Element,
  picture: Picture,
  penalty: Penalty,
): (C: number) => PictureFacts {
  const { axis, loss, pixels } = picture
  const end = axis.at(-1)!
  const [lowest, highest] = [Math.min(...loss), Math.max(...loss)]
  const levels = Array.from(
    { length: LEVELS },
    (_, k) => lowest + (highest - lowest) * ((k + 0.3) / LEVELS) ** 2,
  )
  const size = Math.min(WIDEST, Math.max(NARROWEST, container.clientWidth))
  const chart = showPlot(container, '', {
    width: size,
    height: size,
    marginLeft: 44,
    marginBottom: 40,
    marginTop: 20,
    marginRight: 12,
    x: { domain: [-end, end], label: `weight of ${nameOf(pixels[0])} →` },
    y: { domain: [-end, end], label: `↑ weight of ${nameOf(pixels[1])}` },
    marks: [
      Plot.contour(Array.from(loss), {
        width: axis.length,
        height: axis.length,
        x1: -end,
        x2: end,
        y1: -end,
        y2: end,
        value: (d: number) => d,
        thresholds: levels,
        stroke: 'var(--muted)',
        strokeOpacity: 0.6,
      }),
      Plot.ruleX([0], { strokeOpacity: 0.35 }),
      Plot.ruleY([0], { strokeOpacity: 0.35 }),
      Plot.line(picture.solutions[penalty], {
        x: ({ weights }) => weights[0],
        y: ({ weights }) => weights[1],
        stroke: colorOf(penalty),
        strokeDasharray: '2 3',
        strokeWidth: 1.5,
      }),
    ],
  })
  const [x, y] = [chart.scale('x')!.apply, chart.scale('y')!.apply]
  const shape = chart.appendChild(part('path', 'region'))
  const point = chart.appendChild(part('circle', 'solution'))
  point.setAttribute('r', '5')
  for (const mark of [shape, point]) mark.classList.add(penalty)
  return C => {
    const { weights } = nearest(picture.solutions[penalty], C)
    const corners = penalty === 'l1' ? diamond(weights) : disc(weights)
    shape.setAttribute('d', `M${corners.map(([a, b]) => `${x(a)} ${y(b)}`).join('L')}Z`)
    point.setAttribute('cx', String(x(weights[0])))
    point.setAttribute('cy', String(y(weights[1])))
    return { weights, atCorner: weights.some(weight => weight === 0) }
  }
}

function nearest<T extends { readonly C: number }>(points: readonly T[], C: number): T {
  const distance = (point: T) => Math.abs(Math.log(point.C / C))
  return points.reduce((best, point) => (distance(point) < distance(best) ? point : best))
}

function diamond([a, b]: readonly [number, number]): [number, number][] {
  const r = Math.abs(a) + Math.abs(b)
  return [
    [r, 0],
    [0, r],
    [-r, 0],
    [0, -r],
  ]
}

function disc([a, b]: readonly [number, number]): [number, number][] {
  const r = Math.hypot(a, b)
  return Array.from({ length: ARC }, (_, k) => {
    const angle = (2 * Math.PI * k) / ARC
    return [r * Math.cos(angle), r * Math.sin(angle)]
  })
}

function part(name: string, className: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  element.setAttribute('class', className)
  return element
}

/** Several plots on one sheet: Observable Plot draws each into linkedom's document, here they become one SVG text. */

import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { INK, MUTED_INK, PAPER } from './palette'

/** What goes where on a sheet; positions in pixels from the top left. */
export interface SheetPart {
  readonly x: number
  readonly y: number
  readonly plot: Plot.PlotOptions
}

/** A sheet to draw. */
export interface Sheet {
  readonly width: number
  readonly height: number
  readonly title: string
  /** lines under the title: what is shown, and how to read it */
  readonly notes: readonly string[]
  readonly parts: readonly SheetPart[]
}

/** Space around a sheet's contents. */
export const SHEET_MARGIN = 36

const SVG = 'http://www.w3.org/2000/svg'
const TITLE_BASELINE = 40
const NOTE_LINE = 21
const { document } = parseHTML('<html><body></body></html>')

/** Where the first part may start below a title and `notes` lines of notes. */
export function belowNotes(notes: number): number {
  return TITLE_BASELINE + notes * NOTE_LINE + 24
}

/** The sheet as the text of an SVG file, on light paper, scaling down with its container. */
export function drawSheet({ width, height, title, notes, parts }: Sheet): string {
  const svg = element('svg', {
    // A serialised SVG is an image only with its namespace; in HTML it would do without.
    xmlns: SVG,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': [title, ...notes].join('. '),
    'font-family': 'system-ui, sans-serif',
    fill: INK,
    style: 'max-width: 100%; height: auto',
  })
  svg.append(element('rect', { width, height, fill: PAPER }))
  svg.append(line(title, TITLE_BASELINE, { 'font-size': 22, 'font-weight': 600 }))
  notes.forEach((note, k) => {
    svg.append(line(note, TITLE_BASELINE + (k + 1) * NOTE_LINE + 4, { 'font-size': 14, fill: MUTED_INK }))
  })
  for (const { x, y, plot } of parts) {
    const drawn = Plot.plot({ ...plot, document: document as unknown as Document })
    const group = element('g', { transform: `translate(${x},${y})`, 'text-anchor': 'middle' })
    // A plot's own style sheet is for a free-standing plot in a page; moving the rest leaves it behind.
    group.append(...[...drawn.childNodes].filter(node => node.nodeName.toLowerCase() !== 'style'))
    svg.append(group)
  }
  return svg.toString()
}

function line(text: string, y: number, attributes: Record<string, string | number>): Element {
  const drawn = element('text', { x: SHEET_MARGIN, y, ...attributes })
  drawn.textContent = text
  return drawn
}

function element(name: string, attributes: Record<string, string | number>): Element {
  const made = document.createElementNS(SVG, name) as unknown as Element
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}

/**
 * Figures as data: the options of Observable Plot with each mark described by its name, its rows and its channels. They are
 * plain objects, which travel to pages and survive JSON; `toPlot` gives the marks that Plot draws.
 */

import { ValidationError } from '../support/errors'
import { checkObject, describe } from '../support/validate'

const MARKS = ['barX', 'dot', 'line', 'ruleX', 'ruleY', 'text'] as const

/** The marks of Observable Plot that figures use. */
export type MarkName = (typeof MARKS)[number]

/** A value of a row; `null` where there is none. */
export type Cell = number | string | null

/** A row of what a mark shows. */
export type FigureRow = Readonly<Record<string, Cell>>

/** One mark: a call of Observable Plot that has not been made. */
export interface FigureMark {
  readonly mark: MarkName
  readonly data: readonly FigureRow[]
  /** channels by the names of fields, and constants */
  readonly options: Readonly<Record<string, string | number | boolean>>
}

/** A scale, as Observable Plot takes it. */
export interface FigureScale {
  readonly label: string | null
  readonly type?: 'linear' | 'log' | 'point'
  /** how numbers are written, as d3-format has it */
  readonly tickFormat?: string
  readonly domain?: (number | string)[]
  readonly grid?: boolean
  readonly legend?: boolean
}

/** C on a logarithmic scale: 0.01, not 10m. */
export const C_AXIS: FigureScale = { label: 'C', type: 'log', tickFormat: '~g' }

/** The options of a plot, marks described. */
export interface Figure {
  readonly title: string
  /** what is to be known to read it: which class is meant, areas, what is left out */
  readonly subtitle: string
  readonly x: FigureScale
  readonly y: FigureScale
  readonly color?: FigureScale
  /** pixels that the names beside the plot need */
  readonly marginLeft?: number
  readonly marginRight?: number
  readonly marks: readonly FigureMark[]
}

/** What is needed of Observable Plot: `import * as Plot from '@observablehq/plot'`. */
export type PlotModule = {
  readonly [M in MarkName]: (data: FigureRow[], options: Record<string, string | number | boolean>) => unknown
}

/** The options of `Plot.plot`. */
export type PlotOptionsOf<P extends PlotModule> = Omit<Figure, 'marks'> & {
  readonly marks: ReturnType<P[MarkName]>[]
}

/**
 * The options of `Plot.plot` that a figure stands for: its marks made by Observable Plot, all else as it is. Spread them to
 * change some, or to add marks.
 *
 * @param Plot - the module `@observablehq/plot`
 * @param figure - what one of the functions of this entry gave, through JSON if need be
 * @throws ValidationError for what is no such module, or no figure
 *
 * @example
 * ```ts
 * import * as Plot from '@observablehq/plot'
 * import { parseHTML } from 'linkedom'
 * import { rocFigure, toPlot } from 'ndlogit/figures'
 *
 * const figure = rocFigure([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
 * const { document } = parseHTML('<html><body></body></html>') // in a page there is one already
 * const svg = Plot.plot({ ...toPlot(Plot, figure), title: null, subtitle: null, document })
 * console.log(svg.querySelectorAll('path').length > 0) // true
 * ```
 */
export function toPlot<P extends PlotModule>(Plot: P, figure: Figure): PlotOptionsOf<P> {
  for (const mark of MARKS) {
    if (typeof (Plot as Partial<PlotModule> | null | undefined)?.[mark] === 'function') continue
    throw new ValidationError(
      `toPlot: Plot must be the module '@observablehq/plot', got ${describe(Plot)}, which has no function ${mark}`,
    )
  }
  const { marks, ...options } = checkObject('figure', figure) as unknown as Figure
  if (!Array.isArray(marks)) {
    throw new ValidationError(`toPlot: figure.marks must be an array, got ${describe(marks)}`)
  }
  const made = marks.map((described: FigureMark, k) => {
    if (!MARKS.includes(described?.mark)) {
      throw new ValidationError(
        `toPlot: figure.marks[${k}].mark must be one of ${MARKS.join(', ')}, got ${describe(described?.mark)}`,
      )
    }
    return Plot[described.mark]([...described.data], { ...described.options })
  })
  return { ...options, marks: made as ReturnType<P[MarkName]>[] }
}

/** Pixels of a letter of a name. */
const LETTER = 7

/** Names that are longer are cut off: half of the picture is for what they name. */
const WIDEST = 300

/** Pixels that the longest of these names needs beside a plot. */
export function widthOfNames(names: readonly string[]): number {
  return Math.min(WIDEST, 20 + LETTER * Math.max(0, ...names.map(name => name.length)))
}

/** As it stands in a title: labels and numbers, short. */
export function short(value: number): string {
  return value.toPrecision(3)
}

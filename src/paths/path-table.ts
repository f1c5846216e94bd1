/** Paths and searches as text: a line for each C, in columns. */

import { counted } from '../support/counted'

/** Cells as lines: columns right-aligned, two blanks apart. */
export function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, k) => Math.max(...rows.map(row => row[k].length)))
  return rows.map(row =>
    row
      .map((cell, k) => cell.padStart(widths[k]))
      .join('  ')
      .trimEnd(),
  )
}

/** Four significant digits. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value)
}

/** A share as a percentage with two decimals. */
export function percent(share: number): string {
  // Rounding errors of the null model are no loss.
  return (100 * share).toFixed(2).replace(/^-0\.00$/, '0.00')
}

/** What the table of a path shows. */
export interface PathLines {
  readonly Cs: ArrayLike<number>
  readonly nonZero: ArrayLike<number>
  readonly devRatio: ArrayLike<number>
  readonly convergence: readonly { readonly converged: boolean; readonly ending: string }[]
  readonly nullDeviance: number
  readonly relaxed?: { readonly devRatio: ArrayLike<number> } | undefined
}

/** The table of a path, from its first C to its last. */
export function pathTable({ Cs, nonZero, devRatio, convergence, nullDeviance, relaxed }: PathLines): string {
  const heads = ['C', 'non-zero', '% deviance', ...(relaxed ? ['% relaxed'] : []), '']
  const lines = Array.from(Cs, (C, k) => [
    short(C),
    String(nonZero[k]),
    percent(devRatio[k]),
    ...(relaxed ? [percent(relaxed.devRatio[k])] : []),
    convergence[k].converged ? '' : convergence[k].ending,
  ])
  const title = `Path of ${counted(Cs.length, 'model')}, null deviance ${short(nullDeviance)}`
  return [title, '', ...alignedLines([heads, ...lines])].join('\n')
}

/** A CSV file as rows of a table: numbers as numbers, blanks as null. */

import { autoType, dsvFormat } from 'd3-dsv'

export type Row = Record<string, unknown>

/** @throws Error that says what keeps the text from being a table */
export function readRows(text: string): Row[] {
  const [first = ''] = text.split('\n', 1)
  const separator = ['\t', ';', ','].find(one => first.includes(one)) ?? ','
  // Parsed to arrays: d3 makes objects by code from strings, which a content-security policy refuses.
  const [names, ...lines] = dsvFormat(separator).parseRows(text)
  if (names === undefined || lines.length === 0)
    throw new Error('The file has no rows below the line of names.')
  if (new Set(names).size < names.length) throw new Error('Two columns have one name.')
  return lines
    .filter(cells => cells.some(cell => cell !== ''))
    .map(cells => autoType(Object.fromEntries(names.map((name, j) => [name, cells[j] ?? '']))) as Row)
}

/** Columns that may be what is to be told: not one value alone, and few enough to be classes. */
export function labelsOf(rows: readonly Row[]): string[] {
  return Object.keys(rows[0]).filter(name => {
    const values = new Set(rows.map(row => row[name]))
    values.delete(null)
    return values.size > 1 && values.size <= Math.min(20, rows.length / 4)
  })
}

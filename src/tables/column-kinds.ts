/** What the columns of a table hold, and their values put into the form that the kind is encoded from. */

import { isBlank, type Table, toNumber } from '../data/table'

/** What a column holds; `'drop'` is left out. */
export type ColumnKind = 'numbers' | 'categories' | 'dates' | 'text' | 'drop'

/** The names of {@link ColumnKind}, for checking. */
export const COLUMN_KINDS = ['numbers', 'categories', 'dates', 'text', 'drop'] as const

/** A kind and the reason for it. */
export interface Judged {
  readonly kind: ColumnKind
  readonly why: string
}

const ISO_DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/
const DAY_MS = 86_400_000

/** What a column holds, by its values that are not blank. */
export function judge(column: ArrayLike<unknown>, cardinalityThreshold: number): Judged {
  const values = Array.from(column).filter(value => !isBlank(value))
  if (values.length === 0) return { kind: 'drop', why: 'all blank' }
  const every = (test: (value: unknown) => boolean): boolean => values.every(test)
  if (every(value => typeof value === 'boolean')) return { kind: 'categories', why: 'booleans' }
  if (every(value => typeof value === 'number' || typeof value === 'bigint')) {
    return { kind: 'numbers', why: 'numbers' }
  }
  if (every(value => !Number.isNaN(numberOf(value))))
    return { kind: 'numbers', why: 'texts that are numbers' }
  if (every(value => !Number.isNaN(timeOf(value)))) return { kind: 'dates', why: 'dates' }
  const distinct = new Set(values.map(textOf)).size
  return distinct <= cardinalityThreshold
    ? { kind: 'categories', why: `${distinct} distinct values` }
    : { kind: 'text', why: `${distinct} distinct values, more than ${cardinalityThreshold}` }
}

/** The table that is encoded: numbers as numbers, categories as strings, dates as four numbers each, texts as texts. */
export function normalize(
  { names, columns }: Table,
  kinds: readonly ColumnKind[],
): Record<string, unknown[]> {
  const out: [string, unknown[]][] = []
  names.forEach((name, j) => {
    const values = Array.from(columns[j])
    switch (kinds[j]) {
      case 'numbers':
        out.push([name, values.map(value => (isBlank(value) ? null : readNumber(value)))])
        break
      case 'categories':
        out.push([name, values.map(value => (isBlank(value) ? null : textOf(value)))])
        break
      case 'text':
        out.push([name, values.map(value => (isBlank(value) ? '' : textOf(value)))])
        break
      case 'dates':
        for (const [part, read] of Object.entries(DATE_PARTS)) {
          out.push([`${name}_${part}`, values.map(value => readDate(value, read))])
        }
        break
    }
  })
  return Object.fromEntries(out)
}

/** What is taken from a date, in universal time. */
export const DATE_PARTS: Readonly<Record<string, (date: Date) => number>> = {
  year: date => date.getUTCFullYear(),
  month: date => date.getUTCMonth() + 1,
  weekday: date => date.getUTCDay(),
  days: date => date.getTime() / DAY_MS,
}

function readDate(value: unknown, read: (date: Date) => number): unknown {
  if (isBlank(value)) return null
  const time = timeOf(value)
  // What is no date goes on as it is, to be refused by name.
  return Number.isNaN(time) ? value : read(new Date(time))
}

function readNumber(value: unknown): unknown {
  const number = numberOf(value)
  return Number.isNaN(number) ? value : number
}

/** A value as a text; what has none of its own, such as an object, goes on as it is, to be refused by name. */
export function textOf(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : value.toISOString()
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : value
}

function numberOf(value: unknown): number {
  return typeof value === 'string' ? Number(value) : toNumber(value)
}

/** Milliseconds since 1970, of a date or a text as ISO 8601 writes it; a date without a time is that of Greenwich. */
function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime()
  return typeof value === 'string' && ISO_DATE.test(value) ? Date.parse(value.replace(' ', 'T')) : Number.NaN
}

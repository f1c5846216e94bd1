/** Text files of public data as numbers: categories become a column of zeros and ones each, blanks one more. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Source } from './sources'

export interface Table {
  readonly name: string
  readonly rows: number
  readonly cols: number
  /** row by row */
  readonly values: Float64Array
  readonly labels: readonly string[]
  /** 1 for the labels that are the positive ones, else −1 */
  readonly signs: Int8Array
}

/** undefined where the folder does not have it */
export function readTable(source: Source, folder: string): Table | undefined {
  const path = join(folder, source.file)
  if (!existsSync(path)) return undefined
  const text = gunzipSync(readFileSync(path)).toString()
  const { columns, labels } = source.file.startsWith('a9a') ? svmlight(text) : delimited(text, source)
  const rows = labels.length
  const cols = columns.length
  const values = new Float64Array(rows * cols)
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) values[i * cols + j] = column[i]
  })
  const signs = Int8Array.from(labels, label => (source.positive.includes(label) ? 1 : -1))
  return { name: source.name, rows, cols, values, labels, signs }
}

interface Columns {
  readonly columns: Float64Array[]
  readonly labels: string[]
}

function svmlight(text: string): Columns {
  const lines = text.trim().split('\n')
  const parts = lines.map(line => line.trim().split(/\s+/))
  const entries = parts.map(([, ...pairs]) => pairs.map(pair => pair.split(':').map(Number)))
  const cols = Math.max(...entries.map(row => row.reduce((max, [j]) => Math.max(max, j || 0), 0)))
  const columns = Array.from({ length: cols }, () => new Float64Array(lines.length))
  entries.forEach((row, i) => {
    for (const [j, value] of row) if (j > 0) columns[j - 1][i] = value
  })
  return { columns, labels: parts.map(([label]) => label) }
}

function delimited(text: string, { separator, columns, label, drop, codes }: Source): Columns {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map(line => fieldsOf(line, separator))
  const names = columns ?? lines.shift()!
  const at = (name: string) => lines.map(fields => fields[names.indexOf(name)])
  const features = names.filter(name => name !== label && !drop.includes(name))
  return { columns: features.flatMap(name => encode(at(name), codes.includes(name))), labels: at(label) }
}

/** The fields of a line; quotes may hide separators. */
function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (const character of line) {
    if (character === '"') quoted = !quoted
    else if (character === separator && !quoted) {
      fields.push(field.trim())
      field = ''
    } else field += character
  }
  return [...fields, field.trim()]
}

const isBlank = (text: string) => text === '' || text === '?' || text === 'NA'

/** A column of numbers with blanks at the mean, or one column for each category. */
function encode(texts: readonly string[], isCode: boolean): Float64Array[] {
  const present = texts.filter(text => !isBlank(text))
  const isNumeric = !isCode && present.every(text => Number.isFinite(Number(text)))
  if (!isNumeric) {
    const categories = [...new Set(texts)].sort()
    return categories.map(category => Float64Array.from(texts, text => (text === category ? 1 : 0)))
  }
  const mean = present.reduce((sum, text) => sum + Number(text), 0) / present.length
  const numbers = Float64Array.from(texts, text => (isBlank(text) ? mean : Number(text)))
  if (present.length === texts.length) return [numbers]
  return [numbers, Float64Array.from(texts, text => (isBlank(text) ? 1 : 0))]
}

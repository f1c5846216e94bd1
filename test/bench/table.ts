/** A column of a table: its heading, the text of each cell, and the side that the text is set to. */
export interface Column<R> {
  readonly heading: string
  readonly cell: (row: R) => string
  readonly align?: 'left' | 'right'
}

/** Rows as aligned text, or as a Markdown table (that is aligned, too). */
export function table<R>(columns: readonly Column<R>[], rows: readonly R[], markdown: boolean): string {
  const lines = [
    columns.map(({ heading }) => heading),
    ...rows.map(row => columns.map(({ cell }) => cell(row))),
  ]
  const widths = columns.map((_, k) => Math.max(3, ...lines.map(line => line[k].length)))
  const pad = (text: string, k: number) =>
    columns[k].align === 'left' ? text.padEnd(widths[k]) : text.padStart(widths[k])
  const [head, ...body] = lines.map(line => line.map(pad))
  if (!markdown) {
    const text = [head, ...body].map(line => line.join('  ').trimEnd())
    return [text[0], '─'.repeat(head.join('  ').length), ...text.slice(1)].join('\n')
  }
  const rule = columns.map(({ align }, k) => {
    const dashes = '-'.repeat(widths[k] - 1)
    return align === 'left' ? `:${dashes}` : `${dashes}:`
  })
  return [head, rule, ...body].map(line => `| ${line.join(' | ')} |`).join('\n')
}

/** A number to so many significant digits, without an exponent where it can be avoided. */
export function digits(value: number, precision: number): string {
  return value >= 10 ** (precision - 1) ? value.toFixed(0) : value.toPrecision(precision)
}

/** Seconds as milliseconds. */
export function milliseconds(seconds: number): string {
  return digits(seconds * 1000, 3)
}

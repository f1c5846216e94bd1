/** A column of a table: its heading, and the text of each cell. */
export interface Column<R> {
  readonly heading: string
  readonly cell: (row: R) => string
}

/** Rows as aligned text: each column as wide as its widest cell, set to the right, under a rule. */
export function table<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const lines = [
    columns.map(({ heading }) => heading),
    ...rows.map(row => columns.map(({ cell }) => cell(row))),
  ]
  const widths = columns.map((_, k) => Math.max(...lines.map(line => line[k].length)))
  const [head, ...body] = lines.map(line => line.map((text, k) => text.padStart(widths[k])).join('   '))
  return [head, '─'.repeat(head.length), ...body].join('\n')
}

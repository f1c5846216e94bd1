/** A column of a table: its heading, and the text of each cell. */
export interface Column<R> {
  readonly heading: string
  readonly cell: (row: R) => string
}

/**
 * Rows as aligned text: each column as wide as its widest cell, set to the right, under a rule. A heading may have
 * several lines, so that tables of many columns fit a terminal of 80.
 */
export function table<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const headings = columns.map(({ heading }) => heading.split('\n'))
  const height = Math.max(...headings.map(lines => lines.length))
  const head = Array.from({ length: height }, (_, k) =>
    headings.map(lines => lines[k - height + lines.length] ?? ''),
  )
  const body = rows.map(row => columns.map(({ cell }) => cell(row)))
  const lines = [...head, ...body]
  const widths = columns.map((_, k) => Math.max(...lines.map(line => line[k].length)))
  const set = lines.map(line => line.map((text, k) => text.padStart(widths[k])).join('  '))
  return [...set.slice(0, height), '─'.repeat(set[0].length), ...set.slice(height)]
    .map(line => line.trimEnd())
    .join('\n')
}

/** The table of runtimes, as Markdown, and its place in the guide. */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What became of each check. */
export type Seen = Readonly<Record<string, string>>

const GUIDE = fileURLToPath(new URL('../../docs/in-the-browser.md', import.meta.url))
const FIRST = '| runs in |'

/** A row a runtime, a column a check; what was not asked is a dash. */
export function table(rows: readonly (readonly [runtime: string, seen: Seen])[]): string {
  const columns = [...new Set(rows.flatMap(([, seen]) => Object.keys(seen)))]
  const cells = rows.map(([runtime, seen]) => [runtime, ...columns.map(name => brief(seen[name]))])
  const lines = [['runs in', ...columns], columns.concat('').map(() => '---'), ...cells]
  return lines.map(line => `| ${line.join(' | ')} |`).join('\n')
}

function brief(word: string | undefined): string {
  return word === undefined ? '–' : word.startsWith('FAILS') ? 'fails' : word
}

/** Puts the table where the old one is. */
export function writeTable(text: string): void {
  const guide = readFileSync(GUIDE, 'utf8')
  const start = guide.indexOf(FIRST)
  if (start < 0) throw new Error(`${GUIDE} has no table that begins with ${FIRST}`)
  const rest = guide.slice(start)
  const end = rest.indexOf('\n\n')
  writeFileSync(GUIDE, guide.slice(0, start) + text + rest.slice(end))
}

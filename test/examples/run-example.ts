/** Runs examples as their one command does. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist/cli.mjs')

/**
 * What the `start` script of an example prints.
 *
 * @param folder - of the example: in the workspace, or a copy
 * @param args - what would follow `--` on the command line
 */
export function runExample(folder: string, ...args: string[]): string {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const [runner, ...rest] = (scripts.start as string).split(' ')
  const start = runner === 'tsx' ? [tsx, ...rest] : rest
  const env = { ...process.env, INIT_CWD: folder }
  return execFileSync(process.execPath, [...start, ...args], { cwd: folder, encoding: 'utf8', env })
}

/** The number or word behind `label: ` at the beginning of a line. */
export function printedValue(printed: string, label: string): string {
  const line = printed.split('\n').find(line => line.startsWith(`${label}: `))
  if (line === undefined) throw new Error(`'${label}' was not printed:\n${printed}`)
  return line.slice(label.length + 2)
}

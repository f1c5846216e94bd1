/** Runs examples as their one command does. */

import { spawnSync } from 'node:child_process'
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
  const { status, stdout, stderr } = startExample(folder, {}, ...args)
  if (status !== 0) throw new Error(`the example has ended with ${status}:\n${stdout}\n${stderr}`)
  checkWidth(stdout)
  if (args.length === 0) checkShown(readFileSync(join(folder, 'README.md'), 'utf8'), stdout)
  return stdout
}

/**
 * Runs the `start` script of an example to its end, whatever that is.
 *
 * @param variables - of the environment, besides those of this process
 */
export function startExample(folder: string, variables: NodeJS.ProcessEnv, ...args: string[]) {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const [runner, ...rest] = (scripts.start as string).split(' ')
  const start = runner === 'tsx' ? [tsx, ...rest] : rest
  const env = { ...process.env, INIT_CWD: folder, ...variables }
  return spawnSync(process.execPath, [...start, ...args], { cwd: folder, encoding: 'utf8', env })
}

/** Every line fits a terminal of 80 columns; how long the path of a file is depends on where it is run. */
function checkWidth(printed: string): void {
  const wide = printed.split('\n').filter(line => line.length > 80 && !/^(Wrote|Read) /.test(line))
  if (wide.length > 0) throw new Error(`wider than 80 columns:\n${wide.join('\n')}`)
}

/** What a README shows of the output has these lines, apart from numbers, which may be of another machine. */
function checkShown(readme: string, printed: string): void {
  const [, after] = readme.split(/^(?:It ends with|The last lines that it prints).*$/m)
  const block = /^\n+((?: {4}.*\n|\n)+)/.exec(after ?? '')?.[1] ?? ''
  // Where files are written depends on where it is run.
  const shown = block
    .split('\n')
    .map(plain)
    .filter(line => line !== '' && !line.startsWith('Wrote '))
  if (shown.length === 0) throw new Error(`the README shows no last lines:\n${readme}`)
  const lines = new Set(printed.split('\n').map(plain))
  const missing = shown.filter(line => !lines.has(line))
  if (missing.length > 0) throw new Error(`not printed, but in the README:\n${missing.join('\n')}`)
}

function plain(line: string): string {
  return line
    .trim()
    .replace(/[\d.,e−-]*\d/g, '0')
    .replace(/ +/g, ' ')
}

/** The number or word behind `label: ` at the beginning of a line. */
export function printedValue(printed: string, label: string): string {
  const line = printed.split('\n').find(line => line.startsWith(`${label}: `))
  if (line === undefined) throw new Error(`'${label}' was not printed:\n${printed}`)
  return line.slice(label.length + 2)
}

/**
 * Collects the documented code: the blocks fenced as `ts` in README.md, docs and the TSDoc comments of src.
 *
 * Every block is a module of its own: it imports what it uses and runs. A block fenced `ts compile-only: <reason>` is
 * compiled and not run.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A block of documented code. */
export interface Block {
  /** path from the root of the repository */
  readonly file: string
  /** the line of the opening fence, from 1; line k of the code is line `line + k` of the file */
  readonly line: number
  readonly code: string
  /** what follows the language on the fence, '' for a block that is run */
  readonly flags: string
}

/** All blocks, in the order of files and lines. */
export function collectBlocks(): Block[] {
  return documentedFiles().flatMap(file => blocksOf(file, readFileSync(`${ROOT}${file}`, 'utf8')))
}

/** The blocks of one text; those of a `.ts` file stand in its comments. */
export function blocksOf(file: string, text: string): Block[] {
  return fencesOf(file, text).flatMap(({ language, ...block }) => (language === 'ts' ? [block] : []))
}

/** The first line of a file of a recipe, which `npm run bundlers` takes from the guide, builds and opens. */
const RECIPE = /^\/\/ [\w/-]+\.jsx?$/

/** Fences that hold JavaScript or TypeScript under a name that would escape {@link collectBlocks}. */
export function strayFences(): string[] {
  const stray = /^(js|javascript|jsx|mjs|cjs|typescript|tsx|mts|cts)$/i
  return documentedFiles().flatMap(file =>
    fencesOf(file, readFileSync(`${ROOT}${file}`, 'utf8'))
      .filter(({ language, code }) => stray.test(language) && !RECIPE.test(code.split('\n', 1)[0]))
      .map(({ line }) => `${file}:${line}`),
  )
}

function documentedFiles(): string[] {
  const under = (folder: string, extension: string) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .map(path => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter(path => path.endsWith(extension) && !path.startsWith('docs/api/'))
      .sort()
  return ['README.md', ...under('docs', '.md'), ...under('src', '.ts')]
}

function fencesOf(file: string, text: string): (Block & { language: string })[] {
  const margin = file.endsWith('.ts') ? /^\s*\* ?/ : /^/
  const fences: (Block & { language: string })[] = []
  let open: { language: string; flags: string; line: number; code: string[]; indent: string } | undefined
  text.split(/\r?\n/).forEach((raw, at) => {
    if (!margin.test(raw)) return
    const line = raw.replace(margin, '')
    const fence = /^(\s*)```\s*(\S*)\s*(.*)$/.exec(line)
    if (open === undefined) {
      if (fence) {
        open = { indent: fence[1], language: fence[2], flags: fence[3].trim(), line: at + 1, code: [] }
      }
    } else if (fence) {
      const { language, flags, line, code } = open
      fences.push({ file, language, flags, line, code: code.join('\n') })
      open = undefined
    } else {
      open.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
    }
  })
  if (open !== undefined) throw new Error(`${file}:${open.line}: the fence is not closed`)
  return fences
}

/** Two builds of one commit, in two folders, are equal to the byte. */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './bare-project'

const SOURCES = ['src', 'package.json', 'tsconfig.json', 'tsup.config.ts']

/** The hashes of what is run; declarations, which take most of a build, come from the same sources. */
function hashes(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter(name => /\.c?js$/.test(name))
  return Object.fromEntries(
    files.sort().map(name => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  )
}

/** What a build of these sources gives in a folder of its own. */
function buildElsewhere(name: string): Record<string, string> {
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), name)))
  try {
    for (const source of SOURCES) cpSync(join(ROOT, source), join(elsewhere, source), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(elsewhere, 'node_modules'), 'dir')
    // The tools are those of the folder, not of where its link leads: a chunk is named by the path of what it holds, and
    // tsup puts in a file of its own.
    const asInstalled = ['--preserve-symlinks', '--preserve-symlinks-main']
    const build = [...asInstalled, 'node_modules/tsup/dist/cli-default.js', '--no-dts']
    execFileSync(process.execPath, build, { cwd: elsewhere })
    return hashes(join(elsewhere, 'dist'))
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
}

test('builds in two folders give the same files', () => {
  const made = buildElsewhere('ndlogit-a-folder-')
  expect(Object.keys(made).length).toBeGreaterThan(10)
  expect(buildElsewhere('ndlogit-another-longer-folder-')).toEqual(made)
}, 60_000)

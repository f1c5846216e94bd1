/** Two builds of one commit, in two folders, are equal to the byte; and the version is one. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { VERSION } from '../../src/support/version'
import { ROOT } from './bare-project'

const SOURCES = ['src', 'package.json', 'tsconfig.json', 'tsup.config.ts']

test('a build elsewhere gives the same files', () => {
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'ndlogit-another-folder-')))
  try {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(elsewhere, name), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(elsewhere, 'node_modules'), 'dir')
    execFileSync(process.execPath, [join(ROOT, 'node_modules/tsup/dist/cli-default.js')], { cwd: elsewhere })
    const files = readdirSync(join(ROOT, 'dist')).sort()
    expect(readdirSync(join(elsewhere, 'dist')).sort()).toEqual(files)
    expect(files.length).toBeGreaterThan(10)
    const differing = files.filter(
      name => !readFileSync(join(ROOT, 'dist', name)).equals(readFileSync(join(elsewhere, 'dist', name))),
    )
    expect(differing).toEqual([])
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
})

test('the version that workers say is that of the package', () => {
  expect(VERSION).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version)
})

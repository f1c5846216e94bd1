/** Runs one compiled block in a process of its own. */

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Compiled } from './compile'
import { mismatch, type Output } from './expectations'

const CONSOLE = new URL('console.mjs', import.meta.url)

/** What is wrong with a block: compiler errors, an exception, outputs that differ; none if all is as documented. */
export async function faultsOf(compiled: Compiled): Promise<string[]> {
  const { block, errors, module, expectations } = compiled
  if (errors.length > 0 || block.flags.startsWith('compile-only')) return errors
  try {
    const outputs = await outputsOf(module)
    return expectations.flatMap(expectation => {
      const fault = mismatch(expectation, outputs)
      return fault === undefined ? [] : [`${block.file}:${block.line + expectation.line}: ${fault}`]
    })
  } catch (error) {
    return [`${block.file}:${block.line}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** What a compiled module prints, run in an empty folder. */
export async function outputsOf(module: string): Promise<Output[]> {
  const folder = await mkdtemp(join(tmpdir(), 'documented-code-'))
  try {
    const args = ['--import', CONSOLE.href, module]
    const options = { cwd: folder, timeout: 60_000, maxBuffer: 2 ** 26 }
    const { stdout } = await promisify(execFile)(process.execPath, args, options)
    return JSON.parse(stdout) as Output[]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Parts of the suite that need a process of their own: a script beside this file that prints one line of JSON. */

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

export interface ChildOptions {
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly limitSeconds?: number
}

/** What the script printed; `undefined` when the time limit ended it. */
export function runChild<T>(
  script: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<T | undefined> {
  const { flags = [], env = {}, limitSeconds = 600 } = options
  const path = fileURLToPath(new URL(script, import.meta.url))
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...flags, '--import', tsx, path, ...args],
      { env: { ...process.env, ...env }, timeout: limitSeconds * 1000 },
      (error, stdout, stderr) => {
        if (error?.killed) resolve(undefined)
        else if (error) reject(new Error(`${script} failed: ${stderr}`))
        else resolve(JSON.parse(stdout) as T)
      },
    )
  })
}

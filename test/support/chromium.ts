/** Where the browser of the tests is. The continuous integration has one; a machine without it leaves its tests out. */

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of Chromium, or undefined, which is said in a line. @throws Error where `CI` is set and there is none */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders
    .flatMap(folder => NAMES.map(name => join(folder, name)))
    .find(path => existsSync(path))
  if (found === undefined) {
    const missing = `no Chromium in the PATH (${NAMES.join(', ')})`
    if (process.env.CI) throw new Error(`The browser tests need one: ${missing}`)
    console.warn(`Browser tests left out: ${missing}`)
  }
  return found
}

/** The npm packages of `test/bench/npm`, which are installed on demand only. */

import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Absent } from './peers/peer'

const beside = createRequire(new URL('npm/', import.meta.url))

/** @returns the folder of a package, or how to install it */
export function findPackage(name: string): { readonly folder: string } | Absent {
  try {
    return { folder: dirname(beside.resolve(`${name}/package.json`)) }
  } catch {
    return { name, absent: 'npm ci --prefix test/bench/npm' }
  }
}

/** Node's own modules without an import, which bundlers for browsers would stumble over. */

import { UnsupportedError } from '../support/errors'

interface NodeModules {
  readonly 'node:fs/promises': typeof import('node:fs/promises')
  readonly 'node:worker_threads': typeof import('node:worker_threads')
}

/** @throws UnsupportedError outside Node */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => NodeModules[N] | undefined }
  }
  const found = process?.getBuiltinModule?.(name)
  if (found === undefined)
    throw new UnsupportedError(`${name} is not to be had here; partitions of files need Node`)
  return found
}

/**
 * Where workers come from: from the function that `setWorkers` was given; else, in Node, from the package's own file.
 * Bundlers see no worker here: what uses none carries none.
 */

import { type Crew, door } from '../../design/crew'
import { ValidationError } from '../../support/errors'
import { describe } from '../../support/validate'
import type { WorkerLike } from './thread'

/** Starts a worker, or says by throwing or rejecting that there is none to be had. */
export interface WorkerStarter {
  (): WorkerLike | PromiseLike<WorkerLike>
  /** what `nJobs` of `fitAsync` needs: that of `startWorker`, for a starter of your own */
  readonly crew?: object | undefined
}

/** Beside the entries of the package. */
const FILE = './ndlogit-worker.cjs'

let starter: WorkerStarter | undefined

/**
 * Says how `nJobs` starts its workers. Node finds them by itself where the package is installed; a page, or a bundle
 * that leaves home, takes them from `ndlogit/workers`, which holds their code.
 *
 * @param start - starts a worker; without it the default is restored
 * @returns the function in force before, if there was one
 * @throws ValidationError when `start` is no function
 *
 * @example
 * ```ts
 * import { setWorkers } from 'ndlogit'
 * import { startWorker } from 'ndlogit/workers'
 *
 * setWorkers(startWorker)
 * console.log(setWorkers() === startWorker) // true
 * ```
 */
export function setWorkers(start?: WorkerStarter): WorkerStarter | undefined {
  if (start !== undefined && typeof start !== 'function') {
    throw new ValidationError(`setWorkers: start must be a function, got ${describe(start)}`)
  }
  const previous = starter
  starter = start
  door.crew = start?.crew as Crew | undefined
  return previous
}

/** What starts workers: the function that was given, `undefined` for the default. */
export function startedBy(): WorkerStarter | undefined {
  return starter
}

/** A new worker. @throws when there is none to be had */
export async function startWorker(): Promise<WorkerLike> {
  return starter === undefined ? startWorkerFile(FILE) : starter()
}

/** @throws ValidationError when it is neither −1 nor a positive integer */
export function readJobCount(nJobs: number | undefined): number {
  if (nJobs === -1) return availableCores()
  const threads = nJobs ?? 1
  if (Number.isInteger(threads) && threads > 0) return threads
  throw new ValidationError(`nJobs must be an integer >= 1, or -1 for all cores, got ${describe(nJobs)}`)
}

export const NO_WORKERS =
  'nJobs: worker threads are not available here; the work is done in one thread. ' +
  "In a page or a bundle, hand startWorker of 'ndlogit/workers' to setWorkers."

/** A worker that runs a file beside the entries of the package; in Node alone. @throws when there is none to be had */
export function startWorkerFile(name: string): WorkerLike {
  const threads = builtin<typeof import('node:worker_threads')>('node:worker_threads')
  const file = workerFile(name)
  if (threads === undefined || file === undefined) throw new Error('no workers here')
  return new threads.Worker(file)
}

/** Cores that this process may use. */
export function availableCores(): number {
  const os = builtin<typeof import('node:os')>('node:os')
  return os === undefined ? (globalThis.navigator?.hardwareConcurrency ?? 1) : os.availableParallelism()
}

/**
 * Beside this module; or, if this module has become part of a bundle, in the package that is installed for the bundle.
 * Never looked for from the working directory, which may be anybody's.
 */
function workerFile(name: string): URL | undefined {
  const fs = builtin<typeof import('node:fs')>('node:fs')
  const modules = builtin<typeof import('node:module')>('node:module')
  const urls = builtin<typeof import('node:url')>('node:url')
  const here = thisModule(urls?.pathToFileURL)
  if (fs === undefined || modules === undefined || urls === undefined || here === undefined) return undefined
  const beside = new URL(name, here)
  if (fs.existsSync(beside)) return beside
  const manifest = modules.createRequire(here).resolve('ndlogit/package.json')
  return new URL(`./dist/${name}`, urls.pathToFileURL(manifest))
}

/** In a bundle of CommonJS `import.meta.url` is undefined, and `__filename` is the bundle. */
function thisModule(toUrl: ((path: string) => URL) | undefined): string | undefined {
  const url = import.meta.url as string | undefined
  if (url) return url
  return typeof __filename === 'string' ? toUrl?.(__filename).href : undefined
}

/** Node's own modules without an import, which bundlers for browsers would stumble over. */
function builtin<M>(name: string): M | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => M | undefined } }
  return process?.getBuiltinModule?.(name)
}

/**
 * Worker threads of Node (and of Bun and Deno, which imitate them) or web workers of a browser, each fed with the next
 * task as soon as it has done one. They live as long as one call.
 *
 * No pool library: for tasks of one kind over data sent once, the hundred lines here do, and nothing is to be installed.
 */

import { UnsupportedError, ValidationError } from '../../support/errors'
import { describe } from '../../support/validate'
import { warn } from '../../support/warnings'
import type { JobData } from './job'
import { packMatrix } from './shared-matrix'

/** From this thread to a worker: first what the job is, then one task after another. */
export type ToWorker =
  | { readonly job: string; readonly data: unknown }
  | { readonly index: number; readonly task: unknown }

/** From a worker to this thread: `ready` once, then an answer to every task. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly index: number; readonly result: unknown; readonly warnings: readonly string[] }
  | { readonly error: WorkerError }

interface WorkerError {
  readonly name: string
  readonly message: string
}

/** What the two kinds of worker have in common. */
interface Thread {
  post(message: ToWorker): void
  listen(onMessage: (message: FromWorker) => void, onDeath: (reason: Error) => void): void
  terminate(): void
}

/** Open workers that wait for tasks. */
export interface Pool<T, R> {
  /** the results in the order of the tasks; closes the pool */
  run(tasks: readonly T[], onDone: () => void, signal: AbortSignal | undefined): Promise<R[]>
}

type NodeWorkers = typeof import('node:worker_threads')

/** Cores that this process may use. */
export function availableCores(): number {
  const os = builtin<typeof import('node:os')>('node:os')
  return os === undefined ? (globalThis.navigator?.hardwareConcurrency ?? 1) : os.availableParallelism()
}

/**
 * Starts `size` workers and tells them the job; `undefined` where they cannot be started.
 *
 * @throws UnsupportedError when the data cannot travel to a worker
 */
export async function openPool<T, R>(
  size: number,
  job: string,
  data: JobData,
): Promise<Pool<T, R> | undefined> {
  const packed = packData(data)
  const threads: Thread[] = []
  try {
    for (let k = 0; k < size; k++) threads.push(startThread())
    await Promise.all(
      threads.map(thread => new Promise<void>((resolve, reject) => thread.listen(() => resolve(), reject))),
    )
  } catch {
    for (const thread of threads) thread.terminate()
    return undefined
  }
  return {
    run: (tasks, onDone, signal) =>
      runTasks(threads, { job, data: packed }, tasks, onDone, signal) as Promise<R[]>,
  }
}

function packData({ X, estimator, ...rest }: JobData): unknown {
  for (const [name, value] of Object.entries(rest)) refuseFunctions(name, value)
  if (estimator === undefined) return { ...rest, X: packMatrix(X) }
  return { ...rest, X: packMatrix(X), estimator: packEstimator(estimator) }
}

function packEstimator(estimator: object): unknown {
  const { toJSON } = estimator as { toJSON?: () => unknown }
  const refusal = `nJobs: ${describe(estimator)} cannot travel to a worker thread`
  if (toJSON === undefined) throw new UnsupportedError(`${refusal}: it has no toJSON; leave nJobs out`)
  try {
    return toJSON.call(estimator)
  } catch (error) {
    throw new UnsupportedError(`${refusal}; leave nJobs out`, { cause: error })
  }
}

function refuseFunctions(name: string, value: unknown): void {
  if (typeof value === 'function') {
    throw new UnsupportedError(
      `nJobs: the function in ${name} cannot travel to a worker thread; use the name of a scorer, or leave nJobs out`,
    )
  }
  if (Object.getPrototypeOf(value ?? 0) !== Object.prototype) return
  for (const [key, part] of Object.entries(value as object)) refuseFunctions(`${name}.${key}`, part)
}

function runTasks(
  threads: readonly Thread[],
  job: ToWorker,
  tasks: readonly unknown[],
  onDone: () => void,
  signal: AbortSignal | undefined,
): Promise<unknown[]> {
  const results = new Array<unknown>(tasks.length)
  let next = 0
  let left = tasks.length
  let onAbort = (): void => undefined
  return new Promise<unknown[]>((resolve, reject) => {
    onAbort = () => reject(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    for (const thread of threads) {
      const feed = (): void => {
        if (next < tasks.length) thread.post({ index: next, task: tasks[next++] })
      }
      thread.listen(message => {
        if ('error' in message) return reject(revived(message.error))
        if ('ready' in message) return
        results[message.index] = message.result
        try {
          message.warnings.forEach(warn)
          onDone()
        } catch (error) {
          return reject(error)
        }
        if (--left === 0) resolve(results)
        else feed()
      }, reject)
      thread.post(job)
      feed()
    }
  }).finally(() => {
    signal?.removeEventListener('abort', onAbort)
    for (const thread of threads) thread.terminate()
  })
}

/** Structured cloning forgets the class of an error. */
function revived({ name, message }: WorkerError): Error {
  if (name === 'ValidationError') return new ValidationError(message)
  if (name === 'UnsupportedError') return new UnsupportedError(message)
  return new Error(`${name} in a worker thread: ${message}`)
}

/** Node's own modules without an import, which bundlers for browsers would stumble over. */
function builtin<M>(name: string): M | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => M | undefined } }
  return process?.getBuiltinModule?.(name)
}

function startThread(): Thread {
  const node = builtin<NodeWorkers>('node:worker_threads')
  return node === undefined ? startWebWorker() : startNodeWorker(node)
}

function startNodeWorker({ Worker }: NodeWorkers): Thread {
  const worker = new Worker(workerFile())
  return {
    post: message => worker.postMessage(message),
    listen: (onMessage, onDeath) => {
      worker.removeAllListeners()
      worker.on('message', onMessage)
      worker.on('messageerror', onDeath)
      worker.on('error', onDeath)
      worker.on('exit', code =>
        onDeath(new Error(`a worker thread ended with code ${code} before its work was done`)),
      )
    },
    terminate: () => {
      worker.removeAllListeners()
      worker.on('error', () => undefined)
      void worker.terminate()
    },
  }
}

/** Beside this file; or, if this file has become part of a bundle, in the installed package. */
function workerFile(): URL {
  const { existsSync } = builtin<typeof import('node:fs')>('node:fs')!
  const { createRequire } = builtin<typeof import('node:module')>('node:module')!
  const { pathToFileURL } = builtin<typeof import('node:url')>('node:url')!
  // Undefined in a bundle of CommonJS.
  const here = (import.meta.url as string | undefined) ?? pathToFileURL('./').href
  const beside = new URL('./worker.js', here)
  if (existsSync(beside)) return beside
  return new URL('./dist/worker.js', pathToFileURL(createRequire(here).resolve('ndlogit/package.json')))
}

function startWebWorker(): Thread {
  // Bundlers know this very form and make the worker a file of its own.
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  return {
    post: message => worker.postMessage(message),
    listen: (onMessage, onDeath) => {
      worker.onmessage = ({ data }) => onMessage(data)
      worker.onmessageerror = () => onDeath(new Error('a message of a worker could not be read'))
      worker.onerror = event => onDeath(new Error(`a worker failed: ${event.message}`))
    },
    terminate: () => worker.terminate(),
  }
}

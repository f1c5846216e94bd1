/** What a worker thread of Node and a web worker have in common, and what is said to them and by them. */

import type { Assignment } from '../../design/parallel/team'
import { VERSION } from '../../support/version'

/** From this thread to a worker: first what the job is, then one task after another; or its part in a fit. */
export type ToWorker =
  | { readonly fit: Assignment }
  | { readonly job: string; readonly data: unknown }
  | { readonly index: number; readonly task: unknown }

/** From a worker to this thread: who it is, once; then an answer to every task. */
export type FromWorker =
  | { readonly ndlogit: string }
  | { readonly index: number; readonly result: unknown; readonly warnings: readonly string[] }
  | { readonly error: WorkerError }

/** Structured cloning forgets the class of an error. */
interface WorkerError {
  readonly name: string
  readonly message: string
}

/** A web worker, as far as it is used here. */
export interface WebWorkerLike {
  /** sends it to the worker */
  postMessage(message: unknown): void
  /** ends the worker */
  terminate(): unknown
  /** is called with what the worker sends */
  onmessage: ((event: { readonly data: unknown }) => void) | null
  /** is called when what the worker sent cannot be read */
  onmessageerror: (() => void) | null
  /** is called when the worker fails */
  onerror: ((event: { readonly message?: string | undefined }) => void) | null
}

/** A worker of `node:worker_threads`, as far as it is used here. */
export interface NodeWorkerLike {
  /** sends it to the thread */
  postMessage(message: unknown): void
  /** ends the thread */
  terminate(): unknown
  /** calls the listener at `'message'`, `'messageerror'`, `'error'` and `'exit'` */
  on(event: string, listener: (value: unknown) => void): unknown
  /** forgets the listeners */
  removeAllListeners(): unknown
}

/** A worker that runs the code of `ndlogit/workers`: of `node:worker_threads`, or a web worker. */
export type WorkerLike = WebWorkerLike | NodeWorkerLike

/** One face for both kinds. */
export interface Thread {
  post(message: ToWorker): void
  /** from now on; replaces who listened before */
  listen(onMessage: (message: unknown) => void, onDeath: (reason: Error) => void): void
  terminate(): void
}

export function threadOf(worker: WorkerLike): Thread {
  return 'removeAllListeners' in worker ? nodeThread(worker) : webThread(worker)
}

function nodeThread(worker: NodeWorkerLike): Thread {
  return {
    post: message => worker.postMessage(message),
    listen: (onMessage, onDeath) => {
      worker.removeAllListeners()
      worker.on('message', onMessage)
      worker.on('messageerror', error => onDeath(error as Error))
      worker.on('error', error => onDeath(error as Error))
      worker.on('exit', code =>
        onDeath(new Error(`a worker thread ended with code ${code} before its work was done`)),
      )
    },
    terminate: () => {
      worker.removeAllListeners()
      worker.on('error', () => undefined)
      worker.terminate()
    },
  }
}

function webThread(worker: WebWorkerLike): Thread {
  return {
    post: message => worker.postMessage(message),
    listen: (onMessage, onDeath) => {
      worker.onmessage = ({ data }) => onMessage(data)
      worker.onmessageerror = () => onDeath(new Error('a message of a worker could not be read'))
      worker.onerror = ({ message }) => onDeath(new Error(`a worker failed: ${message}`))
    },
    terminate: () => worker.terminate(),
  }
}

/** Resolves when the worker has said that it is this library's; nothing else that it says is believed. */
export function greeting(thread: Thread): Promise<void> {
  return new Promise((resolve, reject) =>
    thread.listen(message => {
      if (isObject(message) && message.ndlogit === VERSION) resolve()
      else reject(new Error(`the worker is not that of ndlogit ${VERSION}`))
    }, reject),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

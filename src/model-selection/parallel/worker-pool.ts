/**
 * Worker threads of Node (and of Bun and Deno, which imitate them) or web workers of a browser, each fed with the next
 * task as soon as it has done one. They live as long as one call.
 *
 * No pool library: for tasks of one kind over data sent once, the hundred lines here do, and nothing is to be installed.
 */

import { UnsupportedError, ValidationError } from '../../support/errors'
import { warn } from '../../support/warnings'
import type { JobData } from './job'
import { cannotTravel, packData } from './pack-data'
import { startWorker } from './start-worker'
import { type FromWorker, greeting, type Thread, type ToWorker, threadOf } from './thread'

/** Open workers that wait for tasks. */
export interface Pool<T, R> {
  /** the results in the order of the tasks; closes the pool */
  run(tasks: readonly T[], onDone: () => void, signal: AbortSignal | undefined): Promise<R[]>
}

/** How long a worker may take to say who it is: a start takes 5 to 300 ms, more on a busy machine. */
export const GREETING_MS = 10_000

/**
 * Starts `size` workers and tells them the job; `undefined` where they cannot be started, or are not this library's of
 * this version.
 *
 * @throws UnsupportedError when the data cannot travel to a worker
 * @throws the reason of `signal`, at once, when that is aborted
 */
export async function openPool<T, R>(
  size: number,
  job: string,
  data: JobData,
  signal: AbortSignal | undefined,
): Promise<Pool<T, R> | undefined> {
  const packed = packData(data)
  const threads = await startThreads(size, signal)
  if (threads === undefined) return undefined
  return {
    run: (tasks, onDone, watch) =>
      runTasks(threads, { job, data: packed }, tasks, onDone, watch) as Promise<R[]>,
  }
}

/** All of them, or none. */
async function startThreads(size: number, signal: AbortSignal | undefined): Promise<Thread[] | undefined> {
  const threads: Thread[] = []
  let open = true
  const start = async (): Promise<void> => {
    const thread = threadOf(await startWorker())
    if (!open) return thread.terminate()
    threads.push(thread)
    await greeting(thread)
  }
  let onAbort = (): void => undefined
  let clock: ReturnType<typeof setTimeout> | undefined
  const stop = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    clock = setTimeout(() => reject(new Error('the workers do not answer')), GREETING_MS)
  })
  try {
    await Promise.race([Promise.all(Array.from({ length: size }, start)), stop])
    return threads
  } catch {
    open = false
    for (const thread of threads) thread.terminate()
    signal?.throwIfAborted()
    return undefined
  } finally {
    if (clock !== undefined) clearTimeout(clock)
    signal?.removeEventListener('abort', onAbort)
  }
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
    if (signal?.aborted) return onAbort()
    for (const thread of threads) {
      const feed = (): void => {
        if (next < tasks.length) post(thread, { index: next, task: tasks[next++] })
      }
      const take = (message: FromWorker): void => {
        if ('error' in message) throw revived(message.error)
        if ('ndlogit' in message) return
        results[message.index] = message.result
        message.warnings.forEach(warn)
        onDone()
        if (--left === 0) resolve(results)
        else feed()
      }
      thread.listen(message => {
        try {
          take(message as FromWorker)
        } catch (error) {
          reject(error)
        }
      }, reject)
      post(thread, job)
      feed()
    }
  }).finally(() => {
    signal?.removeEventListener('abort', onAbort)
    for (const thread of threads) thread.terminate()
  })
}

function post(thread: Thread, message: ToWorker): void {
  try {
    thread.post(message)
  } catch (error) {
    throw cannotTravel('data' in message ? (message.data as object) : message, error)
  }
}

/** Structured cloning forgets the class of an error. */
export function revived({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === 'ValidationError') return new ValidationError(message)
  if (name === 'UnsupportedError') return new UnsupportedError(message)
  return new Error(`${name} in a worker thread: ${message}`)
}

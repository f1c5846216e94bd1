/** Many independent pieces of work: one after another, or spread over worker threads. Either way the same results in the same order. */

import { eventLoopTurn } from '../../support/steps'
import { sayOnce, warn } from '../../support/warnings'
import type { FoldProgress, Job, JobData } from './job'
import { refuseTravel } from './pack-data'
import { NO_WORKERS, readJobCount } from './start-worker'
import { openPool } from './worker-pool'
import { lookMs, threadsPay } from './worth-threads'

/** Who watches the work, who may stop it, and how many threads share it. */
export interface JobOptions {
  /**
   * worker threads; −1 for one per core. Default 1: no workers. Only what this library can save travels to a worker:
   * its own estimators, and scorers by name. Where workers are not to be had the work is done in this thread, with
   * a warning; and without one where the first fits show that starting workers takes longer than they save. In a page
   * workers come from {@link setWorkers}.
   */
  readonly nJobs?: number | undefined
  /** called whenever one more piece is done */
  readonly onProgress?: ((progress: FoldProgress) => void) | undefined
  /** stops the work: the promise rejects with the signal's reason */
  readonly signal?: AbortSignal | undefined
}

/**
 * The results of all `tasks`, in their order. Work begins in this thread, and goes to others once it has shown that they
 * pay.
 *
 * @throws UnsupportedError when the data cannot travel and there are to be several threads
 */
export async function runJobs<D extends JobData, T, R>(
  job: Job<D, T, R>,
  data: D,
  tasks: readonly T[],
  options: JobOptions,
): Promise<R[]> {
  const end = sayOnce()
  try {
    return await shareOut(job, data, tasks, options)
  } finally {
    end()
  }
}

async function shareOut<D extends JobData, T, R>(
  job: Job<D, T, R>,
  data: D,
  tasks: readonly T[],
  { nJobs, onProgress, signal }: JobOptions,
): Promise<R[]> {
  const threads = readJobCount(nJobs)
  const started = performance.now()
  let done = 0
  const finished = (): void => {
    done++
    onProgress?.({ type: job.piece, done, total: tasks.length, elapsedMs: performance.now() - started })
  }
  signal?.throwIfAborted()
  if (threads > 1) refuseTravel(data)
  let mayShare = threads > 1
  const results: R[] = []
  while (done < tasks.length) {
    const left = tasks.length - done
    const began = performance.now()
    const result = await runAtMost(
      mayShare && left > 1 ? lookMs(threads, left) : undefined,
      watch => job.run(data, tasks[done], watch),
      signal,
    )
    if (result !== undefined) {
      results.push(result.value)
      finished()
      await eventLoopTurn()
      signal?.throwIfAborted()
    }
    const rest = tasks.slice(done)
    if (mayShare && (result === undefined || threadsPay(threads, rest.length, performance.now() - began))) {
      const pool = await openPool<T, R>(Math.min(threads, rest.length), job.name, data, signal)
      if (pool !== undefined) return [...results, ...(await pool.run(rest, finished, signal))]
      warn(NO_WORKERS)
      mayShare = false
    }
  }
  return results
}

/** What `work` gives; with a limit `undefined` when it has not come to an end by then, and was stopped. */
async function runAtMost<R>(
  ms: number | undefined,
  work: (signal: AbortSignal | undefined) => Promise<R>,
  signal: AbortSignal | undefined,
): Promise<{ readonly value: R } | undefined> {
  if (ms === undefined || typeof setTimeout !== 'function') return { value: await work(signal) }
  const controller = new AbortController()
  const tooLong = new Error('the work has taken longer than it was given')
  const onAbort = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  const clock = setTimeout(() => controller.abort(tooLong), ms)
  try {
    return { value: await work(controller.signal) }
  } catch (error) {
    if (error === tooLong) return undefined
    throw error
  } finally {
    clearTimeout(clock)
    signal?.removeEventListener('abort', onAbort)
  }
}

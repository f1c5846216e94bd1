/** Many independent pieces of work: one after another, or spread over worker threads. Either way the same results in the same order. */

import { eventLoopTurn } from '../../support/steps'
import { checkNumber } from '../../support/validate'
import { warn } from '../../support/warnings'
import type { Job, JobData } from './job'
import { availableCores, openPool } from './worker-pool'

/** How far the work has come. */
export interface JobProgress {
  /** fits (or paths of fits) that are done */
  readonly done: number
  /** and that there are in all */
  readonly total: number
  /** time since the work began, in milliseconds */
  readonly elapsedMs: number
}

/** Who watches the work, who may stop it, and how many threads share it. */
export interface JobOptions {
  /**
   * worker threads; −1 for one per core. Default 1: no workers. Only what this library can save travels to a worker:
   * its own estimators, and scorers by name. Where workers are not to be had the work is done in this thread, with
   * a warning.
   */
  readonly nJobs?: number | undefined
  /** called whenever one more piece is done */
  readonly onProgress?: ((progress: JobProgress) => void) | undefined
  /** stops the work: the promise rejects with the signal's reason */
  readonly signal?: AbortSignal | undefined
}

/** @throws ValidationError when it is neither −1 nor a positive integer */
export function readJobCount(nJobs: number | undefined): number {
  if (nJobs === -1) return availableCores()
  return checkNumber('nJobs', nJobs ?? 1, { min: 1, integer: true })
}

/** The results of all `tasks`, in their order. */
export async function runJobs<D extends JobData, T, R>(
  job: Job<D, T, R>,
  data: D,
  tasks: readonly T[],
  { nJobs, onProgress, signal }: JobOptions,
): Promise<R[]> {
  const threads = Math.min(readJobCount(nJobs), tasks.length)
  const started = performance.now()
  let done = 0
  const finished = (): void => {
    done++
    onProgress?.({ done, total: tasks.length, elapsedMs: performance.now() - started })
  }
  signal?.throwIfAborted()
  if (threads > 1) {
    const pool = await openPool<T, R>(threads, job.name, data)
    if (pool !== undefined) return pool.run(tasks, finished, signal)
    warn('nJobs: worker threads are not available here; the work is done in one thread')
  }
  const results: R[] = []
  for (const task of tasks) {
    results.push(await job.run(data, task, signal))
    finished()
    await eventLoopTurn()
    signal?.throwIfAborted()
  }
  return results
}

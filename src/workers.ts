/** What starts workers, and what shares a fit among them: threads come in by here alone. */

import { crew } from './model-selection/parallel/crew'
import type { WorkerLike } from './model-selection/parallel/thread'
import { workerCode } from './worker-code'

export { workerCode }

/**
 * Starts a worker for `nJobs` from {@link workerCode}: hand it to `setWorkers`. A page's worker is started from a `blob:`
 * address, which a content-security policy has to allow (`worker-src blob:`).
 *
 * @throws Error, or an error of the platform, where workers cannot be started
 *
 * @example
 * ```ts
 * import { crossValScore, LogisticRegression, setWorkers } from 'ndlogit'
 * import { startWorker } from 'ndlogit/workers'
 *
 * setWorkers(startWorker)
 * const X = [[0], [1], [2], [3]]
 * const scores = await crossValScore(new LogisticRegression(), X, ['a', 'a', 'b', 'b'], { cv: 2, nJobs: 2 })
 * console.log(scores.shape) // [ 2 ]
 * ```
 */
export function startWorker(): WorkerLike {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => typeof import('node:worker_threads') | undefined }
  }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  if (threads !== undefined) return new threads.Worker(workerCode, { eval: true })
  const address = URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }))
  try {
    return new Worker(address) as WorkerLike
  } finally {
    // The worker has taken the address by now, and will fetch from it.
    URL.revokeObjectURL(address)
  }
}

/** What `setWorkers` takes from it, for `nJobs` of `fitAsync`. */
startWorker.crew = crew as object

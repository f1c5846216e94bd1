/**
 * The code of a worker, carried along as text: so every bundler takes it, none has to understand it, and no file has to
 * lie where a bundle happens to be. It imports nothing.
 */

/** Put in by the build: src/worker.ts with all that it imports, as a script. */
declare const NDLOGIT_WORKER: string

/**
 * The script that a worker of `nJobs` runs. A page whose policy refuses `blob:` workers serves it as a file of its own,
 * written at build time, and starts that: `setWorkers(() => new Worker('/ndlogit-worker.js'))`.
 */
export const workerCode: string = NDLOGIT_WORKER

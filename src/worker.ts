/**
 * What runs in a worker thread: it is told a job and its data, then does one task after another, or helps with a fit. Started by
 * `nJobs` (see model-selection/parallel/worker-pool.ts) in Node or in a browser. The build makes it a script that
 * imports nothing, the string in `ndlogit/workers`; Node starts it by worker-file.ts.
 */

import type { Estimator } from './data/estimator'
import { help } from './design/parallel/help'
import { fitAndPredict } from './model-selection/cross-val-predict'
import { fitAndScore } from './model-selection/fit-and-score'
import type { Job, JobData } from './model-selection/parallel/job'
import { type PackedMatrix, unpackMatrix } from './model-selection/parallel/shared-matrix'
import type { FromWorker, ToWorker } from './model-selection/parallel/thread'
import { scoreShuffled } from './model-selection/permutation-importance'
import { scorePath } from './paths/score-path-job'
import { selectOnHalf } from './paths/stability-selection'
import { readSavedStep } from './pipeline/pipeline'
import { VERSION } from './support/version'
import { setWarningHandler } from './support/warnings'
import { tableTransformers } from './tables/table-transformers'

/** The port to the thread that started this one, in Node and in a browser alike. */
interface Port {
  postMessage(message: FromWorker): void
  addEventListener(type: 'message', listener: (event: { readonly data: ToWorker }) => void): void
}

type AnyJob = Job<JobData, unknown, unknown>

const JOBS = new Map(
  [fitAndScore, fitAndPredict, scorePath, scoreShuffled, selectOnHalf].map(job => [
    job.name,
    job as unknown as AnyJob,
  ]),
)

const port = findPort()
const warnings: string[] = []
setWarningHandler(message => warnings.push(message))

let work: ((task: unknown) => Promise<unknown>) | undefined

port.addEventListener('message', ({ data: message }) => {
  answer(message).catch((error: unknown) => {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error))
    port.postMessage({ error: { name, message: text } })
  })
})
port.postMessage({ ndlogit: VERSION })

async function answer(message: ToWorker): Promise<void> {
  if ('fit' in message) {
    help(message.fit)
    return
  }
  if ('job' in message) {
    const job = JOBS.get(message.job)
    if (job === undefined) throw new Error(`there is no job '${message.job}'`)
    const data = unpack(message.data)
    work = task => job.run(data, task)
    return
  }
  if (work === undefined) throw new Error('a task came before its job')
  const result = await work(message.task)
  port.postMessage({ index: message.index, result: savable(result), warnings: warnings.splice(0) })
}

function unpack(data: unknown): JobData {
  const { X, estimator, ...rest } = data as Omit<JobData, 'X'> & { X: PackedMatrix }
  const opened = { ...rest, X: unpackMatrix(X) }
  return estimator === undefined
    ? opened
    : { ...opened, estimator: readSavedStep('estimator', estimator, tableTransformers) as Estimator }
}

/** A fitted estimator in a result travels as what its `toJSON` gives. */
function savable(result: unknown): unknown {
  const { estimator } = result as { estimator?: { toJSON(): unknown } }
  return estimator === undefined ? result : { ...(result as object), estimator: estimator.toJSON() }
}

function findPort(): Port {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => typeof import('node:worker_threads') | undefined }
  }
  const { parentPort } = process?.getBuiltinModule?.('node:worker_threads') ?? {}
  return (parentPort ?? globalThis) as unknown as Port
}

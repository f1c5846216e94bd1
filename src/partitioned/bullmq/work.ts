/** A worker of a queue: it opens the partitions that its jobs name, and answers with sums. */

import { ValidationError } from '../../support/errors'
import { checkKeys, checkNumber, describe } from '../../support/validate'
import { openFromModule } from '../open'
import { runTask } from '../run-task'
import type { Task } from '../task'
import { answered, type ConnectionOptions, loadBullMQ, readQueueName, redisOptions } from './connection'
import { decode, encode } from './encode'

/** What {@link workOnBullMQ} takes. */
export interface WorkOnOptions {
  /** the queue that the coordinator names */
  readonly queue: string
  /** where Redis is. Default 127.0.0.1:6379. */
  readonly connection?: ConnectionOptions
  /**
   * the address of a module that exports `openPartition(partition)`; not needed for partitions that this library can open:
   * files in svmlight format, CSV and Parquet
   */
  readonly module?: string | URL
  /** partitions at once, in this process. Default 1. */
  readonly concurrency?: number
  /** after so many milliseconds without a sign of life a worker is taken for dead. Default 10,000. */
  readonly lockDuration?: number
}

/** A worker that is at work. */
export interface QueueWorker {
  /** lets what is being done come to its end, and takes no more */
  close(): Promise<void>
}

/** What a job holds. */
export interface JobPayload {
  /** of the task and of the partition, encoded */
  readonly task: unknown
  readonly partition: unknown
}

/** Before the message of an error that trying again would not change. */
export const FINAL = 'ValidationError: '

/**
 * Works on the jobs of a queue until it is closed: what `npx ndlogit-worker` runs.
 *
 * @throws ValidationError for an unknown option or a wrong one, or a module without `openPartition`
 * @throws UnsupportedError where BullMQ is not installed, or Redis does not answer
 *
 * @example
 * ```ts compile-only: it needs a Redis server
 * import { workOnBullMQ } from 'ndlogit/partitioned/bullmq'
 *
 * const worker = await workOnBullMQ({ queue: 'fits', module: new URL('../partitions.mjs', import.meta.url) })
 * process.once('SIGTERM', () => worker.close())
 * ```
 */
export async function workOnBullMQ(options: WorkOnOptions): Promise<QueueWorker> {
  checkKeys('workOnBullMQ', options, ['queue', 'connection', 'module', 'concurrency', 'lockDuration'])
  const { module, concurrency = 1, lockDuration = 10_000 } = options
  if (module !== undefined && typeof module !== 'string' && !(module instanceof URL)) {
    throw new ValidationError(`module must be a URL or a string, got ${describe(module)}`)
  }
  const queue = readQueueName(options.queue)
  const connection = redisOptions(options.connection)
  checkNumber('concurrency', concurrency, { min: 1, max: 1024, integer: true })
  checkNumber('lockDuration', lockDuration, { min: 1000, integer: true })
  const { Worker, UnrecoverableError } = await loadBullMQ()
  const open = await openFromModule(module?.toString())
  const worker = new Worker(
    queue,
    async ({ data }: { data: JobPayload }) => {
      try {
        const partition = decode(data.partition)
        return encode(await runTask(decode(data.task) as Task, await open(partition)))
      } catch (error) {
        if (error instanceof ValidationError) throw new UnrecoverableError(`${FINAL}${error.message}`)
        throw error
      }
    },
    {
      connection,
      concurrency,
      lockDuration,
      stalledInterval: lockDuration / 2,
      maxStalledCount: 2,
    },
  )
  // Redis comes and goes; what was lost is taken up again.
  worker.on('error', () => undefined)
  try {
    await answered(worker.waitUntilReady(), connection)
  } catch (error) {
    worker.close(true).catch(() => undefined)
    throw error
  }
  return { close: () => worker.close() }
}

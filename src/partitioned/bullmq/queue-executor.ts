/**
 * The executor of many machines: a job of a BullMQ queue for every partition, done by whoever works on the queue. Retries,
 * stalled jobs and reconnection are BullMQ's. What Redis itself has lost, such as all it held in memory when it was
 * started anew, is found missing by looking, and asked again.
 */

import type { Job, Queue } from 'bullmq'
import { UnsupportedError, ValidationError } from '../../support/errors'
import { checkKeys, checkNumber } from '../../support/validate'
import { ATTEMPTS, type Executor, failure, type Outcome } from '../executor'
import type { PartitionResult, Task } from '../task'
import { answered, type ConnectionOptions, JOB, loadBullMQ, readQueueName, redisOptions } from './connection'
import { decode, encode } from './encode'
import { FINAL } from './work'

/** What {@link onBullMQ} takes. */
export interface OnBullMQOptions {
  /** the queue that the workers work on; one fit at a time */
  readonly queue: string
  /** where Redis is. Default 127.0.0.1:6379. */
  readonly connection?: ConnectionOptions
  /** how long there may be no worker at all, or no Redis, before the fit gives up, in milliseconds. Default 60,000. */
  readonly patience?: number
}

/** Between two looks at the jobs that are not done. */
const LOOK_MS = 10

/** And at most, when nothing happens for long. */
const LONGEST_LOOK_MS = 250

/**
 * Spreads the partitions over the workers of a BullMQ queue: processes that run `npx ndlogit-worker`, on any machine that
 * reaches the same Redis. Partitions are plain data, which survives JSON. The sums are added in the order of the
 * partitions: any number of workers gives the same bits.
 *
 * @throws ValidationError for an unknown option or a wrong one
 *
 * @example
 * ```ts compile-only: it needs a Redis server, and workers
 * import { fitPartitioned, parquetPartitions } from 'ndlogit/partitioned'
 * import { onBullMQ } from 'ndlogit/partitioned/bullmq'
 *
 * const partitions = await parquetPartitions('/shared/clicks.parquet', { label: 'clicked' })
 * const executor = onBullMQ({ queue: 'fits', connection: { host: 'redis.internal' } })
 * const model = await fitPartitioned(partitions, { penalty: 'l1' }, { executor })
 * ```
 */
export function onBullMQ(options: OnBullMQOptions): Executor {
  checkKeys('onBullMQ', options, ['queue', 'connection', 'patience'])
  const name = readQueueName(options.queue)
  const connection = redisOptions(options.connection)
  const patience = checkNumber('patience', options.patience ?? 60_000, { min: 0 })
  return new QueueExecutor(name, connection, patience)
}

/** Redis may be away for so long, however little patience there is with workers. */
const SHORTEST_PATIENCE_MS = 5000

/** A job that is not done. */
interface Open {
  readonly index: number
  readonly id: string
}

class QueueExecutor implements Executor {
  private queue: Queue | undefined = undefined

  constructor(
    private readonly name: string,
    private readonly connection: ReturnType<typeof redisOptions>,
    private readonly patience: number,
  ) {}

  async *map(
    task: Task,
    partitions: readonly unknown[],
    signal: AbortSignal | undefined,
  ): AsyncIterable<Outcome> {
    const queue = await this.open()
    const payload = partitions.map(partition => ({ task: encode(task), partition: encode(partition) }))
    const add = async (index: number): Promise<Open> => {
      // Names of its own: a Redis that has lost its memory would give the same numbers again.
      const id = `partition-${index}-${globalThis.crypto.randomUUID()}`
      await this.heard(queue.add(JOB, payload[index], { attempts: ATTEMPTS, jobId: id }))
      return { index, id }
    }
    const waiting = await Promise.all(payload.map((_, index) => add(index)))
    const watch = new WorkerWatch(queue, this.name, this.patience)
    let pause = LOOK_MS
    try {
      while (waiting.length > 0) {
        signal?.throwIfAborted()
        await this.heard(watch.look())
        const jobs = await this.heard(Promise.all(waiting.map(({ id }) => queue.getJob(id))))
        let progressed = false
        for (let k = jobs.length - 1; k >= 0; k--) {
          const { index } = waiting[k]
          const result = await resultOf(jobs[k], index)
          if (jobs[k] === undefined) waiting[k] = await add(index)
          if (result === undefined) continue
          waiting.splice(k, 1)
          await jobs[k]?.remove().catch(() => undefined)
          progressed = true
          yield { index, result }
        }
        pause = progressed ? LOOK_MS : Math.min(1.5 * pause, LONGEST_LOOK_MS)
        await sleep(pause, signal)
      }
    } finally {
      // Nobody waits for these any more. One that is being done comes to its end.
      Promise.all(waiting.map(({ id }) => queue.remove(id))).catch(() => undefined)
    }
  }

  /** What Redis answers. @throws UnsupportedError when it stays away for too long */
  private heard<T>(answer: Promise<T>): Promise<T> {
    return answered(answer, this.connection, Math.max(this.patience, SHORTEST_PATIENCE_MS))
  }

  async close(): Promise<void> {
    const { queue } = this
    this.queue = undefined
    if (queue === undefined) return
    // Where Redis is away there is nobody to say goodbye to.
    await answered(queue.close(), this.connection, SHORTEST_PATIENCE_MS).catch(() => queue.disconnect())
  }

  private async open(): Promise<Queue> {
    if (this.queue !== undefined) return this.queue
    const { name, connection } = this
    const { Queue } = await loadBullMQ()
    const queue = new Queue(name, { connection })
    queue.on('error', () => undefined)
    try {
      await answered(queue.waitUntilReady(), connection)
    } catch (error) {
      queue.close().catch(() => undefined)
      throw error
    }
    this.queue = queue
    return queue
  }
}

/** What a job has come to; `undefined` as long as that is open. @throws what it goes on failing with */
async function resultOf(job: Job | undefined, index: number): Promise<PartitionResult | undefined> {
  if (job === undefined || job.finishedOn === undefined) return undefined
  if (job.failedReason !== undefined && job.failedReason !== '' && job.returnvalue == null) {
    const { failedReason } = job
    const error = failedReason.startsWith(FINAL)
      ? new ValidationError(failedReason.slice(FINAL.length))
      : new Error(failedReason)
    throw failure(index, error, Math.max(job.attemptsMade, 1))
  }
  return decode(job.returnvalue) as PartitionResult
}

/** Sees whether anybody works on the queue. */
class WorkerWatch {
  private seen = Date.now()
  private looked = 0

  constructor(
    private readonly queue: Queue,
    private readonly name: string,
    private readonly patience: number,
  ) {}

  /** @throws UnsupportedError when there has been no worker for too long */
  async look(): Promise<void> {
    if (Date.now() - this.looked < 1000) return
    this.looked = Date.now()
    if ((await this.queue.getWorkersCount()) > 0) this.seen = this.looked
    else if (this.looked - this.seen >= this.patience) {
      throw new UnsupportedError(
        `Nobody works on the queue ${this.name}: start a worker (npx ndlogit-worker --queue ${this.name})`,
      )
    }
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const wake = (): void => {
      clearTimeout(clock)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const clock = setTimeout(wake, ms)
    signal?.addEventListener('abort', wake)
  })
}

/**
 * The executor of this machine's cores: worker threads that live as long as the fit, each fed with the next partition as
 * soon as it has done one. A thread that dies is replaced, and its partition is done by the next one that is free.
 */

import { availableCores, startWorkerFile } from '../model-selection/parallel/start-worker'
import { greeting, type Thread, threadOf } from '../model-selection/parallel/thread'
import { GREETING_MS, revived } from '../model-selection/parallel/worker-pool'
import { UnsupportedError, ValidationError } from '../support/errors'
import { checkKeys, checkNumber, describe } from '../support/validate'
import { ATTEMPTS, type Executor, failure, type Outcome } from './executor'
import type { PartitionResult, Task } from './task'
import type { FromPartitionWorker, ToPartitionWorker } from './thread-messages'

/** Beside the entries of the package. */
const FILE = './partition-worker.js'

/** What {@link inThreads} takes. */
export interface InThreadsOptions {
  /** how many; by default as many as there are cores */
  readonly threads?: number
  /**
   * The address of a module that exports `openPartition(partition)`: a URL, such as
   * `new URL('../partitions.mjs', import.meta.url)`, or the name of a package. Not needed for partitions that this library
   * can open: files in svmlight format, CSV and Parquet.
   */
  readonly module?: string | URL
}

/**
 * Spreads the partitions over worker threads of Node. They are plain data, such as the name of a file, and a module opens
 * them. The sums are added in a fixed order: any number of threads gives the same bits.
 *
 * @throws ValidationError for an unknown option or a wrong one
 *
 * @example
 * ```ts compile-only: the module is the caller's
 * import { fitPartitioned, inThreads } from 'ndlogit/partitioned'
 *
 * const executor = inThreads({ threads: 2, module: new URL('../partitions.mjs', import.meta.url) })
 * const model = await fitPartitioned([{ file: 'a.csv' }, { file: 'b.csv' }], { penalty: 'l1' }, { executor })
 * ```
 */
export function inThreads(options: InThreadsOptions = {}): Executor {
  checkKeys('inThreads', options, ['threads', 'module'])
  const { threads = availableCores(), module } = options
  if (module !== undefined && typeof module !== 'string' && !(module instanceof URL)) {
    throw new ValidationError(`inThreads: module must be a URL or a string, got ${describe(module)}`)
  }
  const count = checkNumber('threads (all cores where it is left out)', threads, {
    min: 1,
    max: 1024,
    integer: true,
  })
  return new ThreadExecutor(count, module?.toString())
}

class ThreadExecutor implements Executor {
  private readonly idle: Thread[] = []
  private readonly busy = new Set<Thread>()

  constructor(
    private readonly count: number,
    private readonly module: string | undefined,
  ) {}

  async *map(
    task: Task,
    partitions: readonly unknown[],
    signal: AbortSignal | undefined,
  ): AsyncIterable<Outcome> {
    partitions.forEach(refuseTravel)
    const waiting = partitions.map((_, index) => ({ index, tried: 0 }))
    const done: Outcome[] = []
    let wake: () => void = () => undefined
    let failed: { readonly reason: unknown } | undefined
    const fail = (reason: unknown): void => {
      failed ??= { reason }
      wake()
    }
    const onAbort = (): void => fail(signal?.reason)
    const feed = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined && failed === undefined; next = waiting.shift()) {
        const { index, tried } = next
        try {
          done.push({
            index,
            result: await this.attempt({ task, partition: partitions[index], module: this.module }),
          })
          wake()
        } catch (error) {
          if (isFinal(error) || tried + 1 === ATTEMPTS) throw failure(index, error, tried + 1)
          waiting.unshift({ index, tried: tried + 1 })
        }
      }
    }
    signal?.addEventListener('abort', onAbort)
    try {
      for (let k = 0; k < Math.min(this.count, partitions.length); k++) feed().catch(fail)
      for (let taken = 0; taken < partitions.length; ) {
        if (failed !== undefined) throw failed.reason
        const outcome = done.shift()
        if (outcome !== undefined) {
          taken++
          yield outcome
        } else {
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort)
      // Whoever is still at work does it for nobody.
      for (const thread of this.busy) thread.terminate()
      this.busy.clear()
    }
  }

  async close(): Promise<void> {
    for (const thread of this.idle.splice(0)) thread.terminate()
  }

  /** @throws what the thread says, or Error when it dies */
  private async attempt(message: ToPartitionWorker): Promise<PartitionResult> {
    const thread = this.idle.pop() ?? (await startThread())
    this.busy.add(thread)
    let alive = true
    try {
      return await new Promise((resolve, reject) => {
        const onDeath = (error: Error): void => {
          alive = false
          reject(error)
        }
        thread.listen(said => {
          const answer = said as FromPartitionWorker
          if ('error' in answer) reject(revived(answer.error))
          else if ('result' in answer) resolve(answer.result)
        }, onDeath)
        thread.post(message as never)
      })
    } finally {
      // One that has been terminated meanwhile is no longer there.
      if (this.busy.delete(thread) && alive) {
        thread.listen(
          () => undefined,
          () => this.forget(thread),
        )
        this.idle.push(thread)
      }
    }
  }

  /** One that dies while nobody waits for it. */
  private forget(thread: Thread): void {
    const place = this.idle.indexOf(thread)
    if (place >= 0) this.idle.splice(place, 1)
  }
}

/** A thread that has said who it is. */
async function startThread(): Promise<Thread> {
  let thread: Thread
  try {
    thread = threadOf(startWorkerFile(FILE))
  } catch (error) {
    throw new UnsupportedError(
      'inThreads: worker threads are not available here; leave executor out, or run it in Node',
      { cause: error },
    )
  }
  let clock: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error('a worker thread does not answer')), GREETING_MS)
  })
  try {
    await Promise.race([greeting(thread), tooLong])
    return thread
  } catch (error) {
    thread.terminate()
    throw error
  } finally {
    clearTimeout(clock)
  }
}

/** Whether trying again gives the same. */
function isFinal(error: unknown): boolean {
  return error instanceof ValidationError || error instanceof UnsupportedError
}

function refuseTravel(partition: unknown, index: number): void {
  try {
    structuredClone(partition)
  } catch (error) {
    throw new ValidationError(
      `partition ${index} is ${describe(partition)}, which cannot travel to a thread; make it plain data, and give a module that opens it`,
      { cause: error },
    )
  }
}

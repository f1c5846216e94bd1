/** Who does the tasks of a round, and the one of this process. */

import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { type OpenPartition, opener } from './open'
import { runTask } from './run-task'
import type { PartitionResult, Task } from './task'

/** What a partition has come to. */
export interface Outcome {
  readonly index: number
  readonly result: PartitionResult
}

/** Does a task on every partition: in this process, in threads, on other machines. */
export interface Executor {
  /**
   * The results of all partitions, in any order, each as soon as it is there. Rejects when one goes on failing, with an
   * error that names it.
   */
  map(task: Task, partitions: readonly unknown[], signal: AbortSignal | undefined): AsyncIterable<Outcome>
  /** lets go of threads and connections; the fit calls it when it is over */
  close?(): Promise<void>
}

/** How often a partition is tried. */
export const ATTEMPTS = 3

/** What {@link inProcess} takes. */
export interface InProcessOptions {
  /** opens a partition that is no function */
  readonly open?: OpenPartition
}

/**
 * Does all tasks in this process, one partition after the other: the default.
 *
 * @throws ValidationError when `open` is no function
 *
 * @example
 * ```ts
 * import { fitPartitioned, inProcess } from 'ndlogit/partitioned'
 *
 * const executor = inProcess({ open: sign => [{ X: [[Number(sign)], [0]], y: [Number(sign) > 0, false] }] })
 * const model = await fitPartitioned([1, -1, 2], {}, { executor })
 * console.log(model.classes) // [ false, true ]
 * ```
 */
export function inProcess({ open }: InProcessOptions = {}): Executor {
  if (open !== undefined && typeof open !== 'function') {
    throw new ValidationError(`inProcess: open must be a function, got ${describe(open)}`)
  }
  const openAny = opener(open as OpenPartition<unknown> | undefined, 'give the executor an open function')
  return {
    async *map(task, partitions, signal) {
      for (let index = 0; index < partitions.length; index++) {
        yield { index, result: await attempt(task, openAny, partitions, index, signal) }
      }
    },
  }
}

async function attempt(
  task: Task,
  open: OpenPartition<unknown>,
  partitions: readonly unknown[],
  index: number,
  signal: AbortSignal | undefined,
): Promise<PartitionResult> {
  for (let tried = 1; ; tried++) {
    signal?.throwIfAborted()
    try {
      return await runTask(task, await open(partitions[index]), signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof ValidationError || tried === ATTEMPTS) throw failure(index, error, tried)
    }
  }
}

/** What a partition failed with, by its number. */
export function failure(index: number, error: unknown, tried: number): Error {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ValidationError) {
    return new ValidationError(`partition ${index}: ${message}`, { cause: error })
  }
  return new Error(`partition ${index} failed ${tried} times, at last with: ${message}`, { cause: error })
}

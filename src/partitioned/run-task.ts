/** A task done on a partition, in whatever process: the one thing that all executors run. */

import { UnsupportedError, ValidationError } from '../support/errors'
import { eventLoopTurn } from '../support/steps'
import { describe } from '../support/validate'
import { VERSION } from '../support/version'
import { Answers } from './answer'
import { type Chunks, openScaler, readChunk } from './read-chunk'
import { Scan } from './scan'
import type { PartitionResult, Task } from './task'

/** @throws ValidationError naming the chunk, for data that cannot be fitted, or when the versions differ */
export async function runTask(task: Task, chunks: Chunks, signal?: AbortSignal): Promise<PartitionResult> {
  if (task.ndlogit !== VERSION) {
    throw new ValidationError(
      `the worker is ndlogit ${VERSION}, and who asks it is ndlogit ${task.ndlogit}; install one version on both sides`,
    )
  }
  if (!isIterable(chunks)) {
    throw new ValidationError(
      `a partition must give an iterable of chunks { X, y }, sync or async, got ${describe(chunks)}`,
    )
  }
  const { scaler } = task.kind === 'scan' ? task : task.statement
  const opened = openScaler(scaler)
  const work = task.kind === 'scan' ? new Scan(task.weighted) : new Answers(task.statement, task.questions)
  let index = 0
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    try {
      const rows = readChunk(chunk, opened)
      if (rows !== undefined) work.add(rows)
    } catch (error) {
      throw inChunk(index, error)
    }
    index++
    await eventLoopTurn()
  }
  signal?.throwIfAborted()
  return work.result()
}

function isIterable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  )
}

function inChunk(index: number, error: unknown): unknown {
  if (!(error instanceof ValidationError || error instanceof UnsupportedError)) return error
  return new ValidationError(`chunk ${index}: ${error.message}`, { cause: error })
}

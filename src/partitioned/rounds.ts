/**
 * Passes over the data: one task for every partition, answers added in an order that is fixed, whoever gave them and
 * whenever. So the bits of a fit depend on how the rows are cut into partitions and chunks, and on nothing else.
 */

import { counted } from '../support/counted'
import { ValidationError } from '../support/errors'
import { describe } from '../support/validate'
import { VERSION } from '../support/version'
import type { Executor, Outcome } from './executor'
import { mergeFindings, NOTHING } from './scan'
import {
  addSums,
  type Findings,
  type PartitionResult,
  type Question,
  type Reading,
  type Statement,
  type Sums,
  type Task,
} from './task'
import { TreeSum } from './tree-sum'

/** How far two sums of one reading may be apart, against the sum of the sizes. */
const SAME = 1e-9

/** What a pass has come to so far, or at its end. */
export interface PassProgress {
  /** passes over the data that are complete */
  readonly pass: number
  /** partitions that are read in the pass that is on, and how many there are */
  readonly partitionsDone: number
  readonly partitions: number
  /** rows that are read in the pass that is on */
  readonly rows: number
  /** bytes of numbers that all passes have sent to the partitions, and got from them */
  readonly bytesSent: number
  readonly bytesReceived: number
}

export class Rounds {
  private pass = 0
  private bytesSent = 0
  private bytesReceived = 0

  /**
   * @param readings - those of an earlier reading; the first pass finds them, if left out
   * @param onPartition - is told when one more partition is done
   */
  constructor(
    private readonly executor: Executor,
    private readonly partitions: readonly unknown[],
    private readonly signal: AbortSignal | undefined,
    private readonly onPartition: (progress: PassProgress) => void,
    public readings?: readonly Reading[],
  ) {}

  /** The first pass. @param inspect - is shown what each partition has, and may refuse it */
  async scan(
    options: Omit<Extract<Task, { kind: 'scan' }>, 'kind' | 'ndlogit'>,
    inspect: (findings: Findings) => void = () => undefined,
  ): Promise<Findings> {
    let findings = NOTHING
    const readings: Reading[] = []
    const inOrder = orderly<Extract<PartitionResult, { kind: 'scan' }>>((result, index) => {
      readings.push(result.reading)
      try {
        inspect(result.findings)
        findings = mergeFindings(findings, result.findings)
      } catch (error) {
        throw new ValidationError(`partition ${index}: ${(error as Error).message}`, { cause: error })
      }
    })
    await this.run({ kind: 'scan', ndlogit: VERSION, ...options }, (result, index) => {
      if (result.kind !== 'scan') throw strange(index, result)
      inOrder(result, index)
    })
    this.readings = readings
    return findings
  }

  /** The sums over all rows, one a question. */
  async ask(statement: Statement, questions: readonly Question[]): Promise<readonly Sums[]> {
    const total = new TreeSum<readonly Sums[]>(this.partitions.length, (a, b) =>
      a.map((sums, k) => addSums(sums, b[k])),
    )
    await this.run({ kind: 'round', ndlogit: VERSION, statement, questions }, (result, index) => {
      if (result.kind !== 'round' || result.sums.length !== questions.length) throw strange(index, result)
      this.compare(index, result.reading)
      total.take(index, result.sums)
    })
    return total.total() ?? []
  }

  /** Where the passes stand. */
  progress(partitionsDone = 0, rows = 0): PassProgress {
    const { pass, bytesSent, bytesReceived, partitions } = this
    return { pass, partitionsDone, partitions: partitions.length, rows, bytesSent, bytesReceived }
  }

  /** Hands the results to `take` as they come. */
  private async run(task: Task, take: (result: PartitionResult, index: number) => void): Promise<void> {
    const { executor, partitions, signal } = this
    const seen = new Set<number>()
    const size = sizeOf(task)
    let rows = 0
    signal?.throwIfAborted()
    for await (const { index, result } of executor.map(task, partitions, signal)) {
      signal?.throwIfAborted()
      refuseStranger({ index, result }, partitions.length, seen)
      seen.add(index)
      take(result, index)
      rows += result.reading.rows
      this.bytesSent += size
      this.bytesReceived += sizeOf(result)
      if (seen.size === partitions.length) this.pass++
      this.onPartition(this.progress(seen.size, rows))
    }
    if (seen.size < partitions.length) {
      const missing = partitions.findIndex((_, k) => !seen.has(k))
      throw new Error(`the executor has given no result of partition ${missing}`)
    }
  }

  /** @throws ValidationError when a partition is not what it was when it was first read */
  private compare(index: number, { rows, sum }: Reading): void {
    const first = this.readings?.[index]
    if (first === undefined) return
    const rule = 'a partition must give the same rows in every pass'
    if (rows !== first.rows) {
      throw new ValidationError(
        `partition ${index} had ${counted(first.rows, 'row')} when it was first read, and ${rows} now; ${rule}`,
      )
    }
    if (!(Math.abs(sum - first.sum) <= SAME * first.size)) {
      throw new ValidationError(
        `partition ${index} has other values than when it was first read: their checksum was ${first.sum} and is ${sum}; ${rule}`,
      )
    }
  }
}

/** Hands on in the order of the numbers; what comes early waits. */
function orderly<T>(take: (value: T, index: number) => void): (value: T, index: number) => void {
  const early = new Map<number, T>()
  let next = 0
  return (value, index) => {
    early.set(index, value)
    for (let ready = early.get(next); ready !== undefined; ready = early.get(++next)) {
      early.delete(next)
      take(ready, next)
    }
  }
}

function refuseStranger({ index, result }: Outcome, count: number, seen: ReadonlySet<number>): void {
  if (Number.isInteger(index) && index >= 0 && index < count && !seen.has(index)) return
  throw strange(index, result)
}

function strange(index: number, result: unknown): Error {
  return new Error(
    `the executor answered for partition ${index} with ${describe(result)}, which was not asked for`,
  )
}

/** Bytes of the numbers in a message. */
export function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (typeof value === 'number') return 8
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, part) => sum + sizeOf(part), 0)
}

/**
 * Runs work that asks, all of it together: what the pieces ask at one time is asked in one pass.
 *
 * @param width - how many are run at once, at most
 * @param onAnswered - is called when all have taken the answers of a pass
 */
export async function runTogether<T>(
  pieces: readonly Generator<Question, T, Sums>[],
  width: number,
  ask: (questions: readonly Question[]) => Promise<readonly Sums[]>,
  onAnswered: () => void,
): Promise<T[]> {
  const results = new Array<T>(pieces.length)
  const waiting: { readonly piece: number; readonly question: Question }[] = []
  let next = 0
  const advance = (piece: number, step: IteratorResult<Question, T>): void => {
    if (step.done) results[piece] = step.value
    else waiting.push({ piece, question: step.value })
  }
  for (;;) {
    while (waiting.length < width && next < pieces.length) {
      const piece = next++
      advance(piece, pieces[piece].next())
    }
    if (waiting.length === 0) return results
    const asked = waiting.splice(0)
    const answers = await ask(asked.map(({ question }) => question))
    for (const [k, { piece }] of asked.entries()) advance(piece, pieces[piece].next(answers[k]))
    onAnswered()
  }
}

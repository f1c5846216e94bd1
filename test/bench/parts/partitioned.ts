/**
 * Fits over partitions: a pass over a Parquet file against reading it with DuckDB alone plus the arithmetic, a whole fit and
 * its memory, worker threads and a BullMQ queue, and a fit to rows in memory against one over chunks of them.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Arguments } from '../arguments'
import { runChild } from '../child'
import type { MeasuredExecutors, MeasuredFit, MeasuredMemory, MeasuredPass } from '../children/partitioned'
import { digits, table } from '../table'

const FEATURES = 30

/** What every child runs under. */
const FLAGS = ['--max-old-space-size=512']

/** Long enough for a fit to the largest of files. */
const LIMIT = { flags: FLAGS, limitSeconds: 7200 }

export async function partitioned({ rows, quick, data, rounds, only, markdown }: Arguments): Promise<void> {
  const count = rows ?? (quick ? 200_000 : 2_000_000)
  const folder = data ?? mkdtempSync(join(tmpdir(), 'ndlogit-bench-'))
  const wanted = (name: string): boolean => only === undefined || only.includes(name)
  const measure = <T>(what: string): Promise<T | undefined> =>
    runChild<T>('children/partitioned.ts', [what, file, String(count), String(rounds)], LIMIT)
  const file = join(folder, `rows-${count}x${FEATURES}.parquet`)
  try {
    if (!existsSync(file)) makeFile(file, count)
    const size = `${(statSync(file).size / 1e6).toFixed(0)} MB of Parquet`
    console.log(`L1 on ${count.toLocaleString('en')} × ${FEATURES}, ${size}, ${FLAGS.join(' ')}\n`)
    if (wanted('pass')) printPass(await measure<MeasuredPass>('pass'), count, markdown)
    if (wanted('fit')) printFit(await measure<MeasuredFit>('fit'), markdown)
    if (wanted('executors')) printExecutors(await measure<MeasuredExecutors>('executors'), markdown)
    if (wanted('memory')) printMemory(await measure<MeasuredMemory[]>('memory'), markdown)
  } finally {
    if (data === undefined) rmSync(folder, { recursive: true })
  }
}

/** By the script of the example, in a process of its own. */
function makeFile(file: string, rows: number): void {
  const script = fileURLToPath(new URL('../../../examples/larger-than-memory/make.mjs', import.meta.url))
  execFileSync(process.execPath, [script, file, String(rows), String(FEATURES)])
}

function printPass(measured: MeasuredPass | undefined, rows: number, markdown: boolean): void {
  if (measured === undefined) return
  const { reading, arithmetic, pass, ratio } = measured
  const perRow = (seconds: number) => ((1e9 * seconds) / rows).toFixed(0)
  const lines = [
    ['DuckDB alone', reading],
    ['arithmetic, of chunks in memory', arithmetic],
    ['a pass over the file', pass],
  ] as const
  print('One pass in this process', lines, markdown, [
    { heading: '', cell: ([name]) => name, align: 'left' },
    { heading: 'seconds', cell: ([, seconds]) => digits(seconds, 3) },
    { heading: 'ns a row', cell: ([, seconds]) => perRow(seconds) },
  ])
  console.log(`a pass / (DuckDB alone + arithmetic), the median of rounds: ${digits(ratio, 3)}\n`)
}

function printFit(measured: MeasuredFit | undefined, markdown: boolean): void {
  if (measured === undefined) return
  print('The whole fit', [measured], markdown, [
    { heading: 'seconds', cell: ({ seconds }) => digits(seconds, 3) },
    { heading: 'passes', cell: ({ passes }) => String(passes) },
    { heading: 'seconds a pass', cell: ({ seconds, passes }) => digits(seconds / passes, 3) },
    { heading: 'resident peak, MB', cell: ({ resident }) => (resident / 1e6).toFixed(0) },
    { heading: 'converged', cell: ({ converged }) => String(converged) },
    { heading: 'gap / objective', cell: ({ gap }) => gap.toExponential(0) },
  ])
}

function printExecutors(measured: MeasuredExecutors | undefined, markdown: boolean): void {
  if (measured === undefined) return
  const { partitions, seconds, speedup, speedupOfThreads, possible, queue } = measured
  print(`One pass over ${partitions} partitions, by who does it`, Object.entries(seconds), markdown, [
    { heading: '', cell: ([name]) => name, align: 'left' },
    { heading: 'seconds', cell: ([, { clock }]) => digits(clock, 3) },
    { heading: 'seconds a partition', cell: ([, { clock }]) => digits(clock / partitions, 3) },
    { heading: 'of the cores', cell: ([, { cores }]) => digits(cores, 3) },
  ])
  console.log(`this process / two threads, the median of rounds: ${digits(speedup, 3)}`)
  console.log(`one thread / two: ${digits(speedupOfThreads, 3)}`)
  console.log(`the same of threads that do nothing but add: ${digits(possible, 3)}`)
  if (queue === undefined) console.log('redis-server is not installed: BullMQ is left out\n')
  else console.log(`two processes by BullMQ / two threads, the median of rounds: ${digits(queue, 3)}\n`)
}

function printMemory(measured: MeasuredMemory[] | undefined, markdown: boolean): void {
  if (measured === undefined) return
  print('200,000 × 30 in memory', measured, markdown, [
    { heading: 'penalty', cell: ({ penalty }) => penalty, align: 'left' },
    { heading: 'LogisticRegression, s', cell: ({ memory }) => digits(memory, 3) },
    { heading: 'fitPartitioned, s', cell: ({ partitioned }) => digits(partitioned, 3) },
    { heading: 'passes', cell: ({ passes }) => String(passes) },
    { heading: 'ratio', cell: ({ ratio }) => digits(ratio, 3) },
  ])
}

function print<R>(
  title: string,
  rows: readonly R[],
  markdown: boolean,
  columns: Parameters<typeof table<R>>[0],
): void {
  console.log(`${title}\n\n${table(columns, rows, markdown)}\n`)
}

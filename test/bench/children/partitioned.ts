/** `partitioned.ts pass|fit|executors|memory FILE ROWS ROUNDS`: what fits over partitions take, as a line of JSON. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { DuckDBInstance } from '@duckdb/node-api'
import ndarray from 'ndarray'
import { LogisticRegression, type LogisticRegressionOptions } from 'ndlogit'
import {
  type Chunk,
  type Executor,
  fitPartitioned,
  inProcess,
  inThreads,
  type PassProgress,
  parquetPartitions,
  type Task,
} from 'ndlogit/partitioned'
import { onBullMQ } from 'ndlogit/partitioned/bullmq'
import { tall } from '../problems/tall'
import { median } from '../statistics'
import { smallestC } from '../task'

/** Seconds; `ratio` is pass / (reading + arithmetic). */
export interface MeasuredPass {
  readonly reading: number
  readonly arithmetic: number
  readonly pass: number
  readonly ratio: number
}

export interface MeasuredFit {
  readonly seconds: number
  readonly passes: number
  /** bytes, at the peak of the process */
  readonly resident: number
  readonly converged: boolean
  /** relative to the objective */
  readonly gap: number
}

export interface MeasuredExecutors {
  readonly partitions: number
  /** by who does it, of the clock and of the cores: work of BullMQ's processes is not in `cores` */
  readonly seconds: Readonly<Record<string, { readonly clock: number; readonly cores: number }>>
  /** this process, the default / two threads */
  readonly speedup: number
  /** one thread / two: less, for one already has DuckDB read ahead and collects garbage on the other core */
  readonly speedupOfThreads: number
  /** the same of threads that do nothing but compute: what this machine allows */
  readonly possible: number
  /** BullMQ / two threads; `undefined` without Redis */
  readonly queue: number | undefined
}

export interface MeasuredMemory {
  readonly penalty: string
  readonly memory: number
  readonly partitioned: number
  readonly passes: number
  readonly ratio: number
}

const [what, file, rowsText, roundsText] = process.argv.slice(2)
const rows = Number(rowsText)
const rounds = Number(roundsText)
const options: LogisticRegressionOptions = { penalty: 'l1', C: 300 / rows }

/** Sums of a vector that a cache holds, over and over. */
const SPIN = `const a = new Float64Array(2 ** 14).fill(1)
function spin(times) {
  let sum = 0
  for (let k = 0; k < times; k++) for (let i = 0; i < a.length; i++) sum += a[i] * 1.000001
  return sum
}
require('node:worker_threads').parentPort.postMessage(spin(40000))`

/** As many as the chunks of a file with 30 columns have. */
const CHUNK_ROWS = 4096

/** Partitions of about a second, and at least four a thread, as the guide advises: with two each, one waits for the other. */
const SIZE = Math.min(1_000_000, Math.ceil(rows / 8))

const measures: Readonly<Record<string, () => Promise<unknown>>> = { pass, fit, executors, memory }
console.log(JSON.stringify(await measures[what]()))

async function pass(): Promise<MeasuredPass> {
  const partitions = await filePartitions()
  const task = await usualTask(partitions)
  const held = await someChunks()
  const inMemory = [() => repeated(held)]
  const times = { reading: [] as number[], arithmetic: [] as number[], pass: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    times.reading.push(await secondsOf(readAlone))
    times.arithmetic.push(await secondsOf(() => doTask(inProcess(), task, inMemory)))
    times.pass.push(await secondsOf(() => doTask(inProcess(), task, partitions)))
  }
  const ratios = times.pass.map((seconds, k) => seconds / (times.reading[k] + times.arithmetic[k]))
  return {
    reading: median(times.reading),
    arithmetic: median(times.arithmetic),
    pass: median(times.pass),
    ratio: median(ratios),
  }
}

async function fit(): Promise<MeasuredFit> {
  const partitions = await filePartitions()
  let passes = 0
  const onProgress = (progress: PassProgress): void => {
    passes = progress.pass
  }
  const started = performance.now()
  const { convergence } = await fitPartitioned(partitions, options, { onProgress })
  const { converged, dualityGap, objective } = convergence
  return {
    seconds: (performance.now() - started) / 1000,
    passes,
    // The high-water mark of the whole process: this runner and what DuckDB holds are in it.
    resident: process.resourceUsage().maxRSS * 1024,
    converged,
    gap: dualityGap / objective,
  }
}

async function executors(): Promise<MeasuredExecutors> {
  const partitions = await filePartitions()
  const task = await usualTask(partitions)
  const redis = await startRedis()
  const workers = redis && (await startWorkers(redis.port))
  const candidates: [string, Executor][] = [
    ['this process', inProcess()],
    ['one thread', inThreads({ threads: 1 })],
    ['two threads', inThreads({ threads: 2 })],
  ]
  if (redis) {
    const executor = onBullMQ({ queue: 'bench', connection: { port: redis.port } })
    candidates.push(['two processes, BullMQ', executor])
  }
  const times = candidates.map((): number[] => [])
  const cores = candidates.map((): number[] => [])
  const possible: number[] = []
  try {
    // The first turns start threads and connections, and compile what runs there.
    for (let round = -2; round < rounds; round++) {
      for (const [k, [, executor]] of candidates.entries()) {
        const before = process.cpuUsage()
        const seconds = await secondsOf(() => doTask(executor, task, partitions))
        const { user, system } = process.cpuUsage(before)
        if (round < 0) continue
        times[k].push(seconds)
        cores[k].push((user + system) / 1e6)
      }
      if (round >= 0) possible.push(await speedupOfSpinning())
    }
  } finally {
    for (const [, executor] of candidates) await executor.close?.()
    for (const child of [...(workers ?? []), redis?.child]) child?.kill('SIGKILL')
  }
  const [here, one, two, queue] = times
  return {
    partitions: partitions.length,
    seconds: Object.fromEntries(
      candidates.map(([name], k) => [name, { clock: median(times[k]), cores: median(cores[k]) }]),
    ),
    speedup: median(here.map((seconds, k) => seconds / two[k])),
    speedupOfThreads: median(one.map((seconds, k) => seconds / two[k])),
    possible: median(possible),
    queue: queue && median(queue.map((seconds, k) => seconds / two[k])),
  }
}

async function memory(): Promise<MeasuredMemory[]> {
  const problem = tall()
  const { labels } = problem
  const [n, d, count, size] = [labels.length, 30, 4, CHUNK_ROWS]
  const values = problem.dense as Float64Array
  const partitions = Array.from(
    { length: count },
    (_, k) =>
      function* (): Generator<Chunk> {
        const last = ((k + 1) * n) / count
        for (let i = (k * n) / count; i < last; i += size) {
          const end = Math.min(i + size, last)
          yield { X: ndarray(values.subarray(i * d, end * d), [end - i, d]), y: labels.subarray(i, end) }
        }
      },
  )
  const all: LogisticRegressionOptions[] = [
    { penalty: 'l1', C: 10 * smallestC(problem) },
    { penalty: 'l2', C: 0.01 },
    { penalty: 'none' },
  ]
  const found: MeasuredMemory[] = []
  for (const given of all) {
    const times = { memory: [] as number[], partitioned: [] as number[] }
    let passes = 0
    const onProgress = (progress: PassProgress): void => {
      passes = progress.pass
    }
    for (let round = -1; round < rounds; round++) {
      const alone = await secondsOf(async () => new LogisticRegression(given).fit(problem.X, labels))
      const parted = await secondsOf(() => fitPartitioned(partitions, given, { onProgress }))
      if (round < 0) continue
      times.memory.push(alone)
      times.partitioned.push(parted)
    }
    found.push({
      penalty: String(given.penalty),
      memory: median(times.memory),
      partitioned: median(times.partitioned),
      passes,
      ratio: median(times.partitioned.map((seconds, k) => seconds / times.memory[k])),
    })
  }
  return found
}

function filePartitions() {
  return parquetPartitions(file, { label: 'clicked', rows: SIZE })
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

/** What most passes ask for, taken from a fit to the beginning of the file: value, gradient and Hessian. */
async function usualTask(partitions: readonly unknown[]): Promise<Task> {
  const inner = inProcess()
  let usual: Task | undefined
  const executor: Executor = {
    map: (task, ...rest) => {
      if (task.kind === 'round' && task.questions.some(q => q.kind === 'expand' && q.set.length > 1))
        usual = task
      return inner.map(task, ...rest)
    },
  }
  const [first] = partitions as readonly { readonly where: string }[]
  const beginning = { ...first, where: 'file_row_number < 20000' }
  await fitPartitioned([beginning], { penalty: 'l1', C: 300 / 20_000 }, { executor })
  if (usual === undefined) throw new Error('the fit has asked for no Hessian')
  return usual
}

async function doTask(executor: Executor, task: Task, partitions: readonly unknown[]): Promise<void> {
  for await (const _ of executor.map(task, partitions, undefined));
}

/** Every column of every row, as DuckDB hands them over. One thread is faster than two at that. */
async function readAlone(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', threads: '1' })
  const connection = await instance.connect()
  const result = await connection.stream(`SELECT * FROM read_parquet('${file}')`)
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    for (let j = 0; j < chunk.columnCount; j++) chunk.getColumnVector(j)
  }
  connection.closeSync()
}

/** Rows that are held in memory, in chunks such as those that come from a file. */
async function someChunks(): Promise<Chunk[]> {
  const [count, size, d] = [16, CHUNK_ROWS, 30]
  let state = 1
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: count }, () => ({
    X: ndarray(
      Float64Array.from({ length: size * d }, () => 2 * uniform() - 1),
      [size, d],
      [1, size],
    ),
    y: Array.from({ length: size }, () => (uniform() < 0.5 ? 0 : 1)),
  }))
}

/** As many rows as the file has. */
function* repeated(chunks: readonly Chunk[]): Generator<Chunk> {
  for (let done = 0; done < rows; ) {
    for (const chunk of chunks) {
      if (done >= rows) return
      yield chunk
      done += CHUNK_ROWS
    }
  }
}

/** Of two threads over one, at twice the work. */
async function speedupOfSpinning(): Promise<number> {
  const spin = () => once(new Worker(SPIN, { eval: true, execArgv: [] }), 'message')
  const alone = await secondsOf(spin)
  return (2 * alone) / (await secondsOf(() => Promise.all([spin(), spin()])))
}

async function startRedis(): Promise<{ readonly port: number; readonly child: ChildProcess } | undefined> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', tmpdir(), '--save', '']
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const missing = once(child, 'error').then(() => undefined)
  return Promise.race([missing, said(child, 'Ready to accept').then(() => ({ port, child }))])
}

function startWorkers(port: number): Promise<ChildProcess[]> {
  const script = fileURLToPath(new URL('../../../dist/queue-worker.js', import.meta.url))
  const args = [script, '--queue', 'bench', '--port', String(port)]
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await said(child, 'at work')
    return child
  }
  return Promise.all([start(), start()])
}

/** Waits until a process has said that. */
async function said({ stdout }: ChildProcess, text: string): Promise<void> {
  if (stdout === null) return
  for await (const part of stdout.iterator({ destroyOnReturn: false })) if (String(part).includes(text)) break
  stdout.resume()
}

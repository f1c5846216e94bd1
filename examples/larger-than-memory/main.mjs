/**
 * An exact fit to rows that do not fit into the heap: a Parquet file several times as large as the limit that this process
 * runs under, read anew in every pass through DuckDB.
 *
 * `npm run example:larger-than-memory -- --rows 20000000 --threads 2` takes another size, and spreads it over threads.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { getHeapStatistics } from 'node:v8'
import { DuckDBInstance } from '@duckdb/node-api'
import { sparsity } from 'ndlogit'
import { fitPartitioned, inProcess, inThreads, parquetPartitions } from 'ndlogit/partitioned'

// `| head` closes the pipe when it has enough; what was begun here is still put away.
process.stdout.on('error', () => undefined)

const [rows, features, threads] = readArguments()
const megabytes = bytes => `${Math.round(bytes / 2 ** 20)} MB`

const folder = mkdtempSync(join(tmpdir(), 'ndlogit-larger-'))
const file = join(folder, 'clicks.parquet')
try {
  await main()
} finally {
  rmSync(folder, { recursive: true })
}

async function main() {
  // 1. The file, made by a process of its own: the memory that is measured here is that of the fit.

  const make = fileURLToPath(new URL('./make.mjs', import.meta.url))
  execFileSync(process.execPath, [make, file, String(rows), String(features)])
  const { size } = statSync(file)
  const limit = getHeapStatistics().heap_size_limit
  console.log(`rows: ${rows} × ${features}`)
  console.log(
    `file: ${megabytes(size)}, ${(size / limit).toFixed(1)} times the heap limit of ${megabytes(limit)}`,
  )

  // 2. What reading alone takes.

  const began = performance.now()
  await readOnly()
  const reading = (performance.now() - began) / 1000
  console.log(`DuckDB alone: ${reading.toFixed(2)} s a pass`)

  // 3. The fit. Each pass asks every partition for sums; between two of them nothing as long as the rows is kept.

  const partitions = await parquetPartitions(file, {
    label: 'clicked',
    rows: Math.ceil(rows / (4 * threads)),
  })
  const executor = threads > 1 ? inThreads({ threads }) : inProcess()
  let before = performance.now()
  let last
  const model = await fitPartitioned(
    partitions,
    { penalty: 'l1', C: 300 / rows },
    {
      executor,
      onProgress: progress => {
        last = progress
        if (progress.type === 'start')
          console.log(`passes: ${progress.expectedPasses.join(' to ')} are to be expected`)
        if (progress.type !== 'pass') return
        const seconds = (performance.now() - before) / 1000
        before = performance.now()
        const objective =
          progress.objective === undefined ? '' : `, objective ${progress.objective.toFixed(6)}`
        const speed = `${Math.round(rows / seconds).toLocaleString('en')} rows/s`
        console.log(
          `  pass ${progress.pass}: ${seconds.toFixed(2)} s, ${speed}, peak ${megabytes(peak())}${objective}`,
        )
      },
    },
  )

  // 4. An ordinary model, with its certificate.

  const { converged, dualityGap, objective } = model.convergence
  const seconds = last.elapsedMs / 1000
  console.log(`converged: ${converged}`)
  console.log(`relative gap: ${(dualityGap / objective).toExponential(1)}`)
  console.log(`coefficients that are 0: ${(100 * sparsity(model.coef)).toFixed(0)} %`)
  console.log(`passes taken: ${last.pass}`)
  console.log(
    `time a pass: ${(seconds / last.pass).toFixed(2)} s, ${(seconds / last.pass / reading).toFixed(2)} times that of DuckDB alone`,
  )
  console.log(
    `received: ${(last.bytesReceived / last.pass / partitions.length / 1024).toFixed(1)} KB a partition and pass`,
  )
  console.log(`peak resident memory: ${megabytes(peak())}`)
}

/** The numbers on the command line, or else those of the README. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        rows: { type: 'string', default: '300000' },
        features: { type: 'string', default: '30' },
        threads: { type: 'string', default: '1' },
      },
    })
    const numbers = [values.rows, values.features, values.threads].map(Number)
    if (numbers.every(number => Number.isInteger(number) && number > 0)) return numbers
  } catch {
    // What it cannot read is told below, as what is no number.
  }
  console.error('Expected, each with a whole number from 1 on, any of --rows, --features and --threads')
  return process.exit(1)
}

/** Of this process and its threads, since it began. */
function peak() {
  return 1024 * process.resourceUsage().maxRSS
}

async function readOnly() {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', threads: '2' })
  const connection = await instance.connect()
  const result = await connection.stream(`SELECT * FROM read_parquet('${file}')`)
  let chunk = await result.fetchChunk()
  while (chunk?.rowCount) {
    for (let j = 0; j < chunk.columnCount; j++) chunk.getColumnVector(j)
    chunk = await result.fetchChunk()
  }
  connection.closeSync()
}

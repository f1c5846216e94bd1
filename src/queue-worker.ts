#!/usr/bin/env node
/** `npx ndlogit-worker --queue NAME`: a process that works on the partitions of fits on other machines. */

import { workOnBullMQ } from './partitioned/bullmq/work'

const USAGE = `npx ndlogit-worker --queue NAME [--module FILE] [--host 127.0.0.1] [--port 6379] [--concurrency 1] [--lock-duration 10000]

Works on the partitions of fits that onBullMQ spreads, until it is told to stop. FILE exports openPartition(partition); it
is not needed for svmlight, CSV and Parquet files. Redis's password is taken from the variable REDIS_PASSWORD.`

const { process } = globalThis as unknown as { process: NodeJS.Process }
const { parseArgs } = process.getBuiltinModule('node:util')
const { pathToFileURL } = process.getBuiltinModule('node:url')

run().catch((error: unknown) => {
  console.error(`ndlogit-worker: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      queue: { type: 'string' },
      module: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      concurrency: { type: 'string' },
      'lock-duration': { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const { queue, module, host, port, concurrency, 'lock-duration': lockDuration } = values
  if (values.help || queue === undefined) {
    console.log(USAGE)
    process.exitCode = values.help ? 0 : 1
    return
  }
  const password = process.env.REDIS_PASSWORD
  const worker = await workOnBullMQ({
    queue,
    connection: {
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port: Number(port) }),
      ...(password !== undefined && { password }),
    },
    ...(module !== undefined && { module: pathToFileURL(module).href }),
    ...(concurrency !== undefined && { concurrency: Number(concurrency) }),
    ...(lockDuration !== undefined && { lockDuration: Number(lockDuration) }),
  })
  console.log(`ndlogit-worker: at work on ${queue}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // It may take long: a partition is read to its end, and without Redis nobody hears that this worker goes.
      console.log('ndlogit-worker: ends with what it has begun; the same signal again ends it at once')
      worker.close().finally(() => process.exit(0))
    })
  }
}

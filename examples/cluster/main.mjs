/**
 * One fit on a cluster: a Redis server, three worker processes and this one, which coordinates and sees no row. One of the
 * workers is killed in the middle; the fit ends with the very coefficients of a single process.
 *
 * On real machines the workers are started by `npx ndlogit-worker --queue fits --module partitions.mjs --host …`.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fitPartitioned, inProcess } from 'ndlogit/partitioned'
import { onBullMQ } from 'ndlogit/partitioned/bullmq'
import { openPartition } from './partitions.mjs'

// `| head` closes the pipe when it has enough; what was begun here is still put away.
process.stdout.on('error', () => undefined)

const partitions = Array.from({ length: 8 }, (_, k) => ({ seed: k + 1, rows: 10_000 + 1000 * k }))
const options = { penalty: 'l1', C: 0.01 }
const processes = []
const folder = mkdtempSync(join(tmpdir(), 'ndlogit-cluster-'))

try {
  await main()
} finally {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

async function main() {
  const port = await freePort()
  try {
    await start('redis-server', ['--port', String(port), '--dir', folder, '--save', ''], 'Ready to accept')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    console.error('redis-server is not in the PATH: apt-get install redis-server, or brew install redis')
    process.exitCode = 1
    return
  }
  console.log(`redis-server: port ${port}`)

  // 1. Three workers, each a process that could be on another machine.

  const worker = workerCommand()
  const module = fileURLToPath(new URL('./partitions.mjs', import.meta.url))
  const args = [
    worker,
    '--queue',
    'fits',
    '--module',
    module,
    '--port',
    String(port),
    '--lock-duration',
    '2000',
  ]
  const workers = await Promise.all([1, 2, 3].map(() => start(process.execPath, args, 'at work')))
  console.log(`workers: ${workers.length} processes`)

  // 2. The fit. In the third pass one of them dies, with what it was doing.

  const executor = onBullMQ({ queue: 'fits', connection: { port } })
  let last
  const model = await fitPartitioned(partitions, options, {
    executor,
    onProgress: progress => {
      last = progress
      if (progress.type === 'pass')
        console.log(`  pass ${progress.pass}: ${Math.round(progress.elapsedMs)} ms`)
      if (
        progress.type === 'partition' &&
        progress.pass === 2 &&
        workers[0].signalCode === null &&
        !workers[0].killed
      ) {
        workers[0].kill('SIGKILL')
        console.log('  a worker is killed')
      }
    },
  })

  // 3. The same by one process.

  const single = await fitPartitioned(partitions, options, { executor: inProcess({ open: openPartition }) })
  const same = [...model.coef.data].every((value, j) => value === single.coef.data[j])
  console.log(`passes taken: ${last.pass}`)
  console.log(
    `sent to a partition: ${Math.round(last.bytesSent / last.pass / partitions.length)} bytes a pass`,
  )
  console.log(
    `workers left: ${workers.filter(child => child.signalCode === null && child.exitCode === null).length}`,
  )
  console.log(`converged: ${model.convergence.converged}`)
  console.log(`the very coefficients of a single process: ${same}`)
}

/** Starts a process and waits until it says that it is ready. */
async function start(command, args, ready) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const failed = once(child, 'error').then(([error]) => Promise.reject(error))
  failed.catch(() => undefined)
  const isReady = (async () => {
    for await (const text of child.stdout.iterator({ destroyOnReturn: false }))
      if (String(text).includes(ready)) return
    throw new Error(`${command} has ended before it was ready`)
  })()
  await Promise.race([isReady, failed])
  child.stdout.resume()
  processes.push(child)
  return child
}

/** The file behind `npx ndlogit-worker`. */
function workerCommand() {
  const manifest = createRequire(import.meta.url).resolve('ndlogit/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  return join(dirname(manifest), bin['ndlogit-worker'])
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

/** The executor of many machines, against a Redis server of its own: skipped, with a line that says so, without one. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LogisticRegression } from '../../src'
import { fitPartitioned, inProcess, type OpenPartition } from '../../src/partitioned'
import { onBullMQ, type QueueWorker, workOnBullMQ } from '../../src/partitioned/bullmq'
import { decode, encode } from '../../src/partitioned/bullmq/encode'
import { ROOT } from '../package/bare-project'
import { hasRedis } from '../support/redis'
import { resultsOf, SECOND_READINGS, tasksOfEveryKind, together, withFault } from './kinds'
import { openPartition } from './partitions.mjs'

const redisIsThere = hasRedis('the tests of BullMQ are')

const module = new URL('./partitions.mjs', import.meta.url)
const partitions = [40, 1, 30, 25].map((rows, k) => ({ seed: k + 1, rows }))
const options = { penalty: 'l1', C: 0.5 } as const
const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bullmq-'))

const bits = ({ coef, intercept }: LogisticRegression) => [...coef.data, ...intercept.data]

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

async function startRedis(port: number, ...more: string[]): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...more]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of server.stdout) if (String(line).includes('Ready to accept')) break
  server.stdout.resume()
  return server
}

function stop(process: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  return new Promise(resolve => {
    if (process.exitCode !== null || process.signalCode !== null) return resolve()
    process.once('exit', () => resolve())
    process.kill(signal)
  })
}

test('what travels comes back bit for bit', () => {
  const message = {
    floats: Float64Array.of(0.1, -0, Number.NaN, Infinity, 5e-324),
    integers: Int32Array.of(1, -2),
    numbers: [1, -0, Infinity, Number.NaN],
    text: 'ä',
    nothing: null,
  }
  expect(decode(JSON.parse(JSON.stringify(encode(message))))).toEqual(message)
})

test('without Redis one line says what to start', async () => {
  const connection = { port: await freePort() }
  const fit = fitPartitioned(partitions, options, { executor: onBullMQ({ queue: 'none', connection }) })
  await expect(fit).rejects.toThrow(
    `No Redis answers at 127.0.0.1:${connection.port}: start one (redis-server)`,
  )
}, 15_000)

describe.skipIf(!redisIsThere)('with Redis', () => {
  let port = 0
  let redis: ChildProcess
  const children: ChildProcess[] = []
  const workers: QueueWorker[] = []

  beforeAll(async () => {
    port = await freePort()
    redis = await startRedis(port)
  })

  afterAll(async () => {
    await Promise.all(workers.map(worker => worker.close().catch(() => undefined)))
    await Promise.all(children.map(child => stop(child, 'SIGKILL')))
    await stop(redis)
    rmSync(folder, { recursive: true })
  })

  /** A worker in a process of its own. */
  async function startProcess(queue: string): Promise<ChildProcess> {
    const bin = join(ROOT, 'dist/queue-worker.js')
    const file = decodeURIComponent(module.pathname)
    const args = ['--queue', queue, '--module', file, '--port', String(port), '--lock-duration', '1000']
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    for await (const line of child.stdout) if (String(line).includes('at work')) break
    child.stdout.resume()
    return child
  }

  const alone = inProcess({ open: openPartition as OpenPartition })
  const single = () => fitPartitioned(partitions, options, { executor: alone })

  test('one and three workers give the bits of a single process', async () => {
    for (const count of [1, 2]) {
      for (let k = 0; k < count; k++) {
        workers.push(await workOnBullMQ({ queue: 'bits', connection: { port }, module }))
      }
      const executor = onBullMQ({ queue: 'bits', connection: { port } })
      const model = await fitPartitioned(partitions, options, { executor })
      expect(bits(model)).toEqual(bits(await single()))
    }
  }, 30_000)

  test('a process that dies at a round of any kind changes nothing', async () => {
    // Each is followed by another, as a service would see to it; stalled jobs are taken up after a second.
    let deaths = 0
    const serve = async (): Promise<void> => {
      const child = await startProcess('kinds')
      child.once('exit', code => {
        if (code !== 1) return
        deaths++
        serve()
      })
    }
    await Promise.all([serve(), serve()])
    const executor = onBullMQ({ queue: 'kinds', connection: { port } })
    const [scan, ...questions] = tasksOfEveryKind()
    // What a round asks is one message, whatever it is: expansions, then all other questions.
    const kinds = [scan, together(questions.slice(0, 2)), together(questions.slice(2))]
    const pairs = kinds.map(async ([kind, task]) => {
      const faulty = withFault(partitions, join(folder, `die-${kind}`), 1, 'die')
      expect(await resultsOf(executor, task, faulty), kind).toEqual(await resultsOf(alone, task, partitions))
    })
    await Promise.all(pairs)
    await executor.close?.()
    expect(deaths).toBe(kinds.length)
  }, 60_000)

  test('a second reading that differs is refused with both figures', async () => {
    workers.push(await workOnBullMQ({ queue: 'changing', connection: { port }, module }))
    for (const [fault, message] of SECOND_READINGS) {
      const changing = withFault(partitions, join(folder, fault), 3, fault)
      const executor = onBullMQ({ queue: 'changing', connection: { port } })
      await expect(fitPartitioned(changing, options, { executor })).rejects.toThrow(message)
    }
  }, 30_000)

  test('a process that dies in a fit, and Redis started anew, change nothing', async () => {
    await startProcess('deaths')
    const victim = await startProcess('deaths')
    const slow = partitions.map(partition => ({ ...partition, ms: 30 }))
    const executor = onBullMQ({ queue: 'deaths', connection: { port } })
    let killed = false
    let restarted: Promise<void> | undefined
    const model = await fitPartitioned(slow, options, {
      executor,
      onProgress: ({ type, pass }) => {
        if (type === 'partition' && pass === 2 && !killed) {
          killed = true
          victim.kill('SIGKILL')
        }
        if (type === 'pass' && pass === 4 && restarted === undefined) {
          restarted = stop(redis, 'SIGKILL').then(async () => {
            await sleep(200)
            redis = await startRedis(port)
          })
        }
      },
    })
    await restarted
    expect(killed).toBe(true)
    expect(bits(model)).toEqual(bits(await single()))
  }, 60_000)

  test('a partition that goes on failing is named, and so are a missing worker and another version', async () => {
    workers.push(await workOnBullMQ({ queue: 'faults', connection: { port }, module }))
    const executor = () => onBullMQ({ queue: 'faults', connection: { port } })
    const faulty = [partitions[0], { seed: 1, rows: 3, faults: join(folder, 'always'), fault: 'throw' }]
    await expect(fitPartitioned(faulty, options, { executor: executor() })).rejects.toThrow(
      'partition 1 failed 3 times, at last with: connection lost',
    )
    const inner = executor()
    const old = {
      ...inner,
      map: (...[task, ...rest]: Parameters<typeof inner.map>) =>
        inner.map({ ...task, ndlogit: '0.0.9' }, ...rest),
      close: () => inner.close?.() ?? Promise.resolve(),
    }
    await expect(fitPartitioned(partitions, options, { executor: old })).rejects.toThrow(
      /^partition \d: the worker is ndlogit .* and who asks it is ndlogit 0\.0\.9; install one version on both sides$/,
    )
    const alone = onBullMQ({ queue: 'nobody', connection: { port }, patience: 500 })
    await expect(fitPartitioned(partitions, options, { executor: alone })).rejects.toThrow(
      'Nobody works on the queue nobody: start a worker (npx ndlogit-worker --queue nobody)',
    )
    const controller = new AbortController()
    const stopped = fitPartitioned(partitions, options, {
      executor: onBullMQ({ queue: 'nobody', connection: { port } }),
      signal: controller.signal,
    })
    setTimeout(() => controller.abort(new Error('enough')), 300)
    await expect(stopped).rejects.toThrow('enough')
  }, 30_000)
})

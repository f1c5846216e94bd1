/** The executor of threads: the bits of one process, whoever does the work, and whoever dies. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { LogisticRegression } from '../../src'
import { fitPartitioned, inProcess, inThreads, type OpenPartition } from '../../src/partitioned'
import { resultsOf, SECOND_READINGS, tasksOfEveryKind, withFault } from './kinds'
import { openPartition } from './partitions.mjs'

const module = new URL('./partitions.mjs', import.meta.url)
const partitions = [40, 1, 0, 30, 25].map((rows, k) => ({ seed: k + 1, rows })).filter(({ rows }) => rows > 0)
const folder = mkdtempSync(join(tmpdir(), 'ndlogit-threads-'))
const options = { penalty: 'l1', C: 0.5 } as const

afterAll(() => rmSync(folder, { recursive: true }))

const bits = ({ coef, intercept }: LogisticRegression) => [...coef.data, ...intercept.data]

const single = fitPartitioned(partitions, options, {
  executor: inProcess({ open: openPartition as OpenPartition }),
})

test('1, 2 and 3 threads give the bits of this process', async () => {
  for (const threads of [1, 2, 3]) {
    const model = await fitPartitioned(partitions, options, { executor: inThreads({ threads, module }) })
    expect(bits(model)).toEqual(bits(await single))
    expect(model.convergence).toEqual((await single).convergence)
  }
})

test('a thread that dies at a round of any kind, and in the middle of a fit, changes nothing', async () => {
  const executor = inThreads({ threads: 2, module })
  const alone = inProcess({ open: openPartition as OpenPartition })
  for (const [kind, task] of tasksOfEveryKind()) {
    const faulty = withFault(partitions, join(folder, `die-${kind}`), 1, 'die')
    expect(await resultsOf(executor, task, faulty)).toEqual(await resultsOf(alone, task, partitions))
  }
  await executor.close?.()
  const faulty = withFault(partitions, join(folder, 'die-4'), 4, 'die')
  const model = await fitPartitioned(faulty, options, { executor: inThreads({ threads: 2, module }) })
  expect(bits(model)).toEqual(bits(await single))
})

test('a second reading that differs is refused with both figures', async () => {
  for (const [fault, message] of SECOND_READINGS) {
    const changing = withFault(partitions, join(folder, fault), 3, fault)
    const fit = fitPartitioned(changing, options, { executor: inThreads({ threads: 2, module }) })
    await expect(fit).rejects.toThrow(message)
  }
})

test('a partition that goes on killing its threads, or throwing, is named', async () => {
  for (const [fault, message] of [
    ['die', /^partition 1 failed 3 times, at last with: a worker thread ended with code 1/],
    ['throw', /^partition 1 failed 3 times, at last with: Error in a worker thread: connection lost/],
  ] as const) {
    const faulty = partitions.map((partition, k) =>
      k === 1 ? { ...partition, faults: join(folder, `always-${fault}`), fault } : partition,
    )
    const fit = fitPartitioned(faulty, options, { executor: inThreads({ threads: 2, module }) })
    await expect(fit).rejects.toThrow(message)
  }
})

test('what cannot be done is said at once', async () => {
  const fit = (list: readonly unknown[], given: object) =>
    expect(fitPartitioned(list, options, { executor: inThreads({ threads: 2, ...given }) })).rejects
  await fit([() => []], { module }).toThrow(
    'partition 0 is a function, which cannot travel to a thread; make it plain data, and give a module that opens it',
  )
  await fit(partitions, {}).toThrow('or give the workers a module that exports openPartition')
  await fit(partitions, {
    module: new URL('./rows.ts', import.meta.url).href.replace('rows.ts', 'none.mjs'),
  }).toThrow(/^partition \d failed 3 times, at last with: Error in a worker thread: Cannot find module/)
  await fit(
    [
      { seed: 1, rows: 2, features: 3 },
      { seed: 1, rows: 2, features: 2 },
    ],
    { module },
  ).toThrow('partition 1: X has 2 columns, where the rows before have 3')
  expect(() => inThreads({ threads: -1 })).toThrow(
    'threads (all cores where it is left out) must be an integer >= 1 and <= 1024, got -1',
  )
  expect(() => inThreads({ module: 7 as never })).toThrow('module must be a URL or a string, got 7')
})

test('a signal stops threads in the middle of a partition', async () => {
  const controller = new AbortController()
  const slow = partitions.map(partition => ({ ...partition, ms: 60_000 }))
  const fit = fitPartitioned(slow, options, {
    executor: inThreads({ threads: 2, module }),
    signal: controller.signal,
  })
  setTimeout(() => controller.abort(new Error('enough')), 300)
  await expect(fit).rejects.toThrow('enough')
})

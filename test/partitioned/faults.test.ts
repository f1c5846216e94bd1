/** What goes wrong with partitions: refused by name and figures, stopped, or gone on with. */

import { expect, test } from 'vitest'
import { StandardScaler, setWarningHandler } from '../../src'
import {
  type Checkpoint,
  type Chunk,
  type Executor,
  fitPartitioned,
  fitScaler,
  inProcess,
  type Outcome,
} from '../../src/partitioned'
import { VERSION } from '../../src/support/version'
import { randomProblem } from '../support/random-problem'
import { chunkOf, evenly } from './rows'

const { rows: X, y } = randomProblem({ n: 60, d: 4, seed: 2 })
const table = { X, y }
const good = evenly(table, 3)

/** A partition that gives one thing first and another in later passes. */
function changing(first: Chunk[], later: Chunk[]) {
  let passes = 0
  return () => (passes++ === 0 ? first : later)
}

test('bad input is refused by name', async () => {
  const refused = (partitions: readonly unknown[], options = {}, fitOptions = {}) =>
    expect(fitPartitioned(partitions, options, fitOptions)).rejects
  await refused([]).toThrow('fitPartitioned: there is no partition; give at least one')
  await refused([() => []]).toThrow('the partitions have no row')
  await refused('rows' as never).toThrow("partitions must be an array, got 'rows'")
  await refused([7]).toThrow('partition 0: must be a function that opens it, got 7')
  await refused([() => 7]).toThrow('partition 0: a partition must give an iterable of chunks { X, y }')
  await refused([...good, () => [{ X: [[1]], y: ['no'] }]]).toThrow(
    'partition 3: X has 1 column, where the rows before have 4',
  )
  await refused([...good, () => [{ X: [[1, 2, 3, 4]], y: [1] }]]).toThrow(
    "partition 3: y has labels such as 1, where the rows before have labels such as 'no'",
  )
  await refused([() => [chunkOf(table, 0, 5), { X: [[1, Number.NaN, 3, 4]], y: ['no'] }]]).toThrow(
    /^partition 0: chunk 1: X\[0, 1\] is NaN/,
  )
  await refused([() => [{ X: [[1]], y: ['no'], weight: [1] }]]).toThrow("unknown option 'weight'")
  await refused([() => [{ X: [[1]], y: ['no', 'yes'] }]]).toThrow('partition 0: chunk 0: y must be of length')
  await refused([() => [{ X: [[1], [2]], y: ['no', 'no'] }]]).toThrow('y has one class only')
  await refused([() => [{ X: [[1], [2]], y: [0.5, 1] }]]).toThrow('the target of a regression')
  await refused(good, { solver: 'newton-cg' }).toThrow("solver 'newton-cg' is for data in memory")
  await refused(good, { warmStart: true }).toThrow('use resume')
  await refused(good, { positive: true }).toThrow(
    'lowerBounds, upperBounds and positive are for data in memory',
  )
  await refused(good, { penaltyFactor: [1] }).toThrow('penaltyFactor has 1 value, but X has 4 features')
  await refused(good, {}, { passes: 3 }).toThrow("unknown option 'passes'")
  await refused(good, {}, { executor: {} }).toThrow('executor must have the method map')
  await refused(good, {}, { scaler: new StandardScaler() }).toThrow('scaler is not fitted')
  await refused(good, {}, { largestGram: 0 }).toThrow('largestGram must be an integer >= 1')
  await refused(good, {}, { classes: ['no'] }).toThrow('classes must have at least two labels')
  await refused(good, {}, { classes: ['no', 'other'] }).toThrow(
    "partition 0: y has the label 'yes', which is none of the classes given: 'no', 'other'",
  )
  await refused(good, {}, { classes: ['no', 'yes', 'other'] }).toThrow(
    "classes names 'other', of which no partition has a row; labels: ",
  )
  await expect(fitScaler([() => [{ X: [[1], [2]], y: [0, 0], sampleWeight: [0, 0] }]])).rejects.toThrow(
    'sampleWeight is zero for every one',
  )
})

test('a second reading that differs is refused with both figures', async () => {
  const [a, b, c] = good
  const shorter = changing([chunkOf(table, 20, 40)], [chunkOf(table, 20, 39)])
  await expect(fitPartitioned([a, shorter, c])).rejects.toThrow(
    /^partition 1 had 20 rows when it was first read, and 19 now;/,
  )
  const moved = {
    ...chunkOf(table, 20, 40),
    X: X.slice(20, 40).map((row, i) => (i === 3 ? [...row.slice(0, 3), 9] : row)),
  }
  const relabelled = { ...chunkOf(table, 20, 40), y: [...y.slice(20, 39), y[39] === 'no' ? 'yes' : 'no'] }
  const reweighted = {
    ...chunkOf(table, 20, 40),
    sampleWeight: X.slice(20, 40).map((_, i) => (i === 4 ? 1.001 : 1)),
  }
  for (const other of [moved, relabelled, reweighted]) {
    await expect(fitPartitioned([a, changing(b(), [other]), c])).rejects.toThrow(
      /^partition 1 has other values than when it was first read: their checksum was -?[\d.]+ and is -?[\d.]+;/,
    )
  }
  const renamed = { ...chunkOf(table, 20, 40), y: y.slice(20, 40).map(() => 'maybe') }
  await expect(fitPartitioned([a, changing(b(), [renamed]), c])).rejects.toThrow(
    "partition 1: chunk 0: y[0] is 'maybe', which was no label when the rows were first read",
  )
  const narrower = { ...chunkOf(table, 20, 40), X: X.slice(20, 40).map(row => row.slice(1)) }
  await expect(fitPartitioned([a, changing(b(), [narrower]), c])).rejects.toThrow(
    'partition 1: chunk 0: X has 3 columns, where it had 4 when it was first read',
  )
})

test('a source that throws is tried again, and named when it goes on', async () => {
  const [a, b, c] = good
  const reference = await fitPartitioned(good)
  let opened = 0
  const flaky = () => {
    if (opened++ % 3 !== 2) throw new Error('connection lost')
    return b()
  }
  const model = await fitPartitioned([a, flaky, c])
  expect(model.coef.data).toEqual(reference.coef.data)
  const dead = async function* () {
    yield chunkOf(table, 0, 3)
    throw new Error('disk on fire')
  }
  await expect(fitPartitioned([a, b, dead])).rejects.toThrow(
    'partition 2 failed 3 times, at last with: disk on fire',
  )
})

/** Does all partitions, and hands over the results in another order every time. */
function unordered(): Executor {
  const inner = inProcess()
  let round = 0
  return {
    async *map(task, partitions, signal) {
      const outcomes: Outcome[] = []
      for await (const outcome of inner.map(task, partitions, signal)) outcomes.push(structuredClone(outcome))
      round++
      yield* outcomes.map((_, k) => outcomes[(k * 2 + round) % outcomes.length])
    },
  }
}

test('the order in which results arrive changes no bit', async () => {
  const five = evenly(table, 5)
  const options = { penalty: 'l1', multiClass: 'ovr' } as const
  const reference = await fitPartitioned(five, options)
  const model = await fitPartitioned(five, options, { executor: unordered() })
  expect(model.coef.data).toEqual(reference.coef.data)
  expect(model.intercept.data).toEqual(reference.intercept.data)
})

test('executors that lose, repeat or invent results are caught, and closed', async () => {
  let closed = 0
  const faulty = (change: (outcomes: Outcome[]) => Outcome[]): Executor => ({
    async *map(task, partitions, signal) {
      const outcomes: Outcome[] = []
      for await (const outcome of inProcess().map(task, partitions, signal)) outcomes.push(outcome)
      yield* change(outcomes)
    },
    close: async () => {
      closed++
    },
  })
  const fit = (change: (outcomes: Outcome[]) => Outcome[]) =>
    fitPartitioned(good, {}, { executor: faulty(change) })
  await expect(fit(all => all.slice(0, 2))).rejects.toThrow('no result of partition 2')
  await expect(fit(all => [...all, all[0]])).rejects.toThrow('which was not asked for')
  await expect(fit(all => [{ ...all[0], index: 9 }])).rejects.toThrow('which was not asked for')
  await fit(all => all)
  expect(closed).toBe(4)
})

test('a worker of another version is refused', async () => {
  const old: Executor = {
    map: (task, partitions, signal) => inProcess().map({ ...task, ndlogit: '0.0.9' }, partitions, signal),
  }
  await expect(fitPartitioned(good, {}, { executor: old })).rejects.toThrow(
    `the worker is ndlogit ${VERSION}, and who asks it is ndlogit 0.0.9; install one version on both sides`,
  )
})

test('a signal stops at once, whatever is being read', async () => {
  const reason = new Error('enough')
  await expect(fitPartitioned(good, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const controller = new AbortController()
  let passes = 0
  const fit = fitPartitioned(
    good,
    {},
    {
      signal: controller.signal,
      onProgress: ({ type, pass }) => {
        passes = pass
        if (type === 'pass' && pass === 3) controller.abort(reason)
      },
    },
  )
  await expect(fit).rejects.toBe(reason)
  expect(passes).toBe(3)
})

test('a fit goes on from any of its checkpoints to the same model, with a pass more', async () => {
  for (const options of [{ penalty: 'l1', C: 0.5, multiClass: 'ovr' }, { penalty: 'none' }] as const) {
    const checkpoints: Checkpoint[] = []
    let passes = 0
    const reference = await fitPartitioned(good, options, {
      onCheckpoint: checkpoint => checkpoints.push(checkpoint),
      onProgress: ({ pass }) => {
        passes = pass
      },
    })
    expect(checkpoints).toHaveLength(passes - 1)
    for (const [k, checkpoint] of checkpoints.entries()) {
      let more = 0
      const model = await fitPartitioned(good, options, {
        resume: JSON.parse(JSON.stringify(checkpoint)),
        onProgress: ({ pass }) => {
          more = pass
        },
      })
      expect(model.coef.data).toEqual(reference.coef.data)
      expect(model.convergence).toEqual(reference.convergence)
      // Of the passes before the checkpoint that at its point is done again, and those that were looking for a gap there.
      expect(more).toBeLessThanOrEqual(Math.max(passes - 1 - k, 4))
    }
  }
})

test('a checkpoint goes on with other limits, and with nothing else', async () => {
  const silenced = setWarningHandler(() => undefined)
  let last: Checkpoint | undefined
  const onCheckpoint = (checkpoint: Checkpoint) => {
    last = checkpoint
  }
  await fitPartitioned(good, { maxIter: 2, tol: 1e-12 }, { onCheckpoint })
  setWarningHandler(silenced)
  const model = await fitPartitioned(good, { tol: 1e-12 }, { resume: last })
  expect(model.convergence).toMatchObject({ converged: true })
  const refused = (partitions: readonly unknown[], options: object, resume: unknown) =>
    expect(fitPartitioned(partitions, options, { resume })).rejects
  await refused(good, { C: 2 }, last).toThrow('resume is of a fit with C 1, and this one has C 2')
  await refused(good.slice(1), {}, last).toThrow('resume is of 3 partitions, not of 2')
  await refused(evenly({ X, y: [...y].reverse() }, 3), {}, last).toThrow('partition 0 has other values')
  await refused(good, {}, { ...last, fits: [{ ...last?.fits[0], w: [1] }] }).toThrow(
    'resume.fits[0] has 1 coefficient, and its problem has 5',
  )
  await refused(good, {}, { ...last, version: 2 }).toThrow('version must be 1, got 2')
  await refused(good, {}, null).toThrow('resume must be an object, got null')
})

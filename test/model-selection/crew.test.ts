/** `nJobs` of `fitAsync`: the fit of one thread, to the bit, whatever becomes of the others. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import { ndview } from '../../src/data/ndview'
import { DenseMatrix } from '../../src/design/dense-matrix'
import { GRAM, type Operation, TIMES } from '../../src/design/parallel/board'
import { Caller } from '../../src/design/parallel/channel'
import { type Assignment, Team } from '../../src/design/parallel/team'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import type { LogisticRegressionOptions } from '../../src/linear-model/options'
import type { RowOptions } from '../../src/linear-model/targets'
import { crew } from '../../src/model-selection/parallel/crew'
import { setWorkers, type WorkerStarter } from '../../src/model-selection/parallel/start-worker'
import { setWarningHandler } from '../../src/support/warnings'

const file = new URL('../../dist/ndlogit-worker.cjs', import.meta.url)
const [ROWS, COLS] = [6000, 100]

let started: Worker[]
let asked: Operation[]
let onAsk: (operation: Operation) => void
let warnings: string[]
const { ask } = Caller.prototype

function hand(start: () => Worker | Promise<Worker>): WorkerStarter {
  return Object.assign(start, { crew })
}

beforeEach(() => {
  started = []
  warnings = []
  asked = []
  onAsk = () => undefined
  setWarningHandler(message => warnings.push(message))
  setWorkers(
    hand(() => {
      const worker = new Worker(file)
      started.push(worker)
      return worker
    }),
  )
  Caller.prototype.ask = function (operation) {
    asked.push(operation)
    ask.call(this, operation)
    onAsk(operation)
  }
})

afterEach(() => {
  Caller.prototype.ask = ask
  setWarningHandler()
  setWorkers()
  for (const worker of started) worker.terminate()
})

let seed = 3
function uniform(): number {
  seed = (seed * 48271) % 2147483647
  return seed / 2147483647 - 0.5
}

const values = new Float64Array(ROWS * COLS).map(
  (_, p) => uniform() * (1 + (p % COLS) / 10) + (p % COLS === 3 ? 0.5 : 0),
)
const scores = Float64Array.from({ length: ROWS }, (_, i) => {
  let score = 0
  for (let j = 0; j < 20; j++) score += values[i * COLS + j] * ((j % 3) - 1)
  return score + 3 * uniform()
})
const two = Array.from(scores, score => (score > 0 ? 'yes' : 'no'))
const three = Array.from(scores, score => (score > 1 ? 'high' : score > -1 ? 'middle' : 'low'))
const rows = ndview(values, [ROWS, COLS], [COLS, 1], 0)
const columns = ndview(
  values.map((_, p) => values[(p % ROWS) * COLS + Math.floor(p / ROWS)]),
  [ROWS, COLS],
  [1, ROWS],
  0,
)
const singles = ndview(Float32Array.from(values), [ROWS, COLS], [COLS, 1], 0)
// Beside as many columns of zeros: what is not sparse is fitted as dense data are.
const sparse = new CsrMatrix({ ...CsrMatrix.fromDense(rows), shape: [ROWS, 2 * COLS + 1] })
// Nine columns in ten are mostly one number.
const categories = ndview(
  values.map((value, p) => (p % 10 === 0 || Math.abs(value) < 0.05 ? value : -0.3)),
  [ROWS, COLS],
  [COLS, 1],
  0,
)

/** What a fit has come to. */
function numbersOf(model: LogisticRegression): unknown {
  const { coef, intercept, convergence } = model
  return [[...coef.data], [...intercept.data], convergence]
}

/** Fits until helpers have been asked: the first fit may be over before they are there. */
async function sharedFit(
  options: LogisticRegressionOptions,
  X: Parameters<LogisticRegression['fit']>[0],
  y: readonly string[],
  nJobs: number,
  rowOptions: RowOptions = {},
): Promise<LogisticRegression> {
  for (;;) {
    asked = []
    const model = await new LogisticRegression(options).fitAsync(X, y, { ...rowOptions, nJobs })
    if (asked.length > 5) return model
  }
}

describe.each([
  ['rows, L2', { C: 10, tol: 1e-8 }, rows, two],
  ['rows, L1', { penalty: 'l1', C: 1, tol: 1e-6 }, rows, two],
  ['singles, without an intercept', { tol: 1e-8, fitIntercept: false }, singles, two],
  ['columns, elastic net', { penalty: 'elasticnet', l1Ratio: 0.3, tol: 1e-6 }, columns, two],
  ['sparse rows, L2', { C: 10, tol: 1e-8 }, sparse, two],
  ['rows around numbers', { C: 10, tol: 1e-8, fitIntercept: false }, categories, two],
  ['three classes, L1', { penalty: 'l1', C: 0.1 }, rows, three],
  ['one against the rest', { multiClass: 'ovr', classWeight: 'balanced' }, sparse, three],
] as const)('%s', (_, options, X, y) => {
  test('the same bits for any number of threads', async () => {
    const one = numbersOf(new LogisticRegression(options).fit(X, y))
    for (const nJobs of [2, 3]) expect(numbersOf(await sharedFit(options, X, y, nJobs))).toEqual(one)
    expect(numbersOf(await new LogisticRegression(options).fitAsync(X, y, { nJobs: 1 }))).toEqual(one)
    expect(warnings).toEqual([])
  })
})

test('of weighted rows, some of which count for nothing, as well', async () => {
  const sampleWeight = Array.from({ length: ROWS }, (_, i) => (i % 7 === 0 ? 0 : 1 + (i % 3)))
  for (const [options, X] of [
    [{ C: 10, tol: 1e-8 }, rows],
    [{ penalty: 'l1', C: 1, tol: 1e-6 }, sparse],
  ] as const) {
    const one = numbersOf(new LogisticRegression(options).fit(X, two, { sampleWeight }))
    expect(one).not.toEqual(numbersOf(new LogisticRegression(options).fit(X, two)))
    for (const nJobs of [2, 3]) {
      expect(numbersOf(await sharedFit(options, X, two, nJobs, { sampleWeight }))).toEqual(one)
    }
  }
})

const options = { penalty: 'l1', C: 1 } as const
const alone = numbersOf(new LogisticRegression(options).fit(rows, two))

test('workers stay for the next fit', async () => {
  await sharedFit(options, rows, two, 2)
  const before = started.length
  for (let k = 0; k < 3; k++) await sharedFit(options, rows, two, 2)
  expect(started.length).toBe(before)
})

test('and are told what to do before a fit goes on', async () => {
  await sharedFit(options, rows, two, 2)
  // Which of those that rest is told is nobody's business.
  const told = vi.fn()
  for (const worker of started) vi.spyOn(worker, 'postMessage').mockImplementation(told)
  const steps = crew.share(
    'fitAsync',
    2,
    (function* () {
      yield
      crew.lay(new DenseMatrix(values, ROWS, COLS, COLS, 1, 0))
      expect(told).toHaveBeenCalledOnce()
    })(),
  )
  for (const _ of steps) expect(told).not.toHaveBeenCalled()
})

test('and go on resting where there is no memory to share', async () => {
  await sharedFit(options, rows, two, 2)
  const before = started.length
  const packing = vi.spyOn(Team.prototype, 'assignments').mockImplementation(() => {
    throw new RangeError('Array buffer allocation failed')
  })
  const model = await new LogisticRegression(options).fitAsync(rows, two, { nJobs: 2 })
  packing.mockRestore()
  expect(numbersOf(model)).toEqual(alone)
  expect(warnings).toEqual([expect.stringContaining('shared memory is not available here, or not enough')])
  await sharedFit(options, rows, two, 2)
  expect(started.length).toBe(before)
})

test('and hold no process', () => {
  const script = `
    const { LogisticRegression, setWorkers } = require('./dist/index.cjs')
    const { startWorker } = require('./dist/workers.cjs')
    setWorkers(startWorker)
    const X = Array.from({ length: 6000 }, (_, i) => Array.from({ length: 100 }, (_, j) => Math.sin(i * (j + 1) + j)))
    const y = X.map(([a, b], i) => a + b + Math.sin(7 * i) > 0)
    const fits = [0, 1, 2].map(() => new LogisticRegression().fitAsync(X, y, { nJobs: 2 }))
    Promise.all(fits).then(([{ convergence }]) => console.log(convergence.converged))`
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const printed = execFileSync(process.execPath, ['-e', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(printed).toBe('true\n')
})

test('data that are small are fitted by this thread', async () => {
  const few = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
  const y = few.map(([a]) => a > 0)
  const model = await new LogisticRegression().fitAsync(few, y, { nJobs: 2 })
  expect(numbersOf(model)).toEqual(numbersOf(new LogisticRegression().fit(few, y)))
  expect(started).toEqual([])
})

test.each([0, -2, 1.5, Number.NaN])('nJobs: %s is refused', async nJobs => {
  const fit = new LogisticRegression().fitAsync(rows, two, { nJobs })
  await expect(fit).rejects.toThrow('nJobs must be an integer >= 1, or -1 for all cores')
})

test('nJobs: -1 is one thread per core', async () => {
  const model = await new LogisticRegression(options).fitAsync(rows, two, { nJobs: -1 })
  expect(numbersOf(model)).toEqual(alone)
})

test('fit does not take it', () => {
  expect(() => new LogisticRegression().fit(rows, two, { nJobs: 2 })).toThrow('nJobs is for fitAsync')
})

test('without a crew the message says where threads come from', async () => {
  setWorkers()
  const message = /unknown option 'nJobs'; known: .*nJobs \(of fitAsync, after setWorkers\)/
  expect(() => new LogisticRegression().fit(rows, two, { nJobs: 2 })).toThrow(message)
  await expect(new LogisticRegression().fitAsync(rows, two, { nJobs: 2 })).rejects.toThrow(message)
})

test('where workers do not start, this thread does it, with a warning', async () => {
  setWorkers(hand(() => Promise.reject(new Error('no'))))
  const model = await new LogisticRegression(options).fitAsync(rows, two, { nJobs: 3 })
  expect(numbersOf(model)).toEqual(alone)
  expect(warnings).toEqual([expect.stringContaining('worker threads are not available here')])
})

test('without shared memory as well', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined)
  try {
    const model = await new LogisticRegression(options).fitAsync(rows, two, { nJobs: 2 })
    expect(numbersOf(model)).toEqual(alone)
  } finally {
    vi.unstubAllGlobals()
  }
  expect(warnings).toEqual([expect.stringContaining('shared memory is not available here')])
  expect(started).toEqual([])
})

test('where one dies, its share is done by this one', async () => {
  await sharedFit(options, rows, two, 2)
  asked = []
  let killed = false
  const onIteration = () => {
    if (asked.length > 0 && !killed) for (const worker of started) worker.terminate()
    killed ||= asked.length > 0
  }
  while (!killed) {
    const model = await new LogisticRegression(options).fitAsync(rows, two, { nJobs: 2, onIteration })
    expect(numbersOf(model)).toEqual(alone)
  }
  expect(numbersOf(await sharedFit(options, rows, two, 2))).toEqual(alone)
})

test.each([
  [TIMES, { C: 10, tol: 1e-8 }],
  [GRAM, { penalty: 'l1', C: 1, tol: 1e-6 }],
] as const)('where one fails at operation %i, its share is done by this one', async (operation, options) => {
  setWorkers(
    hand(() => {
      const worker = new Worker(file)
      started.push(worker)
      const { postMessage } = worker
      worker.postMessage = (message: { fit: Assignment }) => {
        // Nothing reads the values before it has something to do.
        const { sparse } = message.fit.design as { sparse: { data: unknown } }
        sparse.data = null
        postMessage.call(worker, message)
      }
      return worker
    }),
  )
  const one = numbersOf(new LogisticRegression(options).fit(sparse, two))
  while (!asked.includes(operation)) {
    asked = []
    expect(numbersOf(await new LogisticRegression(options).fitAsync(sparse, two, { nJobs: 2 }))).toEqual(one)
  }
  // Nothing more was asked of it, and it rests until the next fit.
  expect(asked.length).toBe(1)
  expect(started.length).toBe(1)
})

test('a fit that is stopped while a helper is at work lets it go to the next', async () => {
  await sharedFit(options, sparse, two, 2)
  const before = started.length
  const controller = new AbortController()
  onAsk = operation => operation === GRAM && controller.abort(new Error('enough'))
  const fit = new LogisticRegression(options).fitAsync(sparse, two, { nJobs: 2, signal: controller.signal })
  await expect(fit).rejects.toThrow('enough')
  expect(asked.at(-1)).toBe(GRAM)
  onAsk = () => undefined
  const one = numbersOf(new LogisticRegression(options).fit(sparse, two))
  expect(numbersOf(await sharedFit(options, sparse, two, 2))).toEqual(one)
  expect(started.length).toBe(before)
})

test('a fit that is stopped lets its helpers go to the next', async () => {
  await sharedFit(options, rows, two, 2)
  const before = started.length
  const controller = new AbortController()
  const onIteration = () => controller.abort(new Error('enough'))
  const fit = new LogisticRegression(options).fitAsync(rows, two, {
    nJobs: 2,
    onIteration,
    signal: controller.signal,
  })
  await expect(fit).rejects.toThrow('enough')
  expect(numbersOf(await sharedFit(options, rows, two, 2))).toEqual(alone)
  expect(started.length).toBe(before)
})

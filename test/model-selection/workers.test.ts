import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import type { EstimatorFitOptions } from '../../src/data/estimator'
import { type NdArray, ndview } from '../../src/data/ndview'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValPredict } from '../../src/model-selection/cross-val-predict'
import { crossValidate, crossValScore } from '../../src/model-selection/cross-validate'
import { learningCurve, validationCurve } from '../../src/model-selection/curves'
import { GridSearchCV } from '../../src/model-selection/grid-search'
import { packMatrix, unpackMatrix } from '../../src/model-selection/parallel/shared-matrix'
import { setWorkers } from '../../src/model-selection/parallel/start-worker'
import type { WebWorkerLike } from '../../src/model-selection/parallel/thread'
import { lookMs, threadsPay } from '../../src/model-selection/parallel/worth-threads'
import { permutationImportance } from '../../src/model-selection/permutation-importance'
import { RandomizedSearchCV } from '../../src/model-selection/randomized-search'
import { LogisticRegressionCV } from '../../src/paths/logistic-regression-cv'
import { stabilitySelection } from '../../src/paths/stability-selection'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { setWarningHandler } from '../../src/support/warnings'
import { hurry } from './clock'
import { breastCancer } from './reference'

// The worker itself is the built one, dist/ndlogit-worker.cjs.
const { Worker } = process.getBuiltinModule('node:worker_threads')
const file = new URL('../../dist/ndlogit-worker.cjs', import.meta.url)
const NO_WORKERS =
  'nJobs: worker threads are not available here; the work is done in one thread. ' +
  "In a page or a bundle, hand startWorker of 'ndlogit/workers' to setWorkers."
const { X, y } = breastCancer()
const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1', C: 0.1 }))
const two = { nJobs: 2, cv: 3 } as const
const one = { cv: 3 } as const

let warnings: string[]
let started: number
let open: Set<InstanceType<typeof Worker>>

/** Starts workers of a class, all of them still there in `open`. */
function startAll(Kind: typeof Worker = Worker): void {
  setWorkers(() => {
    started++
    const worker = new Kind(file)
    open.add(worker)
    worker.once('exit', () => open.delete(worker))
    // The pool forgets who listens, and must not forget that.
    worker.removeAllListeners = () => {
      for (const event of ['message', 'messageerror', 'error'])
        Worker.prototype.removeAllListeners.call(worker, event)
      return worker
    }
    return worker
  })
}

beforeEach(() => {
  warnings = []
  started = 0
  open = new Set()
  startAll()
  // Work as short as that of these tests is left to one thread otherwise.
  hurry()
  setWarningHandler(message => warnings.push(message))
})

afterEach(async () => {
  vi.restoreAllMocks()
  setWorkers()
  setWarningHandler()
  await expect.poll(() => open.size).toBe(0)
})

describe('two threads give what one gives, in the same order', () => {
  test('crossValidate, estimators included', async () => {
    const options = {
      scoring: ['neg_log_loss', 'accuracy'],
      returnTrainScore: true,
      returnEstimator: true,
    } as const
    const seen: string[] = []
    const parallel = await crossValidate(pipeline, X, y, {
      ...options,
      ...two,
      onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
    })
    expect(started).toBe(2)
    expect(seen).toEqual(['1/3', '2/3', '3/3'])
    const serial = await crossValidate(pipeline, X, y, { ...options, ...one })
    expect(started).toBe(2)
    for (const name of options.scoring) {
      expect(parallel.testScores[name].data).toEqual(serial.testScores[name].data)
      expect(parallel.trainScores![name].data).toEqual(serial.trainScores![name].data)
    }
    parallel.estimators!.forEach((estimator, k) => {
      expect(estimator.predictProba(X).data).toEqual(serial.estimators![k].predictProba(X).data)
    })
    expect(warnings).toEqual([])
  })

  test('crossValPredict, with weights', async () => {
    const sampleWeight = y.map((_, i) => 1 + (i % 2))
    const options = { method: 'predictProba', sampleWeight } as const
    const parallel = await crossValPredict(pipeline, X, y, { ...options, ...two })
    expect(parallel.data).toEqual((await crossValPredict(pipeline, X, y, { ...options, ...one })).data)
    expect(await crossValPredict(pipeline, X, y, two)).toEqual(await crossValPredict(pipeline, X, y, one))
  })

  test('GridSearchCV, more tasks than threads', async () => {
    const grid = { logisticRegression__C: [0.001, 0.01, 0.1, 1] }
    const parallel = await new GridSearchCV(pipeline, grid, two).fit(X, y)
    const serial = await new GridSearchCV(pipeline, grid, one).fit(X, y)
    expect(parallel.cvResults.testScores.data).toEqual(serial.cvResults.testScores.data)
    expect(parallel.bestParams).toEqual(serial.bestParams)
    expect(started).toBe(2)
  })

  test('LogisticRegressionCV and stabilitySelection, on sparse X', async () => {
    const sparse = CsrMatrix.fromDense(X.map(row => row.map((value, j) => (j % 4 === 0 ? value / 100 : 0))))
    const classWeight = new Map([
      [0, 2],
      [1, 1],
    ])
    const options = { penalty: 'l1', Cs: [0.1, 0.01], classWeight } as const
    const parallel = await new LogisticRegressionCV({ ...options, ...two }).fit(sparse, y)
    const serial = await new LogisticRegressionCV({ ...options, ...one }).fit(sparse, y)
    expect(parallel.coefs.data).toEqual(serial.coefs.data)
    expect(parallel.testScores.data).toEqual(serial.testScores.data)
    const stability = { Cs: [0.1], nPairs: 3, randomState: 0 }
    const both = await stabilitySelection(sparse, y, { ...stability, nJobs: 2 })
    expect(both).toEqual(await stabilitySelection(sparse, y, stability))
    expect(started).toBe(4)
  })

  test('warnings of a worker arrive here', async () => {
    const model = new LogisticRegression({ maxIter: 1, tol: 1e-12 })
    await crossValScore(model, new StandardScaler().fitTransform(X), y, two)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch('3 of 3 fits did not converge')
  })
})

describe('a matrix on its way', () => {
  test('is shared, not copied, and arrives as it was', () => {
    const strided = ndview(
      Float64Array.from({ length: 12 }, (_, i) => i),
      [3, 2],
      [4, 2],
      1,
    )
    const packed = packMatrix(strided)
    expect((packed as NdArray).data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(unpackMatrix(packed)).toEqual(ndview(Float64Array.of(1, 3, 5, 7, 9, 11), [3, 2]))
    const shared = new Float64Array(new SharedArrayBuffer(48))
    expect(packMatrix(ndview(shared, [2, 3], [1, 2]))).toHaveProperty('data', shared)
    const single = ndview(Float32Array.of(1, 2), [1, 2])
    expect((packMatrix(single) as NdArray<Float32Array>).data).toBeInstanceOf(Float32Array)
    const sparse = CsrMatrix.fromDense([
      [0, 2],
      [3, 0],
    ])
    expect(unpackMatrix(packMatrix(sparse))).toEqual(sparse)
  })
})

describe('when something goes wrong', () => {
  const silent = { postMessage: () => {}, on: () => {}, removeAllListeners: () => {} }
  const run = (options: object = {}) => crossValScore(pipeline, X, y, { ...two, ...options })

  test('a worker that dies is an error, not a hang', async () => {
    startAll(
      class extends Worker {
        override postMessage(message: object): void {
          super.postMessage(message)
          if ('task' in message) void this.terminate()
        }
      },
    )
    await expect(run()).rejects.toThrow('a worker thread ended with code 1 before its work was done')
  })

  test('a worker that dies at its k-th message, sent or received: an error, or what one thread gives', async () => {
    const grid = { C: [0.1, 1] }
    const search = new GridSearchCV(new LogisticRegression(), grid, { ...one }).fit(X, y)
    const best = (await search).bestScore
    for (let k = 1; k <= 5; k++) {
      let messages = 0
      startAll(
        class extends Worker {
          constructor(name: URL) {
            super(name)
            this.on('message', () => this.count())
          }
          override postMessage(message: object): void {
            super.postMessage(message)
            this.count()
          }
          private count(): void {
            if (++messages === k) void this.terminate()
          }
        },
      )
      const again = new GridSearchCV(new LogisticRegression(), grid, { ...two })
      const found = await again.fit(X, y).then(
        ({ bestScore }) => bestScore,
        error => error.message,
      )
      if (found !== best) expect(found).toMatch(/a worker thread ended with code 1 before its work was done/)
      if (found !== best) expect(() => again.bestScore).toThrow(/fit/)
    }
  })

  test('an error in a worker keeps its class and message', async () => {
    const rows = [...y.keys()]
    const good = { train: Int32Array.from(rows.slice(50)), test: Int32Array.from(rows.slice(0, 50)) }
    const oneSided = { train: Int32Array.from(rows.filter(i => y[i] === 1)), test: Int32Array.of(0) }
    const failing = run({ cv: [good, oneSided, oneSided], errorScore: 'raise' })
    await expect(failing).rejects.toThrow(/the fit failed \(fold [12]\): y has one class only/)
    await expect(failing).rejects.toMatchObject({ name: 'ValidationError' })
  })

  test('an abort ends the workers', async () => {
    const controller = new AbortController()
    const running = run({
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    })
    await expect(running).rejects.toThrow('enough')
  })

  test('an observer that throws ends the work', async () => {
    const onProgress = () => {
      throw new Error('observer')
    }
    await expect(run({ onProgress })).rejects.toThrow('observer')
  })

  test('without workers one thread does the work, with a warning', async () => {
    const expected = await crossValScore(pipeline, X, y, one)
    setWorkers(() => {
      throw new Error('not here')
    })
    expect((await run()).data).toEqual(expected.data)
    startAll(scripted('throw new Error("broken")'))
    expect((await run()).data).toEqual(expected.data)
    expect(warnings).toEqual(Array(2).fill(NO_WORKERS))
  })

  test('a worker that is another does not get to say anything', async () => {
    const expected = await crossValScore(pipeline, X, y, one)
    const forged = { index: 0, result: { testScores: { score: 1 } }, warnings: [] }
    for (const greeting of [forged, { ready: true }, { ndlogit: '0.0.0' }, null]) {
      startAll(scripted(`require('worker_threads').parentPort.postMessage(${JSON.stringify(greeting)})`))
      expect((await run()).data).toEqual(expected.data)
    }
    expect(warnings).toEqual(Array(4).fill(NO_WORKERS))
  })

  test('nor does one that says nothing keep anybody waiting', async () => {
    const expected = await crossValScore(pipeline, X, y, one)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const terminate = vi.fn()
    let asked = 0
    setWorkers(() => {
      asked++
      return { ...silent, terminate }
    })
    const running = run()
    while (asked < 2) await turn()
    await turn()
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    expect((await running).data).toEqual(expected.data)
    expect(terminate).toHaveBeenCalledTimes(2)
    expect(warnings).toEqual([NO_WORKERS])
  })

  test('an abort is heard while workers start', async () => {
    const controller = new AbortController()
    const terminate = vi.fn()
    setWorkers(() => {
      setImmediate(() => controller.abort(new Error('enough')))
      return { ...silent, terminate }
    })
    await expect(run({ signal: controller.signal })).rejects.toThrow('enough')
    expect(terminate).toHaveBeenCalledTimes(2)
    setWorkers(() => {
      queueMicrotask(() => late.abort(new Error('late')))
      return new Promise(resolve => setImmediate(() => resolve({ ...silent, terminate })))
    })
    const late = new AbortController()
    await expect(run({ signal: late.signal })).rejects.toThrow('late')
    await expect.poll(() => terminate.mock.calls.length).toBe(4)
    expect(warnings).toEqual([])
  })

  test('what cannot travel is refused', async () => {
    await expect(run({ scoring: () => 1 })).rejects.toThrow('the function in scoring.score cannot travel')
    const search = new GridSearchCV(new LogisticRegression(), { C: [1] })
    await expect(crossValScore(search, X, y, two)).rejects.toThrow(
      'a GridSearchCV cannot travel to a worker thread',
    )
    const inner = new LogisticRegressionCV()
    await expect(crossValScore(inner, X, y, two)).rejects.toThrow(
      'a LogisticRegressionCV cannot travel to a worker thread',
    )
  })

  test('one worker a core with -1', async () => {
    expect((await run({ nJobs: -1, cv: 3 })).shape).toEqual([3])
    expect(started).toBe(Math.min(2, process.getBuiltinModule('node:os').availableParallelism()) > 1 ? 2 : 0)
  })
})

describe('a number of jobs that is none', () => {
  const model = new LogisticRegression()
  const grid = { C: [1, 2] }
  type Call = (how: { readonly nJobs: number }) => unknown
  test.each<[string, Call]>([
    ['crossValidate', how => crossValidate(model, X, y, how)],
    ['crossValScore', how => crossValScore(model, X, y, how)],
    ['crossValPredict', how => crossValPredict(model, X, y, how)],
    ['learningCurve', how => learningCurve(model, X, y, how)],
    ['validationCurve', how => validationCurve(model, X, y, { paramName: 'C', paramRange: [1, 2], ...how })],
    ['permutationImportance', how => permutationImportance(model.fit(X, y), X, y, how)],
    ['GridSearchCV', how => new GridSearchCV(model, grid, how)],
    ['RandomizedSearchCV', how => new RandomizedSearchCV(model, grid, { nIter: 1, ...how })],
    ['LogisticRegressionCV', how => new LogisticRegressionCV(how)],
    ['stabilitySelection', how => stabilitySelection(X, y, how)],
  ])('%s says that -1 is all cores', async (_, call) => {
    for (const nJobs of [0, -2, 2.5, 'all' as unknown as number]) {
      const got = typeof nJobs === 'string' ? `'${nJobs}'` : nJobs
      await expect(async () => call({ nJobs })).rejects.toThrow(
        `nJobs must be an integer >= 1, or -1 for all cores, got ${got}`,
      )
    }
  })
})

describe('in a browser', () => {
  /** Node's worker with the face of a web worker. */
  class WebWorker implements WebWorkerLike {
    onmessage: WebWorkerLike['onmessage'] = null
    onmessageerror: WebWorkerLike['onmessageerror'] = null
    onerror: WebWorkerLike['onerror'] = null
    readonly #worker = new Worker(file)
    constructor() {
      this.#worker.on('message', data => this.onmessage?.({ data }))
      this.#worker.on('error', ({ message }: Error) => this.onerror?.({ message }))
    }
    postMessage(message: object): void {
      if ('task' in message && WebWorker.fails) this.onerror?.({ message: 'out of memory' })
      this.#worker.postMessage(message)
    }
    terminate(): void {
      void this.#worker.terminate()
    }
    static fails = false
  }
  const { getBuiltinModule } = process

  beforeEach(() => {
    process.getBuiltinModule = (() => undefined) as unknown as typeof getBuiltinModule
    setWorkers(() => new WebWorker())
  })

  afterEach(() => {
    process.getBuiltinModule = getBuiltinModule
  })

  test('web workers do it', async () => {
    const parallel = await crossValScore(pipeline, X, y, two)
    expect(warnings).toEqual([])
    expect(parallel.data).toEqual((await crossValScore(pipeline, X, y, one)).data)
  })

  test('and one that fails is an error', async () => {
    WebWorker.fails = true
    await expect(crossValScore(pipeline, X, y, two)).rejects.toThrow('a worker failed: out of memory')
  })

  test('of which there are none but those handed over', async () => {
    setWorkers()
    const parallel = await crossValScore(pipeline, X, y, two)
    expect(parallel.data).toEqual((await crossValScore(pipeline, X, y, one)).data)
    expect(warnings).toEqual([NO_WORKERS])
  })
})

describe('where two threads do not pay', () => {
  test('no worker is started', async () => {
    vi.restoreAllMocks()
    await crossValScore(pipeline, X, y, two)
    expect(started).toBe(0)
  })

  test.each([
    // 1.4 s in all: the 0.7 that are saved are less than what starting costs.
    { left: 119, ms: 12, pays: false },
    { left: 119, ms: 25, pays: true },
    { left: 1, ms: 60_000, pays: false },
    { left: 2, ms: 60_000, pays: true },
  ])('$left tasks of $ms ms: $pays', ({ left, ms, pays }) => {
    expect(threadsPay(2, left, ms)).toBe(pays)
  })

  test('a first task that is long enough by itself is stopped, and done by a worker', async () => {
    vi.restoreAllMocks()
    expect(lookMs(2, 2)).toBe(1000)
    expect(lookMs(2, 100)).toBe(250)
    let handedOver = 0
    let fits = 0
    class Endless {
      getParams = () => ({})
      setParams = () => this
      clone = () => new Endless()
      toJSON = () => ({})
      predict = () => []
      fit(_X: unknown, _y: unknown, { signal }: EstimatorFitOptions = {}): Promise<never> {
        fits++
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      }
    }
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    setWorkers(() => {
      handedOver++
      throw new Error('that is enough')
    })
    const controller = new AbortController()
    const running = crossValScore(new Endless(), X, y, { ...two, signal: controller.signal })
    await turn()
    await vi.advanceTimersByTimeAsync(1000)
    vi.useRealTimers()
    while (fits < 2) await turn()
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    expect(handedOver).toBe(2)
    expect(warnings).toEqual([NO_WORKERS])
  })
})

const turn = () => new Promise(resolve => setImmediate(resolve))

/** A worker that runs a script. */
function scripted(script: string): typeof Worker {
  return class extends Worker {
    constructor() {
      super(script, { eval: true })
    }
  }
}

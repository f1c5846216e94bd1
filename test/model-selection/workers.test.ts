import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CsrMatrix } from '../../src/data/csr-matrix'
import { ndview } from '../../src/data/ndview'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValPredict } from '../../src/model-selection/cross-val-predict'
import { crossValidate, crossValScore } from '../../src/model-selection/cross-validate'
import { GridSearchCV } from '../../src/model-selection/grid-search'
import { packMatrix, unpackMatrix } from '../../src/model-selection/parallel/shared-matrix'
import { LogisticRegressionCV } from '../../src/paths/logistic-regression-cv'
import { stabilitySelection } from '../../src/paths/stability-selection'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { setWarningHandler } from '../../src/support/warnings'
import { breastCancer } from './reference'

// The worker itself is the built one, dist/worker.js.
const workers = process.getBuiltinModule('node:worker_threads')
const { Worker } = workers
const { X, y } = breastCancer()
const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1', C: 0.1 }))
const two = { nJobs: 2, cv: 3 } as const
const one = { cv: 3 } as const

let warnings: string[]
let started: number

class CountedWorker extends Worker {
  constructor(file: string | URL) {
    super(file)
    started++
  }
}

beforeEach(() => {
  warnings = []
  started = 0
  workers.Worker = CountedWorker
  setWarningHandler(message => warnings.push(message))
})

afterEach(() => {
  workers.Worker = Worker
  setWarningHandler()
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
      expect(parallel.testScore[name].data).toEqual(serial.testScore[name].data)
      expect(parallel.trainScore![name].data).toEqual(serial.trainScore![name].data)
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
    expect(parallel.coefsPaths.data).toEqual(serial.coefsPaths.data)
    expect(parallel.scores.data).toEqual(serial.scores.data)
    const stability = { Cs: [0.1], nPairs: 3, randomState: 0 }
    const both = await stabilitySelection(sparse, y, { ...stability, nJobs: 2 })
    expect(both).toEqual(await stabilitySelection(sparse, y, stability))
    expect(started).toBe(4)
  })

  test('warnings of a worker arrive here', async () => {
    const model = new LogisticRegression({ maxIter: 1, tol: 1e-12 })
    await crossValScore(model, new StandardScaler().fitTransform(X), y, two)
    expect(warnings).toHaveLength(3)
    expect(warnings[0]).toMatch('did not converge')
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
    expect(packed.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(unpackMatrix(packed)).toEqual(ndview(Float64Array.of(1, 3, 5, 7, 9, 11), [3, 2]))
    const shared = new Float64Array(new SharedArrayBuffer(48))
    expect(packMatrix(ndview(shared, [2, 3], [1, 2])).data).toBe(shared)
    const single = ndview(Float32Array.of(1, 2), [1, 2])
    expect(packMatrix(single).data).toBeInstanceOf(Float32Array)
    const sparse = CsrMatrix.fromDense([
      [0, 2],
      [3, 0],
    ])
    expect(unpackMatrix(packMatrix(sparse))).toEqual(sparse)
  })
})

describe('when something goes wrong', () => {
  const run = (options: object = {}) => crossValScore(pipeline, X, y, { ...two, ...options })

  test('a worker that dies is an error, not a hang', async () => {
    workers.Worker = class extends Worker {
      override postMessage(message: object): void {
        super.postMessage(message)
        if ('task' in message) void this.terminate()
      }
    }
    await expect(run()).rejects.toThrow('a worker thread ended with code 1 before its work was done')
  })

  test('an error in a worker keeps its class and message', async () => {
    const scoring = 'roc_auc_ovo'
    const sampleWeight = y.map(() => 1)
    const oneSided = { train: Int32Array.from([...y.keys()].filter(i => y[i] === 1)), test: Int32Array.of(0) }
    const failing = run({ scoring, sampleWeight, cv: [oneSided, oneSided], errorScore: 'raise' })
    await expect(failing).rejects.toThrow(/the fit failed \(fold [01]\): y has one class only/)
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
    workers.Worker = class {
      constructor() {
        throw new Error('not here')
      }
    } as unknown as typeof Worker
    expect((await run()).data).toEqual(expected.data)
    workers.Worker = class extends Worker {
      constructor() {
        super('throw new Error("broken")', { eval: true })
      }
    }
    expect((await run()).data).toEqual(expected.data)
    expect(warnings).toEqual(
      Array(2).fill('nJobs: worker threads are not available here; the work is done in one thread'),
    )
  })

  test('what cannot travel is refused', async () => {
    await expect(run({ scoring: () => 1 })).rejects.toThrow('the function in scoring.score cannot travel')
    const search = new GridSearchCV(new LogisticRegression(), { C: [1] })
    await expect(crossValScore(search, X, y, two)).rejects.toThrow(
      'a GridSearchCV cannot travel to a worker thread: it has no toJSON',
    )
    const inner = new LogisticRegressionCV()
    await expect(crossValScore(inner, X, y, two)).rejects.toThrow(
      'a LogisticRegressionCV cannot travel to a worker thread',
    )
  })

  test('one worker a core with -1', async () => {
    expect((await run({ nJobs: -1, cv: 2 })).shape).toEqual([2])
    expect(started).toBe(Math.min(2, process.getBuiltinModule('node:os').availableParallelism()) > 1 ? 2 : 0)
  })
})

describe('in a browser', () => {
  /** Node's worker with the face of a web worker. */
  class WebWorker {
    onmessage: ((event: { data: unknown }) => void) | undefined
    onmessageerror: (() => void) | undefined
    onerror: ((event: { message: string }) => void) | undefined
    readonly #worker: InstanceType<typeof Worker>
    constructor(file: URL) {
      expect(file.pathname).toMatch(/\/worker\.js$/)
      this.#worker = new Worker(new URL('../../dist/worker.js', import.meta.url))
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
    Object.assign(globalThis, { Worker: WebWorker })
  })

  afterEach(() => {
    process.getBuiltinModule = getBuiltinModule
    Reflect.deleteProperty(globalThis, 'Worker')
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
})

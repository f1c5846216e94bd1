// What is asked of every runtime, by the installed package: each check gives a word for the table, or throws. Nothing in
// here is of one runtime, so the file is imported as it is, or becomes part of a bundle.

import {
  CsrMatrix,
  crossValScore,
  LogisticRegression,
  makePipeline,
  Pipeline,
  StandardScaler,
  setWarningHandler,
  setWorkers,
  ValidationError,
} from 'ndlogit'
import { dumpSvmlight, loadDigits, loadSvmlight } from 'ndlogit/datasets'
import { TunedThresholdClassifierCV } from 'ndlogit/decisions'
import { summary } from 'ndlogit/inference'
import { toOnnx } from 'ndlogit/onnx'
import { fitPartitioned } from 'ndlogit/partitioned'
import { loadModel } from 'ndlogit/predict'
import { TableVectorizer } from 'ndlogit/tables'
import { checkEstimator } from 'ndlogit/testing'
import { TfidfVectorizer } from 'ndlogit/text'
import { startWorker } from 'ndlogit/workers'

const { data, target } = loadDigits()
const y = Array.from(target.data, digit => (digit > 4 ? 'large' : 'small'))

function same(what, got, expected) {
  const [a, b] = [got, expected].map(value => JSON.stringify(value))
  if (a !== b) throw new Error(`${what}: got ${a?.slice(0, 200)}, expected ${b?.slice(0, 200)}`)
}

/** A clock that goes so fast that work seems long enough to be shared between threads. */
async function byFastClock(work) {
  const now = performance.now.bind(performance)
  Object.defineProperty(performance, 'now', { configurable: true, writable: true, value: () => 1e4 * now() })
  try {
    return await work()
  } finally {
    performance.now = now
  }
}

/** What work by two threads, with these workers, has said: whether there are any. */
async function withWorkers(start, work) {
  const said = []
  const handler = setWarningHandler(message => said.push(message))
  setWorkers(start)
  try {
    await work(said)
  } finally {
    setWorkers()
    setWarningHandler(handler)
  }
  if (said.length === 0) return 'threads'
  if (said.every(message => /not available here/.test(message))) return 'one thread, says so'
  throw new Error(said.join('; '))
}

/** Cross-validates by one thread and by two. */
async function threads(start) {
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ C: 0.01 }))
  const one = await crossValScore(pipeline, data, y, { cv: 3 })
  return withWorkers(start, async () => {
    const two = await byFastClock(() => crossValScore(pipeline, data, y, { cv: 3, nJobs: 2 }))
    same('two threads', two.toArray(), one.toArray())
  })
}

/** One fit by two threads, again until the second has been asked for something: at first it is still on its way. */
async function oneFit() {
  const times = 8
  const values = new Float64Array(times * data.data.length).map((_, p) => data.data[p % data.data.length])
  const [rows, cols] = [times * data.shape[0], data.shape[1]]
  const X = { data: values, shape: [rows, cols], stride: [cols, 1], offset: 0 }
  const labels = Array.from({ length: rows }, (_, i) => y[i % y.length])
  const one = new LogisticRegression().fit(X, labels).toJSON()
  return withWorkers(startWorker, async said => {
    const { notify } = Atomics
    // Whoever is asked is woken, and once more when the fit is over.
    let asked = 0
    Atomics.notify = (...place) => {
      asked++
      return notify(...place)
    }
    try {
      for (let fit = 0; asked < 2 && said.length === 0; fit++) {
        if (fit === 30) throw new Error('nothing was asked of the second thread')
        asked = 0
        const two = await new LogisticRegression().fitAsync(X, labels, { nJobs: 2 })
        same('two threads', two.toJSON(), one)
      }
    } finally {
      Atomics.notify = notify
    }
  })
}

/** A number for all the bits of some doubles (FNV-1a, by words). */
function digest(arrays) {
  let hash = 0x811c9dc5
  for (const array of arrays) {
    for (const word of new Uint32Array(Float64Array.from(array).buffer))
      hash = Math.imul(hash ^ word, 0x01000193)
  }
  return (hash >>> 0).toString(16)
}

export const CHECKS = {
  'fit, predict': () => {
    const X = new StandardScaler().fitTransform(data)
    const accuracies = ['l1', 'l2'].map(penalty =>
      new LogisticRegression({ penalty, C: 0.1 }).fit(X, y).score(X, y),
    )
    same(
      'accuracy',
      accuracies.map(accuracy => accuracy.toFixed(3)),
      ['0.905', '0.908'],
    )
    return 'yes'
  },
  // Every runtime has to say the same.
  'bits of six fits': () => {
    const X = new StandardScaler().fitTransform(data)
    const models = ['l1', 'l2'].flatMap(penalty =>
      [100, 1, 0.01].map(C => new LogisticRegression({ penalty, C }).fit(X, y)),
    )
    return digest(models.flatMap(({ coef, intercept }) => [coef.data, intercept.data]))
  },
  'save, load': () => {
    const pipeline = makePipeline(
      new StandardScaler(),
      new LogisticRegression({ penalty: 'l1', C: 0.1 }),
    ).fit(data, y)
    const text = JSON.stringify(pipeline)
    const probabilities = pipeline.predictProba(data).toArray()
    same('fromJSON', Pipeline.fromJSON(JSON.parse(text)).predictProba(data).toArray(), probabilities)
    same(
      'loadModel',
      Array.from(loadModel(text).predictProba(data), row => [...row]),
      probabilities,
    )
    return 'yes'
  },
  'other entries': async () => {
    const sparse = CsrMatrix.fromDense(data)
    same('svmlight', loadSvmlight(dumpSvmlight(data, target)).X.toDense().toArray(), data.toArray())
    const model = new LogisticRegression({ C: 0.01 }).fit(sparse, target)
    if (toOnnx(model).length === 0) throw new Error('toOnnx: no bytes')
    const X = [
      [0, 1],
      [1, 0],
      [2, 1],
      [3, 0],
      [1, 2],
      [2, 2],
      [0, 0.5],
      [2.5, 1],
    ]
    const labels = ['a', 'a', 'b', 'b', 'b', 'a', 'a', 'b']
    summary(new LogisticRegression({ penalty: 'none' }).fit(X, labels), X, labels)
    new TableVectorizer().fit([{ color: 'red' }, { color: 'blue' }])
    new TfidfVectorizer().fit(['one two', 'two three'])
    await new TunedThresholdClassifierCV(new LogisticRegression(), { cv: 2 }).fit(X, labels)
    await checkEstimator(new StandardScaler())
    const parts = [0, 1].map(k => () => [{ X: X.slice(4 * k, 4 * k + 4), y: labels.slice(4 * k, 4 * k + 4) }])
    const apart = await fitPartitioned(parts, { C: 1 })
    same('fitPartitioned', apart.predict(X), new LogisticRegression({ C: 1 }).fit(X, labels).predict(X))
    return 'yes'
  },
  fitAsync: async () => {
    const model = await new LogisticRegression({ C: 0.01 }).fitAsync(data, target)
    same('accuracy', model.score(data, target).toFixed(2), '0.99')
    const controller = new AbortController()
    const aborted = new LogisticRegression({ C: 0.01 }).fitAsync(data, target, { signal: controller.signal })
    controller.abort(new ValidationError('enough'))
    const reason = await aborted.then(
      () => undefined,
      error => error.message,
    )
    same('an abort', reason, 'enough')
    return 'yes'
  },
  '`nJobs`': () => threads(undefined),
  '`nJobs` by `ndlogit/workers`': () => threads(startWorker),
  '`nJobs` of `fitAsync`': oneFit,
  WebAssembly: () => {
    try {
      new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
      return 'yes'
    } catch {
      return 'refused: plain loops'
    }
  },
}

/** Runs all checks, each to its end. */
export async function runChecks() {
  const seen = {}
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      seen[name] = await check()
    } catch (error) {
      seen[name] = `FAILS: ${error.stack ?? error}`
    }
  }
  return seen
}

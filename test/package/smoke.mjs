// Run by each version of Node that is supported: every entry by import and by require, a fit of each kind, worker
// threads, files and saved models. Throws at the first thing that is not as it should be.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import * as ndlogit from 'ndlogit'
import * as datasets from 'ndlogit/datasets'
import * as decisions from 'ndlogit/decisions'
import * as inference from 'ndlogit/inference'
import * as onnx from 'ndlogit/onnx'
import * as predict from 'ndlogit/predict'
import * as tables from 'ndlogit/tables'
import * as testing from 'ndlogit/testing'
import * as text from 'ndlogit/text'
import * as workers from 'ndlogit/workers'

const require = createRequire(import.meta.url)
for (const [entry, module] of Object.entries({
  ndlogit,
  'ndlogit/datasets': datasets,
  'ndlogit/decisions': decisions,
  'ndlogit/inference': inference,
  'ndlogit/onnx': onnx,
  'ndlogit/predict': predict,
  'ndlogit/testing': testing,
  'ndlogit/tables': tables,
  'ndlogit/text': text,
  'ndlogit/workers': workers,
})) {
  assert.deepEqual(Object.keys(require(entry)).sort(), Object.keys(module).sort(), entry)
}

const { crossValScore, CsrMatrix, LogisticRegression, makePipeline, StandardScaler } = ndlogit
const { data, target } = datasets.loadDigits()
const y = Array.from(target.data, digit => (digit > 4 ? 'large' : 'small'))
const X = new StandardScaler().fit(data).transform(data)

const accuracies = ['l1', 'l2'].map(penalty =>
  new LogisticRegression({ penalty, C: 0.1 }).fit(X, y).score(X, y),
)
assert.deepEqual(
  accuracies.map(accuracy => accuracy.toFixed(3)),
  ['0.905', '0.908'],
)

const digits = await new LogisticRegression({ C: 0.01 }).fitAsync(CsrMatrix.fromDense(data), target)
assert.equal(digits.score(data, target).toFixed(2), '0.99')
const loaded = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(digits)))
assert.deepEqual(loaded.predict(data), digits.predict(data))
assert.deepEqual(predict.loadModel(JSON.stringify(digits)).predict(data), digits.predict(data))
assert.ok(onnx.toOnnx(digits).length > 0)

const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ C: 0.01 }))
const scores = await crossValScore(pipeline, data, y, { cv: 4, nJobs: 1 })
// A clock that goes so fast that the work seems long enough to be shared.
const now = performance.now.bind(performance)
performance.now = () => 1e4 * now()
ndlogit.setWarningHandler(message => assert.fail(message))
for (const start of [undefined, workers.startWorker]) {
  ndlogit.setWorkers(start)
  assert.deepEqual(await crossValScore(pipeline, data, y, { cv: 4, nJobs: 2 }), scores)
}

const file = Readable.from(datasets.dumpSvmlight(data, target).match(/[\s\S]{1,4096}/g))
assert.deepEqual((await datasets.loadSvmlight(file)).X.toDense().data, Float64Array.from(data.data))

console.log(`Node ${process.versions.node}: ndlogit works`)

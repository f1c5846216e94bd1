/**
 * The library in a CommonJS program: everything comes through `require`. It learns to tell odd digits from even ones,
 * saves scaler and model as one JSON file, and predicts with what it reads back.
 */

const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { LogisticRegression, makePipeline, Pipeline, StandardScaler, trainTestSplit } = require('ndlogit')
const { loadDigits } = require('ndlogit/datasets')

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

// 1. The data: images of 8 × 8 pixels, a row each, and the question asked of them.

const { data, target } = loadDigits()
const y = Array.from(target.data, digit => (digit % 2 === 1 ? 'odd' : 'even'))
const split = trainTestSplit(data, y, { testSize: 0.25, randomState: 0, stratify: y })

// 2. A scaler and a model in one, so that whoever predicts cannot forget to scale.

const pipeline = makePipeline(new StandardScaler(), new LogisticRegression({ penalty: 'l1', C: 0.1 }))
pipeline.fit(split.XTrain, split.yTrain)

// 3. Save, read back, predict.

const out = join(__dirname, 'out')
mkdirSync(out, { recursive: true })
const file = join(out, 'odd-or-even.json')
writeFileSync(file, JSON.stringify(pipeline))

const loaded = Pipeline.fromJSON(JSON.parse(readFileSync(file, 'utf8')))
const predicted = loaded.predict(split.XTest)
const right = predicted.filter((label, i) => label === split.yTest[i]).length
const same = String(predicted) === String(pipeline.predict(split.XTest))

console.log(`Odd or even: ${split.yTrain.length} images to train on, ${split.yTest.length} to test

right: ${right} of ${predicted.length}
test accuracy: ${loaded.score(split.XTest, split.yTest).toFixed(4)}
same predictions after saving as JSON: ${same}`)

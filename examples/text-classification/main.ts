/**
 * Spam or not: messages become sparse rows of word weights, and an L1 model keeps the words that matter.
 *
 * `messages.tsv` has a message a line: `ham` or `spam`, a tab, and the text. A path on the command line names another
 * file of that form, such as the SMS Spam Collection of the UCI repository.
 */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { confusionMatrix, LogisticRegressionCV, sparsity, trainTestSplit } from 'ndlogit'
import { TfIdf } from './tf-idf'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

// 1. The messages.

const [path] = process.argv.slice(2)
// npm runs scripts in the package's folder; a path is for the folder where npm was called.
const here = process.env.INIT_CWD ?? process.cwd()
const file = path === undefined ? new URL('messages.tsv', import.meta.url) : resolve(here, path)
const messages = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map(line => {
    const tab = line.indexOf('\t')
    return { label: line.slice(0, tab), text: line.slice(tab + 1) }
  })

// 2. A quarter is set aside, with spam and ham in equal shares. Texts are no matrix, so their numbers are split.

const numbers = messages.map((_, i) => [i])
const labels = messages.map(({ label }) => label)
const split = trainTestSplit(numbers, labels, { testSize: 0.25, randomState: 0, stratify: labels })
const textsOf = (indices: Int32Array) => Array.from(indices, i => messages[i].text)

// 3. Texts to sparse rows: a column a word, and of each row only the words that it has are stored. What is a word, and
//    how rare it is, is learned from the training part.

const tfIdf = new TfIdf(textsOf(split.trainIndices))
const XTrain = tfIdf.transform(textsOf(split.trainIndices))
const XTest = tfIdf.transform(textsOf(split.testIndices))

// 4. The model. L1 makes most coefficients exactly 0: such a word plays no part. Cross-validation on the training part
//    finds how strong the penalty should be.

const model = await new LogisticRegressionCV({ penalty: 'l1' }).fit(XTrain, split.yTrain)

// 5. The words that matter, the strongest first. A positive coefficient speaks for the second of the two classes.

const [first, second] = model.classes
const kept = tfIdf.vocabulary
  .map((word, j) => ({ word, weight: model.coef.get(0, j) }))
  .filter(({ weight }) => weight !== 0)
  .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
const lines = kept.slice(0, 12).map(({ word, weight }) => {
  const label = weight > 0 ? second : first
  return `  ${word.padEnd(12)} ${weight.toFixed(2).padStart(7)}  ${label}`
})

// 6. What came out.

const counts = confusionMatrix(split.yTest, model.predict(XTest))
const recognised = model.classes.map(
  (label, k) => `${label} recognised: ${counts.get(k, k)} of ${counts.get(k, 0) + counts.get(k, 1)}`,
)

console.log(`${messages.length} messages, ${split.yTrain.length} to train on: ${XTrain.nnz} entries in ${XTrain.shape[1]} columns

The words that speak most strongly for ${first} (negative) or ${second} (positive):
${lines.join('\n')}

C chosen: ${model.C.toFixed(2)}
words kept: ${kept.length} of ${tfIdf.vocabulary.length} (sparsity ${sparsity(model.coef).toFixed(4)})
${recognised.join('\n')}
test accuracy: ${model.score(XTest, split.yTest).toFixed(4)}`)

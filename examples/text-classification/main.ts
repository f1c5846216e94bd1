/**
 * Spam or not: messages become sparse rows of word weights, and an L1 model keeps the words that matter.
 *
 * `messages.tsv` has a message a line: `ham` or `spam`, a tab, and the text. A path on the command line names another
 * file of that form, such as the SMS Spam Collection of the UCI repository.
 */

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { confusionMatrix, LogisticRegressionCV, sparsity, trainTestSplit } from 'ndlogit'
import { TfidfVectorizer } from 'ndlogit/text'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

// 1. The messages.

const [path] = process.argv.slice(2)
// npm runs scripts in the package's folder; a path is for the folder where npm was called.
const here = process.env.INIT_CWD ?? process.cwd()
const file = path === undefined ? new URL('messages.tsv', import.meta.url) : resolve(here, path)
if (!existsSync(file)) {
  console.error(`There is no file ${path}: name one that has a message a line, or none for messages.tsv`)
  process.exit(1)
}
const messages = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map(line => {
    const tab = line.indexOf('\t')
    return { label: line.slice(0, tab), text: line.slice(tab + 1) }
  })

// 2. A quarter is set aside, with spam and ham in equal shares. No two links and no two numbers are alike: each link
//    becomes `<link>` and each number `#`.

const plain = (text: string) => text.replace(/https?:\S+/gi, '<link>').replace(/\d[\d.,]*/g, '#')
const texts = messages.map(({ text }) => plain(text))
const labels = messages.map(({ label }) => label)
const split = trainTestSplit(texts, labels, { testSize: 0.25, randomState: 0, stratify: labels })

// 3. Texts to sparse rows: a column a word, and of each row only the words that it has are stored. What is a word, and
//    how rare it is, is learned from the training part.

const vectorizer = new TfidfVectorizer({ tokenPattern: /<link>|#|[\p{L}']+|[!?%]/u })
const XTrain = vectorizer.fitTransform(split.XTrain)
const XTest = vectorizer.transform(split.XTest)

// 4. The model. L1 makes most coefficients exactly 0: such a word plays no part. Cross-validation on the training part
//    finds how strong the penalty should be.

const model = await new LogisticRegressionCV({ penalty: 'l1' }).fit(XTrain, split.yTrain)

// 5. The words that matter, the strongest first. A positive coefficient speaks for the second of the two classes.

const [first, second] = model.classes
const kept = model.bestModel.coefficients({ sort: true, nonZero: true })
const lines = kept.slice(0, 12).map(({ feature, coef }) => {
  const label = coef > 0 ? second : first
  return `  ${feature.padEnd(12)} ${coef.toFixed(2).padStart(7)}  ${label}`
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
words kept: ${kept.length} of ${vectorizer.terms.length} (sparsity ${sparsity(model.coef).toFixed(4)})
${recognised.join('\n')}
test accuracy: ${model.score(XTest, split.yTest).toFixed(4)}`)

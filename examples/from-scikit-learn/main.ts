/**
 * A model trained in Python predicts in JavaScript. `export.py` trained it in scikit-learn and wrote `model.json`, and
 * `check.json` with flowers that the model has not seen and the probabilities that scikit-learn gives them.
 */

import { readFileSync } from 'node:fs'
import { accuracyScore, LogisticRegression } from 'ndlogit'

// `| head` closes the pipe when it has enough.
process.stdout.on('error', () => process.exit())

interface Check {
  readonly madeWith: string
  readonly X: number[][]
  readonly y: string[]
  readonly predicted: string[]
  readonly probabilities: number[][]
}

// 1. The model. Coefficients, intercepts and labels are checked as they come in.

const model = LogisticRegression.fromCoefficients<string>(read('model.json'))

// 2. It predicts as any other; nothing of Python is needed from here on.

const { madeWith, X, y, predicted, probabilities } = read<Check>('check.json')
const labels = model.predict(X)
const proba = model.predictProba(X)

// 3. Is it the same model? Compare with what scikit-learn said.

const differences = probabilities.flatMap((row, i) => row.map((p, k) => Math.abs(p - proba.get(i, k))))
const sameLabels = labels.filter((label, i) => label === predicted[i]).length

// 4. From now on it may be kept as this library keeps its own models.

const saved = JSON.stringify(model)
const loaded = LogisticRegression.fromJSON(JSON.parse(saved))

console.log(`A model of ${madeWith}: ${model.coef.shape[1]} measures of a flower
classes: ${model.classes.join(', ')}

first flower: ${X[0].join(', ')} cm
  ${model.classes.map((name, k) => `${name} ${proba.get(0, k).toFixed(4)}`).join('   ')}

labels as in scikit-learn: ${sameLabels} of ${X.length}
largest difference in probability: ${Math.max(...differences).toExponential(1)}
test accuracy: ${accuracyScore(y, labels).toFixed(4)}
same predictions after saving as JSON: ${String(loaded.predict(X)) === String(labels)}`)

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T
}

/**
 * From a CSV file to what matters, by name: who takes out a deposit when the bank calls?
 *
 * `npm run example:table` writes the figure to `out` beside this file, with `-- some/folder` elsewhere.
 */

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { autoType, dsvFormat } from 'd3-dsv'
import { explain, GridSearchCV, LogisticRegression, makePipeline, rocAucScore, trainTestSplit } from 'ndlogit'
import { coefficientFigure } from 'ndlogit/figures'
import { TableVectorizer } from 'ndlogit/tables'
import { figureSheet, table, writeOut } from 'ndlogit-figures'

type Call = Record<string, unknown>

// 1. The file: a row a call. How long a call lasted is known only when its outcome is, so it is left out.

const file = gunzipSync(readFileSync(new URL('data/bank-additional.csv.gz', import.meta.url))).toString()
const rows = dsvFormat(';').parse<Call, string>(file, autoType)
const X = rows.map(({ y, duration, ...row }) => row)
const y = rows.map(row => String(row.y))
const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, { randomState: 0, stratify: y })

// 2. The table in one step, then the model. Both are fitted anew in every fold that helps to choose C: nothing of the
//    rows held out gets into the encoding. L1 leaves out what does not help.

const pipeline = makePipeline(new TableVectorizer(), new LogisticRegression({ penalty: 'l1' }))
const search = await new GridSearchCV(
  pipeline,
  { logisticRegression__C: [0.03, 0.1, 0.3] },
  { scoring: 'neg_log_loss', cv: 3 },
).fit(XTrain, yTrain)
const model = search.bestEstimator
const { tableVectorizer, logisticRegression } = model.steps

// 3. What became of the columns, and which of them matter. An odds ratio of 2 doubles the odds: for a number with each
//    standard deviation, for a category by being in it.

const kinds = tableVectorizer.describe().reduce((seen, { kind, column }) => {
  return seen.set(kind, [...(seen.get(kind) ?? []), column])
}, new Map<string, string[]>())
const kept = model.coefficients({ sort: true, nonZero: true })
const strongest = table(
  [
    { heading: 'feature', cell: ({ feature }) => feature },
    { heading: 'coefficient', cell: ({ coef }) => coef.toFixed(3) },
    { heading: 'odds ratio', cell: ({ oddsRatio }) => oddsRatio.toFixed(2) },
  ],
  kept.slice(0, 8),
)

// 4. One call of the test part: the surest yes, and why.

const probabilities = model.predictProba(XTest)
const yes = Array.from(XTest, (_, i) => probabilities.get(i, model.classes.indexOf('yes')))
const surest = yes.indexOf(Math.max(...yes))
const reasons = explain(model, XTest[surest])
  .filter(({ feature }) => feature !== '(intercept)')
  .slice(0, 4)
  .map(({ feature, contribution }) => `  ${feature.padEnd(28)} ${contribution.toFixed(2).padStart(6)}`)

console.log(`${rows.length} calls, ${yTrain.length} to train on

${[...kinds].map(([kind, columns]) => `${kind}: ${columns.length} columns, such as ${columns.slice(0, 3).join(', ')}`).join('\n')}

C chosen: ${logisticRegression.getParams().C}
features kept: ${kept.length} of ${model.coefficients().length}

${strongest}

surest yes of the test part: ${yes[surest].toFixed(2)}, it was ${yTest[surest]}
${reasons.join('\n')}

test area under the ROC curve: ${rocAucScore(yTest, model.decisionFunction(XTest)).toFixed(4)}
test accuracy: ${model.score(XTest, yTest).toFixed(4)}`)

writeOut(import.meta.url, {
  'what-matters.svg': figureSheet(
    coefficientFigure(logisticRegression, { top: 16 }),
    'Who takes out a deposit?',
    ['Coefficients of an L1 model of 4,119 calls, the strongest first.', 'Right: speaks for a deposit.'],
  ),
})

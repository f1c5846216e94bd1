/**
 * The lab: small digits (0–4) against large digits (5–9), with an L1 and with an L2 penalty, from hardly any penalty
 * (C = 100) to a strong one (C = 0.01). What does each do to sparsity and to the score?
 *
 * `npm start` writes the figures to `out` beside this file, `npm start -- some/folder` elsewhere.
 */

import ops from 'ndarray-ops'
import {
  accuracyScore,
  LogisticRegression,
  logisticRegressionPath,
  StandardScaler,
  sparsity,
  trainTestSplit,
} from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'
import { pathFigure, rocFigure } from 'ndlogit/figures'
import { coefficientMaps, curvesAgainstC, figureSheet, page, table, writeOut } from 'ndlogit-figures'

// 1. The data: images of 8 × 8 pixels, and the question asked of them.

const digits = loadDigits()
const y = Array.from(digits.target.data, digit => (digit > 4 ? 'large' : 'small'))

// 2. A penalty weighs all coefficients alike, so every pixel gets mean 0 and variance 1. The held-out rows have no say
//    in that: their models and their scaler have seen the training part only.

const allScaler = new StandardScaler().fit(digits.data)
const X = allScaler.transform(digits.data)

const split = trainTestSplit(digits.data, y, { testSize: 0.25, randomState: 0, stratify: y })
const trainScaler = new StandardScaler().fit(split.XTrain)
const XTrain = trainScaler.transform(split.XTrain)
const XTest = trainScaler.transform(split.XTest)

// 3. The models: for each C and penalty one of all rows, and one of the training part.

const runs = [100, 10, 1, 0.1, 0.01].flatMap(C =>
  (['l1', 'l2'] as const).map(penalty => {
    const model = new LogisticRegression({ penalty, C }).fit(X, y)
    const trained = new LogisticRegression({ penalty, C }).fit(XTrain, split.yTrain)
    const penalised = new LogisticRegression({ penalty, C, penalizeIntercept: true }).fit(X, y)
    const { dualityGap, objective } = model.convergence
    return {
      penalty: penalty.toUpperCase(),
      C,
      coef: model.coef,
      classes: model.classes,
      sparsity: sparsity(model.coef),
      norm: ops.norm1(model.coef),
      trainAccuracy: model.score(X, y),
      liblinearAccuracy: penalised.score(X, y),
      heldOutAccuracy: trained.score(XTest, split.yTest),
      // The score of a row speaks for the second class.
      heldOutScores: Array.from(
        trained.decisionFunction(XTest).data,
        score => sideOf('large', trained.classes) * score,
      ),
      intercept: model.intercept.get(0),
      relativeGap: dualityGap / objective,
      rawScore: accuracyScore(
        digits.target,
        model.predict(X).map(label => (label === 'large' ? 1 : 0)),
      ),
    }
  }),
)

// 4. What came out.

type Run = (typeof runs)[number]
const problem = [
  { heading: 'C', cell: (run: Run) => String(run.C) },
  { heading: 'penalty', cell: (run: Run) => run.penalty },
]
const constantPixels = Array.from(allScaler.variance.data).filter(variance => variance === 0).length

console.log(`Digits 0–4 ('small') against 5–9 ('large'): ${digits.data.shape[0]} images of ${digits.data.shape[1]} pixels.

${table(
  [
    ...problem,
    { heading: 'sparsity', cell: run => percent(run.sparsity) },
    { heading: 'Σ|w|', cell: run => run.norm.toFixed(2) },
    { heading: 'training\naccuracy', cell: run => run.trainAccuracy.toFixed(4) },
    { heading: 'held-out\naccuracy', cell: run => run.heldOutAccuracy.toFixed(4) },
    { heading: 'intercept', cell: run => (sideOf('large', run.classes) * run.intercept).toFixed(3) },
    { heading: 'relative\ngap', cell: run => run.relativeGap.toExponential(1) },
    { heading: 'as LIB-\nLINEAR', cell: run => run.liblinearAccuracy.toFixed(4) },
  ],
  runs,
)}

C                  weight of the data against the penalty: small is simple
sparsity           share of the ${digits.data.shape[1]} coefficients that are exactly 0
                   (${constantPixels} pixels never change, so L2 has those only)
Σ|w|               sum of the absolute coefficients: both penalties shrink it
training accuracy  share of all ${y.length} rows predicted right by a model of them
held-out accuracy  share of ${split.yTest.length} rows predicted right by one of the other ${split.yTrain.length}
intercept          the constant, unpenalised; positive if it speaks for 'large'
relative gap       proven bound on how far the objective is above its minimum
as LIBLINEAR       training accuracy with the intercept penalised too, as
                   LIBLINEAR and scikit-learn's 'liblinear' do it

The same models with 'small' and 'large' as 0 and 1, scored against the digits
0–9 themselves:

${table([...problem, { heading: 'accuracy', cell: run => run.rawScore.toFixed(4) }], runs)}

Why 0.10: a prediction of 0 or 1 can equal no other digit than 0 or 1. Nine in
ten images of a 0 are called small and count as right, nine in ten of a 1 are
called small too and count as wrong, and so does every image of a 2 to 9: the
score comes to about the share of zeros in the data, one in ten, and says
nothing about the model.
`)

// 5. The same in pictures.

//    A coefficient speaks for the second of the two classes, and these sort to 'large', 'small'; drawn is what speaks
//    for 'large'.

const coefficients = coefficientMaps(
  runs.map(run => ({
    ...run,
    coef: Array.from(run.coef.data, weight => sideOf('large', run.classes) * weight),
  })),
  { negative: 'small (0–4)', positive: 'large (5–9)' },
)
const curves = curvesAgainstC(runs, [
  `Sparsity and training accuracy: models of all ${y.length} rows. Held out: models of ${split.yTrain.length} rows, scored on the other ${split.yTest.length}.`,
])

//    How each pixel enters as C grows, and how well the strongly penalised models rank images that they have not seen.

const path = logisticRegressionPath(X, y, { penalty: 'l1', Cs: 40 })
const entering = pathFigure(path, { featureNames: pixelNames(8), top: 10, named: 4 })
const paths = figureSheet(entering, 'How L1 lets pixels in', [
  `The ten pixels with the largest coefficients, of a path of ${path.Cs.length} models.`,
  `${entering.subtitle}.`,
])
const strong = runs.filter(({ C }) => C === 0.01)
const ranking = rocFigure(
  split.yTest,
  Object.fromEntries(strong.map(({ penalty, heldOutScores }) => [penalty, heldOutScores])),
  { posLabel: 'large' },
)
const roc = figureSheet(ranking, 'Ranking images held out, at C = 0.01', [
  `${split.yTest.length} images, models of the other ${split.yTrain.length}. ${ranking.subtitle}.`,
])
const html = page(
  'Small digits against large digits: what L1 and L2 do',
  {
    svg: coefficients,
    caption:
      'L1 switches pixels off one after another as C falls; L2 makes them all weaker and switches off none but those that never change.',
  },
  {
    svg: curves,
    caption:
      'At C = 0.1, L1 leaves out two pixels in five at hardly any cost in accuracy; at C = 0.01 it keeps too few of them.',
  },
  {
    svg: paths,
    caption:
      'From left to right C grows, and pixels enter one by one; at the right end the data alone decide, and the lines are level.',
  },
  {
    svg: roc,
    caption:
      'The higher the curve, the more large digits are found for the same share of false alarms: at this C, L1 has given up pixels that tell.',
  },
)

writeOut(import.meta.url, {
  'coefficients.svg': coefficients,
  'curves.svg': curves,
  'paths.svg': paths,
  'roc.svg': roc,
  'lab.html': html,
})

/** `row 2, col 5`, in the order of the columns of the data. */
function pixelNames(side: number): string[] {
  return Array.from({ length: side * side }, (_, j) => `row ${Math.floor(j / side)}, col ${j % side}`)
}

/** 1 if positive coefficients speak for the class, −1 if negative ones do. */
function sideOf(name: string, classes: readonly string[]): number {
  return name === classes[1] ? 1 : -1
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

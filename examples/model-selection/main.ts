/**
 * Small digits (0–4) against large digits (5–9), and the honest way to a model: penalty and C are chosen by
 * cross-validation on the training part, with the scaler inside the folds, and the test part is looked at once.
 * Then: which pixels are chosen again and again when the rows are drawn anew?
 *
 * `npm run example:model-selection` writes the figures to `out` beside this file, with `-- some/folder` elsewhere.
 */

import { SingleBar } from 'cli-progress'
import {
  accuracyScore,
  type FoldProgress,
  GridSearchCV,
  LogisticRegression,
  logisticRegressionPath,
  logLoss,
  makePipeline,
  StandardScaler,
  StratifiedKFold,
  stabilitySelection,
  trainTestSplit,
} from 'ndlogit'
import { loadDigits } from 'ndlogit/datasets'
import { frequencyMap, page, selectionCurves, table, writeOut } from 'ndlogit-figures'

const FOLDS = 10
const THRESHOLD = 0.75
const Cs = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]
const penalties = ['l1', 'l2'] as const

type Penalty = (typeof penalties)[number]

// 1. A quarter of the rows is put aside until the very end.

const digits = loadDigits()
const labels = Array.from(digits.target.data, digit => (digit > 4 ? 'large' : 'small'))
const { XTrain, XTest, yTrain, yTest } = trainTestSplit(digits.data, labels, {
  testSize: 0.25,
  randomState: 0,
  stratify: labels,
})

// 2. Every penalty and C on the same folds of the rest. The pipeline is fitted anew in each fold, so the held-out rows
//    have no say in the scaling either. The log loss sees how sure a model is, the accuracy would only see who is right.

const pipeline = makePipeline(new StandardScaler(), new LogisticRegression())
const search = new GridSearchCV(
  pipeline,
  { logisticRegression__penalty: penalties, logisticRegression__C: Cs },
  {
    scoring: 'neg_log_loss',
    cv: new StratifiedKFold({ nSplits: FOLDS, shuffle: true, randomState: 0 }),
    refit: false,
    nJobs: -1,
  },
)
await watched('cross-validation', onProgress => search.fit(XTrain, yTrain, { onProgress }))

// 3. How many pixels the models of all training rows use.

const ZTrain = new StandardScaler().fitTransform(XTrain)
const pixelsInUse = (penalty: Penalty): number[] => {
  const counts: number[] = []
  logisticRegressionPath(ZTrain, yTrain, {
    penalty,
    Cs,
    onProgress: ({ index, nonZero }) => {
      counts[index] = nonZero
    },
  })
  return counts
}
const pixels = { l1: pixelsInUse('l1'), l2: pixelsInUse('l2') }

// 4. Two rules of choice: the best mean score; and the strongest penalty of the same kind whose mean score is within
//    one standard error of it, the simplest model that is not clearly worse.

const { params, meanTestScores, stdTestScores } = search.cvResults
const points = params.map((point, k) => {
  const { logisticRegression__penalty: penalty, logisticRegression__C: C } = point as {
    logisticRegression__penalty: Penalty
    logisticRegression__C: number
  }
  return {
    penalty: penalty.toUpperCase(),
    C,
    params: point,
    meanScore: meanTestScores.get(k),
    standardError: stdTestScores.get(k) / Math.sqrt(FOLDS - 1),
    nonZero: pixels[penalty][Cs.indexOf(C)],
  }
})
const best = points[search.bestIndex]
const bar = best.meanScore - best.standardError
const simple = points.find(({ penalty, meanScore }) => penalty === best.penalty && meanScore >= bar)!

// 5. The simpler model, fitted on all training rows, meets the test part: the one and only time.

const model = pipeline.clone().setParams(simple.params).fit(XTrain, yTrain)
const testAccuracy = accuracyScore(yTest, model.predict(XTest))
const testLoss = logLoss(yTest, model.predictProba(XTest))

// 6. Which pixels survive resampling? Those chosen on at least three of four random halves of the training rows.

const stability = await watched('stability selection', onProgress =>
  stabilitySelection(ZTrain, yTrain, { threshold: THRESHOLD, randomState: 0, nJobs: -1, onProgress }),
)

// 7. What came out.

const choices = [
  { point: best, name: best === simple ? 'both rules' : 'best' },
  ...(best === simple ? [] : [{ point: simple, name: 'one standard error' }]),
]
type Point = (typeof points)[number]

console.log(`${yTrain.length} images to choose by, in ${FOLDS} folds; ${yTest.length} put aside.

${table(
  [
    { heading: 'penalty', cell: ({ penalty }: Point) => penalty },
    { heading: 'C', cell: ({ C }: Point) => String(C) },
    { heading: 'mean score', cell: ({ meanScore }: Point) => meanScore.toFixed(4) },
    { heading: 'standard error', cell: ({ standardError }: Point) => standardError.toFixed(4) },
    { heading: 'pixels', cell: (point: Point) => String(point.nonZero) },
    { heading: '', cell: (point: Point) => choices.find(choice => choice.point === point)?.name ?? '' },
  ],
  points,
)}

mean score      minus the log loss of the held-out rows, over the folds:
                greater is better
standard error  of that mean, from the spread over the folds
pixels          with a coefficient that is not 0, in the model of all training
                rows

best: ${describe(best)}
one standard error: ${describe(simple)}
test accuracy: ${testAccuracy.toFixed(4)}
test log loss: ${testLoss.toFixed(4)}
stable pixels: ${stability.selected.join(' ')}
expected wrong among them: at most ${stability.errorBounds.worstCase.toFixed(2)}
`)

// 8. The same in pictures.

const curves = selectionCurves(points, choices, 'Mean score ± standard error (minus log loss)', [
  `${FOLDS} folds of ${yTrain.length} training rows, the scaler fitted inside each. Pixels: models of all training rows.`,
])
const map = frequencyMap(stability.probabilities.data, THRESHOLD, 'Which pixels survive resampling', [
  'Each square is a pixel of the 8 × 8 image; the number is the percentage of 100 random halves of the',
  `training rows whose L1 path uses it. Framed: ${100 * THRESHOLD} % and more, ${stability.selected.length} pixels.`,
])
const html = page(
  'Small digits against large digits: choosing a model',
  {
    svg: curves,
    caption: `Best: ${describe(best)}. Within one standard error of it, and simpler: ${describe(simple)}. On rows never seen, it is right in ${(100 * testAccuracy).toFixed(1)} % of cases.`,
  },
  {
    svg: map,
    caption: `Of the ${stability.selected.length} framed pixels at most ${stability.errorBounds.worstCase.toFixed(1)} are expected to be there by chance.`,
  },
)
writeOut(import.meta.url, { 'choice.svg': curves, 'stability.svg': map, 'model-selection.html': html })

function describe({ penalty, C, nonZero }: Point): string {
  return `${penalty}, C = ${C}, ${nonZero} pixels`
}

/** Runs the work with a progress bar, if there is a terminal to draw it in. */
async function watched<T>(
  name: string,
  work: (onProgress: (progress: FoldProgress) => void) => Promise<T>,
): Promise<T> {
  if (!process.stdout.isTTY) return work(() => undefined)
  const bar = new SingleBar({
    format: `${name.padEnd(20)} {bar} {value}/{total}, {duration_formatted}`,
    stream: process.stdout,
    clearOnComplete: true,
  })
  bar.start(1, 0)
  try {
    return await work(({ done, total }) => {
      bar.setTotal(total)
      bar.update(done)
    })
  } finally {
    bar.stop()
  }
}

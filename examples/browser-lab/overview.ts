/** Every C of the slider at once: paths of the weights, accuracy by cross-validation, and the Cs that two rules choose. */

import {
  LogisticRegression,
  type LogisticRegressionPath,
  logisticRegressionPathAsync,
  StandardScaler,
  StratifiedKFold,
  sparsity,
} from 'ndlogit'
import { all, images } from './data'
import { type Path, type PathPoint, PENALTIES, type Penalty } from './messages'

/** Of all paths: 0.001 … 100, six to a factor of ten. */
export const CS = Array.from({ length: 31 }, (_, k) => 10 ** (-3 + k / 6))
const FOLDS = 5

/** The rows of the folds, standardised by what the training rows know. */
const folds = [
  ...new StratifiedKFold({ nSplits: FOLDS, shuffle: true, randomState: 0 }).split(images, all.y),
].map(({ train, test }) => {
  const rows = (indices: ArrayLike<number>) => Array.from(indices, i => images.pick(i).toArray() as number[])
  const labels = (indices: ArrayLike<number>) => Array.from(indices, i => all.y[i])
  const scaler = new StandardScaler().fit(rows(train))
  return {
    train: { X: scaler.transform(rows(train)), y: labels(train) },
    test: { X: scaler.transform(rows(test)), y: labels(test) },
  }
})

export async function fitOverview(penalizeIntercept: boolean, signal: AbortSignal): Promise<Path[]> {
  const paths: Path[] = []
  for (const penalty of PENALTIES) paths.push(await fitPath(penalty, penalizeIntercept, signal))
  return paths
}

async function fitPath(penalty: Penalty, penalizeIntercept: boolean, signal: AbortSignal): Promise<Path> {
  const options = { penalty, penalizeIntercept, Cs: CS, signal }
  const onAll = await logisticRegressionPathAsync(all.X, all.y, options)
  /** `[folds, Cs]` */
  const scores: number[][] = []
  for (const { train, test } of folds) {
    const path = await logisticRegressionPathAsync(train.X, train.y, options)
    scores.push(CS.map((_, k) => modelAt(path, k).score(test.X, test.y)))
  }
  const points = CS.map((C, k): PathPoint => {
    const model = modelAt(onAll, k)
    const held = scores.map(fold => fold[k])
    const mean = held.reduce((sum, score) => sum + score, 0) / FOLDS
    const variance = held.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (FOLDS - 1)
    return {
      C,
      // The model's second class is `small`.
      coef: Float64Array.from(model.coef.data, weight => (weight === 0 ? 0 : -weight)),
      sparsity: sparsity(model.coef),
      trainAccuracy: model.score(all.X, all.y),
      foldAccuracy: mean,
      foldError: Math.sqrt(variance / FOLDS),
    }
  })
  const best = points.reduce((winner, point) => (point.foldAccuracy > winner.foldAccuracy ? point : winner))
  const enough = points.find(point => point.foldAccuracy >= best.foldAccuracy - best.foldError) ?? best
  return { penalty, points, bestC: best.C, oneErrorC: enough.C }
}

function modelAt({ coefs, intercepts, classes }: LogisticRegressionPath<string>, k: number) {
  return LogisticRegression.fromCoefficients({ coef: coefs.pick(k), intercept: intercepts.pick(k), classes })
}

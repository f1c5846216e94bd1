/** The models at the C of the slider: both penalties, small against large, or all ten digits. */

import { accuracyScore, LogisticRegression, Pipeline, sparsity } from 'ndlogit'
import { all, digits, heldOut, imageAt, train } from './data'
import { PENALTIES, type Penalty, type Problem, type TenClasses, type Trained } from './messages'

/** The largest C of the slider; weights grow with C. */
const LARGEST_C = 100

let limit: number | undefined

export async function fitBoth(
  problem: Problem,
  signal: AbortSignal,
): Promise<{ models: Trained[]; limit: number }> {
  const models: Trained[] = []
  for (const penalty of PENALTIES) models.push(await fit(penalty, problem, signal))
  limit ??= await largestWeight()
  return { models, limit }
}

async function fit(penalty: Penalty, problem: Problem, signal: AbortSignal): Promise<Trained> {
  const options = { penalty, ...problem }
  const started = performance.now()
  const model = await new LogisticRegression(options).fitAsync(all.X, all.y, { signal })
  const milliseconds = performance.now() - started
  const trained = await new LogisticRegression(options).fitAsync(train.X, train.y, { signal })
  const { dualityGap, objective, iterations } = model.convergence
  const predicted = model.predict(all.X)
  const asNumbers = predicted.map(label => (label === 'large' ? 1 : 0))
  const wrong = [...predicted.keys()].filter(i => predicted[i] !== all.y[i])
  return {
    penalty,
    problem,
    pipeline: new Pipeline({ scaler: all.scaler, model }).toJSON(),
    sparsity: sparsity(model.coef),
    trainAccuracy: 1 - wrong.length / predicted.length,
    heldOutAccuracy: trained.score(heldOut.X, heldOut.y),
    rawScore: accuracyScore(digits, asNumbers),
    relativeGap: dualityGap / objective,
    iterations,
    milliseconds,
    wrong: wrong.map(imageAt),
  }
}

/** The largest weight that the slider can come to, so that colours mean the same at every C. */
async function largestWeight(): Promise<number> {
  const models = await Promise.all(
    PENALTIES.map(penalty => new LogisticRegression({ penalty, C: LARGEST_C }).fitAsync(all.X, all.y)),
  )
  return Math.max(...models.flatMap(model => Array.from(model.coef.data, Math.abs)))
}

export async function fitTen(C: number, signal: AbortSignal): Promise<TenClasses[]> {
  const models: TenClasses[] = []
  for (const penalty of PENALTIES) {
    const started = performance.now()
    const model = await new LogisticRegression({ penalty, C }).fitAsync(train.X, train.digits, { signal })
    models.push({
      penalty,
      coef: Float64Array.from(model.coef.data),
      sparsity: sparsity(model.coef),
      heldOutAccuracy: model.score(heldOut.X, heldOut.digits),
      milliseconds: performance.now() - started,
    })
  }
  return models
}

/** Fits models away from the page, which stays free to answer the reader; a new request ends the fit before it. */

import { accuracyScore, LogisticRegression, logisticRegressionPathAsync, Pipeline, sparsity } from 'ndlogit'
import { all, digits, heldOut, images, train } from './data'
import type { Answer, Path, Penalty, Problem, Request, Trained } from './messages'

/** Of all paths: 0.001 … 100, ten to a factor of ten. */
const CS = Array.from({ length: 51 }, (_, k) => 10 ** (-3 + k / 10))

const running = new Map<Request['kind'], AbortController>()

self.addEventListener('message', async ({ data: request }: MessageEvent<Request>) => {
  const { kind, id } = request
  running.get(kind)?.abort()
  const controller = new AbortController()
  running.set(kind, controller)
  try {
    const answer = await answerTo(request, controller.signal)
    if (!controller.signal.aborted) self.postMessage(answer)
  } catch (error) {
    if (controller.signal.aborted) return
    self.postMessage({ kind: 'failure', id, message: (error as Error).message } satisfies Answer)
  }
})

function answerTo(request: Request, signal: AbortSignal): Promise<Answer> | Answer {
  switch (request.kind) {
    case 'train':
      return fit(request.id, request.problem, signal)
    case 'paths':
      return fitPaths(request.id, request.penalizeIntercept, signal)
    case 'sample':
      return sample(request.id)
  }
}

async function fit(id: number, problem: Problem, signal: AbortSignal): Promise<Trained> {
  const started = performance.now()
  const model = await new LogisticRegression(problem).fitAsync(all.X, all.y, { signal })
  const milliseconds = performance.now() - started
  const trained = await new LogisticRegression(problem).fitAsync(train.X, train.y, { signal })
  const { dualityGap, objective, iterations } = model.convergence
  const asNumbers = model.predict(all.X).map(label => (label === 'large' ? 1 : 0))
  return {
    kind: 'train',
    id,
    problem,
    pipeline: new Pipeline({ scaler: all.scaler, model }).toJSON(),
    sparsity: sparsity(model.coef),
    trainAccuracy: model.score(all.X, all.y),
    heldOutAccuracy: trained.score(heldOut.X, heldOut.y),
    rawScore: accuracyScore(digits, asNumbers),
    relativeGap: dualityGap / objective,
    iterations,
    milliseconds,
  }
}

async function fitPaths(id: number, penalizeIntercept: boolean, signal: AbortSignal): Promise<Answer> {
  const paths: Path[] = []
  for (const penalty of ['l1', 'l2'] as const) {
    paths.push(await fitPath(penalty, penalizeIntercept, signal))
  }
  return { kind: 'paths', id, paths }
}

async function fitPath(penalty: Penalty, penalizeIntercept: boolean, signal: AbortSignal): Promise<Path> {
  const options = { penalty, penalizeIntercept, Cs: CS, signal }
  const onAll = await logisticRegressionPathAsync(all.X, all.y, options)
  const onTrain = await logisticRegressionPathAsync(train.X, train.y, options)
  const modelAt = ({ coefs, intercepts, classes }: typeof onAll, k: number) =>
    LogisticRegression.fromCoefficients({ coef: coefs.pick(k), intercept: intercepts.pick(k), classes })
  return {
    penalty,
    points: CS.map((C, k) => {
      const model = modelAt(onAll, k)
      return {
        C,
        coef: Float64Array.from(model.coef.data),
        sparsity: sparsity(model.coef),
        trainAccuracy: model.score(all.X, all.y),
        heldOutAccuracy: modelAt(onTrain, k).score(heldOut.X, heldOut.y),
      }
    }),
  }
}

function sample(id: number): Answer {
  const [n, d] = images.shape as [number, number]
  const i = Math.floor(n * Math.random())
  return {
    kind: 'sample',
    id,
    pixels: Array.from({ length: d }, (_, j) => images.get(i, j)),
    digit: digits.get(i),
  }
}

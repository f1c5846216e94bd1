/**
 * Everything or nothing: a long call that is aborted, or whose callback throws, leaves the model as it was, to the bit,
 * at whichever of its looks at the signal that happens.
 */

import { afterEach, describe, expect, test } from 'vitest'
import { ndview } from '../../src/data/ndview'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../src/decisions'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValidate } from '../../src/model-selection/cross-validate'
import { GridSearchCV } from '../../src/model-selection/grid-search'
import { RandomizedSearchCV } from '../../src/model-selection/randomized-search'
import { LogisticRegressionCV } from '../../src/paths/logistic-regression-cv'
import { stabilitySelection } from '../../src/paths/stability-selection'
import { Pipeline } from '../../src/pipeline/pipeline'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'
import { setWarningHandler } from '../../src/support/warnings'

const wave = (scale: number) =>
  Array.from({ length: 40 }, (_, i) => [
    scale * Math.sin(i),
    Math.cos(scale * 3 * i),
    Math.sin(7 * i) / scale,
  ])
const before = { X: wave(1), y: wave(1).map(([a, b]) => (a + b > 0.3 ? 'yes' : 'no')) }
const after = { X: wave(5), y: wave(5).map(([a, , c]) => (a - 3 * c > 0 ? 'yes' : 'no')) }

const REASON = new Error('enough')

/** A signal that is aborted at the k-th look at it. */
function abortedAtLook(k: number): AbortSignal {
  const controller = new AbortController()
  const { signal } = controller
  let looks = 0
  signal.throwIfAborted = () => {
    if (++looks === k) controller.abort(REASON)
    AbortSignal.prototype.throwIfAborted.call(signal)
  }
  return signal
}

/** Everything that a model knows, to the bit. */
function state(model: { predictProba(X: number[][]): { data: Float64Array }; toJSON?(): unknown }): string {
  const known = 'cvResults' in model ? model.cvResults : model.toJSON?.()
  return JSON.stringify([
    known,
    Array.from(new BigInt64Array(model.predictProba(before.X).data.buffer), String),
  ])
}

// Slow enough for some fifty looks.
const options = { solver: 'dual-cd', fitIntercept: false, tol: 1e-14, maxIter: 500 } as const
const chain = () => new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression(options) })
const grid = { C: Array.from({ length: 12 }, (_, k) => 2 ** (k - 6)) }

const model = new LogisticRegression(options).fit(before.X, before.y)
const warm = new LogisticRegression({ ...options, warmStart: true }).fit(before.X, before.y)
const pipeline = chain().fit(before.X, before.y)
const nested = new Pipeline({ inner: chain() }).fit(before.X, before.y)
const search = await new GridSearchCV(new LogisticRegression(), grid).fit(before.X, before.y)
const drawn = await new RandomizedSearchCV(new LogisticRegression(), grid, { nIter: 10, randomState: 0 }).fit(
  before.X,
  before.y,
)
const wrapped = () => new LogisticRegression(options)
const calibrated = await new CalibratedClassifierCV(wrapped(), { cv: 3 }).fit(before.X, before.y)
const tuned = await new TunedThresholdClassifierCV(wrapped(), { cv: 3 }).fit(before.X, before.y)
const chosen = await new LogisticRegressionCV({ Cs: 30 }).fit(before.X, before.y)

const calls = {
  'LogisticRegression.fit': [model, watch => model.fit(after.X, after.y, watch)],
  'LogisticRegression.fitAsync': [model, watch => model.fitAsync(after.X, after.y, watch)],
  'a warm start': [warm, watch => warm.fitAsync(after.X, after.y, watch)],
  'Pipeline.fit': [pipeline, watch => pipeline.fit(after.X, after.y, watch)],
  'Pipeline.fitAsync': [pipeline, watch => pipeline.fitAsync(after.X, after.y, watch)],
  'a pipeline in a pipeline': [nested, watch => nested.fitAsync(after.X, after.y, watch)],
  'GridSearchCV.fit': [search, watch => search.fit(after.X, after.y, watch)],
  'RandomizedSearchCV.fit': [drawn, watch => drawn.fit(after.X, after.y, watch)],
  'CalibratedClassifierCV.fit': [calibrated, watch => calibrated.fit(after.X, after.y, watch)],
  'TunedThresholdClassifierCV.fit': [tuned, watch => tuned.fit(after.X, after.y, watch)],
  'LogisticRegressionCV.fit': [chosen, watch => chosen.fit(after.X, after.y, watch)],
  crossValidate: [pipeline, watch => crossValidate(pipeline, after.X, after.y, watch)],
  stabilitySelection: [
    model,
    watch => stabilitySelection(after.X, after.y, { Cs: 5, nPairs: 10, randomState: 0, ...watch }),
  ],
} satisfies Record<string, [Parameters<typeof state>[0], (watch: { signal: AbortSignal }) => unknown]>

afterEach(() => {
  setWarningHandler()
})

describe('an abort at any of the first 50 looks at the signal', () => {
  test.each(Object.entries(calls))('%s', async (_, [fitted, call]) => {
    setWarningHandler(() => undefined)
    const known = state(fitted)
    for (let k = 1; k <= 50; k++) {
      await expect((async () => call({ signal: abortedAtLook(k) }))(), `look ${k}`).rejects.toBe(REASON)
      expect(state(fitted), `look ${k}`).toBe(known)
    }
  })
})

describe('a callback that throws ends the call, and changes nothing', () => {
  const refuse = () => {
    throw REASON
  }

  test('an observer', async () => {
    for (const fitted of [model, pipeline]) {
      const known = state(fitted)
      expect(() => fitted.fit(after.X, after.y, { onProgress: refuse })).toThrow(REASON)
      await expect(fitted.fitAsync(after.X, after.y, { onProgress: refuse })).rejects.toBe(REASON)
      expect(state(fitted)).toBe(known)
    }
    for (const fitted of [search, drawn, calibrated, tuned, chosen]) {
      const known = state(fitted)
      await expect(fitted.fit(after.X, after.y, { onProgress: refuse })).rejects.toBe(REASON)
      expect(state(fitted)).toBe(known)
    }
  })

  test('a warning handler', async () => {
    const hasty = new LogisticRegression({ maxIter: 1, tol: 1e-12 })
    const scaled = new Pipeline({ scale: new StandardScaler(), hasty: hasty.clone() })
    setWarningHandler(() => undefined)
    hasty.fit(before.X, before.y)
    scaled.fit(before.X, before.y)
    setWarningHandler(refuse)
    for (const fitted of [hasty, scaled]) {
      const known = state(fitted)
      expect(() => fitted.fit(after.X, after.y)).toThrow(REASON)
      await expect(fitted.fitAsync(after.X, after.y)).rejects.toBe(REASON)
      expect(state(fitted)).toBe(known)
    }
  })
})

describe('while a fit is under way', () => {
  const turn = () => new Promise(resolve => setTimeout(resolve, 0))
  const long = { ...options, tol: 1e-300, maxIter: 20_000 } as const

  test('the model predicts what it did before, and is swapped whole', async () => {
    const running = new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression(long) })
    setWarningHandler(() => undefined)
    running.fit(before.X, before.y)
    const known = state(running)
    let over = false
    const fit = running.fitAsync(after.X, after.y).then(() => {
      over = true
    })
    let looks = 0
    for (await turn(); !over; await turn(), looks++) expect(state(running)).toBe(known)
    await fit
    expect(looks).toBeGreaterThan(0)
    const alone = new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression(long) })
    expect(state(running)).toBe(state(alone.fit(after.X, after.y)))
  })

  test('a second fit does not mix with it', async () => {
    setWarningHandler(() => undefined)
    const both = new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression(long) })
    await Promise.all([both.fitAsync(before.X, before.y), both.fitAsync(after.X, after.y)])
    const alone = [before, after].map(({ X, y }) =>
      state(new Pipeline({ scale: new StandardScaler(), model: new LogisticRegression(long) }).fit(X, y)),
    )
    expect(alone).toContain(state(both))
  })

  test('options that change belong to the next fit', async () => {
    setWarningHandler(() => undefined)
    const fit = new LogisticRegression({ ...long, C: 1 })
    const running = fit.fitAsync(before.X, before.y)
    fit.setParams({ C: 1000 })
    await running
    expect(fit.toJSON()).toEqual(new LogisticRegression({ ...long, C: 1 }).fit(before.X, before.y).toJSON())
    expect(fit.getParams().C).toBe(1000)
    const scaler = new StandardScaler().fit(before.X)
    const scaled = scaler.transform(before.X).data
    scaler.setParams({ withMean: false, withStd: false })
    expect(scaler.transform(before.X).data).toEqual(scaled)
    expect(scaler.toJSON().options).toEqual({ withMean: true, withStd: true })
  })

  test('labels and weights may change, X may not', async () => {
    setWarningHandler(() => undefined)
    const X = Float64Array.from(before.X.flat())
    const fit = new LogisticRegression(long).fit(before.X, before.y)
    const known = state(fit)
    const y = [...before.y]
    const sampleWeight = y.map((_, i) => 1 + (i % 2))
    const expected = state(new LogisticRegression(long).fit(before.X, y, { sampleWeight }))
    const labels = new LogisticRegression(long).fitAsync(before.X, y, { sampleWeight })
    y.reverse()
    sampleWeight.fill(Number.NaN)
    expect(state(await labels)).toBe(expected)

    const running = fit.fitAsync(ndview(X, [40, 3]), before.y)
    X[5] += 1
    await expect(running).rejects.toThrow('X was changed while it was being fitted; keep it still')
    expect(state(fit)).toBe(known)
  })
})

test('setParams of a pipeline changes all steps or none', () => {
  const known = JSON.stringify(pipeline.getParams())
  expect(() => pipeline.setParams({ scale__withMean: false, model__C: -1 })).toThrow('C must be')
  expect(JSON.stringify(pipeline.getParams())).toBe(known)
})

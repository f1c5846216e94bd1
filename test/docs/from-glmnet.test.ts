/**
 * The table of docs/from-glmnet.md: for each of its rows what the right cell says is done, and compared with what glmnet
 * gives for the left one (test/fixtures/from_glmnet.R).
 */

import { readFileSync } from 'node:fs'
import {
  LogisticRegression,
  LogisticRegressionCV,
  type LogisticRegressionOptions,
  l1MinC,
  logisticRegressionPath,
  PredefinedSplit,
} from 'ndlogit'
import { expect, test } from 'vitest'
import { readFixture } from '../fixtures/read-fixture'
import { ROOT } from './collect'

const glmnet = readFixture<Record<string, number[]>>('from_glmnet.json')

/** The part of the fixtures of test/paths that has relaxed models. */
interface Statistics {
  X: number[][]
  y: number[]
  cv: { lambda: number[]; folds: number[]; gammas: number[]; relaxed: number[][] }
}

const n = 30
const X = Array.from({ length: n }, (_, i) => [(i * 7) % 11, (i * i) % 13, (i * 5) % 6])
const y: number[] = X.map(([a, b, c], i) => (a + 2 * b - c + (i % 5) * 4 > 22 ? 1 : 0))
const three = X.map(([a, b], i) => (a + b + (i % 4)) % 3)
const C = 1 / (n * 0.05)
const Cs = [0.2, 0.1, 0.05].map(lambda => 1 / (n * lambda))
const tight = { penalty: 'l1', C, tol: 1e-11, maxIter: 1000 } as const

const fit = (options: LogisticRegressionOptions = {}, labels = y) =>
  new LogisticRegression({ ...tight, ...options } as LogisticRegressionOptions).fit(X, labels)
const path = (options: object = {}) =>
  logisticRegressionPath(X, y, { penalty: 'l1', Cs, tol: 1e-11, ...options })
const coefOf = ({ coef, intercept }: LogisticRegression<number>) => [...intercept.data, ...coef.data]
const search = (selection: 'best' | '1se') =>
  new LogisticRegressionCV({
    penalty: 'l1',
    Cs: [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].map(lambda => 1 / (n * lambda)),
    cv: new PredefinedSplit(X.map((_, i) => (i % 5) + 1)),
    scoring: 'neg_log_loss',
    selection,
    tol: 1e-9,
  }).fit(X, y)

/** Folds of 24 rows, so with the Cs of these rows the penalties are glmnet's. */
const folds = (options: object = {}) =>
  new LogisticRegressionCV({
    penalty: 'l1',
    Cs: [0.2, 0.1, 0.05].map(lambda => 1 / (24 * lambda)),
    cv: new PredefinedSplit(X.map((_, i) => (i % 5) + 1)),
    scoring: 'deviance',
    tol: 1e-11,
    maxIter: 500,
    ...options,
  }).fit(X, y)
const minus = (values: ArrayLike<number>) => Array.from(values, value => -value)

/** By the left cell: the values here, and those of glmnet. */
const ROWS: Record<
  string,
  () => [ArrayLike<number>, ArrayLike<number>] | Promise<[ArrayLike<number>, ArrayLike<number>]>
> = {
  '`lambda`': () => [coefOf(fit()), glmnet.lambda],
  '`alpha`': () => [coefOf(fit({ penalty: 'elasticnet', l1Ratio: 0.5 })), glmnet.alpha],
  '`lambda = <a sequence>`': () => {
    const { coefs, intercepts } = path()
    return [
      Cs.flatMap((_, k) => [intercepts.data[k], ...coefs.data.slice(3 * k, 3 * k + 3)]),
      glmnet.sequence,
    ]
  },
  'the largest λ of a path': () => [[1 / (n * l1MinC(X, y))], glmnet.largest],
  '`dev.ratio`, `df`, `nulldev`': () => {
    const { devRatio, nonZero, nullDeviance } = path()
    return [
      [...devRatio, ...nonZero, nullDeviance],
      [...glmnet.devRatio, ...glmnet.df, ...glmnet.nulldev],
    ]
  },
  '`devmax`, `fdev`, `dfmax`': () => {
    const ends = [{ devMax: 0.3 }, { minDevChange: 0.9 }].map(rule => path(rule).devRatio.length)
    expect(Math.max(...ends)).toBeLessThan(Cs.length)
    expect(path({ maxNonZero: 2 }).devRatio).toHaveLength(Cs.length)
    return [path().devRatio, glmnet.devRatio]
  },
  '`relax = TRUE`, `gamma`': () => {
    const { coefs, intercepts } = path({ relax: true }).relaxed!.blend(0.5)
    return [[intercepts.data[2], ...coefs.data.slice(6, 9)], glmnet.relaxed]
  },
  '`cv.glmnet`': async () => [[1 / (n * (await search('best')).C)], glmnet.chosen.slice(0, 1)],
  '`type.measure`': async () => [
    minus((await folds({ scoring: 'class' })).meanTestScores.data as Float64Array),
    glmnet.class,
  ],
  '`cvm`, `cvsd`': async () => {
    const { meanTestScores, standardErrors } = await folds()
    return [
      [...minus(meanTestScores.data as Float64Array), ...(standardErrors.data as Float64Array)],
      glmnet.cvm,
    ]
  },
  '`keep = TRUE`, `fit.preval`': async () => {
    const { heldOutDecisions } = await folds({ keepPredictions: true })
    return [heldOutDecisions.data as Float64Array, glmnet.held]
  },
  '`cv.glmnet(relax = TRUE, gamma = …)`': async () => {
    // Of other rows: refits to the folds of these have no minimum.
    const { X, y, cv } = readFixture<Statistics>('statistics.json')
    const { meanTestScores } = await new LogisticRegressionCV({
      penalty: 'l1',
      Cs: cv.lambda.map(lambda => 1 / (64 * lambda)),
      cv: new PredefinedSplit(cv.folds),
      scoring: 'deviance',
      gammas: cv.gammas,
      tol: 1e-11,
      maxIter: 500,
    }).fit(X, y)
    return [
      cv.relaxed.flatMap((means, g) => means.map((_, k) => -meanTestScores.get(k, g))),
      cv.relaxed.flat(),
    ]
  },
  '`lambda.min`, `lambda.1se`': async () => [
    [1 / (n * (await search('best')).C), 1 / (n * (await search('1se')).C)],
    glmnet.chosen,
  ],
  '`foldid`': async () => [[1 / (n * (await search('1se')).C)], glmnet.chosen.slice(1)],
  '`intercept = FALSE`': () => [coefOf(fit({ fitIntercept: false })), glmnet.noIntercept],
  '`lower.limits`, `upper.limits`': () => [coefOf(fit({ lowerBounds: 0, upperBounds: 0.25 })), glmnet.limits],
  '`offset`, `newoffset`': () => {
    const offset = X.map((_, i) => (i % 3) / 3)
    const model = new LogisticRegression(tight).fit(X, y, { offset })
    const decisions = model.decisionFunction(X.slice(0, 5), { offset: offset.slice(0, 5) })
    return [[...coefOf(model), ...(decisions.data as Float64Array)], glmnet.offset]
  },
  '`thresh`, `maxit`': () => [coefOf(fit({ tol: 1e-9, maxIter: 500 })), glmnet.lambda],
  '`family = "multinomial"`': () => {
    const { coef, intercept } = fit({}, three)
    return [
      [0, 1, 2].flatMap(k => [intercept.get(k), ...coef.data.slice(3 * k, 3 * k + 3)]),
      glmnet.multinomial,
    ]
  },
  '`predict(type = "link")`': () => [fit().decisionFunction(X.slice(0, 5)).data as Float64Array, glmnet.link],
  '`predict(type = "response")`': () => {
    const probabilities = fit().predictProba(X.slice(0, 5))
    return [[0, 1, 2, 3, 4].map(i => probabilities.get(i, 1)), glmnet.response]
  },
  '`coef(model, s)`': () => [
    fit()
      .coefficients()
      .map(({ coef }) => coef),
    glmnet.lambda.slice(1),
  ],
}

const cells = readFileSync(`${ROOT}docs/from-glmnet.md`, 'utf8')
  .split('\n')
  .flatMap(line => /^\| (.+?) \| .+ \|$/.exec(line)?.[1] ?? [])
  .filter(cell => cell !== 'glmnet' && cell !== '---')

test('every row is run', () => {
  expect(Object.keys(ROWS)).toEqual(cells)
})

test.each(Object.entries(ROWS))('%s', async (_, run) => {
  const [own, theirs] = await run()
  expect(own.length).toBe(theirs.length)
  const worst = Math.max(...Array.from(own, (value, p) => Math.abs(value - theirs[p])))
  expect(worst).toBeLessThan(1e-6)
})

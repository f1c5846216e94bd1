/** Paths and cross-validation over partitions are those in memory, fold by fold. */

import { expect, test } from 'vitest'
import { LogisticRegression, logLoss } from '../../src'
import {
  type Checkpoint,
  crossValidatePartitioned,
  fitPartitioned,
  fitPathPartitioned,
  type PathOptions,
} from '../../src/partitioned'
import { randomProblem } from '../support/random-problem'
import { evenly } from './rows'

const { rows: X, y } = randomProblem({ n: 120, d: 6, seed: 21 })
const three = y.map((label, i) => (X[i][0] > 0.7 ? 'maybe' : label))
const fold = X.map((_, i) => [4, 0, 7][i % 3])
const Cs = [0.05, 0.5, 5]

function distance(a: LogisticRegression, b: LogisticRegression): number {
  return Math.max(...a.coef.data.map((value, k) => Math.abs(value - b.coef.data[k])))
}

test('each model of a path is the fit at its C, and the later ones take fewer passes', async () => {
  const options = { penalty: 'l1', multiClass: 'ovr', tol: 1e-10 } as const
  let passes = 0
  const onProgress = ({ pass }: { pass: number }) => {
    passes = pass
  }
  const models = await fitPathPartitioned(evenly({ X, y: three }, 4), Cs, options, { onProgress })
  for (const [k, C] of Cs.entries()) {
    const reference = new LogisticRegression({ ...options, C, tol: 1e-13 }).fit(X, three)
    expect(models[k].getParams().C).toBe(C)
    expect(distance(models[k], reference)).toBeLessThan(1e-10)
  }
  expect(passes).toBeLessThan(40)
  await expect(fitPathPartitioned(evenly({ X, y }, 2), [])).rejects.toThrow(
    'Cs must be an array of at least one',
  )
  await expect(fitPathPartitioned(evenly({ X, y }, 2), [1, 0])).rejects.toThrow(
    'Cs[1] must be a finite number > 0',
  )
})

test.each([
  ['two classes, balanced', y, { classWeight: 'balanced' }],
  ['multinomial l1', three, { penalty: 'l1' }],
  ['one-vs-rest', three, { multiClass: 'ovr' }],
] as const)('cross-validation of %s', async (_, labels, given) => {
  const options = { ...given, tol: 1e-9 }
  const found = await crossValidatePartitioned(evenly({ X, y: labels, fold }, 5), Cs, options)
  expect(found.folds).toEqual([0, 4, 7])
  for (const [f, number] of found.folds.entries()) {
    const rows = (own: boolean) => X.flatMap((_, i) => ((fold[i] === number) === own ? [i] : []))
    const take = <T>(from: readonly T[], own: boolean) => rows(own).map(i => from[i])
    for (const [c, C] of Cs.entries()) {
      const model = new LogisticRegression({ ...options, C }).fit(take(X, false), take<string>(labels, false))
      expect(found.accuracy.get(f, c)).toBeCloseTo(model.score(take(X, true), take<string>(labels, true)), 12)
      const expected = logLoss(take<string>(labels, true), model.predictProba(take(X, true)), {
        labels: model.classes,
      })
      expect(Math.abs(found.logLoss.get(f, c) - expected)).toBeLessThan(1e-7)
    }
  }
  const means = Cs.map((_, c) => [0, 1, 2].reduce((sum, f) => sum + found.accuracy.get(f, c), 0))
  expect(found.C).toBe(Cs[means.indexOf(Math.max(...means))])
  const whole = new LogisticRegression({ ...options, C: found.C, tol: 1e-13 }).fit(X, labels as string[])
  expect(distance(found.model, whole)).toBeLessThan(1e-6)
})

test('folds that cannot be used are refused', async () => {
  const cv = (table: Parameters<typeof evenly>[0], options = {}) =>
    expect(crossValidatePartitioned(evenly(table, 2), Cs, {}, options)).rejects
  await cv({ X, y }).toThrow('cross-validation needs a fold for every row')
  await cv({ X, y, fold: fold.map(() => 2) }).toThrow('needs at least two folds, got 1')
  await cv({ X, y, fold: fold.map(() => 0.5) }).toThrow('fold[0] is 0.5; folds are integers >= 0')
  await cv({ X, y, fold: y.map(label => (label === 'no' ? 0 : 1)) }).toThrow('y has one class only')
  await cv({ X, y: three, fold: three.map((label, i) => (label === 'maybe' ? 9 : i % 2)) }).toThrow(
    "without fold 9 there is no row of class 'maybe'; spread its rows over more folds",
  )
  await cv({ X, y, fold }, { scoring: 'f1' }).toThrow("scoring must be one of 'accuracy', 'neg_log_loss'")
  await cv({ X, y, fold }, { resume: {} }).toThrow('type must be')
})

test('a path and a cross-validation go on from any of their checkpoints, to the same models', async () => {
  const table = { X, y: three, fold }
  const options = { penalty: 'l1', multiClass: 'ovr' } as const
  const bits = (models: readonly LogisticRegression[]) =>
    models.map(({ coef, intercept, convergence }) => [[...coef.data], [...intercept.data], convergence])
  const path = async (more: PathOptions) =>
    bits(await fitPathPartitioned(evenly(table, 3), Cs, options, more))
  const validate = async (more: PathOptions) => {
    const { accuracy, logLoss, C, model } = await crossValidatePartitioned(
      evenly(table, 3),
      Cs,
      options,
      more,
    )
    return [[...accuracy.data], [...logLoss.data], C, bits([model])]
  }
  for (const work of [path, validate]) {
    const checkpoints: Checkpoint[] = []
    let passes = 0
    const onProgress = ({ pass }: { pass: number }) => {
      passes = pass
    }
    const reference = await work({ onProgress, onCheckpoint: checkpoint => checkpoints.push(checkpoint) })
    const taken = passes
    for (const k of [0, 3, Math.floor(checkpoints.length / 2), checkpoints.length - 1]) {
      expect(await work({ onProgress, resume: JSON.parse(JSON.stringify(checkpoints[k])) })).toEqual(
        reference,
      )
      // What was done before is not done again, but for the point that a step has led to.
      expect(passes).toBeLessThanOrEqual(taken - k + 1)
    }
    await expect(
      fitPathPartitioned(evenly(table, 3), [1], options, { resume: checkpoints[0] }),
    ).rejects.toThrow(/^resume is of a path of .*, and this is a path of /)
    await expect(fitPartitioned(evenly(table, 3), options, { resume: checkpoints[0] })).rejects.toThrow(
      /^resume is of a path of .*, and this is one fit$/,
    )
    const [first] = checkpoints.slice(-1)
    const damaged = { ...first, fits: [{ ...first.fits[0], done: [{ w: [1] }] }] }
    await expect(work({ resume: damaged })).rejects.toThrow('resume.fits[0].done[0].ending must be')
  }
})

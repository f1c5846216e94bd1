/** The penalty by `l1Ratio` alone and by an infinite `C`, as scikit-learn spells them since version 1.8. */

import { describe, expect, test } from 'vitest'
import {
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  l1MinC,
  logisticRegressionPath,
  stabilitySelection,
  ValidationError,
} from '../../src'
import { certifiedPath } from '../../src/paths'

const X = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const y = X.map(([a], i) => (a + Math.sin(7 * i) > 0 ? 'yes' : 'no'))

describe('l1Ratio alone', () => {
  test.each([
    [0, { penalty: 'l2' }],
    [1, { penalty: 'l1' }],
    [0.3, { penalty: 'elasticnet', l1Ratio: 0.3 }],
  ])('%s', (l1Ratio, named) => {
    const params = new LogisticRegression({ l1Ratio }).getParams()
    expect(params).toEqual(new LogisticRegression(named as { penalty: 'l1' }).getParams())
    expect(new LogisticRegression(params).getParams()).toEqual(params)
  })

  test.each([-0.1, 1.1, Number.NaN, '1' as never])('%s is refused', l1Ratio => {
    expect(() => new LogisticRegression({ l1Ratio })).toThrow(/l1Ratio must be/)
  })

  test('beside a penalty that has none it is refused still', () => {
    // @ts-expect-error: the types say so
    expect(() => new LogisticRegression({ penalty: 'l1', l1Ratio: 1 })).toThrow(ValidationError)
  })
})

test('an infinite C is no penalty', () => {
  const none = new LogisticRegression({ penalty: 'none' }).getParams()
  const infinite = { ...none, C: Infinity }
  expect(new LogisticRegression({ C: Infinity }).getParams()).toEqual(infinite)
  expect(new LogisticRegression({ C: Infinity, l1Ratio: 0.5 }).getParams()).toEqual(infinite)
  const saved = JSON.parse(JSON.stringify(new LogisticRegression({ C: Infinity })))
  expect(LogisticRegression.fromJSON(saved).getParams()).toEqual(none)
  expect(() => new LogisticRegression({ C: -Infinity })).toThrow(/C must be/)
})

describe('of the penalty counts what is said last', () => {
  const changed = (before: object, changes: object) => {
    const { penalty, l1Ratio, C } = new LogisticRegression(before).clone().setParams(changes).getParams()
    return { penalty, l1Ratio, C }
  }

  test.each<[object, object, { penalty: string; l1Ratio?: number; C?: number }]>([
    [{}, { l1Ratio: 1 }, { penalty: 'l1' }],
    [{ penalty: 'elasticnet', l1Ratio: 0.5 }, { penalty: undefined }, { penalty: 'l2' }],
    [{ penalty: 'l1' }, { l1Ratio: 0.5 }, { penalty: 'elasticnet', l1Ratio: 0.5 }],
    [{ l1Ratio: 0.5 }, { penalty: 'l2' }, { penalty: 'l2' }],
    [{ penalty: 'elasticnet', l1Ratio: 0.5 }, { l1Ratio: 1 }, { penalty: 'l1' }],
    [{ penalty: 'elasticnet', l1Ratio: 0.5 }, { C: 3 }, { penalty: 'elasticnet', l1Ratio: 0.5, C: 3 }],
    [{ penalty: 'none' }, { C: 3 }, { penalty: 'none', C: 3 }],
    [{ C: Infinity }, { C: 3 }, { penalty: 'l2', C: 3 }],
    [{ C: Infinity }, { tol: 1e-3 }, { penalty: 'none', C: Infinity }],
    [{ penalty: 'l1' }, { C: Infinity }, { penalty: 'none', C: Infinity }],
    [{ C: Infinity }, { C: 3, l1Ratio: 1 }, { penalty: 'l1', C: 3 }],
  ])('%j, then %j', (before, changes, after) => {
    expect(changed(before, changes)).toEqual({ l1Ratio: undefined, C: 1, ...after })
  })

  test('both at once contradict each other', () => {
    expect(() => changed({}, { penalty: 'l1', l1Ratio: 0.5 })).toThrow(ValidationError)
  })

  test('a grid goes by ratios alone, and from no penalty to one', async () => {
    const scoresOf = async (base: LogisticRegression, params: object) =>
      (await new GridSearchCV(base, params, { cv: 2, scoring: 'neg_log_loss' }).fit(X, y)).cvResults
        .meanTestScores
    const [ridge, net, lasso] = await scoresOf(new LogisticRegression(), { l1Ratio: [0, 0.5, 1] })
    const named = await scoresOf(new LogisticRegression(), [
      { penalty: ['l2'] },
      { penalty: ['elasticnet'], l1Ratio: [0.5] },
      { penalty: ['l1'] },
    ])
    expect([ridge, net, lasso]).toEqual([...named])
    expect(new Set([ridge, net, lasso]).size).toBe(3)
    expect([...(await scoresOf(new LogisticRegression({ C: Infinity }), { C: [1] }))]).toEqual([ridge])
  })
})

describe('ratios alone, where the usual penalty is another', () => {
  test('paths, their beginning and stability', async () => {
    const named = { penalty: 'elasticnet', l1Ratio: 0.5 } as const
    const ratio = { l1Ratio: 0.5 }
    const path = logisticRegressionPath(X, y, { ...ratio, Cs: 3 })
    expect(path.coefs.toArray()).toEqual(logisticRegressionPath(X, y, { ...named, Cs: 3 }).coefs.toArray())
    expect(l1MinC(X, y, ratio)).toBe(l1MinC(X, y, named))
    expect(l1MinC(X, y, { penalty: undefined } as object)).toBe(l1MinC(X, y))
    expect(() => l1MinC(X, y, { l1Ratio: 0 })).toThrow(ValidationError)
    const certified = certifiedPath(X, y, { ...ratio, epsilon: 0.1 })
    expect(certified.Cs).toEqual(certifiedPath(X, y, { ...named, epsilon: 0.1 }).Cs)
    const few = { Cs: [0.1, 1], nPairs: 2, randomState: 1 }
    const stable = await stabilitySelection(X, y, { ...ratio, ...few })
    expect(stable.probabilities.toArray()).toEqual(
      (await stabilitySelection(X, y, { ...named, ...few })).probabilities.toArray(),
    )
  })

  test('LogisticRegressionCV', async () => {
    const options = { l1Ratios: [0, 1], Cs: [0.1, 1], cv: 2 }
    const model = await new LogisticRegressionCV(options).fit(X, y)
    const named = await new LogisticRegressionCV({ ...options, penalty: 'elasticnet' }).fit(X, y)
    expect(model.testScores.toArray()).toEqual(named.testScores.toArray())
    expect(new LogisticRegressionCV().setParams({ l1Ratios: 0.5 }).getParams().penalty).toBe('elasticnet')
    expect(named.clone().setParams({ penalty: 'l1' }).getParams().l1Ratios).toBeUndefined()
    expect(named.clone().setParams({ penalty: undefined }).getParams().penalty).toBe('l2')
    expect(named.clone().setParams({ Cs: 3 }).getParams().l1Ratios).toEqual([0, 1])
  })
})

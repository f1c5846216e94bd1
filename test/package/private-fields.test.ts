/** That what is private is neither listed nor in the way: of models, scalers, pipelines, searches and splitters. */

import { expect, test } from 'vitest'
import * as nd from '../../src'
import { watched } from '../support/watched'

const X = [
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0],
  [2.5, 1],
  [0.5, 0.2],
  [1.5, 0.9],
  [1.2, 0.1],
]
const y = ['a', 'a', 'b', 'b', 'b', 'a', 'a', 'b']
const groups = [0, 1, 2, 3, 0, 1, 2, 3]

const makers = {
  LogisticRegression: () => new nd.LogisticRegression({ classWeight: new Map([['a', 2]]) }),
  LogisticRegressionCV: () =>
    new nd.LogisticRegressionCV({ Cs: [0.1, 1], cv: new nd.StratifiedKFold({ nSplits: 2 }) }),
  StandardScaler: () => new nd.StandardScaler(),
  MaxAbsScaler: () => new nd.MaxAbsScaler(),
  Pipeline: () => nd.makePipeline(new nd.StandardScaler(), new nd.LogisticRegression()),
  GridSearchCV: () =>
    new nd.GridSearchCV(new nd.LogisticRegression(), { C: [0.1, 1] }, { cv: new nd.KFold({ nSplits: 2 }) }),
  RandomizedSearchCV: () =>
    new nd.RandomizedSearchCV(
      new nd.LogisticRegression(),
      { C: [0.1, 1] },
      { nIter: 1, randomState: 0, cv: new nd.KFold({ nSplits: 2 }) },
    ),
  KFold: () => new nd.KFold({ nSplits: 2 }),
  StratifiedKFold: () => new nd.StratifiedKFold({ nSplits: 2 }),
  RepeatedStratifiedKFold: () => new nd.RepeatedStratifiedKFold({ nSplits: 2, randomState: 0 }),
  GroupKFold: () => new nd.GroupKFold({ nSplits: 2 }),
  StratifiedGroupKFold: () => new nd.StratifiedGroupKFold({ nSplits: 2 }),
  TimeSeriesSplit: () => new nd.TimeSeriesSplit({ nSplits: 2 }),
  LeaveOneOut: () => new nd.LeaveOneOut(),
  PredefinedSplit: () => new nd.PredefinedSplit([0, 1, 0, 1, 0, 1, 0, -1]),
  ShuffleSplit: () => new nd.ShuffleSplit({ nSplits: 2, randomState: 0 }),
  StratifiedShuffleSplit: () => new nd.StratifiedShuffleSplit({ nSplits: 2, testSize: 4, randomState: 0 }),
}

/** Fields that are meant to be seen. */
const PUBLIC: Record<string, string[]> = {
  TimeSeriesSplit: ['nSplits'],
  PredefinedSplit: ['nSplits'],
  Pipeline: ['steps'],
  GridSearchCV: ['estimator'],
  RandomizedSearchCV: ['estimator'],
  GroupKFold: ['nSplits'],
}

const cases = Object.entries<() => object>(makers)

async function used(made: object): Promise<unknown> {
  if (made instanceof nd.StandardScaler || made instanceof nd.MaxAbsScaler) {
    return (made.fitTransform(X) as nd.NdArray).data
  }
  if ('split' in made) return [...(made as nd.Splitter).split(X, y, groups)]
  const model = made as nd.LogisticRegression
  await model.fit(X, y)
  return [model.predict(X), model.predictProba(X).data, Object.keys(model.getParams())]
}

test('every public class is looked at', () => {
  const isClass = (value: unknown) => typeof value === 'function' && /^class/.test(String(value))
  const plain = ['CsrMatrix', 'NotFittedError', 'UnsupportedError', 'ValidationError']
  const classes = Object.entries(nd).filter(([name, value]) => isClass(value) && !plain.includes(name))
  expect(classes.map(([name]) => name).sort()).toEqual(Object.keys(makers).sort())
})

test.each(cases)('%s lists nothing private, before a fit and after', async (name, make) => {
  const made = make()
  expect(Object.keys(made)).toEqual(PUBLIC[name] ?? [])
  await used(made)
  expect(Object.keys(made)).toEqual(PUBLIC[name] ?? [])
})

test.each(cases)('%s does behind a proxy what it does without', async (_, make) => {
  const plain = await used(make())
  expect(await used(watched(make()))).toEqual(plain)
})

/** That what is private is neither listed nor in the way: of models, scalers, pipelines, searches and splitters. */

import { expect, test } from 'vitest'
import * as nd from '../../src'
import * as decisions from '../../src/decisions'
import * as tables from '../../src/tables'
import * as text from '../../src/text'
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

/** The transformers of the other entries, each with what it takes. */
const rows = X.map(([dose, age], i) => ({ dose, age, sex: i % 2 ? 'f' : 'm' }))
const texts = ['so it is', 'is it so', 'it was', 'it is', 'so be it', 'let it be', 'be it so', 'was it so']
const transformers: Record<string, () => readonly [nd.Transformer, nd.SamplesLike]> = {
  ColumnTransformer: () => [
    new tables.ColumnTransformer({
      numbers: [new nd.StandardScaler(), ['dose', 'age']],
      words: [new tables.OneHotEncoder(), ['sex']],
    }),
    rows,
  ],
  CountVectorizer: () => [new text.CountVectorizer(), texts],
  FeatureUnion: () => [new tables.FeatureUnion({ a: new nd.StandardScaler(), b: new nd.MaxAbsScaler() }), X],
  FunctionTransformer: () => [new tables.FunctionTransformer((Z: number[][]) => Z.slice()), X],
  HashingVectorizer: () => [new text.HashingVectorizer({ nFeatures: 16 }), texts],
  MinMaxScaler: () => [new tables.MinMaxScaler(), X],
  Normalizer: () => [new tables.Normalizer(), X],
  OneHotEncoder: () => [new tables.OneHotEncoder(), rows],
  OrdinalEncoder: () => [new tables.OrdinalEncoder(), rows],
  PolynomialFeatures: () => [new tables.PolynomialFeatures(), X],
  RobustScaler: () => [new tables.RobustScaler(), X],
  SelectFromModel: () => [new tables.SelectFromModel(new nd.LogisticRegression()), X],
  SimpleImputer: () => [new tables.SimpleImputer(), X],
  TableVectorizer: () => [new tables.TableVectorizer(), rows],
  TfidfVectorizer: () => [new text.TfidfVectorizer(), texts],
  TransformerChain: () => [new tables.TransformerChain(new tables.SimpleImputer(), new nd.MaxAbsScaler()), X],
}

test('every transformer of tables and texts is looked at', () => {
  const classes = Object.entries({ ...tables, ...text })
    .filter(([, value]) => typeof value === 'function' && 'transform' in Object(value.prototype))
    .map(([name]) => name)
  expect(classes.sort()).toEqual(Object.keys(transformers))
})

test.each(Object.entries(transformers))('%s works behind a proxy', (_, make) => {
  const [step, samples] = make()
  const [plain] = make()
  const seen = watched(step)
  seen.fit(samples, { y })
  plain.fit(samples, { y })
  expect(seen.transform(watched(samples))).toEqual(plain.transform(samples))
  expect(String(seen)).toBe(String(plain))
  expect(() => seen.clone().fit(samples, { y })).not.toThrow()
})

test.each([
  ['CalibratedClassifierCV', decisions.CalibratedClassifierCV],
  ['TunedThresholdClassifierCV', decisions.TunedThresholdClassifierCV],
])('%s works behind a proxy', async (_, Kind) => {
  const seen = watched(new Kind(new nd.LogisticRegression(), { cv: 2 }))
  const plain = new Kind(new nd.LogisticRegression(), { cv: 2 })
  await seen.fit(X, y)
  await plain.fit(X, y)
  expect(seen.predict(X)).toEqual(plain.predict(X))
  expect(String(seen)).toBe(String(plain))
})

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import * as ndlogit from '../../src'
import {
  CsrMatrix,
  GridSearchCV,
  LogisticRegression,
  LogisticRegressionCV,
  MaxAbsScaler,
  makePipeline,
  StandardScaler,
} from '../../src'
import * as decisions from '../../src/decisions'
import * as tables from '../../src/tables'
import * as text from '../../src/text'

/** Classes that print as the others of their kind, or are looked at in the tests above. */
const ELSEWHERE = [
  ...['CsrMatrix', 'GridSearchCV', 'LogisticRegression', 'LogisticRegressionCV', 'MaxAbsScaler', 'Pipeline'],
  ...['PredefinedSplit', 'RandomizedSearchCV', 'StandardScaler', 'TfidfVectorizer'],
  ...[
    'Normalizer',
    'OrdinalEncoder',
    'PolynomialFeatures',
    'RobustScaler',
    'SimpleImputer',
    'TableVectorizer',
  ],
]

const X = [
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0],
]
const y = ['a', 'a', 'b', 'b']

test('a model prints the options that are not the default, and what was fitted', () => {
  const model = new LogisticRegression({ penalty: 'l1', C: 2 })
  expect(inspect(model)).toBe("LogisticRegression({ penalty: 'l1', C: 2 }): not fitted")
  expect(inspect(new LogisticRegression())).toBe('LogisticRegression(): not fitted')
  const gap = model.fit(X, y).convergence.dualityGap.toPrecision(2)
  expect(inspect(model)).toBe(
    `LogisticRegression({ penalty: 'l1', C: 2 }): classes 'a', 'b'; coef [1, 2], 1 of 2 not 0; duality gap ${gap}`,
  )
  const parts = { coef: [1, 0], intercept: [0], classes: [0, 1] }
  expect(inspect(LogisticRegression.fromCoefficients(parts))).toMatch(/coef \[1, 2\], 1 of 2 not 0$/)
})

test('scalers print in the same way, also in a pipeline', () => {
  const pipeline = makePipeline(
    new StandardScaler({ withMean: false }),
    new MaxAbsScaler(),
    new LogisticRegression(),
  )
  const text = inspect(pipeline)
  expect(text).toContain('standardScaler: StandardScaler({ withMean: false }): not fitted')
  expect(text).toContain('maxAbsScaler: MaxAbsScaler(): not fitted')
  expect(text).toContain('logisticRegression: LogisticRegression(): not fitted')
  pipeline.fit(X, y)
  expect(inspect(pipeline)).toContain('maxAbsScaler: MaxAbsScaler(): 2 features')
})

test('as text they say the same, in one line and without Node', async () => {
  const line = (value: unknown) => inspect(value, { breakLength: Number.POSITIVE_INFINITY })
  const model = new LogisticRegression({ lowerBounds: [0, null], classWeight: { a: 1, b: 2 } })
  const pipeline = makePipeline(new StandardScaler(), new MaxAbsScaler(), model)
  const grid = new GridSearchCV(pipeline, { logisticRegression__C: [0.1, 1] }, { cv: 2 })
  const search = new LogisticRegressionCV({ Cs: [0.1, 1], cv: 2 })
  const objects = [model, pipeline, grid, search, CsrMatrix.fromDense(X)]
  for (const object of objects) expect(`${object}`).toBe(line(object))
  await grid.fit(X, y)
  for (const object of [model.fit(X, y), model.coef, pipeline.fit(X, y), grid]) {
    expect(String(object)).toBe(line(object))
  }
  expect(String(pipeline)).toMatch(
    /^Pipeline\(\{ standardScaler: StandardScaler\(\): 2 features, maxAbsScaler: .+ \}\)$/,
  )
  expect(String(new LogisticRegression({ classWeight: new Map([['a', 2]]) }))).toContain(
    '{ classWeight: a Map }',
  )
  const view = new StandardScaler().fit(Array.from({ length: 2 }, () => Array(10).fill(1))).mean
  expect(String(view)).toBe(line(view))
  // A search that has chosen is a table as text.
  expect(String(await search.fit(X, y))).toContain('\n')
})

test('one is one: a feature, an entry, a column', () => {
  const one = [[1], [2]]
  expect(inspect(new StandardScaler().fit(one))).toBe('StandardScaler(): 1 feature')
  expect(inspect(new MaxAbsScaler().fit(one))).toBe('MaxAbsScaler(): 1 feature')
  expect(inspect(new tables.MinMaxScaler().fit(one))).toBe('MinMaxScaler(): 1 column')
  expect(inspect(ndlogit.CsrMatrix.fromDense([[0, 1]]))).toBe('CsrMatrix(1, 2): 1 entry, Float64Array')
})

test('messages count as one speaks', () => {
  expect(() => new LogisticRegression({ maxIter: 1 }).fit([[0], [1]], ['a'])).toThrow(
    'y must be of length 2, got 1',
  )
  expect(() => new LogisticRegression().fit(X, y).predict([[1]])).toThrow(
    'X has 1 feature, but the model was fitted on 2',
  )
  expect(() => new ndlogit.KFold().split([[1]])).toThrow('nSplits is 5, but there is 1 row')
  expect(() => new ndlogit.PredefinedSplit([0]).split(X)).toThrow('testFold must be of length 4, got 1')
  expect(() => new StandardScaler().fit(X).transform([[1]])).toThrow(/^X has 1 feature, but/)
})

test('searches say what they have chosen', async () => {
  const search = new LogisticRegressionCV({ Cs: [0.1, 1], cv: 2 })
  expect(inspect(search)).toBe('LogisticRegressionCV({ cv: 2, Cs: [ 0.1, 1 ] }): not fitted')
  expect(inspect(new LogisticRegressionCV())).toBe('LogisticRegressionCV(): not fitted')
  await search.fit(X, y)
  expect(inspect(search)).toMatch(/: C (0\.1|1) of 2; 2 folds, best mean score [\d.]+$/)
  const grid = new GridSearchCV(new LogisticRegression(), { C: [0.1, 1] }, { cv: 2 })
  expect(inspect(grid)).toBe('GridSearchCV(LogisticRegression(): not fitted): not fitted')
  await grid.fit(X, y)
  expect(inspect(grid)).toMatch(/: best \{ C: (0\.1|1) \}, score [\d.]+$/)
})

test('many classes are counted, sparse rows too', () => {
  const labels = Array.from({ length: 12 }, (_, k) => k)
  const rows = labels.map(k => [k, k % 3])
  expect(inspect(new LogisticRegression({ C: 0.01 }).fit(rows, labels))).toMatch(
    /8, 9, … \(12\); coef \[12, 2\]/,
  )
  expect(inspect(CsrMatrix.fromDense(X))).toBe('CsrMatrix(4, 2): 5 entries, Float64Array')
})

test('nothing private is in sight', () => {
  for (const object of [
    new LogisticRegression().fit(X, y),
    new StandardScaler().fit(X),
    new LogisticRegressionCV(),
  ]) {
    expect(Object.keys(object)).toEqual([])
    expect(JSON.stringify(Object.getOwnPropertyDescriptors(object))).not.toContain('"enumerable":true')
  }
})

test('every class prints as the call that makes it, and says whether it is fitted', async () => {
  const model = new LogisticRegression()
  const given: Record<string, () => object> = {
    'KFold()': () => new ndlogit.KFold(),
    'KFold({ nSplits: 3, shuffle: true, randomState: 0 })': () =>
      new ndlogit.KFold({ nSplits: 3, shuffle: true, randomState: 0 }),
    'StratifiedKFold({ nSplits: 3 })': () => new ndlogit.StratifiedKFold({ nSplits: 3 }),
    'StratifiedGroupKFold()': () => new ndlogit.StratifiedGroupKFold(),
    'RepeatedStratifiedKFold({ randomState: 1 })': () =>
      new ndlogit.RepeatedStratifiedKFold({ nSplits: 5, randomState: 1 }),
    'ShuffleSplit({ testSize: 0.5 })': () => new ndlogit.ShuffleSplit({ testSize: 0.5 }),
    'StratifiedShuffleSplit()': () => new ndlogit.StratifiedShuffleSplit({ nSplits: 10 }),
    'TimeSeriesSplit({ gap: 1 })': () => new ndlogit.TimeSeriesSplit({ gap: 1 }),
    'GroupKFold({ nSplits: 2 })': () => new ndlogit.GroupKFold({ nSplits: 2 }),
    'LeaveOneOut()': () => new ndlogit.LeaveOneOut(),
    'MinMaxScaler({ clip: true }): not fitted': () => new tables.MinMaxScaler({ clip: true }),
    'MinMaxScaler(): 2 columns': () => new tables.MinMaxScaler().fit(X),
    'OneHotEncoder(): 3 columns': () => new tables.OneHotEncoder().fit([{ a: 'x' }, { a: 'y' }, { a: 'z' }]),
    'CountVectorizer(): 2 columns': () => new text.CountVectorizer().fit(['one two', 'two']),
    'HashingVectorizer({ nFeatures: 64 }): fitted': () =>
      new text.HashingVectorizer({ nFeatures: 64 }).fit(['one']),
    'FeatureUnion({ a: MaxAbsScaler(): not fitted }): not fitted': () =>
      new tables.FeatureUnion({ a: new MaxAbsScaler() }),
    "ColumnTransformer({ a: MaxAbsScaler(): 1 feature }, { remainder: 'passthrough' }): fitted": () =>
      new tables.ColumnTransformer({ a: [new MaxAbsScaler(), ['p']] }, { remainder: 'passthrough' }).fit([
        { p: 1, q: 2 },
      ]),
    'TransformerChain({ maxAbsScaler: MaxAbsScaler(): not fitted })': () =>
      new tables.TransformerChain(new MaxAbsScaler()),
    'SelectFromModel({ estimator: LogisticRegression(): not fitted }, { maxFeatures: 1 }): not fitted': () =>
      new tables.SelectFromModel(model, { maxFeatures: 1 }),
    'FunctionTransformer([Function: round])': () => new tables.FunctionTransformer(Math.round as never),
    "CalibratedClassifierCV(LogisticRegression(): not fitted, { method: 'isotonic' }): not fitted": () =>
      new decisions.CalibratedClassifierCV(model, { method: 'isotonic' }),
    'TunedThresholdClassifierCV(LogisticRegression(): not fitted): not fitted': () =>
      new decisions.TunedThresholdClassifierCV(model),
  }
  for (const [expected, make] of Object.entries(given)) {
    const object = make()
    expect(inspect(object, { breakLength: Number.POSITIVE_INFINITY })).toBe(expected)
    expect(String(object)).toBe(expected.replace('[Function: round]', 'a function'))
  }
  // Whoever adds a class learns of it here.
  const classes = Object.entries({ ...ndlogit, ...tables, ...text, ...decisions })
    .filter(
      ([name, value]) => /^[A-Z][a-z]/.test(name) && typeof value === 'function' && !/Error$/.test(name),
    )
    .map(([name]) => name)
  const shown = [...Object.keys(given).map(key => key.replace(/\(.*/s, '')), ...ELSEWHERE]
  expect(classes.filter(name => !shown.includes(name))).toEqual([])
  const calibrated = await new decisions.CalibratedClassifierCV(model, { cv: 2 }).fit(X, y)
  expect(inspect(calibrated)).toMatch(/\{ cv: 2 \}\): classes 'a', 'b'$/)
  const tuned = await new decisions.TunedThresholdClassifierCV(model, { cv: 2 }).fit(X, y)
  expect(inspect(tuned)).toMatch(/\{ cv: 2 \}\): threshold -?[\d.]+$/)
})

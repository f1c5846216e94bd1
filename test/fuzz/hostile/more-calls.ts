/** Public functions and methods of the other entries, with good arguments of which one or two are replaced. */

import * as decisions from '../../../src/decisions'
import * as nd from '../../../src/index'
import * as inference from '../../../src/inference'
import * as paths from '../../../src/paths'
import { loadModel } from '../../../src/predict'
import * as tables from '../../../src/tables'
import * as text from '../../../src/text'
import { type Call, call } from './call'

const X = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const y = X.map(([a, b], i) => (a + b + (i % 3) > 1 ? 'yes' : 'no'))
const codes = y.map(label => (label === 'yes' ? 1 : 0))
const scores = X.map(([a]) => (a + 1) / 2)
const rows = X.map(([age], i) => ({ age, sex: i % 2 ? 'male' : 'female' }))
const columns = { age: rows.map(row => row.age), sex: rows.map(row => row.sex) }
const texts = rows.map(row => `${row.sex} of age`)

const quick = { maxIter: 20, tol: 0.01 }
const model = () => new nd.LogisticRegression(quick)
const fitted = model().fit(X, y)
const free = new nd.LogisticRegression({ penalty: 'none', tol: 1e-10 }).fit(X, codes)
const loaded = loadModel(fitted.toJSON())
const encoder = new tables.OneHotEncoder().fit(rows)
const imputer = new tables.SimpleImputer().fit(X)
const chosen = await new nd.LogisticRegressionCV({ Cs: [1], cv: 2, ...quick }).fit(X, y)
const grid = await new nd.GridSearchCV(model(), { C: [1, 2] }, { cv: 2 }).fit(X, y)

/** Every transformer, fitted to whatever comes. */
const transforming = <O>(
  name: string,
  Class: new (options: never) => { fitTransform(X: never): unknown },
  options: O,
  samples: unknown,
) => call(name, (o, Z) => new Class(o as never).fitTransform(Z as never), options, samples)

export const MORE_CALLS: readonly Call[] = [
  call('certifiedPath', (a, b, o) => paths.certifiedPath(a as never, b as never, o as never), X, y, {
    epsilon: 0.1,
    smallestC: 0.1,
    largestC: 1,
    maxPoints: 50,
    ...quick,
  }),
  transforming('MinMaxScaler', tables.MinMaxScaler, { featureRange: [0, 1] }, X),
  transforming('RobustScaler', tables.RobustScaler, { quantileRange: [25, 75] }, X),
  transforming('Normalizer', tables.Normalizer, { norm: 'l2' }, X),
  transforming('PolynomialFeatures', tables.PolynomialFeatures, { degree: 2 }, X),
  transforming('OneHotEncoder', tables.OneHotEncoder, { categories: 'auto', drop: null }, rows),
  transforming('OneHotEncoder of columns', tables.OneHotEncoder, { minFrequency: 2 }, columns),
  transforming('OrdinalEncoder', tables.OrdinalEncoder, { handleUnknown: 'error' }, rows),
  transforming('SimpleImputer', tables.SimpleImputer, { strategy: 'mean' }, X),
  transforming('TableVectorizer', tables.TableVectorizer, { minDf: 1 }, rows),
  transforming('CountVectorizer', text.CountVectorizer, { ngramRange: [1, 2], stopWords: ['of'] }, texts),
  transforming('TfidfVectorizer', text.TfidfVectorizer, { norm: 'l2', minDf: 1 }, texts),
  transforming('HashingVectorizer', text.HashingVectorizer, { nFeatures: 64 }, texts),
  call(
    'ColumnTransformer',
    (p, Z) => new tables.ColumnTransformer(p).fitTransform(Z),
    { a: [new nd.StandardScaler(), ['age']] } as never,
    rows,
  ),
  call('ColumnTransformer, columns', c => new tables.ColumnTransformer({ a: ['passthrough', c] }).fit(rows), [
    'age',
  ] as never),
  call('makeColumnTransformer', p => tables.makeColumnTransformer(p), [
    new nd.StandardScaler(),
    [0],
  ] as never),
  call(
    'FeatureUnion',
    (p, Z) => new tables.FeatureUnion(p).fitTransform(Z),
    { a: new nd.StandardScaler() },
    X,
  ),
  call(
    'TransformerChain',
    (p, Z) => new tables.TransformerChain(p).fitTransform(Z),
    new nd.StandardScaler(),
    X,
  ),
  call(
    'SelectFromModel',
    (m, o, Z) => new tables.SelectFromModel(m, o).fit(Z, { y }),
    fitted,
    { threshold: 'mean' },
    X,
  ),
  call('OneHotEncoder.transform', Z => encoder.transform(Z), rows as never),
  call('SimpleImputer.transform', Z => imputer.transform(Z), X as never),
  call('setParams of an encoder', o => encoder.clone().setParams(o as never), { drop: 'first' }),
  call(
    'fit of an encoder',
    (Z, o) => encoder.clone().fit(Z, o),
    rows as never,
    { y, sampleWeight: codes } as never,
  ),
  call(
    'a table as X',
    (Z, o) => model().fit(Z as never, codes, o),
    { a: scores, b: codes },
    { sampleWeight: scores },
  ),
  call('a tensor as X', Z => model().fit(Z as never, codes.slice(0, 2)), {
    data: Float32Array.of(1, 2, 3, 4),
    dims: [2, 2],
    type: 'float32',
  }),
  call('fit with offset', o => model().fit(X, y, { offset: o }), scores),
  call('fit to probabilities', (p, o) => model().fit(X, p, { target: 'probability', ...o }), scores, {}),
  call(
    'fit to trials',
    (p, t) => model().fit(X, p, { trials: t }),
    codes,
    codes.map(() => 3),
  ),
  call(
    'fit with bounds',
    (l, u, p) =>
      new nd.LogisticRegression({ ...quick, lowerBounds: l, upperBounds: u, penaltyFactor: p }).fit(X, y),
    [-1, 0],
    [1, 2],
    [1, 2],
  ),
  call('predict with offset', (Z, o) => fitted.predictProba(Z, o), X, { offset: scores }),
  call('coefficients', o => fitted.coefficients(o), { sort: true }),
  call('explain', (m, row) => nd.explain(m, row), fitted, X[0]),
  call('withFeatureNames', (Z, names) => nd.withFeatureNames(Z, names), structuredClone(X), ['a', 'b']),
  call('takeRows', (Z, at) => nd.takeRows(Z, at), X, Int32Array.of(0, 2)),
  call('loadModel, predict', Z => loaded.predict(Z as never), X),
  call('loadModel, explain', (Z, o) => loaded.explain(Z, o), X[0], { label: 'yes' }),
  call('loadModel', file => loadModel(file), fitted.toJSON()),
  call(
    'CalibratedClassifierCV',
    (e, o, Z, l) => new decisions.CalibratedClassifierCV(e, o).fit(Z, l),
    model(),
    { cv: 2 },
    X,
    y,
  ),
  call(
    'TunedThresholdClassifierCV',
    (e, o, Z, l) => new decisions.TunedThresholdClassifierCV(e, o).fit(Z, l),
    model(),
    { cv: 2, thresholds: 5 },
    X,
    y,
  ),
  call(
    'metricAtThresholds',
    (a, b, m) => decisions.metricAtThresholds(a, b, m as never),
    codes,
    scores,
    nd.accuracyScore,
  ),
  call('correctIntercept', (m, o) => decisions.correctIntercept(m as never, o as never), fitted, {
    population: { yes: 0.1, no: 0.9 },
  }),
  call('summary', (m, Z, l, o) => inference.summary(m, Z, l, o), free, X, codes, { level: 0.9 }),
  call('firthLogisticRegression', (Z, l, o) => inference.firthLogisticRegression(Z, l, o), X, y, {
    level: 0.9,
  }),
  call(
    'RandomizedSearchCV',
    (d, o) => new nd.RandomizedSearchCV(model(), d, o),
    { C: [1, 2] },
    { nIter: 1, cv: 2, randomState: 0 },
  ),
  call(
    'RandomizedSearchCV.fit',
    (Z, l, o) => new nd.RandomizedSearchCV(model(), { C: [1] }, { cv: 2, nIter: 1 }).fit(Z, l, o),
    X,
    y,
    {},
  ),
  call(
    'GridSearchCV.fromJSON',
    (f, c, o) => nd.GridSearchCV.fromJSON(f, c, o),
    grid.toJSON() as never,
    nd.LogisticRegression,
    {},
  ),
  call('GridSearchCV.score', (Z, l, o) => grid.score(Z, l, o), X, y, {}),
  call('LogisticRegressionCV.score', (Z, l, o) => chosen.score(Z, l, o), X, y, {}),
  call(
    'LogisticRegressionCV.fit',
    (Z, l, o) => new nd.LogisticRegressionCV({ Cs: [1], cv: 2, ...quick }).fit(Z, l, o),
    X,
    y,
    {},
  ),
  call('permutationImportance', (m, Z, l, o) => nd.permutationImportance(m, Z, l, o), fitted, X, y, {
    nRepeats: 1,
  }),
  call('stabilitySelection', (Z, l, o) => nd.stabilitySelection(Z, l, o), X, y, {
    Cs: 2,
    nPairs: 1,
    ...quick,
  }),
  call('learningCurve', (Z, l, o) => nd.learningCurve(model(), Z, l, o), X, y, { cv: 2, trainSizes: [6] }),
  call('validationCurve', o => nd.validationCurve(model(), X, y, o as never), {
    cv: 2,
    paramName: 'C',
    paramRange: [1],
  }),
  call('PredefinedSplit', (f, Z) => [...new nd.PredefinedSplit(f).split(Z)], codes, X),
  call('TimeSeriesSplit', (o, Z) => [...new nd.TimeSeriesSplit(o).split(Z)], { nSplits: 2 }, X),
  call(
    'StratifiedGroupKFold',
    (o, Z, l, g) => [...new nd.StratifiedGroupKFold(o).split(Z, l, g)],
    { nSplits: 2 },
    X,
    y,
    codes,
  ),
  call(
    'getScorer, called',
    (s, m, Z, l, o) => nd.getScorer(s as never)(m, Z, l, o),
    'roc_auc',
    fitted,
    X,
    y,
    {},
  ),
  call('jaccardScore', (a, b, o) => nd.jaccardScore(a, b, o), codes, codes, {}),
  call('cohenKappaScore', (a, b, o) => nd.cohenKappaScore(a, b, o), y, y, {}),
  call('matthewsCorrcoef', (a, b, o) => nd.matthewsCorrcoef(a, b, o), y, y, {}),
  call('topKAccuracyScore', (a, b, o) => nd.topKAccuracyScore(a, b, o), codes, scores, { k: 1 }),
  call('detCurve', (a, b, o) => nd.detCurve(a, b, o), codes, scores, {}),
  call('precisionRecallCurve', (a, b, o) => nd.precisionRecallCurve(a, b, o), codes, scores, {}),
  call('averagePrecisionScore', (a, b, o) => nd.averagePrecisionScore(a, b, o), codes, scores, {}),
  call('calibrationCurve', (a, b, o) => nd.calibrationCurve(a, b, o), codes, scores, { nBins: 3 }),
  call('expectedCalibrationError', (a, b, o) => nd.expectedCalibrationError(a, b, o), codes, scores, {}),
  call('d2LogLossScore', (a, b, o) => nd.d2LogLossScore(a, b, o), codes, scores, {}),
  call('balancedAccuracyScore', (a, b, o) => nd.balancedAccuracyScore(a, b, o), y, y, {}),
]

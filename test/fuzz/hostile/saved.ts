/** Saved objects of every class besides models and scalers: searches, calibrations, transformers of tables and texts, matrices. */

import { CsrMatrix } from '../../../src/data/csr-matrix'
import { CalibratedClassifierCV, TunedThresholdClassifierCV } from '../../../src/decisions'
import { LogisticRegression } from '../../../src/linear-model/logistic-regression'
import { GridSearchCV } from '../../../src/model-selection/grid-search'
import { logUniform } from '../../../src/model-selection/param-sampler'
import { RandomizedSearchCV } from '../../../src/model-selection/randomized-search'
import { LogisticRegressionCV } from '../../../src/paths/logistic-regression-cv'
import { makePipeline } from '../../../src/pipeline/make-pipeline'
import { Pipeline } from '../../../src/pipeline/pipeline'
import { loadModel } from '../../../src/predict'
import { MaxAbsScaler } from '../../../src/preprocessing/max-abs-scaler'
import { StandardScaler } from '../../../src/preprocessing/standard-scaler'
import * as tables from '../../../src/tables'
import * as text from '../../../src/text'

/** A class that reads what its objects wrote. */
export interface Reader {
  readonly name: string
  readonly models: readonly { toJSON(): unknown }[]
  read(file: unknown): { toJSON(): unknown }
}

const X = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i / 7])
const y = X.map(([a, b], i) => (a + b + (i % 3) > 1 ? 'yes' : 'no'))
const three = X.map((_, i) => ['a', 'b', 'c'][i % 3])
const rows = X.map(([age], i) => ({ age, sex: i % 2 ? 'male' : 'female', note: `word${i % 4} and more` }))
const texts = rows.map(row => row.note)

const model = () => new LogisticRegression({ maxIter: 20, tol: 0.01 })
const { tableTransformers: classes } = tables

const transformers: readonly [
  { fromJSON(value: unknown, known?: never): { toJSON(): unknown } },
  { toJSON(): unknown },
][] = [
  [tables.MinMaxScaler, new tables.MinMaxScaler().fit(X)],
  [tables.RobustScaler, new tables.RobustScaler().fit(X)],
  [tables.Normalizer, new tables.Normalizer().fit(X)],
  [tables.PolynomialFeatures, new tables.PolynomialFeatures().fit(X)],
  [tables.OneHotEncoder, new tables.OneHotEncoder({ drop: 'first', minFrequency: 2 }).fit(rows)],
  [tables.OrdinalEncoder, new tables.OrdinalEncoder().fit(rows)],
  [tables.SimpleImputer, new tables.SimpleImputer({ addIndicator: true }).fit(X)],
  [tables.TableVectorizer, new tables.TableVectorizer().fit(rows)],
  [text.CountVectorizer, new text.CountVectorizer({ stopWords: ['and'], tokenPattern: /\w+/g }).fit(texts)],
  [text.TfidfVectorizer, new text.TfidfVectorizer().fit(texts)],
  [text.HashingVectorizer, new text.HashingVectorizer({ nFeatures: 64 }).fit(texts)],
]

const composites: readonly [
  { fromJSON(value: unknown, known: never): { toJSON(): unknown } },
  { toJSON(): unknown },
][] = [
  [tables.TransformerChain, new tables.TransformerChain(new StandardScaler(), new MaxAbsScaler()).fit(X)],
  [tables.FeatureUnion, new tables.FeatureUnion({ a: new StandardScaler(), b: new MaxAbsScaler() }).fit(X)],
  [
    tables.ColumnTransformer,
    new tables.ColumnTransformer(
      { numbers: [new StandardScaler(), ['age']], words: [new tables.OneHotEncoder(), ['sex']] },
      { remainder: 'drop' },
    ).fit(rows),
  ],
  [tables.SelectFromModel, new tables.SelectFromModel(model()).fit(X, { y })],
  [Pipeline, makePipeline(new tables.TableVectorizer(), model()).fit(rows, y)],
]

const options = { cv: 2 } as const
const grid = await new GridSearchCV(
  model(),
  { C: [0.1, 1], classWeight: [undefined, { yes: 2 }] } as never,
  options,
).fit(X, y)
const drawn = await new RandomizedSearchCV(
  model(),
  { C: logUniform(0.1, 1) },
  { ...options, nIter: 2, randomState: 0 },
).fit(X, y)
const chosen = await new LogisticRegressionCV({ Cs: [0.1, 1], ...options, maxIter: 20, tol: 0.01 }).fit(X, y)
const sigmoid = await new CalibratedClassifierCV(model(), options).fit(X, three)
const isotonic = await new CalibratedClassifierCV(model(), {
  ...options,
  method: 'isotonic',
  ensemble: false,
}).fit(X, y)
const tuned = await new TunedThresholdClassifierCV(model(), { ...options, thresholds: 5 }).fit(X, y)

/** What was loaded says what it knows; it has nothing to be saved by. */
const loaded = (file: unknown) => {
  // Text that is no JSON is JSON's own error, as the documentation says.
  if (typeof file === 'string') return { toJSON: () => file }
  const { classes: labels, nFeatures, predictProba } = loadModel(file)
  const P = predictProba([new Array<number>(nFeatures).fill(0.5)])
  if (![...P[0]].every(Number.isFinite)) throw new Error('loadModel: a probability is no number')
  return { toJSON: () => ({ ...(file as object), labels: undefined, seen: labels.length }) }
}

export const readers: readonly Reader[] = [
  {
    name: 'GridSearchCV.fromJSON',
    models: [grid],
    read: file => GridSearchCV.fromJSON(file, LogisticRegression),
  },
  {
    name: 'RandomizedSearchCV.fromJSON',
    models: [drawn],
    read: file => RandomizedSearchCV.fromJSON(file, LogisticRegression),
  },
  {
    name: 'CalibratedClassifierCV.fromJSON',
    models: [sigmoid, isotonic],
    read: file => CalibratedClassifierCV.fromJSON(file, LogisticRegression),
  },
  {
    name: 'TunedThresholdClassifierCV.fromJSON',
    models: [tuned],
    read: file => TunedThresholdClassifierCV.fromJSON(file, LogisticRegression),
  },
  {
    name: 'LogisticRegressionCV.fromJSON',
    models: [chosen],
    read: file => LogisticRegressionCV.fromJSON(file),
  },
  { name: 'CsrMatrix.fromJSON', models: [CsrMatrix.fromDense(X)], read: file => CsrMatrix.fromJSON(file) },
  ...[...transformers, ...composites].map(([Class, one]) => ({
    name: `${one.constructor.name}.fromJSON`,
    models: [one],
    read: (file: unknown) => Class.fromJSON(file, classes as never),
  })),
]

/** Files for `loadModel`, of which only the reading is judged. */
export const loadedFiles: readonly unknown[] = [
  model().fit(X, y),
  model().fit(X, three),
  makePipeline(new StandardScaler(), new MaxAbsScaler(), model()).fit(X, y),
].map(one => JSON.parse(JSON.stringify(one)) as unknown)

export { loaded }

/**
 * Faults that the field has already made, and their relatives: options that nobody looks at, what the caller goes on
 * holding, data that have lost their methods on the way, and files deeper than the stack.
 */

import { describe, expect, test } from 'vitest'
import { csrToDense } from '../../src/data/csr-matrix'
import * as subjects from './subjects'
import {
  CsrMatrix,
  explain,
  GridSearchCV,
  KFold,
  LeaveOneOut,
  LogisticRegression,
  LogisticRegressionCV,
  logisticRegressionPath,
  MaxAbsScaler,
  makePipeline,
  ndarrayLike,
  Pipeline,
  permutationImportance,
  RandomizedSearchCV,
  StandardScaler,
  ValidationError,
  withFeatureNames,
} from './subjects'

const { decisions, inference, onnx, predict, tables, text } = subjects

const X = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i % 7])
const y = X.map(([a, b], i) => (a + b + (i % 5) / 5 > 0.4 ? 'yes' : 'no'))
const plain = () => new LogisticRegression()
const offset = { offset: X.map(() => 5) }

const model = plain().fit(X, y)
const wrappers = {
  Pipeline: makePipeline(new StandardScaler(), plain()).fit(X, y),
  GridSearchCV: await new GridSearchCV(plain(), { C: [1, 2] }, { cv: 2 }).fit(X, y),
  CalibratedClassifierCV: await new decisions.CalibratedClassifierCV(plain(), { cv: 2 }).fit(X, y),
  TunedThresholdClassifierCV: await new decisions.TunedThresholdClassifierCV(plain(), { cv: 2 }).fit(X, y),
}
const transformers = {
  StandardScaler: new StandardScaler(),
  MaxAbsScaler: new MaxAbsScaler(),
  MinMaxScaler: new tables.MinMaxScaler(),
  RobustScaler: new tables.RobustScaler(),
  Normalizer: new tables.Normalizer(),
  PolynomialFeatures: new tables.PolynomialFeatures(),
  OneHotEncoder: new tables.OneHotEncoder(),
  OrdinalEncoder: new tables.OrdinalEncoder(),
  SimpleImputer: new tables.SimpleImputer(),
  TableVectorizer: new tables.TableVectorizer(),
  TransformerChain: new tables.TransformerChain(new StandardScaler()),
  FeatureUnion: new tables.FeatureUnion({ a: new StandardScaler() }),
  ColumnTransformer: new tables.ColumnTransformer({ a: [new StandardScaler(), [0]] }),
  FunctionTransformer: new tables.FunctionTransformer((Z: number[][]) => Z),
}

describe('no option is passed over', () => {
  test.each(Object.entries(wrappers))('predictions of %s', (name, wrapper) => {
    for (const method of ['predict', 'predictProba', 'decisionFunction'] as const) {
      const call = (wrapper as unknown as Record<string, (...args: unknown[]) => unknown>)[method]
      if (call === undefined) continue
      expect(() => call.call(wrapper, X, { offsets: y }), method).toThrow(
        `${name}.${method}: unknown option 'offsets'`,
      )
      expect(() => call.call(wrapper, X, [1, 2]), method).toThrow(ValidationError)
    }
  })

  test.each(Object.entries(transformers))('%s', (_, transformer) => {
    const fresh = () => transformer.clone() as unknown as StandardScaler
    for (const method of ['fit', 'fitTransform'] as const) {
      const fit = (options: object) => () => fresh()[method](X, options)
      expect(fit({ sample_weight: [] })).toThrow(
        /unknown option 'sample_weight'.*did you mean sampleWeight\?/,
      )
      expect(fit({ sampleWeight: [1] })).toThrow(/sampleWeight must be of length 30, got 1/)
      expect(fit({ y: ['a'] })).toThrow(/y must be of length 30, got 1/)
    }
    const fitted = fresh().fit(X)
    expect(() => fitted.transform(X, { copy: false } as never)).toThrow(/unknown option 'copy'/)
    expect(() => fresh().setParams(null as never)).toThrow(ValidationError)
  })

  test('constructors, exports and explanations', () => {
    const unknown = { memory: 1 } as never
    expect(() => new Pipeline({ model: plain() }, unknown)).toThrow(/unknown option 'memory'/)
    expect(() => new tables.FeatureUnion({ a: new StandardScaler() }, unknown)).toThrow(ValidationError)
    expect(() => new LeaveOneOut(unknown)).toThrow(ValidationError)
    expect(() => new MaxAbsScaler(unknown)).toThrow(ValidationError)
    expect(() => onnx.toOnnx(model, { zipmap: false } as never)).toThrow(/unknown option 'zipmap'/)
    expect(() => tables.makeColumnTransformer({} as never)).toThrow(ValidationError)
    const loaded = predict.loadModel(model.toJSON())
    expect(() => (loaded.predict as (...args: unknown[]) => unknown)(X, offset)).toThrow(
      /options must be left out/,
    )
    expect(() => loaded.explain(X[0], { class: 'yes' } as never)).toThrow(/without 'class'/)
    expect(() => new text.CountVectorizer().fitTransform(['ab'], { weights: 1 } as never)).toThrow(
      ValidationError,
    )
  })

  test('targets of a regression are not classes in inference either', () => {
    expect(() =>
      inference.firthLogisticRegression(
        X,
        y.map(label => (label === 'yes' ? 0.5 : 0.25)),
      ),
    ).toThrow(/looks like the target of a regression/)
  })
})

describe('what the caller holds is copied', () => {
  test.each<[string, object, (held: never) => { getParams(): object }]>([
    ['splits', [{ train: [0, 1], test: [2] }], held => new LogisticRegressionCV({ cv: held })],
    ['Cs', [0.1, 1], held => new LogisticRegressionCV({ Cs: held })],
    ['categories', [['a', 'b']], held => new tables.OneHotEncoder({ categories: held })],
    ['categories with an order', [['a', 'b']], held => new tables.OrdinalEncoder({ categories: held })],
    ['categories to drop', ['a'], held => new tables.OneHotEncoder({ drop: held })],
    ['a vocabulary', ['a', 'b'], held => new text.CountVectorizer({ vocabulary: held })],
    ['words to stop at', ['a', 'b'], held => new text.TfidfVectorizer({ stopWords: held })],
    ['a range', [0, 1], held => new tables.MinMaxScaler({ featureRange: held })],
  ])('%s', (_, held, make) => {
    const made = make(held as never)
    const before = JSON.stringify(made.getParams())
    const overwrite = (value: unknown): void => {
      for (const [key, part] of Object.entries(value as object)) {
        if (typeof part === 'object' && part !== null) overwrite(part)
        else (value as Record<string, unknown>)[key] = 'changed'
      }
    }
    overwrite(held)
    expect(JSON.stringify(made.getParams())).toBe(before)
    overwrite(made.getParams())
    expect(JSON.stringify(made.getParams())).toBe(before)
  })

  test('lists to draw from, and names', () => {
    const lists = { C: [1, 2, 3] }
    const search = new RandomizedSearchCV(plain(), lists, { nIter: 3, randomState: 0 })
    lists.C.fill(-1)
    expect(() => search.clone()).not.toThrow()
    const names = ['a', 'b', 'c']
    const named = plain().fit(withFeatureNames(structuredClone(X), names), y)
    names[0] = 'changed'
    expect(named.featureNames).toEqual(['a', 'b', 'c'])
  })
})

test('data without methods are data: fields of ndarrays and of sparse matrices', async () => {
  const view = () => ndarrayLike(X)
  const csr = () => structuredClone({ ...CsrMatrix.fromDense(X) }) as unknown as CsrMatrix
  for (const transformer of [new tables.TableVectorizer(), new tables.SimpleImputer(), new MaxAbsScaler()]) {
    expect(JSON.stringify(transformer.fitTransform(view() as never))).toBe(
      JSON.stringify(transformer.clone().fitTransform(X)),
    )
  }
  expect(csrToDense(new MaxAbsScaler().fitTransform(csr())).data).toEqual(
    new MaxAbsScaler().fitTransform(X).data,
  )
  expect(makePipeline(new MaxAbsScaler(), plain()).fit(csr(), y).score(csr(), y)).toBeGreaterThan(0.5)
  expect(inference.firthLogisticRegression(csr(), y).classes).toEqual(['no', 'yes'])
  await permutationImportance(model, csr(), y, { nRepeats: 1, randomState: 0 })
  expect(explain(model, csr().shape[0] === 30 ? X[0] : []).length).toBeGreaterThan(0)
})

test('results in JSON are lists', async () => {
  const path = JSON.parse(JSON.stringify(logisticRegressionPath(X, y, { Cs: [0.1, 1] })))
  expect(path.Cs).toEqual([0.1, 1])
  const grid = { penaltyFactor: [Float64Array.of(1, 2, 3)] }
  const search = await new GridSearchCV(plain(), grid as never, { cv: new KFold({ nSplits: 2 }) }).fit(X, y)
  expect(JSON.parse(JSON.stringify(search.cvResults)).params).toEqual([{ penaltyFactor: [1, 2, 3] }])
})

test('files deeper than the stack are refused', () => {
  const deep = (wrap: (inner: unknown) => object, innermost: unknown = model.toJSON()): unknown => {
    let file = innermost
    for (let k = 0; k < 20_000; k++) file = wrap(file)
    return file
  }
  const version = 1
  const chain = deep(inner => ({ type: 'ndlogit/TransformerChain', version, steps: [inner] }))
  const union = deep(a => ({ type: 'ndlogit/FeatureUnion', version, transformers: { a } }))
  const pipeline = deep(a => ({ type: 'ndlogit/Pipeline', version, steps: { a } }))
  const { tableTransformers } = tables
  expect(() => tables.TransformerChain.fromJSON(chain, tableTransformers)).toThrow(/over 100 deep/)
  expect(() => tables.FeatureUnion.fromJSON(union, tableTransformers)).toThrow(/over 100 deep/)
  expect(() => Pipeline.fromJSON(pipeline)).toThrow(/over 100 deep/)
  expect(() => predict.loadModel(pipeline)).toThrow(ValidationError)
  const search = JSON.parse(JSON.stringify(new GridSearchCV(plain(), { C: [1] })))
  search.candidates = deep(inner => [inner] as object, 1)
  expect(() => GridSearchCV.fromJSON(search, LogisticRegression)).toThrow(/over 20 deep/)
})

test('lists that only claim to be long, views that claim to be large, and names that are none are refused at once', async () => {
  const claimed = [1, 2]
  claimed.length = 300_000_000
  const view = { data: Float64Array.of(0), shape: [1e9, 1e9], stride: [0.5], offset: 0 }
  const repeated = { data: Float64Array.of(0, 1), shape: [1e9, 1e9, 2], stride: [0, 0, 1], offset: 0 }
  let deep: unknown = []
  for (let k = 0; k < 20_000; k++) deep = [deep]
  const wide = { data: Float64Array.of(0, 1), shape: [4, 1e15], stride: [0, 0], offset: 0 } as never
  expect(() => subjects.topKAccuracyScore(y, wide)).toThrow(
    /yScore is too large: 4 × 1000000000000000 values/,
  )
  expect(() => subjects.CsrMatrix.fromDense(wide)).toThrow(/too large/)
  expect(() => plain().fit(wide, [0, 1, 0, 1])).toThrow(/X is too large/)
  const sparse = new subjects.CsrMatrix({
    shape: [2, 2e9],
    indptr: [0, 1, 2],
    indices: [0, 5],
    data: [1, 2],
  } as never)
  expect(subjects.takeRows(sparse, Int32Array.of(1)).shape).toEqual([1, 2e9])
  expect(() => subjects.sparsity(view as never)).toThrow(/more values than its data have/)
  expect(subjects.sparsity(repeated as never)).toBe(0.5)
  expect(() => subjects.sparsity(claimed)).toThrow(/got undefined at position 2/)
  expect(() => new tables.ColumnTransformer({ a: ['passthrough', claimed] as never })).toThrow(
    /\[2\] is missing/,
  )
  expect(() => new tables.SimpleImputer().fit({ a: claimed } as never)).toThrow(/\[2\] is missing/)
  const folds: never[] = []
  folds.length = 3
  for (const options of [{ cv: folds }, { scoring: folds }, { scoring: [deep] }]) {
    await expect(subjects.crossValidate(plain(), X, y, options as never)).rejects.toThrow(ValidationError)
  }
  expect(() => new LogisticRegressionCV({ Cs: 2 ** 40 })).toThrow(/Cs must be a finite number <= 1000000/)
  const curve = { paramName: deep, paramRange: [1], cv: 2 }
  await expect(subjects.validationCurve(plain(), X, y, curve as never)).rejects.toThrow(/paramName must be/)
  expect(() => predict.loadModel('{')).toThrow(ValidationError)
  const gone = Float64Array.of(1, 2)
  structuredClone(gone.buffer, { transfer: [gone.buffer] })
  expect(() => new LogisticRegressionCV({ Cs: gone })).toThrow(ValidationError)
})

test('a hole in a list is seen, however many the list claims', async () => {
  const texts = ['a', 'b', 'c']
  delete texts[1]
  const claimed = Object.assign(['a'], { length: 2 ** 32 - 1 })
  const union = JSON.parse(JSON.stringify(new tables.FeatureUnion({ a: new StandardScaler() }).fit(X)))
  for (const names of [texts, claimed]) {
    expect(() => withFeatureNames([[1, 2, 3]], names)).toThrow(/must be a list of strings/)
    expect(() => new text.CountVectorizer({ stopWords: names })).toThrow('stopWords must be strings')
    expect(() => tables.FeatureUnion.fromJSON({ ...union, names }, tables.tableTransformers)).toThrow(
      /names must be \d+ strings/,
    )
  }
  const parts = { shape: [1, 2], indices: [0], data: [1] } as const
  expect(() => new CsrMatrix({ ...parts, indptr: claimed as never })).toThrow(/indptr\[1\] is missing/)
  const { crossValidatePartitioned, fitPathPartitioned, fitPartitioned } = subjects.partitioned
  await expect(fitPartitioned(claimed)).rejects.toThrow('fitPartitioned: partitions[1] is missing')
  const noOptions = crossValidatePartitioned([() => []], [1], {}, null as never)
  await expect(noOptions).rejects.toThrow(ValidationError)
  for (const Cs of [{ length: 3e8 }, claimed]) {
    await expect(fitPathPartitioned([() => []], Cs as never)).rejects.toThrow(ValidationError)
    expect(() => logisticRegressionPath(X, y, { Cs } as never)).toThrow(ValidationError)
  }
  expect(() => subjects.sparsity([[1], claimed] as never)).toThrow('coef must hold finite numbers')
  expect(subjects.sparsity([Float64Array.of(0, 1), [2, 3]] as never)).toBe(0.25)
  expect(() => predict.loadModel(model.toJSON()).predict(null as never)).toThrow(ValidationError)
  const curve = { paramName: 'C', paramRange: claimed, cv: 2 }
  await expect(subjects.validationCurve(plain(), X, y, curve as never)).rejects.toThrow(/\[1\] is missing/)
  for (const steps of [claimed, [new StandardScaler(), ...texts]]) {
    expect(() => new tables.ColumnTransformer({ a: [steps, [0]] } as never)).toThrow(ValidationError)
  }
  const many = { nIter: 2 ** 40 }
  expect(() => new RandomizedSearchCV(plain(), { C: [1] }, many)).toThrow(
    /nIter must be a finite number <= 1000000/,
  )
})

test('nothing is made or done more than a million times', async () => {
  const scores = y.map((_, i) => i / 30)
  const tuned = (thresholds: number) =>
    new decisions.TunedThresholdClassifierCV(plain(), { thresholds }).fit(X, y)
  const makers: Record<string, (count: number) => unknown> = {
    nRepeats: nRepeats => permutationImportance(model, X, y, { nRepeats }),
    'nRepeats of folds': nRepeats => new subjects.RepeatedStratifiedKFold({ nRepeats }),
    nSplits: nSplits => new KFold({ nSplits }),
    'nSplits at random': nSplits => new subjects.ShuffleSplit({ nSplits }),
    cv: cv => subjects.crossValidate(plain(), X, y, { cv }),
    nPairs: nPairs => subjects.stabilitySelection(X, y, { nPairs }),
    nIter: nIter => new RandomizedSearchCV(plain(), { C: [1] }, { nIter }),
    Cs: Cs => new LogisticRegressionCV({ Cs }),
    nBins: nBins => subjects.calibrationCurve(y, scores, { nBins, posLabel: 'yes' }),
    bins: bins => subjects.expectedCalibrationError(y, scores, { bins, posLabel: 'yes' }),
    thresholds: tuned,
  }
  for (const [name, make] of Object.entries(makers)) {
    for (const count of [1e6 + 1, 2 ** 53, 1e308]) {
      const made = (async () => make(count))()
      await expect(made, name).rejects.toThrow(/must be a finite number <= 1000000/)
    }
  }
})

test('X that only claims rows or columns is refused at once while it is watched', async () => {
  const claimed = <T>(values: T[]): T[] => Object.assign(values, { length: 2 ** 32 - 1 })
  for (const Z of [claimed([[1, 2]]), claimed(['a'] as never[]), [claimed([1, 2]), [3, 4]]]) {
    await expect(plain().fitAsync(Z, ['a', 'b'])).rejects.toThrow(ValidationError)
    await expect(new LogisticRegressionCV().fit(Z, ['a', 'b'])).rejects.toThrow(ValidationError)
    expect(() => model.predict(Z)).toThrow(ValidationError)
    expect(() => explain(model, Z)).toThrow(ValidationError)
    expect(() => new StandardScaler().fit(Z)).toThrow(ValidationError)
    const parts = { coef: Z, intercept: [0], classes: ['a', 'b'] }
    expect(() => LogisticRegression.fromCoefficients(parts)).toThrow(ValidationError)
  }
  // A table whose row is missing has not one row less, or one of blanks.
  const holed = [{ a: 1 }, { a: 2 }, { a: 3 }]
  delete (holed as object[])[1]
  for (const table of [holed, claimed([{ a: 1 }])]) {
    expect(() => new tables.SimpleImputer().fit(table)).toThrow('X[1] must be an object, got undefined')
    expect(() => plain().fit(table, ['a', 'b', 'a'])).toThrow('X[1] must be an object, got undefined')
  }
})

describe('a sparse matrix whose arrays were changed after it was made is refused by all that run through it', () => {
  const scaler = new MaxAbsScaler().fit(X)
  const selected = new tables.SelectFromModel(plain()).fit(X, { y })
  const uses: Record<string, (Z: CsrMatrix) => unknown> = {
    fit: Z => plain().fit(Z, y),
    fitAsync: Z => plain().fitAsync(Z, y),
    predict: Z => model.predict(Z),
    'MaxAbsScaler.fit': Z => new MaxAbsScaler().fit(Z),
    transform: Z => scaler.transform(Z),
    inverseTransform: Z => scaler.inverseTransform(Z),
    'transform of what came by postMessage': Z => scaler.transform(structuredClone({ ...Z }) as CsrMatrix),
    'StandardScaler.fit': Z => new StandardScaler({ withMean: false }).fit(Z),
    Normalizer: Z => new tables.Normalizer().fitTransform(Z),
    SelectFromModel: Z => selected.transform(Z),
    toDense: Z => Z.toDense(),
    firthLogisticRegression: Z => inference.firthLogisticRegression(Z, y),
    logisticRegressionPath: Z => logisticRegressionPath(Z, y, { Cs: [1] }),
    LogisticRegressionCV: Z => new LogisticRegressionCV({ Cs: 2, cv: 2 }).fit(Z, y),
  }
  const changes: Record<string, (Z: CsrMatrix) => void> = {
    'a pointer far beyond': Z => Z.indptr.fill(2e9, 4, 5),
    'a pointer that goes back': Z => Z.indptr.fill(1, 5, 6),
    'a column that is none': Z => Z.indices.fill(2e9, 2, 3),
    'a column below 0': Z => Z.indices.fill(-1, 2, 3),
    NaN: Z => Z.data.fill(Number.NaN, 3, 4),
  }
  test.each(Object.entries(uses))('%s', async (_, use) => {
    for (const [what, change] of Object.entries(changes)) {
      const Z = CsrMatrix.fromDense(X)
      change(Z)
      await expect((async () => use(Z))(), what).rejects.toThrow(ValidationError)
    }
  })
})

test('rows that are not there are not taken', () => {
  const none = /indices\[1\] is .*; X has the rows 0 to 2/
  for (const samples of [['a', 'b', 'c'], [[1], [2], [3]], { a: [1, 2, 3] }, BigInt64Array.of(1n, 2n, 3n)]) {
    for (const at of [3, -1, 0.5]) {
      expect(() => subjects.takeRows(samples as never, [0, at] as never)).toThrow(none)
    }
    expect(() => subjects.takeRows(samples as never, Int32Array.of(0, 3))).toThrow(none)
  }
  expect(() => subjects.takeRows(new DataView(new ArrayBuffer(3)) as never, Int32Array.of(0))).toThrow(
    ValidationError,
  )
})

import { describe, expect, expectTypeOf, test } from 'vitest'
import { withFeatureNames } from '../../src/data/feature-names'
import { ndview } from '../../src/data/ndview'
import { takeRows } from '../../src/data/take-rows'
import { LogisticRegression } from '../../src/linear-model/logistic-regression'
import { crossValPredict } from '../../src/model-selection/cross-val-predict'
import { crossValScore } from '../../src/model-selection/cross-validate'
import { GridSearchCV } from '../../src/model-selection/grid-search'
import { permutationImportance } from '../../src/model-selection/permutation-importance'
import { KFold } from '../../src/model-selection/splitters/k-fold'
import { trainTestSplit } from '../../src/model-selection/train-test-split'
import { LogisticRegressionCV } from '../../src/paths/logistic-regression-cv'
import { explain } from '../../src/pipeline/explain'
import { makePipeline } from '../../src/pipeline/make-pipeline'
import { Pipeline } from '../../src/pipeline/pipeline'
import { loadModel } from '../../src/predict/load-model'
import { MaxAbsScaler } from '../../src/preprocessing/max-abs-scaler'
import { StandardScaler } from '../../src/preprocessing/standard-scaler'

interface Passenger {
  age: number
  fare: number
  adult: boolean
}

const rows: Passenger[] = Array.from({ length: 40 }, (_, i) => ({
  age: (i * 7) % 60,
  fare: (i * i) % 31,
  adult: (i * 7) % 60 > 17,
}))
const columns = {
  age: rows.map(row => row.age),
  fare: Float64Array.from(rows, row => row.fare),
  adult: rows.map(row => row.adult),
}
const matrix = rows.map(row => [row.age, row.fare, Number(row.adult)])
const y = rows.map((row, i) => (row.age + row.fare + (i % 5) * 9 > 50 ? 'yes' : 'no'))
// A table is laid out by columns, and sums in another order end in other bits.
const plain = new LogisticRegression().fit(
  ndview(Float64Array.from([0, 1, 2].flatMap(j => matrix.map(row => row[j]))), [40, 3], [1, 40]),
  y,
)

describe('a table as X', () => {
  test.each([
    ['rows', rows],
    ['columns', columns],
    ['rows with big integers', rows.map(row => ({ ...row, age: BigInt(row.age) }))],
    ['columns that can only be iterated', { ...columns, age: vector(columns.age) }],
  ])('%s: the fit is that of the matrix, and knows the names', (_, table) => {
    const model = new LogisticRegression().fit(table, y)
    expect(model.coef.data).toEqual(plain.coef.data)
    expect(model.featureNames).toEqual(['age', 'fare', 'adult'])
    expect(model.predictProba(table).data).toEqual(plain.predictProba(rows).data)
    expect(model.predict(matrix)).toEqual(plain.predict(matrix))
    const { feature, coef, oddsRatio } = model.coefficients()[1]
    expect([feature, coef, oddsRatio]).toEqual(['fare', plain.coef.get(0, 1), Math.exp(plain.coef.get(0, 1))])
  })

  test('columns are found by name; a missing one and one too many are refused', () => {
    const model = new LogisticRegression().fit(rows, y)
    const { age, fare, adult } = columns
    expect(model.predictProba({ adult, fare, age }).data).toEqual(plain.predictProba(rows).data)
    expect(() => model.predict({ age, fare })).toThrow("X has no column 'adult', unlike the data of the fit")
    expect(() => model.predict({ age, fare, adult, y: age })).toThrow(
      "X has a column 'y', unlike the data of the fit",
    )
  })

  test('names survive saving; what was saved without them reads as before', () => {
    const model = new LogisticRegression().fit(rows, y)
    const back = LogisticRegression.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(back.featureNames).toEqual(['age', 'fare', 'adult'])
    expect(back.coefficients()).toEqual(model.coefficients())
    expect(plain.toJSON().fitted).not.toHaveProperty('featureNames')
    const saved = JSON.parse(JSON.stringify(model))
    saved.fitted.featureNames.pop()
    expect(() => LogisticRegression.fromJSON(saved)).toThrow('fitted.featureNames must be 3 strings')
  })

  test.each([
    [{ age: '' }, "X.age[1] is '': not a number; fill blanks with SimpleImputer"],
    [{ age: null }, 'X.age[1] is null: not a number; fill blanks'],
    [{ age: Number.NaN }, 'X.age[1] is NaN: not a number; fill blanks'],
    [{ age: '22' }, "X.age[1] is '22': not a number; fill blanks with SimpleImputer, encode texts"],
    [
      { age: 'old' },
      "X.age[1] is 'old': not a number; fill blanks with SimpleImputer, encode texts with OneHotEncoder",
    ],
    [{ age: Number.POSITIVE_INFINITY }, 'X.age[1] is Infinity: not a number'],
    [{ 'bill length': '' }, "X['bill length'][0] is undefined: not a number; fill blanks"],
    [{ constructor: 1 }, 'X.constructor[0] is undefined: not a number'],
  ])('a value that is no number is named: %o', (change, message) => {
    const table = rows.map((row, i) => (i === 1 ? { ...row, ...change } : row))
    expect(() => new LogisticRegression().fit(table, y)).toThrow(message)
  })

  test.each([
    [{ age: [1, 2], fare: [1] }, 'X.fare must be of length 2, got 1'],
    [{ age: [1, 2], fare: 'ab' }, "X.fare must be an array of values, got 'ab'"],
    [{ age: [], fare: [] }, 'X is empty: its shape is 0 × 2'],
    [[{}, {}], 'X is empty: its shape is 2 × 0'],
    [[{ age: 1 }, null], 'X[1] must be an object, got null'],
    [{}, 'X must be a 2-d ndarray, an array of rows'],
    [new Date(), 'X must be a 2-d ndarray, an array of rows'],
  ])('what is no table is refused: %o', (X, message) => {
    expect(() => new LogisticRegression().fit(X as never, [0, 1])).toThrow(message)
  })

  test('a column may have any name', () => {
    const odd = JSON.parse(
      '[{"__proto__": 1, "data": 2, "shape": 3}, {"__proto__": 2, "data": 1, "shape": 5}]',
    )
    const model = new LogisticRegression().fit(odd, [0, 1])
    expect(model.featureNames).toEqual(['__proto__', 'data', 'shape'])
    expect(takeRows(odd, Int32Array.of(1))).toEqual([odd[1]])
  })
})

describe('tensors by their fields', () => {
  const data = Float32Array.from(matrix.flat())
  const expected = new LogisticRegression().fit(ndview(data, [40, 3]), y).coef.data
  test.each([
    ['transformers.js and onnxruntime', { type: 'float32', data, dims: [40, 3] }],
    ['stdlib', { data, shape: [40, 3], strides: [3, 1], offset: 0 }],
  ])('%s', (_, tensor) => {
    const model = new LogisticRegression().fit(tensor, y)
    expect(model.coef.data).toEqual(expected)
    expect(model.predict(tensor)).toHaveLength(40)
    expect(new StandardScaler().fitTransform(tensor).shape).toEqual([40, 3])
    expect(trainTestSplit(tensor, y).XTest.shape).toEqual([10, 3])
  })
})

describe('values with a shape alone', () => {
  const data = Float64Array.from(matrix.flat())
  test.each([
    ['a typed array', { data, shape: [40, 3] }, 'X.shape', 'of length 120, got 2'],
    ['a list', { data: [...data], shape: [40, 3] }, 'X.shape', 'of length 120, got 2'],
    ['the shape first', { shape: [40, 3], data }, 'X.data', 'of length 2, got 120'],
    ['dims that do not fit', { data, dims: [40, 4] }, 'X.dims', 'of length 120, got 2'],
    ['a file of NumPy', { data, shape: [40, 3], dtype: 'f8' }, 'X.dtype', "an array of values, got 'f8'"],
    ['counts', { data, rows: 40, cols: 3 }, 'X.rows', 'an array of values, got 40'],
  ])('%s: refused as a table, with what a matrix is', (_, given, at, problem) => {
    const message = `${at} (X is taken for a table; write { data: Float64Array, dims }) must be ${problem}`
    const X = given as unknown as number[][]
    expect(() => new LogisticRegression().fit(X, y)).toThrow(message)
    expect(() => new StandardScaler().fit(X)).toThrow(message)
    expect(() => trainTestSplit(X, y)).toThrow(message)
  })

  test('what the message says to write is a matrix', () => {
    const model = new LogisticRegression().fit({ data, dims: [40, 3] }, y)
    expect(model.coef.shape).toEqual([1, 3])
    expect(model.featureNames).toBeUndefined()
  })
})

describe('names go through', () => {
  test('scalers and pipelines, by hand and saved', () => {
    const pipeline = makePipeline(new StandardScaler(), new MaxAbsScaler(), new LogisticRegression()).fit(
      rows,
      y,
    )
    expect(pipeline.coefficients({ sort: true }).map(({ feature }) => feature)).toContain('fare')
    const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)))
    expect(back.coefficients()).toEqual(pipeline.coefficients())
    const { age, fare, adult } = columns
    expect(back.predict({ fare, adult, age })).toEqual(pipeline.predict(rows))
    expect(() => back.predict({ fare, age })).toThrow("X has no column 'adult'")
    expect(pipeline.steps.standardScaler.getFeatureNamesOut()).toEqual(['age', 'fare', 'adult'])
    expect(new StandardScaler().fit(matrix).getFeatureNamesOut()).toEqual(['x0', 'x1', 'x2'])
  })

  test('matrices that were given some', async () => {
    const X = withFeatureNames(ndview(Float64Array.from(matrix.flat()), [40, 3]), ['a', 'b', 'c'])
    expect(new LogisticRegression().fit(X, y).coefficients()[2].feature).toBe('c')
    const { XTrain, yTrain } = trainTestSplit(X, y)
    expect(new LogisticRegression().fit(XTrain, yTrain).featureNames).toEqual(['a', 'b', 'c'])
    const chosen = await new LogisticRegressionCV({ Cs: 2, cv: 3 }).fit(X, y)
    expect(chosen.bestModel.featureNames).toEqual(['a', 'b', 'c'])
    expect(() => withFeatureNames(X, ['a', 'b', 'a'])).toThrow("two features are called 'a'")
  })

  test('coefficients of several classes, sorted, without zeros', () => {
    const three = rows.map((_, i) => i % 3)
    const model = new LogisticRegression({ penalty: 'l1', C: 0.05 }).fit(rows, three)
    const all = model.coefficients()
    expect(all).toHaveLength(9)
    expect(all[4]).toMatchObject({ feature: 'fare', class: 1, coef: model.coef.get(1, 1) })
    const kept = model.coefficients({ sort: true, nonZero: true })
    expect(kept).toHaveLength(Array.from(model.coef.data).filter(Boolean).length)
    expect(kept.map(row => Math.abs(row.coef))).toEqual(
      kept.map(row => Math.abs(row.coef)).sort((a, b) => b - a),
    )
  })
})

test('a model with names is read by ndlogit/predict, which names what it explains', () => {
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression()).fit(rows, y)
  const loaded = loadModel(JSON.stringify(pipeline))
  expect(loaded.featureNames).toEqual(['age', 'fare', 'adult'])
  const own = explain(pipeline, rows[3]).filter(({ feature }) => feature !== '(intercept)')
  const { contributions } = loaded.explain(matrix[3], { label: 'yes' })
  expect(contributions.map(({ name }) => name)).toEqual(own.map(({ feature }) => feature))
  const saved = JSON.parse(JSON.stringify(pipeline))
  saved.steps.logisticRegression.fitted.featureNames = ['age', 1, 'adult']
  expect(() => loadModel(saved)).toThrow('featureNames[1] must be a string')
})

test.each([
  [{ lambda: 0.1 }, 'lambda is of another library; here it is C = 1 / (n lambda)'],
  [{ alpha: 1 }, "alpha is of another library; here it is l1Ratio if it is glmnet's"],
  [{ solver: 'lbfgs' }, "lbfgs is of another library; here it is 'newton-cg'"],
])('what other libraries call it is translated: %o', (options, message) => {
  expect(() => new LogisticRegression(options as never)).toThrow(message)
})

test('the importance of the columns of a table is that of the matrix', async () => {
  const model = new LogisticRegression().fit(rows, y)
  const [byRows, byMatrix] = await Promise.all(
    [rows, matrix].map(X => permutationImportance(model, X, y, { randomState: 0, nRepeats: 3 })),
  )
  expect(byRows.importances.data).toEqual(byMatrix.importances.data)
})

describe('explain', () => {
  const pipeline = makePipeline(new StandardScaler(), new LogisticRegression()).fit(rows, y)
  test('the contributions add up to the decision, for rows of any form', () => {
    const decision = pipeline.decisionFunction(rows).get(3)
    for (const row of [rows[3], [rows[3]], matrix[3], [matrix[3]], takeRows(columns, Int32Array.of(3))]) {
      const parts = explain(pipeline, row)
      expect(parts.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(decision, 12)
      expect(parts.map(({ feature }) => feature).sort()).toEqual(['(intercept)', 'adult', 'age', 'fare'])
    }
  })

  test('so for each of several classes', () => {
    const model = new LogisticRegression().fit(
      matrix,
      rows.map((_, i) => `c${i % 3}`),
    )
    const parts = explain(model, matrix[0])
    const decision = model.decisionFunction([matrix[0]])
    for (const [k, name] of model.classes.entries()) {
      const own = parts.filter(part => part.class === name)
      expect(own.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(decision.get(0, k), 12)
    }
    expect(() => explain(model, matrix)).toThrow('explain takes one row, got 40')
    expect(() => explain(model, [1, 2])).toThrow('X has 2 features')
  })
})

describe('what only takes rows', () => {
  test('splits keep the form', () => {
    const byRows = trainTestSplit(rows, y, { randomState: 0 })
    const byColumns = trainTestSplit(columns, y, { randomState: 0 })
    const texts = trainTestSplit(y, y, { randomState: 0 })
    expectTypeOf(byRows.XTrain).toEqualTypeOf<Passenger[]>()
    expectTypeOf(byColumns.XTrain.age).toEqualTypeOf<number[]>()
    expectTypeOf(texts.XTrain).toExtend<string[]>()
    const expected = trainTestSplit(matrix, y, { randomState: 0 })
    expect(byRows.XTest.map(row => row.age)).toEqual(expected.XTest.map(row => row[0]))
    expect(byColumns.XTest.age).toEqual(expected.XTest.map(row => row[0]))
    expect(byColumns.XTest.fare).toBeInstanceOf(Float64Array)
    expect(texts.XTest).toEqual(expected.yTest)
    expect([...new KFold({ nSplits: 4 }).split(rows)]).toEqual([...new KFold({ nSplits: 4 }).split(matrix)])
    expect(() => trainTestSplit([1, 2, 3] as never, [1, 2, 3])).toThrow('X[0] must be an array of numbers')
    expect(() => trainTestSplit(['a', 2] as never, [1, 2])).toThrow('X[1] must be a text')
  })

  test('several arrays at once, each keeps its form', () => {
    const weights = Float64Array.from(y, (_, i) => i)
    const ids = ndview(
      Int32Array.from(y, (_, i) => i),
      [40],
    )
    const notes = y.map((_, i) => (i % 5 === 0 ? null : `n${i}`)) as string[]
    const split = trainTestSplit(rows, y, weights, columns, matrix, ids, notes, {
      randomState: 3,
      stratify: y,
    })
    const plain = trainTestSplit(rows, y, { randomState: 3, stratify: y })
    expect(split.testIndices).toEqual(plain.testIndices)
    expect(plain.others).toEqual([])
    const [[weightsTrain, weightsTest], [, columnsTest], [matrixTrain], [, idsTest], [notesTrain]] =
      split.others
    expectTypeOf(weightsTrain).toEqualTypeOf<Float64Array<ArrayBuffer>>()
    expectTypeOf(columnsTest.age).toEqualTypeOf<number[]>()
    expectTypeOf(matrixTrain).toEqualTypeOf<number[][]>()
    expect(weightsTest).toEqual(Float64Array.from(split.testIndices))
    expect(columnsTest.age).toEqual(split.XTest.map(row => row.age))
    expect(matrixTrain).toEqual(Array.from(split.trainIndices, i => matrix[i]))
    expect(idsTest.data).toEqual(split.testIndices)
    expect(notesTrain).toEqual(Array.from(split.trainIndices, i => notes[i]))
    expect(trainTestSplit(rows, y, y).others[0][0]).toHaveLength(30)
    expect(() => trainTestSplit(rows, y, [1, 2])).toThrow('others[0] must be of length 40, got 2')
    const ragged = matrix.map((row, i) => (i === 3 ? [1] : row))
    expect(() => trainTestSplit(rows, y, ragged)).toThrow('others[0] is ragged: row 3 is of length 1')
    expect(() => trainTestSplit(rows, y, weights, { testsize: 2 } as never)).toThrow(
      "unknown option 'testsize'",
    )
    expect(() => trainTestSplit(rows, y, weights, 7 as never, {})).toThrow(
      'others[1] must be an array, a typed array or a 1-d ndarray',
    )
  })

  test('rows of one’s own, typed: in pipelines, cross-validation and grids', async () => {
    class Ages {
      readonly stepName = 'ages'
      constructor(readonly options: { scale: number } = { scale: 1 }) {}
      getParams() {
        return this.options
      }
      setParams(changes: { scale?: number | undefined }) {
        Object.assign(this.options, changes)
        return this
      }
      clone() {
        return new Ages({ ...this.options })
      }
      fit(_passengers: readonly { born: Date }[]) {
        return this
      }
      transform(passengers: readonly { born: Date }[]) {
        return passengers.map(({ born }) => [born.getUTCFullYear() * this.options.scale])
      }
      getFeatureNamesOut() {
        return ['year']
      }
    }
    const own = rows.map(({ age }) => ({ born: new Date(Date.UTC(1950 + age, 0)) }))
    const pipeline = makePipeline(new Ages(), new StandardScaler(), new LogisticRegression())
    expect(pipeline.fit(own, y).predict(own)).toHaveLength(40)
    expect(pipeline.coefficients().map(({ feature }) => feature)).toEqual(['year'])
    expect(explain(pipeline, [own[0]])[0].feature).toMatch(/year|intercept/)
    class Misnamed extends Ages {
      override clone() {
        return new Misnamed({ ...this.options })
      }
      override getFeatureNamesOut() {
        return ['year', 'month']
      }
    }
    expect(() => makePipeline(new Misnamed(), new LogisticRegression()).fit(own, y)).toThrow(
      'getFeatureNamesOut gives 2 names for 1 column',
    )
    const search = await new GridSearchCV(pipeline, { ages__scale: [1, 2] }, { cv: 3 }).fit(own, y)
    expect(search.bestParams.ages__scale).toBe(1)
    expect((await crossValScore(pipeline, own, y, { cv: 3 })).size).toBe(3)
    expect([...new KFold({ nSplits: 3 }).split(own)]).toHaveLength(3)
  })

  test('cross-validation and search give what they give on the matrix, in workers too', async () => {
    const model = makePipeline(new StandardScaler(), new LogisticRegression())
    const expected = await crossValScore(model, matrix, y, { cv: 3 })
    for (const X of [rows, columns]) {
      expect((await crossValScore(model, X, y, { cv: 3 })).data).toEqual(expected.data)
    }
    expect(await crossValPredict(model, rows, y, { cv: 3 })).toEqual(
      await crossValPredict(model, matrix, y, { cv: 3 }),
    )
    const search = await new GridSearchCV(model, { logisticRegression__C: [0.1, 1] }, { cv: 3 }).fit(
      columns,
      y,
    )
    expect(search.bestEstimator.coefficients()[0].feature).toBe('age')
  })
})

/** As Arrow and polars have them: a length and an iterator, no indices. */
function vector<T>(values: readonly T[]): ArrayLike<T> {
  return {
    length: values.length,
    [Symbol.iterator]: () => values[Symbol.iterator](),
  } as unknown as ArrayLike<T>
}

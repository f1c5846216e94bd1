/** Rows by name, and pipelines of encoders: loaded, they answer as the full library does, bit for bit. */

import { describe, expect, test } from 'vitest'
import {
  LogisticRegression,
  MaxAbsScaler,
  makePipeline,
  type Pipeline,
  StandardScaler,
  ValidationError,
} from '../../src'
import { loadModel, loadPipeline, type StepClasses } from '../../src/predict'
import {
  ColumnTransformer,
  MinMaxScaler,
  OneHotEncoder,
  SimpleImputer,
  TableVectorizer,
  tableTransformers,
} from '../../src/tables'
import { CountVectorizer, TfidfVectorizer, textTransformers } from '../../src/text'

const rows = Array.from({ length: 40 }, (_, i) => ({
  width: Math.sin(i * 1.3) * 3 + 0.1,
  big: BigInt(i % 7),
  height: i % 5 === 0 ? 0 : Math.cos(i * 2.1) / 3,
  open: i % 3 === 0,
}))
const y = rows.map(({ width, open }) => (width > 0 ? 'wide' : open ? 'open' : 'shut'))
const model = (options = {}) => new LogisticRegression({ C: 0.5, ...options })

/** All answers of the full pipeline, as loaded models give them. */
const answersOf = (full: Pipeline | LogisticRegression, X: unknown) => [
  [...full.predict(X as never)],
  full.predictProba(X as never).toArray(),
  full.decisionFunction(X as never).toArray(),
]
const answers = (loaded: ReturnType<typeof loadPipeline>, X: never) => [
  loaded.predict(X),
  (loaded.predictProba(X) as unknown as Float64Array[]).map(row => [...row]),
  (loaded.decisionFunction(X) as unknown as Float64Array[]).map(row => [...row]),
]

describe('rows that are objects', () => {
  test.each([
    ['three classes', model().fit(rows, y)],
    ['scaled', makePipeline(new StandardScaler(), model()).fit(rows, y)],
    ['scaled twice', makePipeline(new MaxAbsScaler(), new StandardScaler(), model()).fit(rows, y)],
  ])('%s', (_, full) => {
    const loaded = loadModel(JSON.stringify(full))
    const turned = rows.map(({ width, big, height, open }) => ({ open, height, big, width }))
    expect(answers(loaded as never, turned as never)).toEqual(answersOf(full as Pipeline, rows))
    expect(loaded.predict(rows[3])).toBe(full.predict([rows[3]])[0])
    expect([...loaded.decisionFunction(rows[3])]).toEqual(full.decisionFunction([rows[3]]).toArray()[0])
    const { contributions } = loaded.explain(rows[3])
    expect(contributions.find(({ name }) => name === 'big')?.value).toBe(3)
    expect(loaded.explain(rows[3])).toEqual(loaded.explain(Object.values(rows[3]).map(Number)))
  })

  test('are refused by the name of what is wrong', () => {
    const loaded = loadModel(model().fit(rows, y).toJSON())
    const { open: _, ...short } = rows[0]
    for (const [row, message] of [
      [short, 'X[0].open must be a finite number, got undefined'],
      [{ ...rows[0], depth: 1 }, "X[0] must be without 'depth'"],
      [{ ...rows[0], width: '3' }, 'X[0].width must be a finite number, got 3'],
      [{ ...rows[0], width: Number.NaN }, 'X[0].width must be a finite number, got NaN'],
      [{ ...rows[0], big: 10n ** 400n }, 'X[0, 1] must be a finite number'],
      [{ width: [1, 2] }, 'X must be a row or a matrix'],
    ] as const) {
      expect(() => loaded.predict(row as never)).toThrow(ValidationError)
      expect(() => loaded.predict(row as never)).toThrow(message)
    }
    expect(() => loaded.predict([rows[0], null] as never)).toThrow('X[1] must be an object, got null')
    const unnamed = loadModel(
      model()
        .fit([[0], [1], [2], [3]], [0, 0, 1, 1])
        .toJSON(),
    )
    expect(() => unnamed.predict({ a: 1 })).toThrow('the model knows no names of features')
    expect(() => unnamed.predict({ data: [1], shape: [-1, 1] })).toThrow('X.shape[0] must be an integer')
    expect(() => unnamed.predict({ data: [1], shape: [0.5, 1] })).toThrow('X.shape[0] must be an integer')
  })
})

describe('pipelines of encoders', () => {
  const mixed = rows.map((row, i) => ({
    width: i % 9 === 0 ? null : row.width,
    port: ['Q', 'S', 'C'][i % 3],
    height: row.height,
  }))
  const columns = Object.fromEntries(
    (['width', 'port', 'height'] as const).map(name => [name, mixed.map(row => row[name])]),
  )
  const encode = new ColumnTransformer({
    port: [new OneHotEncoder(), ['port']],
    numbers: [makeNumbers(), ['width', 'height']],
  })
  function makeNumbers() {
    return new SimpleImputer()
  }
  const kinds: [string, Pipeline, StepClasses][] = [
    ['columns of their own', makePipeline(encode, model()).fit(mixed, y) as never, tableTransformers],
    [
      'then a scaler',
      makePipeline(new TableVectorizer(), new MaxAbsScaler(), model()).fit(mixed, y) as never,
      tableTransformers,
    ],
    [
      'a step between scalers',
      makePipeline(new MaxAbsScaler(), new MinMaxScaler(), new StandardScaler(), model()).fit(
        rows,
        y,
      ) as never,
      { ...tableTransformers, 'ndlogit/MaxAbsScaler': MaxAbsScaler },
    ],
  ]
  test.each(kinds)('%s', (name, full, classes) => {
    const X = name === 'a step between scalers' ? rows : mixed
    const loaded = loadPipeline(JSON.stringify(full), classes)
    expect(answers(loaded, X as never)).toEqual(answersOf(full, X))
    expect(loaded.predict(X[4] as never)).toBe(full.predict([X[4]])[0])
    expect(loaded.explain(X[4] as never).label).toBe(full.predict([X[4]])[0])
    const decision = loaded.explain(X[4] as never)
    const sum = decision.contributions.reduce((total, { contribution }) => total + contribution, 0)
    expect(sum + decision.intercept).toBeCloseTo(decision.decision, 12)
  })

  test('tables by columns, texts, and pipelines that need no classes', () => {
    const full = makePipeline(encode, model()).fit(mixed, y)
    const loaded = loadPipeline(full.toJSON(), tableTransformers)
    expect(loaded.predict(columns as never)).toEqual([...full.predict(mixed)])
    const texts = y.map((label, i) => `${label} is ${['good', 'bad'][i % 2]} number ${i % 4}`)
    for (const step of [new CountVectorizer(), new TfidfVectorizer()]) {
      const read = makePipeline(step, model()).fit(texts, y)
      const ready = loadPipeline(JSON.stringify(read), textTransformers)
      expect(answers(ready, texts as never)).toEqual(answersOf(read as never, texts))
      expect(ready.predict(texts[5])).toBe(y[5])
      expect(ready.explain(texts[5]).contributions[0].name).toBe(y[5])
    }
    const scaled = makePipeline(new StandardScaler(), model()).fit(rows, y)
    expect(loadPipeline(scaled.toJSON()).predict(rows)).toEqual([...scaled.predict(rows)])
  })

  test('a class that is not given is asked for by name', () => {
    const saved = makePipeline(encode, model()).fit(mixed, y).toJSON()
    expect(() => loadPipeline(saved)).toThrow(
      'model.columnTransformer.type must be one of the classes given (none), got ndlogit/ColumnTransformer',
    )
    expect(() => loadModel(saved)).toThrow('got ndlogit/ColumnTransformer')
    for (const wrong of [
      null,
      [],
      'x',
      { ...saved, steps: [] },
      { ...saved, steps: null },
      { ...saved, more: 1 },
    ]) {
      expect(() => loadPipeline(wrong, tableTransformers)).toThrow(ValidationError)
    }
  })
})
